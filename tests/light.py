"""Locks a key lightly, for tests: an age file under a passphrase (age-encryption.org/v1, scrypt) that opens in no time.

The program has no way to make such a file, and opens one only where the environment says that this is a test.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from archive.vault import passphrases

_WORK = 1  # log2 of scrypt's N
SETTING = {passphrases.LIGHT: "1"}


def wrap(secret: str, words: str) -> bytes:
    """Return a secret key under a passphrase, as `age -p` would write it with next to no work."""
    salt, file_key, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**_WORK, r=8, p=1).derive(
        words.encode()
    )
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {_text(salt)} {_WORK}\n{_text(body)}\n---".encode()
    mac = hmac.new(_derive(file_key, b"", b"header"), header, hashlib.sha256).digest()
    payload = ChaCha20Poly1305(_derive(file_key, nonce, b"payload")).encrypt(bytes(11) + b"\1", secret.encode(), None)
    return header + f" {_text(mac)}\n".encode() + nonce + payload


def _derive(key: bytes, salt: bytes, what: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, what).derive(key)


def _text(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()
