"""Locks a key lightly, for tests: the program's own lock with next to no work, so that it opens in no time.

The program makes no such lock, and opens one only where the environment says that this is a test.
"""

from __future__ import annotations

from archive.vault import passphrases

_WORK = 1  # log2 of scrypt's N
SETTING = {passphrases.LIGHT: "1"}


def wrap(secret: str, words: str) -> bytes:
    """Return a secret key under a passphrase, as `age -p` would write it with next to no work."""
    return passphrases.lock(secret, words, _WORK)
