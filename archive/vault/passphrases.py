"""A secret key under a passphrase: what logging in opens. No second copy of a password exists.

age's scrypt makes each guess cost a second and 256 MB. The test suite locks its keys lightly and says so in the
environment (`LIGHT`). A real archive refuses such a key, and a desk with real keys refuses that setting.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from pyrage import DecryptError, IdentityError, passphrase, x25519

from archive.errors import VaultError, WrongKey
from archive.vault.age import Identity

LIGHT = "ARCHIVE_LIGHT_LOCKS"  # set by the test suite only: "1" lets lightly locked keys through
LEAST_WORK = 15  # log2 of scrypt's N; age takes 18 on most machines
_STANZA = re.compile(rb"\Aage-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]+ (\d{1,2})\n")


def wrap(secret: str, words: str) -> bytes:
    """Lock a secret key under a passphrase (about a second, on purpose). There is no light way to do this here."""
    return passphrase.encrypt(secret.encode(), words)


def unwrap(wrapped: bytes, words: str) -> Identity:
    """Unlock a wrapped identity. Raises WrongKey, or VaultError for a lock that is too light to be one."""
    if work(wrapped) < LEAST_WORK and not _testing():
        raise VaultError(
            "Deze sleutel zit te licht op slot: zo'n sleutel hoort bij een test. Draai `archive user remove` en `add`."
        )
    try:
        return x25519.Identity.from_str(passphrase.decrypt(wrapped, words).decode())
    except (DecryptError, IdentityError):
        raise refusal() from None


def refusal() -> WrongKey:
    """Return the one answer to a wrong name and to a wrong passphrase."""
    return WrongKey("De naam of de wachtzin klopt niet.")


def work(wrapped: bytes) -> int:
    """Return how hard a lock makes a guess: log2 of scrypt's N, 0 for what is no such lock."""
    match = _STANZA.match(wrapped)
    return int(match[1]) if match else 0


def check_setting(identities: Path) -> None:
    """Refuse to let light locks through in an archive whose keys are locked for real. Raises VaultError."""
    if _testing() and any(work(path.read_bytes()) >= LEAST_WORK for path in identities.glob("*.age")):
        raise VaultError(f"Dit is een echt archief. Haal {LIGHT} uit de omgeving: die is alleen voor tests.")


def _testing() -> bool:
    return os.environ.get(LIGHT) == "1"
