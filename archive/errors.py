"""Every error of the archive.

    ArchiveError                 exit status 2
    ├── SettingsError            config.toml is absent, or says something we do not know
    ├── UnreadableFile           an upload is empty, too large, broken or not what its name says
    ├── NoConsent                nothing may be done that consent does not cover
    ├── VaultError               a key or a sealed file is not what it should be
    │   └── WrongKey             this key does not open this
    ├── NotAllowed               a rule of the desk forbids it (the second reader, a closed text)
    ├── TooOften                 somebody has to wait before the next try
    ├── NotFound                 there is no such thing, or not for you
    └── ContentError             content/*.md cannot be published as it is

Messages are for users: Dutch, with what to do next, and never a word of an untrusted text or a file's name.
"""

import errno
import sqlite3


class ArchiveError(Exception):
    """Something a user can act on; `str()` is the whole message, in Dutch."""


class SettingsError(ArchiveError):
    """The settings cannot be used."""


class UnreadableFile(ArchiveError):
    """An untrusted file is refused; nothing of it was stored."""


class NoConsent(ArchiveError):
    """Consent is absent or does not cover what was asked."""


class VaultError(ArchiveError):
    """A key or sealed file is not what it should be."""


class WrongKey(VaultError):
    """The identity or passphrase does not open this."""


class NotAllowed(ArchiveError):
    """A rule of the desk forbids this step."""


class TooOften(ArchiveError):
    """Tried too often or by too many at once: wait `seconds`."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class NotFound(ArchiveError):
    """There is no such thing, or not for this person: the message is the same."""


class ContentError(ArchiveError):
    """Content that cannot be published as it is."""


DISK_FULL = "De schijf is vol. Maak ruimte en doe het opnieuw: er is niets half bewaard."


def disk_full(error: BaseException | None) -> bool:
    """Say whether something failed because the disk is full, however deep it was said: by the system or by SQLite."""
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
