"""Writing a bundle: built aside, signed by the publisher, swapped in whole. Reading one is bundle.py."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from archive.disk import sweep, sync_folder, write_folder
from archive.errors import ContentError
from archive.publish.bundle import CONTENT, FORMAT, MANIFEST, SIGNATURE, Bundle, read
from archive.publish.media import cleaned
from archive.records import Library
from archive.search.index import create
from archive.search.schema import public_schema
from archive.signing.checking import BUNDLE
from archive.signing.making import public_key, sign


def write(
    public: Path, library: Library, media: Path, keep: int, secret: bytes, unseen: Iterable[str] = ()
) -> Bundle:  # fmt: skip
    """Write a bundle, point `current` at it, and remove the oldest beyond `keep`. Media in `unseen` stay out.

    The same content gives the same id, and is then not written again. A crash leaves the old bundle serving.
    Args: secret is the publisher's key, 32 bytes (imprint.py).
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
    folder, publisher = bundles / id, public_key(secret)

    def fill(aside: Path) -> None:
        (aside / CONTENT).write_bytes(content)
        (aside / "media").mkdir()
        for name, data in cleaned(media, hidden):
            (aside / "media" / name).write_bytes(data)
        create(aside / "index", public_schema(), documents(library))
        listed = {str(p.relative_to(aside)): _described(p) for p in sorted(aside.rglob("*")) if p.is_file()}
        said = json.dumps({"format": FORMAT, "id": id, "files": listed}, indent=1).encode()
        (aside / MANIFEST).write_bytes(said)
        (aside / SIGNATURE).write_bytes(sign(secret, BUNDLE, said))

    if folder.is_symlink():
        folder.unlink()
    if folder.exists() and not _is_whole(folder, publisher):
        shutil.rmtree(folder)
    if not folder.exists():
        write_folder(folder, fill, mode=0o755)
    point(public / "current", Path("bundles") / id)
    prune(public, keep)
    return read(folder, publisher)


def prune(public: Path, keep: int) -> None:
    """Remove the oldest bundles: the one being served stays, and `keep - 1` others."""
    served = (public / "current").resolve().name
    others = [path for path in (public / "bundles").iterdir() if path.name != served]
    for path in sorted(others, key=lambda path: path.lstat().st_mtime, reverse=True)[max(keep - 1, 0) :]:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


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


def point(link: Path, target: Path) -> None:
    """Point a link elsewhere, in one moment."""
    aside = link.with_name(f".{link.name}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    os.symlink(target, aside)
    os.replace(aside, link)
    sync_folder(link.parent)


def _is_whole(folder: Path, publisher: str) -> bool:
    try:
        read(folder, publisher)
    except ContentError:
        return False
    return True


def _described(path: Path) -> dict[str, int | str]:
    data = path.read_bytes()
    return {"size": len(data), "sha256": _digest(data)}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
