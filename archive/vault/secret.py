"""The archive's secret, and who holds it: somebody who came in with a key.

32 bytes that make names comparable without being read: the key of every name's digest, of the pseudonyms, and of the
seal over approved keys. It lies in desk/secret.age, sealed to everybody who was let in and to the steward. It is in
memory while somebody is logged in, or while a command runs that was given a key: a thief of the disk has digests that
no list of names opens.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from archive.disk import write_whole
from archive.errors import VaultError, WrongKey
from archive.home import Home
from archive.rights import Grant
from archive.vault import age, digests


@dataclass(frozen=True)
class Keyholder:
    """Somebody who came in with a key: their handle, the key, and the archive's secret that it opened."""

    who: str
    identity: age.Identity = field(repr=False)
    secret: bytes = field(repr=False)


def make(path: Path, recipients: Iterable[str]) -> bytes:
    """Make the secret of a new archive."""
    secret = secrets.token_bytes(32)
    share(path, secret, recipients)
    return secret


def share(path: Path, secret: bytes, recipients: Iterable[str]) -> None:
    """Seal the secret to these public keys, and to nobody else from now on. Raises VaultError."""
    write_whole(path, age.seal(secret.hex().encode(), recipients))


def unlock(home: Home, who: str, identity: age.Identity) -> Keyholder:
    """Open the archive's secret with a key. Raises WrongKey for who was not let in, VaultError when it is gone."""
    try:
        secret = bytes.fromhex(age.open_sealed(home.secret.read_bytes(), identity).decode())
    except FileNotFoundError:
        raise VaultError(
            "Het geheim van dit archief (desk/secret.age) ontbreekt. Zet een reservekopie terug."
        ) from None
    except WrongKey:
        raise WrongKey("Deze sleutel hoort niet bij dit archief, of is niet (meer) toegelaten.") from None
    return Keyholder(who, identity, secret)


def pin(secret: bytes) -> str:
    """Return what a key file says of the secret it belongs to: a digest, which opens nothing.

    It lies under a passphrase or off the machine: who can write on the disk can seal a secret of their own making to
    everybody's public keys, but cannot write this.
    """
    return digests.digest("the secret of this archive", secret)


def role_seal(grant: Grant, secret: bytes) -> str:
    """Return the archive's seal over a role: nothing is sealed to somebody by a role without it."""
    return digests.mac(f"role {grant.project} {grant.handle} {grant.role} {grant.until}", secret)


def approval(handle: str, key: str, secret: bytes) -> str:
    """Return the archive's seal over somebody's public key: who can write on the disk cannot make one."""
    return digests.mac(f"key {handle} {key.strip()}", secret)
