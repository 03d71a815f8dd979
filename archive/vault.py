"""Seal and open. The only module that touches keys.

The format is age (age-encryption.org/v1): anything sealed here opens with the ordinary `age` program. Sealing needs
public keys only, so what uploads cannot read back.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from pyrage import DecryptError, IdentityError, RecipientError, decrypt, encrypt, passphrase, x25519

from archive.errors import VaultError, WrongKey

Identity: TypeAlias = "x25519.Identity"


def new_identity() -> tuple[str, str]:
    """Return a new (secret, recipient) pair as age text: `AGE-SECRET-KEY-1…`, `age1…`."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def read_identity(untrusted_text: str) -> Identity:
    """Return the identity in an age key file (comment lines allowed). Raises WrongKey."""
    for line in untrusted_text.splitlines():
        if line.startswith("AGE-SECRET-KEY-1"):
            try:
                return x25519.Identity.from_str(line.strip())
            except IdentityError:
                break
    raise WrongKey("Dit is geen sleutelbestand van age. Verwacht: een regel die begint met AGE-SECRET-KEY-1.") from None


def check_recipient(key: str) -> None:
    """Refuse what is not a public key; a secret where a public key belongs is refused loudly. Raises VaultError."""
    if "SECRET" in key.upper():
        raise VaultError(
            "Bij [vault.recipients] in config.toml staat een GEHEIME sleutel. Haal die daar weg en zet de publieke "
            "sleutel (age1…) neer. Beschouw de geheime sleutel als gelekt."
        )
    try:
        x25519.Recipient.from_str(key)
    except RecipientError:
        raise VaultError("Een sleutel bij [vault.recipients] in config.toml is geen age-sleutel (age1…).") from None


def seal(plaintext: bytes, recipients: Iterable[str]) -> bytes:
    """Encrypt to every recipient. Raises VaultError when there is none: a story nobody can open is lost."""
    keys = list(recipients)
    for key in keys:
        check_recipient(key)
    if not keys:
        raise VaultError("Er is geen ontvanger ingesteld. Draai eerst `archive init`.")
    return encrypt(plaintext, [x25519.Recipient.from_str(key) for key in keys])


def open_sealed(sealed: bytes, identity: Identity) -> bytes:
    """Decrypt. Raises WrongKey when this identity is no recipient, or a byte was changed."""
    try:
        return decrypt(sealed, [identity])
    except DecryptError:
        raise WrongKey("Deze sleutel opent dit bestand niet, of het bestand is beschadigd.") from None


def wrap(secret: str, words: str) -> bytes:
    """Lock a secret key under a passphrase (age's scrypt: about a second, on purpose)."""
    return passphrase.encrypt(secret.encode(), words)


def unwrap(wrapped: bytes, words: str) -> Identity:
    """Unlock a wrapped identity. Raises WrongKey. This is what logging in is: no second copy of a password exists."""
    try:
        return x25519.Identity.from_str(passphrase.decrypt(wrapped, words).decode())
    except (DecryptError, IdentityError):
        raise WrongKey("De naam of de wachtzin klopt niet.") from None


def digest(text: str, key: bytes) -> str:
    """Return a keyed digest (HMAC-SHA-256, 128 bits, hex): comparable without the text, useless without the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def digest_key(path: Path) -> bytes:
    """Return the archive's digest key, made at first use and readable by its owner only."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    key = path.read_bytes()
    if len(key) != 32:
        raise VaultError("De sleutel voor het vergelijken van namen is beschadigd. Zet een reservekopie terug.")
    return key
