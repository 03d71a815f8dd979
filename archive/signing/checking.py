"""Whether a signature is right: public knowledge, and no way to a key. Ed25519 (RFC 8032); making one is making.py."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BUNDLE, BACKUP = "binnenskamers uitgave 1", "binnenskamers reservekopie 1"


def valid(public_key: str, purpose: str, untrusted_data: bytes, untrusted_signature: bytes | str) -> bool:
    """Say whether bytes were signed with a key (base64 of 32 bytes), for this purpose and for no other."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(untrusted_signature, validate=True), framed(purpose, untrusted_data))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def framed(purpose: str, data: bytes) -> bytes:
    """Return what is signed: the purpose stands before the data, so that no signature serves for something else."""
    return purpose.encode() + b"\n" + data
