"""Signing with one of the archive's own keys: 32 secret bytes on the desk's disk. Checking is checking.py."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.signing.checking import framed


def sign(secret: bytes, purpose: str, data: bytes) -> bytes:
    """Return a signature under bytes for one purpose, in base64."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(secret).sign(framed(purpose, data)))


def public_key(secret: bytes) -> str:
    """Return the public half of a key, in base64."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()).decode()
