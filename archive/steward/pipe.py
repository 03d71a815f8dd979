"""Two ends of a pipe at once, so that nothing is written in between."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import BinaryIO


def through(give: Callable[[BinaryIO], None], take: Callable[[BinaryIO], None]) -> None:
    """Run two ends of a pipe at once, so that nothing is written in between. The error that came first is raised.

    An end notes its error before it lets the other know by closing, so what follows from it comes after it.
    """
    reading, writing = os.pipe()
    errors: list[BaseException] = []

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(writing, "wb") as out:
            try:
                give(out)
                out.flush()
            except BaseException as error:
                errors.append(error)

    giver = Thread(target=run)
    giver.start()
    with os.fdopen(reading, "rb") as source:
        try:
            take(source)
            while source.read(65536):
                pass
        except BaseException as error:
            errors.append(error)
    giver.join()
    if errors:
        raise errors[0]
