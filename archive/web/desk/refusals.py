"""Refusals on their way to the log: counted at once, written by the desk's clock, one row a minute for each kind.

So a flood of them is a handful of rows with a number, and a refusal takes as long for a name that nobody has. Who is a
handle that exists or a fixed word; what was typed never gets here.
"""

from __future__ import annotations

import time
from collections import Counter
from threading import Lock

from archive.ledger.store import Ledger

NOBODY = "onbekend"
_EVERY = 60.0  # seconds between two rows of one kind


class Refusals:
    """What was refused and is not in the log yet: (who, what, where) → how often."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._written: dict[tuple[str, str, str], float] = {}
        self._lock = Lock()

    def count(self, who: str, what: str, where: str = "") -> None:
        """Count one. `who` is a handle that exists or NOBODY; `where` one of our own endpoints or a fixed word."""
        with self._lock:
            self._counts[who, what, where] += 1

    def write(self, ledger: Ledger, *, now: bool = False) -> None:
        """Put in the log what is due, or all of it `now`."""
        moment = time.monotonic()
        with self._lock:
            due = [kind for kind in self._counts if now or moment - self._written.get(kind, -_EVERY) >= _EVERY]
            rows = [(*kind, self._counts.pop(kind)) for kind in due]
            self._written = {k: at for k, at in self._written.items() if moment - at < _EVERY}
            self._written.update(dict.fromkeys(due, moment))
        for who, what, where, count in rows:
            more = {"why": where} if where else {}
            ledger.note(who, what, None, count, **more)
