"""Logs hold ids and counts. No message, path, query, form or traceback with values reaches them."""

from __future__ import annotations

import logging
import time
import traceback
from pathlib import Path

_log = logging.getLogger("archive")
_PROGRAM = Path(__file__).parents[1]


class _Utc(logging.Formatter):
    """Times in UTC, as the chain of deeds has them, so that the two fit beside each other all year."""

    converter = staticmethod(time.gmtime)


def event(what: str, **ids_and_counts: int | str) -> None:
    """Log one line: a fixed word and ids or counts. Strings must be ids this program made."""
    _log.info("%s %s", what, " ".join(f"{key}={value}" for key, value in ids_and_counts.items()))


def failure(error: BaseException) -> None:
    """Log where an unexpected error came from: its type, and file and line of each frame. Never its message."""
    frames = [f"{_short(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    _log.error("%s at %s", type(error).__name__, " > ".join(frames[-8:]))


def _short(filename: str) -> str:
    """Return where a file of ours lies in the program, and of another's its name alone: no folder of the machine."""
    path = Path(filename)
    return path.relative_to(_PROGRAM).as_posix() if path.is_relative_to(_PROGRAM) else path.name


def start() -> None:
    """Send the archive's own lines to standard error, and keep every library's quiet."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Utc("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ"))
    _log.handlers[:] = [handler]
    _log.setLevel(logging.INFO)
    _log.propagate = False
    for noisy in ("presidio-analyzer", "decision_process", "werkzeug", "gunicorn.access"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
