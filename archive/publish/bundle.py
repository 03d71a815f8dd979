"""One immutable, content-addressed bundle: records, index, media, manifest. Built aside, swapped in whole.

public/bundles/<id>/content.json    every record, with sanitised HTML
public/bundles/<id>/index/          the search index
public/bundles/<id>/media/          posters, captions, films
public/bundles/<id>/manifest.json   every file with its SHA-256
public/current                      a link to the bundle being served
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.disk import sweep, sync_folder, write_folder
from archive.errors import ContentError
from archive.publish.media import cleaned
from archive.records import Library
from archive.search import index
from archive.search.schema import public_schema

FORMAT = 1


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
        index.create(aside / "index", public_schema(), _documents(library))
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
    """Check every file of a bundle against its manifest. Raises ContentError."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    present = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    wrong = present ^ set(manifest["files"])
    wrong |= {
        name
        for name in present & set(manifest["files"])
        if _digest((folder / name).read_bytes()) != manifest["files"][name]
    }
    if wrong:
        raise ContentError(f"De uitgave is beschadigd ({len(wrong)} bestanden). Draai `archive publish` opnieuw.")


def _is_whole(folder: Path) -> bool:
    try:
        verify(folder)
    except (ContentError, OSError, ValueError, KeyError):
        return False
    return True


def _documents(library: Library) -> list[dict[str, str]]:
    """Return what is indexed of each item: the fields of schema.py and nothing else."""
    themes = {theme.slug: " ".join([theme.name, *theme.synonyms, *theme.narrower]) for theme in library.themes}
    groups = {group.slug: " ".join([group.name, *group.synonyms]) for group in library.groups}
    documents = []
    for key, record in library.items().items():
        words = [themes.get(slug, "") for slug in record.themes]
        words += [groups.get(slug, "") for slug in getattr(record, "target_groups", ())]
        words += record.municipality
        documents.append(
            {
                "key": key,
                "title": record.title,
                "summary": record.summary,
                "body": record.plain,
                "words": " ".join(words),
            }
        )
    return documents


def _point(link: Path, target: Path) -> None:
    aside = link.with_name(f".{link.name}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    os.symlink(target, aside)
    os.replace(aside, link)
    sync_folder(link.parent)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
