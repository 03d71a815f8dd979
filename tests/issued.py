"""Bundles signed by a publisher of the tests' own: write one, and the public key that its readers need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tomlkit

from archive.home import Home
from archive.publish import bundle, imprint, writing
from archive.publish.bundle import Bundle
from archive.records import Library
from archive.signing.making import public_key

SECRET = bytes(range(32))
PUBLISHER = public_key(SECRET)


def write(public: Path, library: Library, media: Path, keep: int, unseen: Iterable[str] = ()) -> Bundle:
    """Write a bundle as writing.py does, signed with the tests' own key."""
    return writing.write(public, library, media, keep, SECRET, unseen)


def trust(home: Home) -> None:
    """Let an archive publish with the tests' own key, and its settings name it."""
    home.publisher_key.write_bytes(SECRET)
    config = tomlkit.parse(home.config.read_text("utf-8") if home.config.exists() else "")
    imprint.name(config, SECRET)
    home.config.write_text(tomlkit.dumps(config), "utf-8")


def verify(home: Home) -> None:
    """Check the bundle that is served, as the settings say."""
    bundle.verify(bundle.current(home.public), home.settings().publish.publisher)
