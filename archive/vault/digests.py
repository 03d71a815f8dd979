"""Keyed digests: what can be compared without being read, and what cannot be changed unseen."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

from archive.disk import make_key


def digest(text: str, key: bytes) -> str:
    """Return a keyed digest (HMAC-SHA-256, 128 bits, hex): comparable without the text, useless without the key.

    The key of a name is the archive's secret.
    """
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def mac(text: str, key: bytes) -> str:
    """Return the desk's own seal over what it wrote (HMAC-SHA-256, hex), with a key for this use alone."""
    own = hmac.new(key, b"binnenskamers seal of the desk", hashlib.sha256).digest()
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()


def seal_key(path: Path) -> bytes:
    """Return the key of the desk's own seal, made at first use and readable by its owner only. Raises VaultError.

    It lies on the disk, so that what the desk wrote can be checked while nobody is logged in. It opens nothing and
    compares no name: that takes the archive's secret (secret.py).
    """
    return make_key(path)
