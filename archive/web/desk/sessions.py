"""Who is in, with their unlocked key. In memory only: a restart, a logout or idling locks everything."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

from archive.vault.secret import Keyholder


@dataclass
class Session:
    """One login. `form_token` must come back with every form."""

    keyholder: Keyholder = field(repr=False)
    form_token: str = field(repr=False)
    seen: float
    began: float
    since: float = field(default_factory=time.time)  # by the wall clock, as files count
    opened: dict[str, str] = field(default_factory=dict)  # transcript → why this person opened it

    @property
    def user(self) -> str:
        """The handle of who logged in."""
        return self.keyholder.who


class Sessions:
    """Sessions by a digest of their cookie, so that memory that leaks is no login."""

    def __init__(self, idle_seconds: float, whole_seconds: float = 10 * 3600.0) -> None:
        self._idle, self._whole = idle_seconds, whole_seconds
        self.ended = Event()  # something was closed, and its words may still be in freed memory
        self._open: dict[str, Session] = {}
        self._lock = Lock()

    def begin(self, keyholder: Keyholder) -> str:
        """Open a session and return the value of its cookie. An older session of the same person ends."""
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            self._keep({key: session for key, session in self._open.items() if session.user != keyholder.who})
            now = time.monotonic()
            self._open[_digest(cookie)] = Session(keyholder, secrets.token_urlsafe(32), now, now)
        return cookie

    def get(self, cookie: str) -> Session | None:
        """Return a session that is still open, and remember that it was used."""
        self.sweep()
        with self._lock:
            session = self._open.get(_digest(cookie))
            if session:
                session.seen = time.monotonic()
        return session

    def sweep(self) -> None:
        """Close what was left alone too long, or is open too long. The desk's clock asks this, and every click."""
        now = time.monotonic()
        with self._lock:
            self._keep(
                {
                    key: session
                    for key, session in self._open.items()
                    if now - session.seen <= self._idle and now - session.began <= self._whole
                }
            )

    def end(self, cookie: str) -> None:
        """Close a session; its key is forgotten at once."""
        with self._lock:
            self._keep({key: session for key, session in self._open.items() if key != _digest(cookie)})

    def let_go(self, session: Session) -> None:
        """Hear that a request of a session is over: when the session ended meanwhile, its words are freed only now."""
        with self._lock:
            if all(one is not session for one in self._open.values()):
                self.ended.set()

    def end_of(self, user: str) -> None:
        """Close whatever somebody has open."""
        with self._lock:
            self._keep({key: session for key, session in self._open.items() if session.user != user})

    def end_changed(self, identities: Path) -> None:
        """Close the sessions of whose lock was changed or taken away since they logged in, by whatever process."""
        with self._lock:
            self._keep({k: s for k, s in self._open.items() if _unchanged(identities / f"{s.user}.age", s.since)})

    def _keep(self, open_: dict[str, Session]) -> None:
        if len(open_) < len(self._open):
            self.ended.set()
        self._open = open_


def _unchanged(lock: Path, since: float) -> bool:
    try:
        return lock.stat().st_mtime <= since
    except FileNotFoundError:
        return False


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
