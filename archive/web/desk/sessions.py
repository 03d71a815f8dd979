"""Who is in, with their unlocked key. In memory only: a restart, a logout or idling locks everything."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock

from archive.vault.secret import Keyholder


@dataclass
class Session:
    """One login. `form_token` must come back with every form."""

    keyholder: Keyholder = field(repr=False)
    form_token: str = field(repr=False)
    seen: float
    opened: dict[str, str] = field(default_factory=dict)  # transcript → why this person opened it

    @property
    def user(self) -> str:
        """The handle of who logged in."""
        return self.keyholder.who


class Sessions:
    """Sessions by a digest of their cookie, so that memory that leaks is no login."""

    def __init__(self, idle_seconds: float) -> None:
        self._idle = idle_seconds
        self._open: dict[str, Session] = {}
        self._lock = Lock()

    def begin(self, keyholder: Keyholder) -> str:
        """Open a session and return the value of its cookie. An older session of the same person ends."""
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            self._open = {key: session for key, session in self._open.items() if session.user != keyholder.who}
            self._open[_digest(cookie)] = Session(keyholder, secrets.token_urlsafe(32), time.monotonic())
        return cookie

    def get(self, cookie: str) -> Session | None:
        """Return a session that is still open, and remember that it was used."""
        now = time.monotonic()
        with self._lock:
            for key in [key for key, session in self._open.items() if now - session.seen > self._idle]:
                del self._open[key]
            session = self._open.get(_digest(cookie))
            if session:
                session.seen = now
        return session

    def end(self, cookie: str) -> None:
        """Close a session; its key is forgotten at once."""
        with self._lock:
            self._open.pop(_digest(cookie), None)


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
