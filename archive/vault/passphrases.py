"""A secret key under a passphrase: what logging in opens. No second copy of a password exists.

The file is age's own (age-encryption.org/v1, scrypt): `age -d` opens it. It is written and read here and not by pyrage,
which measures the machine to choose the cost, so that some locks took twice as long as others, and which lets no other
thread work while it turns. The test suite locks its keys lightly and says so in the environment (`LIGHT`). A real
archive refuses such a key, and a desk with real keys refuses that setting.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pyrage import IdentityError

from archive.errors import SettingsError, VaultError, WrongKey
from archive.vault.age import Identity, read_identity

LIGHT = "ARCHIVE_LIGHT_LOCKS"  # set by the test suite only: "1" lets lightly locked keys through
LEAST_WORK = 15  # log2 of scrypt's N
# What every new lock costs: 0.7 s and 128 MB here, OWASP's first choice for scrypt. 18 is twice that, for one bit more
# beside the 70 of our own passphrases, and a login queue of 16 would take 20 s.
WORK = 17
_MOST_WORK = 20  # 1 GB: no lock that age makes is heavier
LEAST_LENGTH, _LEAST_DIFFERENT = 20, 8
_STANZA = re.compile(rb"\Aage-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]+ (\d{1,2})\n")
_FILE = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) \d{1,2}\n([A-Za-z0-9+/]{43})\n---) ([A-Za-z0-9+/]{43})\n"
)
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]\s*")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_OURS = re.compile(r"[a-z]{4,7}(?:[ -][a-z]{4,7}){4}", re.IGNORECASE)


def wrap(secret: str, words: str) -> bytes:
    """Lock a secret key under a passphrase (0.7 s, on purpose). There is no light way to do this in the program."""
    return lock(secret, words, WORK)


def lock(secret: str, words: str, work: int) -> bytes:
    """Return an age file under a passphrase, with scrypt's N as 2**work. Only `wrap` and the tests call this."""
    salt, file_key, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    body = ChaCha20Poly1305(_stretched(words, salt, work)).encrypt(bytes(12), file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_text(salt)} {work}\n{_text(body)}\n---".encode()
    mac = _mac(file_key, header)
    payload = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_LAST, secret.encode(), None)
    return header + f" {_text(mac)}\n".encode() + nonce + payload


def unwrap(wrapped: bytes, words: str) -> Identity:
    """Unlock a wrapped identity. Raises WrongKey, or VaultError for a lock that is too light to be one."""
    try:
        return read_identity(unlocked(wrapped, words))
    except (IdentityError, ValueError):
        raise refusal() from None


def unlocked(wrapped: bytes, words: str) -> str:
    """Unlock the text of a key file. Raises WrongKey, or VaultError for a lock that is too light to be one."""
    if work(wrapped) < LEAST_WORK and not _testing():
        raise VaultError(
            "Deze sleutel zit te licht op slot: zo'n sleutel hoort bij een test. Draai `archive user remove` en `add`."
        )
    try:
        return _unlocked(wrapped, words).decode()
    except (InvalidTag, ValueError):
        raise refusal() from None


def refusal() -> WrongKey:
    """Return the one answer to a wrong name and to a wrong passphrase."""
    return WrongKey("De naam of de wachtzin klopt niet.")


def tidy(words: str) -> str:
    """Return a passphrase as it was meant: no blanks around it, and our own kind with plain dashes and small letters.

    What typing and pasting does to one (an odd dash, a blank for a dash, a capital, a letter in two parts) changes
    nothing. The same is done when a lock is made and when it is opened, so no two answers are possible.
    """
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", words))
    plain = " ".join(_DASHES.sub("-", plain).split())
    return plain.lower().replace(" ", "-") if _OURS.fullmatch(plain) else plain


def check_strength(words: str, handle: str) -> None:
    """Refuse a passphrase that is easily guessed. Raises SettingsError that says what is asked."""
    plain = tidy(words)
    if len(plain) < LEAST_LENGTH or len(set(plain.lower())) < _LEAST_DIFFERENT or handle in plain.lower():
        raise SettingsError(
            f"Kies een langere wachtzin: minstens {LEAST_LENGTH} tekens, met minstens {_LEAST_DIFFERENT} "
            "verschillende, en zonder uw inlognaam. Vijf losse woorden zijn goed, bijvoorbeeld."
        )


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


_LAST = bytes(11) + b"\1"  # the nonce of a payload's first and last piece: a key is far below 64 kB


def _unlocked(wrapped: bytes, words: str) -> bytes:
    """Open an age file under a passphrase. Raises InvalidTag for other words, ValueError for no such file."""
    match = _FILE.match(wrapped)
    if match is None or not 1 <= work(wrapped) <= _MOST_WORK:
        raise ValueError("no lock")
    header, salt, body, mac = match.groups()
    file_key = ChaCha20Poly1305(_stretched(words, _bytes(salt), work(wrapped))).decrypt(bytes(12), _bytes(body), None)
    if not hmac.compare_digest(_mac(file_key, header), _bytes(mac)):
        raise ValueError("changed")
    nonce, payload = wrapped[match.end() : match.end() + 16], wrapped[match.end() + 16 :]
    return ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).decrypt(_LAST, payload, None)


def _stretched(words: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**work, r=8, p=1).derive(
        tidy(words).encode()
    )


def _derived(key: bytes, salt: bytes, what: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, what).derive(key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.new(_derived(file_key, b"", b"header"), header, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()


def _bytes(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))
