"""Seal and open. The only module that touches secret keys.

The format is age (age-encryption.org/v1): anything sealed here opens with the ordinary `age` program. Sealing needs
public keys only, so what uploads cannot read back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from pyrage import (
    DecryptError,
    EncryptError,
    IdentityError,
    RecipientError,
    decrypt,
    decrypt_io,
    encrypt,
    encrypt_io,
    tag,
    tagpq,
    x25519,
)

from archive.disk import small_text
from archive.errors import VaultError, WrongKey

PIN = "# geheim van het archief:"  # a comment line, which the ordinary program passes over
_KEY_FILE = 100_000  # bytes: a key file is a few lines
_BLANK = " \t\r\n\ufeff\u00a0\u200b"
# What people take for the key, by how a line of it begins.
_OTHER_KEYS = {
    ("-----BEGIN AGE ENCRYPTED", "age-encryption.org/"): (
        "Dit sleutelbestand zit op slot met een wachtzin. Maak het eerst open met `age --decrypt`, en geef wat "
        "daar uitkomt."
    ),
    ("-----BEGIN", "ssh-", "ecdsa-"): (
        "Dit is een SSH-sleutel of een certificaat. Hier hoort een sleutel van age: een regel die begint met "
        "AGE-SECRET-KEY-1."
    ),
    ("AGE-PLUGIN-", "AGE-SECRET-KEY-PQ-"): (
        "Deze soort sleutel van age opent dit programma niet. Geef een sleutel die begint met AGE-SECRET-KEY-1."
    ),
    ("age1",): (
        "Dit is een publieke sleutel: die sluit alleen. Om te openen is de geheime nodig, een regel die begint "
        "met AGE-SECRET-KEY-1."
    ),
}

Identity: TypeAlias = "x25519.Identity"
Recipient: TypeAlias = Any
# The kinds of public key that age knows. The last two lie in a hardware key: sealed to, never opened, by this program.
_KINDS = {"age1tagpq1": tagpq.Recipient, "age1tag1": tag.Recipient, "age1": x25519.Recipient}


def new_identity() -> tuple[str, str]:
    """Return a new (secret, recipient) pair as age text: `AGE-SECRET-KEY-1…`, `age1…`."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def read_identity(untrusted_text: str) -> Identity:
    """Return the identity in an age key file (comment lines and blanks allowed). Raises WrongKey."""
    lines = [line.strip(_BLANK) for line in untrusted_text.splitlines()]
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-1"):
            try:
                return x25519.Identity.from_str(line)
            except IdentityError:
                raise WrongKey(
                    "Deze sleutel is niet heel: er mist iets of er is iets veranderd. Kopieer hem opnieuw."
                ) from None
    for marks, says in _OTHER_KEYS.items():
        if any(line.startswith(marks) for line in lines):
            raise WrongKey(says)
    raise WrongKey("Dit is geen sleutelbestand van age. Verwacht: een regel die begint met AGE-SECRET-KEY-1.")


def read_key_file(path: Path) -> Identity:
    """Return the identity in a key file, however an editor saved it. Raises WrongKey."""
    return read_identity(key_file_text(path))


def read_pin(untrusted_text: str) -> str:
    """Return which secret of an archive a key file belongs to, "" where it does not say (see secret.py)."""
    lines = (line.strip(_BLANK) for line in untrusted_text.splitlines())
    return next((line.removeprefix(PIN).strip() for line in lines if line.startswith(PIN)), "")


def key_file_text(path: Path) -> str:
    """Return what a key file says, however an editor saved it. Raises WrongKey."""
    try:
        with path.open("rb") as file:
            return small_text(file.read(_KEY_FILE))
    except OSError:
        raise WrongKey("Dit sleutelbestand is er niet of is niet te lezen. Kijk de naam na.") from None
    except UnicodeDecodeError:
        raise WrongKey("Dit is geen sleutelbestand van age: het bevat geen tekst. Kies een ander bestand.") from None


def check_recipient(key: str) -> None:
    """Refuse what is not a public key; a secret where a public key belongs is refused loudly. Raises VaultError."""
    _recipient(key)


def _recipient(untrusted_key: str) -> Recipient:
    key = untrusted_key.strip()
    if any(mark in key.upper() for mark in ("SECRET", "AGE-PLUGIN-", "PRIVATE KEY")):
        raise VaultError(
            "Bij [vault.recipients] in config.toml staat een GEHEIME sleutel. Haal die daar weg en zet de publieke "
            "sleutel (age1…) neer. Beschouw de geheime sleutel als gelekt."
        )
    for prefix, kind in _KINDS.items():
        if key.startswith(prefix):
            try:
                return kind.from_str(key)
            except RecipientError:
                break
    raise VaultError("Een sleutel bij [vault.recipients] in config.toml is geen age-sleutel (age1…).") from None


def fingerprint(key: str) -> str:
    """Return what a public key is called where it need not stand in full."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def seal(plaintext: bytes, recipients: Iterable[str]) -> bytes:
    """Encrypt to every recipient. Raises VaultError when there is none: a story nobody can open is lost."""
    keys = [_recipient(key) for key in recipients]
    if not keys:
        raise VaultError("Er is geen ontvanger ingesteld. Draai eerst `archive init`.")
    return encrypt(plaintext, _alike(keys))


def seal_stream(source: BinaryIO, target: BinaryIO, recipients: Iterable[str]) -> None:
    """Encrypt a stream of any length to every recipient. Raises OSError for what stands in the way of writing it."""
    noting = _Noting(target)
    try:
        encrypt_io(source, noting, _alike([_recipient(key) for key in recipients]))
    except EncryptError:
        raise noting.error or VaultError("Dit is niet te verzegelen. Kijk of de schijf heel is.") from None


class _Noting:
    """A file to write to that remembers what went wrong: pyrage tells only that something did."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        try:
            self._target.flush()
        except OSError as error:
            self.error = error
            raise


def open_stream(source: BinaryIO, target: BinaryIO, identity: Identity) -> None:
    """Decrypt a stream. What was written before an error must not be used. Raises WrongKey."""
    try:
        decrypt_io(source, target, [identity])
    except (DecryptError, OSError):
        raise WrongKey("Deze sleutel opent dit bestand niet, of het bestand is beschadigd.") from None


def _alike(keys: list[Recipient]) -> list[Recipient]:
    """Refuse post-quantum keys beside others in one file: the weaker undoes the stronger. Raises VaultError."""
    strong = [isinstance(key, tagpq.Recipient) for key in keys]
    if any(strong) and not all(strong):
        raise VaultError(
            "Sleutels die tegen een quantumcomputer bestand zijn (age1tagpq…) gaan niet samen met andere in één "
            "bestand. Geef iedereen zo'n sleutel, of niemand."
        )
    return keys


def open_sealed(sealed: bytes, identity: Identity) -> bytes:
    """Decrypt. Raises WrongKey when this identity is no recipient, or a byte was changed."""
    try:
        return decrypt(sealed, [identity])
    except DecryptError:
        raise WrongKey("Deze sleutel opent dit bestand niet, of het bestand is beschadigd.") from None
