"""One immutable, content-addressed bundle, read: nothing of it is used that its publisher did not sign for.

public/bundles/<id>/content.json    every record, with sanitised HTML
public/bundles/<id>/index/          the search index, read as data only (archive/search/pickles.py)
public/bundles/<id>/media/          posters, captions, films
public/bundles/<id>/manifest.json   format, id, and every file with its size and SHA-256
public/bundles/<id>/manifest.sig    the publisher's signature under manifest.json
public/current                      a link to the bundle being served

Writing one is writing.py, and needs the publisher's key; reading one needs the public half, from config.toml.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

from archive.errors import ContentError, NotFound
from archive.signing.checking import BUNDLE, valid

FORMAT = 3
MANIFEST, SIGNATURE, CONTENT, INDEX = "manifest.json", "manifest.sig", "content.json", "index/"
_MOST = 20_000_000  # bytes of a manifest: it is read before anybody vouched for its size
_UNREADABLE = "De uitgave is niet te lezen. Draai `archive publish` opnieuw."


@dataclass(frozen=True)
class Bundle:
    """A bundle on disk, whole and signed. `content` and `index` are the very bytes that were checked."""

    id: str
    folder: Path
    content: bytes
    index: Mapping[str, bytes]


def current(public: Path) -> Path:
    """Return the folder of the bundle being served. Raises NotFound before the first, ContentError for an odd link."""
    link, bundles = public / "current", public / "bundles"
    if not link.is_symlink() and not link.exists():
        raise NotFound("Er is nog niets gepubliceerd. Draai `archive publish`.")
    try:
        target = os.readlink(link)
    except OSError:
        raise ContentError(_UNREADABLE) from None
    id = target.removeprefix("bundles/")
    if "/" in id or id.startswith(".") or target != f"bundles/{id}" or bundles.is_symlink():
        raise ContentError(_UNREADABLE)
    return bundles / id


def read(folder: Path, publisher: str) -> Bundle:
    """Check a bundle: first the publisher's signature, then every file, and that there is nothing else.

    Args: publisher is the public key in config.toml. Raises ContentError with what to do.
    """
    if not publisher:
        raise ContentError(
            "Bij [publish] in config.toml staat geen sleutel van de uitgever. Draai `archive publish`, en start de "
            "site opnieuw."
        )
    try:
        if folder.is_symlink():
            raise ContentError(_UNREADABLE)
        said, signature = _small(folder / MANIFEST), _small(folder / SIGNATURE)
        if not valid(publisher, BUNDLE, said, signature):
            raise ContentError(
                "De uitgave is niet getekend door de uitgever in config.toml. Draai `archive publish` opnieuw."
            )
        return _checked(folder, json.loads(said))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ContentError(_UNREADABLE) from None


def verify(folder: Path, publisher: str) -> None:
    """Check a bundle and keep nothing of it. Raises ContentError."""
    read(folder, publisher)


def _checked(folder: Path, manifest: Mapping[str, Any]) -> Bundle:
    """Compare a folder with what was signed, and keep what is used from memory."""
    listed = manifest["files"]
    if manifest["format"] != FORMAT or manifest["id"] != folder.name:
        raise ContentError(_UNREADABLE)
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    present = {str(path.relative_to(folder)) for path in paths} - {MANIFEST, SIGNATURE}
    wrong, kept = len(present ^ set(listed)), dict[str, bytes]()
    for name in sorted(present & set(listed)):
        try:
            with _plain(folder / name) as file:
                right = os.fstat(file.fileno()).st_size == listed[name]["size"]
                if right and (name == CONTENT or name.startswith(INDEX)):
                    kept[name] = file.read(listed[name]["size"] + 1)
                    right = hashlib.sha256(kept[name]).hexdigest() == listed[name]["sha256"]
                elif right:
                    right = hashlib.file_digest(file, "sha256").hexdigest() == listed[name]["sha256"]
        except OSError:
            right = False
        wrong += not right
    if wrong:
        raise ContentError(f"De uitgave is beschadigd ({wrong} bestanden). Draai `archive publish` opnieuw.")
    index = {name.removeprefix(INDEX): data for name, data in kept.items() if name.startswith(INDEX)}
    return Bundle(folder.name, folder, kept[CONTENT], index)


def _small(path: Path) -> bytes:
    with _plain(path) as file:
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise ValueError("too large")
    return data


def _plain(path: Path) -> BufferedReader:
    """Open a file that has this name only: no link, no device, no pipe, no second name elsewhere. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(handle)
        raise OSError("no plain file")
    return os.fdopen(handle, "rb")
