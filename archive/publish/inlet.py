"""The one way a content folder is read: regular files of its own, and nothing that leads elsewhere.

A link `media/x.webm → steward.key` would show the key to the world; a device never ends; a hard link is somebody else's
file under another name. The file that is looked at is the file that is read: every step is opened without following.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from archive.errors import ContentError
from archive.publish.problems import Problem

_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_ADVICE = "zet er een kopie neer: geen verwijzing, apparaat of tweede naam van een bestand dat elders ligt"


class NotPlain(ContentError):
    """Something in a content folder is no regular file of its own."""


def entries(root: Path) -> list[Path]:
    """Return everything in a content folder that is no folder, in order; a link to a folder too, unfollowed."""
    found = []
    for folder, inside, names in os.walk(root, followlinks=False):
        at = Path(folder)
        found += [at / name for name in (*names, *(name for name in inside if (at / name).is_symlink()))]
    return sorted(found)


def files(root: Path) -> list[Path]:
    """Return what may be read in a content folder, in order."""
    return [path for path in entries(root) if _is_plain(path)]


def problems(root: Path) -> Iterator[Problem]:
    """Yield everything in a content folder that is no regular file of its own."""
    for path in entries(root):
        if not _is_plain(path):
            yield Problem(path, 1, "geen gewoon bestand", _ADVICE)


def inside(root: Path, folder: str, ending: str = "") -> list[Path]:
    """Return the files that lie directly in one folder of a content folder, in order; none when it is a link."""
    at = root / folder
    if at.is_symlink() or not at.is_dir():
        return []
    return sorted(path for path in at.iterdir() if path.name.endswith(ending) and _is_plain(path))


def read(root: Path, path: Path) -> bytes:
    """Return what a file in a content folder holds. Raises NotPlain, OSError."""
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        *folders, name = path.relative_to(root).parts
        for folder in folders:
            at, before = os.open(folder, _PLAIN | os.O_DIRECTORY, dir_fd=at), at
            os.close(before)
        with open(os.open(name, _PLAIN, dir_fd=at), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
                raise NotPlain(f"Dit is geen gewoon bestand: {_ADVICE}.")
            return file.read()
    finally:
        os.close(at)


def _is_plain(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1
