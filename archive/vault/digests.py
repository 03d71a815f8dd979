"""Keyed digests: what can be compared without being read, and what cannot be changed unseen."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from archive.disk import make_key


def digest(text: str, key: bytes) -> str:
    """Return a keyed digest (HMAC-SHA-256, 128 bits, hex): comparable without the text, useless without the key."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def mac(text: str, key: bytes) -> str:
    """Return the desk's own seal over what it wrote (HMAC-SHA-256, hex), with a key for this use alone."""
    own = hmac.new(key, b"binnenskamers seal of the desk", hashlib.sha256).digest()
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()


def digest_key(path: Path) -> bytes:
    """Return the archive's digest key, made at first use and readable by its owner only. Raises VaultError."""
    return make_key(path)
