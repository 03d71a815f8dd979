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
from typing import Any, TypeAlias

from archive.errors import ContentError, NotFound
from archive.signing.checking import BUNDLE, valid

Stamp: TypeAlias = tuple[int, int, int]
FORMAT = 3
MANIFEST, SIGNATURE, CONTENT, INDEX = "manifest.json", "manifest.sig", "content.json", "index/"
_MOST = 20_000_000  # bytes of a manifest: it is read before anybody vouched for its size
_UNREADABLE = "De uitgave is niet te lezen. Draai `archive publish` opnieuw."


@dataclass(frozen=True)
class Bundle:
    """A bundle on disk, whole and signed. `content` and `index` are the very bytes that were checked.

    Media are too large to keep: `checked` knows which file was, and whether it still is that one.
    """

    id: str
    folder: Path
    content: bytes
    index: Mapping[str, bytes]
    listed: Mapping[str, Any]
    seen: dict[str, tuple[Stamp, bool]]

    def checked(self, name: str) -> Path | None:
        """Return where a file lies, None when it is not (any more) what was signed. Changed files are read again."""
        path = self.folder / name
        try:
            stamp = _stamp(path.lstat())
            known, right = self.seen.get(name, (None, False))
            if known != stamp and name in self.listed:
                with _plain(path) as file:
                    right = _digest(file) == self.listed[name]["sha256"]
                self.seen[name] = stamp, right
        except OSError:
            return None
        return path if right else None


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
    seen = dict[str, tuple[Stamp, bool]]()
    for name in sorted(present & set(listed)):
        try:
            with _plain(folder / name) as file:
                found = os.fstat(file.fileno())
                right = found.st_size == listed[name]["size"]
                if right and (name == CONTENT or name.startswith(INDEX)):
                    kept[name] = file.read(listed[name]["size"] + 1)
                    right = hashlib.sha256(kept[name]).hexdigest() == listed[name]["sha256"]
                elif right:
                    right = _digest(file) == listed[name]["sha256"]
                    seen[name] = _stamp(found), right
        except OSError:
            right = False
        wrong += not right
    if wrong:
        raise ContentError(f"De uitgave is beschadigd ({wrong} bestanden). Draai `archive publish` opnieuw.")
    index = {name.removeprefix(INDEX): data for name, data in kept.items() if name.startswith(INDEX)}
    return Bundle(folder.name, folder, kept[CONTENT], index, listed, seen)


def _stamp(found: os.stat_result) -> Stamp:
    """Return what tells a file from another in its place, and from itself after a change: nobody can set its ctime."""
    return found.st_ino, found.st_size, found.st_ctime_ns


def _digest(file: BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


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
