"""One sealed story on disk: a folder with a key of its own, what it is, and for whom.

desk/sealed/T…/about.json      what lies here, for whom, sizes and checksums, under the desk's own seal
desk/sealed/T…/key-1.age       the story's secret key, sealed to its recipients
desk/sealed/T…/story-1.age     the file as it came in, sealed to the story's public key
desk/sealed/T…/reading-1.age   what was made of it, sealed to the story's public key
desk/sealed/T…/decisions-2.age what reviewers decided: where names stand and how long they are tells who is who
desk/sealed/T…/replaced-3.age  what stands for what in the released text, once it is released

It opens with the ordinary program too: `age -d -i steward.key key-1.age | age -d -i - story-1.age`.

A change writes new files under the next number and then swaps about.json, which is the moment it happens; after a crash
what about.json does not name is nothing. So letting somebody in touches one small file, and destroying a story starts
with a few hundred bytes.

A folder is bound to its id, its project and its version: the ledger's log knows the mark of the newest version, so a
folder that was swapped or rolled back is found, and does not open (`Bound`).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.disk import destroy as destroy_file
from archive.disk import sync_folder, write_folder, write_whole
from archive.errors import VaultError, WrongKey
from archive.model import Bound
from archive.vault import age, label
from archive.vault.label import DECISIONS, FORMAT, KEY, READING, REPLACED, STORY, About, has

__all__ = ["DECISIONS", "KEY", "READING", "REPLACED", "STORY", "has"]


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold one story: what changes it, and what reads all of it at once, waits for its turn. Raises VaultError."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        raise VaultError(f"Het verzegelde verhaal van {folder.name} ontbreekt. Zet een reservekopie terug.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def create(folder: Path, project: str, parts: Mapping[str, bytes], recipients: Mapping[str, str], key: bytes) -> str:
    """Seal a story's parts into a new folder: whole or not at all. Plaintext stays in memory. Return its mark.

    Raises VaultError.
    """
    files, about = _sealed(folder.name, project, parts, recipients, 1, 1)

    def fill(aside: Path) -> None:
        for name, data in files.items():
            (aside / name).write_bytes(data)
        (aside / "about.json").write_bytes(label.signed(about, key))

    write_folder(folder, fill)
    return About(**about).mark


def open_part(folder: Path, part: str, identity: age.Identity, key: bytes, known: Bound) -> bytes:
    """Open one part of a story. Raises WrongKey for who is no recipient, VaultError for a damaged or swapped one."""
    said = label.bound(folder, key, known)
    story_key = age.read_identity(age.open_sealed(label.checked(folder, said, KEY), identity).decode())
    return age.open_sealed(label.checked(folder, said, part), story_key)


def reseal(
    folder: Path, recipients: Mapping[str, str], identity: age.Identity, key: bytes, known: Bound
) -> tuple[str, str]:
    """Make a folder fit its recipients and return what was done ("same", "added" or "rotated"), and its mark.

    Who comes in gets the story's key. When somebody goes, the story gets a new key and is encrypted anew: a key that
    they kept opens nothing that lies here from then on. Raises WrongKey when the identity is no recipient.
    """
    with held(folder):
        return _reseal(folder, recipients, identity, key, known)


def _reseal(
    folder: Path, recipients: Mapping[str, str], identity: age.Identity, key: bytes, known: Bound
) -> tuple[str, str]:
    wanted = {handle: age.fingerprint(recipient) for handle, recipient in recipients.items()}
    said = label.bound(folder, key, known)
    if dict(said.recipients) == wanted:
        return "same", said.mark
    number = max(row["number"] for row in said.files.values())
    story_key = age.open_sealed(label.checked(folder, said, KEY), identity)
    if set(said.recipients.items()) <= set(wanted.items()):
        name = f"{KEY}-{number + 1}.age"
        data = age.seal(story_key, recipients.values())
        files = {n: row for n, row in said.files.items() if row["part"] != KEY}
        files[name] = label.row(KEY, number + 1, data)
        return "added", _swap(folder, {name: data}, {**asdict(said), "recipients": wanted, "files": files}, key)
    unlocked = age.read_identity(story_key.decode())
    parts = {
        row["part"]: age.open_sealed(label.checked(folder, said, row["part"]), unlocked)
        for row in said.files.values()
        if row["part"] != KEY
    }
    sealed, new = _sealed(folder.name, said.project, parts, recipients, number + 1, said.version)
    return "rotated", _swap(folder, sealed, new, key)


def put(folder: Path, part: str, data: bytes, key: bytes) -> str:
    """Seal one more part beside a story, or in place of an older one, and return the mark of the new version.

    Needs no secret: the story's public key is here. Whoever builds on what was there holds the story (`held`).
    Raises VaultError.
    """
    said = label.read(folder, key)
    number = max(row["number"] for row in said.files.values()) + 1
    name, sealed = f"{part}-{number}.age", age.seal(data, [said.story_key])
    files = {n: row for n, row in said.files.items() if row["part"] != part}
    files[name] = label.row(part, number, sealed)
    return _swap(folder, {name: sealed}, {**asdict(said), "files": files}, key)


def drop(folder: Path, part: str, key: bytes) -> str:
    """Destroy one part of a story and keep the others; return the mark of the new version. Raises VaultError."""
    with held(folder):
        said = label.read(folder, key)
        gone = said.file(part)
        files = {name: row for name, row in said.files.items() if name != gone}
        return _swap(folder, {}, {**asdict(said), "files": files}, key)


def destroy(folder: Path) -> int:
    """Destroy a story, its key first, and return how many files there were. What is gone already is no error."""
    files = sorted(folder.iterdir(), key=lambda path: not path.name.startswith(KEY)) if folder.is_dir() else []
    for path in files:
        destroy_file(path)
    if folder.is_dir():
        folder.rmdir()
        sync_folder(folder.parent)
    return len(files)


def problems(folder: Path, key: bytes, known: Bound, identity: age.Identity | None = None) -> list[str]:
    """Check a folder's seal, place, version, names, sizes and checksums; with a key, open all. Return what is wrong."""
    try:
        said = label.bound(folder, key, known)
        for row in said.files.values():
            label.checked(folder, said, row["part"])
            if identity and row["part"] != KEY:
                open_part(folder, row["part"], identity, key, known)
        if {KEY, STORY} - {row["part"] for row in said.files.values()}:
            return [f"In {folder.name} ontbreekt het verhaal of zijn sleutel. Zet een reservekopie terug."]
    except WrongKey as error:
        return [f"{folder.name}: {error}"]
    except VaultError as error:
        return [str(error)]
    return []


def _swap(folder: Path, files: Mapping[str, bytes], about: dict[str, Any], key: bytes) -> str:
    """Write new files, then about.json as the next version, then destroy what it no longer names, keys first.

    Return the mark of the new version.
    """
    about = {**about, "version": about["version"] + 1}
    for name, data in files.items():
        write_whole(folder / name, data)
    write_whole(folder / "about.json", label.signed(about, key))
    for path in sorted(folder.iterdir(), key=lambda path: not path.name.startswith(KEY)):
        if path.name not in about["files"] and path.name != "about.json":
            destroy_file(path)
    return About(**about).mark


def _sealed(
    id: str, project: str, parts: Mapping[str, bytes], recipients: Mapping[str, str], number: int, version: int
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of a story under a fresh key, and what to say of them."""
    secret, public = age.new_identity()
    sealed = {KEY: age.seal(f"{secret}\n".encode(), recipients.values())}
    sealed |= {part: age.seal(data, [public]) for part, data in parts.items()}
    about = About(
        FORMAT, version, id, project, datetime.now(UTC).isoformat(timespec="seconds"), public,
        {handle: age.fingerprint(recipient) for handle, recipient in recipients.items()},
        {f"{part}-{number}.age": label.row(part, number, data) for part, data in sealed.items()},
    )  # fmt: skip
    return {f"{part}-{number}.age": data for part, data in sealed.items()}, asdict(about)
