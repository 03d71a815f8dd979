"""How often somebody may try to log in: one at a time in all, and after failures each name waits, known or not.

Nothing of it is on disk, and no name is in memory: only digests under a key of this process, since people type their
passphrase in the field for the name. A browser from which somebody logged in before has a queue and a count of its own:
whoever guesses elsewhere holds that person up no longer than the few tries before them.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from archive.errors import TooOften

FREE, LONGEST = 3, 30.0  # failures without a wait; seconds
# How many may stand in the queue, from known browsers and from others. The desk has eight threads more than both
# together (archive/web/serve.py), which go on showing pages.
WAITING = {True: 8, False: 16}
_MOST, _FORGOTTEN = 1000, 15 * 60.0  # names remembered; seconds after which one's failures are


@dataclass
class _Count:
    failures: int = 0
    at: float = 0.0

    def until(self) -> float:
        """Return when the next try may be."""
        return self.at + (min(LONGEST, 2.0 ** (self.failures - FREE)) if self.failures >= FREE else 0.0)


class Tries:
    """The queue before the lock, and who has to wait."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()
        self._known: OrderedDict[bytes, None] = OrderedDict()  # (browser, name) that logged in before
        self._queued = {True: 0, False: 0}
        self._table, self._turn = Lock(), Lock()

    @contextmanager
    def turn(self, name: str, browser: str) -> Iterator[None]:
        """Wait for a try's turn; what is raised within counts as a failure. Raises TooOften instead of a turn."""
        known = self._digest(name, browser) in self._known
        who = self._digest(name, browser if known else "")
        self._check(who)
        with self._table:
            if self._queued[known] >= WAITING[known]:
                raise TooOften("Er loggen nu te veel mensen tegelijk in. Wacht tien tellen en probeer het opnieuw.", 10)
            self._queued[known] += 1
        try:
            with self._turn:
                self._check(who)  # others may have tried this name meanwhile
                try:
                    yield
                except Exception:
                    self._failed(who)
                    raise
                with self._table:
                    self._counts.pop(who, None)
        finally:
            with self._table:
                self._queued[known] -= 1

    def remember(self, name: str) -> str:
        """Return what the browser of who logged in keeps, so that it is known the next time."""
        browser = secrets.token_urlsafe(16)
        with self._table:
            self._known[self._digest(name, browser)] = None
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return browser

    def _check(self, who: bytes) -> None:
        with self._table:
            count = self._counts.get(who)
            left = count.until() - time.monotonic() if count else 0.0
        if left > 0:
            raise TooOften(
                f"Er is te vaak een verkeerde wachtzin ingevuld. Wacht {int(left) + 1} tellen en probeer het opnieuw.",
                int(left) + 1,
            )

    def _failed(self, who: bytes) -> None:
        now = time.monotonic()
        with self._table:
            count = self._counts.pop(who, None) or _Count()
            if now - count.at > _FORGOTTEN:
                count.failures = 0
            count.failures, count.at = count.failures + 1, now
            self._counts[who] = count  # the newest last
            while len(self._counts) > _MOST:
                self._counts.popitem(last=False)

    def _digest(self, name: str, browser: str) -> bytes:
        return hashlib.blake2b(f"{browser}\0{name}".encode(), key=self._key, digest_size=16).digest()
