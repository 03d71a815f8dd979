"""Two ends of a pipe at once, so that nothing is written in between."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Thread
from typing import BinaryIO

from archive.errors import ArchiveError


def through(give: Callable[[BinaryIO], None], take: Callable[[BinaryIO], None]) -> None:
    """Run two ends of a pipe at once, so that nothing is written in between. An error at either end is raised."""
    reading, writing = os.pipe()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                give(out)
        except BaseException as error:
            errors.append(error)

    giver = Thread(target=run)
    giver.start()
    taken: BaseException | None = None
    with os.fdopen(reading, "rb") as source:
        try:
            take(source)
            while source.read(65536):
                pass
        except BaseException as error:
            taken = error
    giver.join()
    found = [error for error in (*errors, taken) if error]
    if found:
        told = [error for error in reversed(found) if isinstance(error, ArchiveError)]
        causes = [error for error in found if not isinstance(error, BrokenPipeError)]  # the other end stopped first
        raise (told or causes or found)[0]
