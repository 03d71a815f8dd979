"""One immutable, content-addressed bundle: records, media, manifest. Built aside, swapped in whole.

The search index is made in memory when a bundle is opened: Whoosh's files can hold code (decision 0012).

public/bundles/<id>/content.json    every record, with sanitised HTML
public/bundles/<id>/media/          posters, captions, films
public/bundles/<id>/manifest.json   every file with its SHA-256
public/current                      a link to the bundle being served
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.disk import sweep, sync_folder, write_folder
from archive.errors import ContentError
from archive.publish.media import cleaned
from archive.records import Library

FORMAT = 2


@dataclass(frozen=True)
class Bundle:
    """A bundle on disk."""

    id: str
    folder: Path


def write(public: Path, library: Library, media: Path, keep: int, unseen: Iterable[str] = ()) -> Bundle:
    """Write a bundle, point `current` at it, and remove the oldest beyond `keep`. Media in `unseen` stay out.

    The same content gives the same id, and is then not written again. A crash leaves the old bundle serving.
    """
    bundles = public / "bundles"
    for open_to_all in (public, bundles):  # the site may run as a user of its own
        open_to_all.mkdir(parents=True, exist_ok=True)
        open_to_all.chmod(0o755)
    sweep(bundles)
    content = library.model_dump_json().encode()
    hidden = set(unseen)
    files = [f"{name}:{_digest(data)}".encode() for name, data in cleaned(media, hidden)]
    id = _digest(b"".join([bytes([FORMAT]), content, *files]))[:20]
    folder = bundles / id

    def fill(aside: Path) -> None:
        (aside / "content.json").write_bytes(content)
        (aside / "media").mkdir()
        for name, data in cleaned(media, hidden):
            (aside / "media" / name).write_bytes(data)
        listed = {str(p.relative_to(aside)): _digest(p.read_bytes()) for p in sorted(aside.rglob("*")) if p.is_file()}
        (aside / "manifest.json").write_text(json.dumps({"format": FORMAT, "id": id, "files": listed}, indent=1))

    if folder.exists() and not _is_whole(folder):
        shutil.rmtree(folder)
    if not folder.exists():
        write_folder(folder, fill, mode=0o755)
    _point(public / "current", Path("bundles") / id)
    prune(public, keep)
    return Bundle(id, folder)


def prune(public: Path, keep: int) -> None:
    """Remove the oldest bundles: the one being served stays, and `keep - 1` others."""
    served = (public / "current").resolve().name
    others = [path for path in (public / "bundles").iterdir() if path.name != served]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[max(keep - 1, 0) :]:
        shutil.rmtree(path)


def verify(folder: Path) -> None:
    """Check every file of a bundle against its manifest, and that there is nothing else. Raises ContentError."""
    try:
        listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
        paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
        odd = sum(not _is_plain(path) for path in paths)
        present = {str(path.relative_to(folder)) for path in paths} - {"manifest.json"}
        wrong = odd or len(present ^ set(listed))
        wrong = wrong or sum(_digest((folder / name).read_bytes()) != listed[name] for name in present)
    except (OSError, ValueError, KeyError, TypeError):
        raise ContentError("De uitgave is niet te lezen. Draai `archive publish` opnieuw.") from None
    if wrong:
        raise ContentError(f"De uitgave is beschadigd ({wrong} bestanden). Draai `archive publish` opnieuw.")


def _is_plain(path: Path) -> bool:
    """Say whether a file has this name only: no link, no device, no second name elsewhere."""
    found = path.lstat()
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _is_whole(folder: Path) -> bool:
    try:
        verify(folder)
    except ContentError:
        return False
    return True


def documents(library: Library) -> list[dict[str, str]]:
    """Return what is indexed of each item: the fields of schema.py and nothing else."""
    themes = {theme.slug: " ".join([theme.name, *theme.synonyms, *theme.narrower]) for theme in library.themes}
    groups = {group.slug: " ".join([group.name, *group.synonyms]) for group in library.groups}
    found = []
    for key, record in library.items().items():
        words = [themes.get(slug, "") for slug in record.themes]
        words += [groups.get(slug, "") for slug in getattr(record, "target_groups", ())]
        words += record.municipality
        found.append(
            {
                "key": key,
                "title": record.title,
                "summary": record.summary,
                "body": record.plain,
                "words": " ".join(words),
            }
        )
    return found


def _point(link: Path, target: Path) -> None:
    aside = link.with_name(f".{link.name}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    os.symlink(target, aside)
    os.replace(aside, link)
    sync_folder(link.parent)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
