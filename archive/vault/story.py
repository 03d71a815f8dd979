"""One sealed story on disk: a folder with a key of its own, what it is, and for whom.

desk/sealed/T…/about.json      what lies here, for whom, sizes and checksums, under the desk's own seal
desk/sealed/T…/key-1.age       the story's secret key, sealed to its recipients
desk/sealed/T…/story-1.age     the file as it came in, sealed to the story's public key
desk/sealed/T…/reading-1.age   what was made of it, sealed to the story's public key
desk/sealed/T…/replaced-2.age  what stands for what in the released text, once it is released

It opens with the ordinary program too: `age -d -i steward.key key-1.age | age -d -i - story-1.age`.

A change writes new files under the next number and then swaps about.json, which is the moment it happens; after a crash
what about.json does not name is nothing. So letting somebody in touches one small file, and destroying a story starts
with a few hundred bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.disk import destroy as destroy_file
from archive.disk import sync_folder, write_folder, write_whole
from archive.errors import VaultError, WrongKey
from archive.vault import age, digests

FORMAT = 1
STORY, READING, REPLACED, KEY = "story", "reading", "replaced", "key"
_WHAT = {
    KEY: "the story's secret key, sealed to its recipients",
    STORY: "the file as it came in, sealed to the story's key",
    READING: "what was made of it, sealed to the story's key",
    REPLACED: "what stands for what in the released text, sealed to the story's key",
}


@dataclass(frozen=True)
class About:
    """What a sealed folder says of itself. `recipients` is handle → fingerprint of the public key."""

    format: int
    transcript: str
    project: str
    sealed_at: str
    story_key: str
    recipients: Mapping[str, str]
    files: Mapping[str, Mapping[str, Any]]

    def file(self, part: str) -> str:
        """Return the name of the file that holds a part. Raises VaultError when it is not here (any more)."""
        for name, row in self.files.items():
            if row["part"] == part:
                return name
        raise VaultError("Dit deel van het verhaal is hier niet (meer).")


def create(folder: Path, project: str, parts: Mapping[str, bytes], recipients: Mapping[str, str], key: bytes) -> None:
    """Seal a story's parts into a new folder: whole or not at all. Plaintext stays in memory. Raises VaultError."""
    files, about = _sealed(folder.name, project, parts, recipients, 1)

    def fill(aside: Path) -> None:
        for name, data in files.items():
            (aside / name).write_bytes(data)
        (aside / "about.json").write_bytes(_signed(about, key))

    write_folder(folder, fill)


def about(folder: Path, key: bytes) -> About:
    """Read what a folder says of itself. Raises VaultError when it is absent, or not as the desk wrote it."""
    try:
        data = json.loads((folder / "about.json").read_bytes())
        mac = data.pop("seal")
        if not hmac.compare_digest(mac, digests.mac(_canonical(data), key)):
            raise ValueError("seal")
        return About(**data)
    except FileNotFoundError:
        raise VaultError(f"Bij {folder.name} ontbreekt about.json. Zet een reservekopie terug.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise VaultError(f"about.json van {folder.name} is veranderd. Zet een reservekopie terug.") from None


def open_part(folder: Path, part: str, identity: age.Identity, key: bytes) -> bytes:
    """Open one part of a story. Raises WrongKey for who is no recipient, VaultError for a damaged file."""
    said = about(folder, key)
    story_key = age.read_identity(age.open_sealed(_checked(folder, said, KEY), identity).decode())
    return age.open_sealed(_checked(folder, said, part), story_key)


def has(folder: Path, part: str, key: bytes) -> bool:
    """Say whether a part is still here. Raises VaultError."""
    return any(row["part"] == part for row in about(folder, key).files.values())


def reseal(folder: Path, project: str, recipients: Mapping[str, str], identity: age.Identity, key: bytes) -> str:
    """Make a folder fit its recipients and return what was done: "same", "added" or "rotated".

    Who comes in gets the story's key. When somebody goes, the story gets a new key and is encrypted anew: a key that
    they kept opens nothing that lies here from then on. Raises WrongKey when the identity is no recipient.
    """
    wanted = {handle: age.fingerprint(recipient) for handle, recipient in recipients.items()}
    said = about(folder, key)
    if dict(said.recipients) == wanted:
        return "same"
    number = max(row["number"] for row in said.files.values())
    story_key = age.open_sealed(_checked(folder, said, KEY), identity)
    if set(said.recipients.items()) <= set(wanted.items()):
        name = f"{KEY}-{number + 1}.age"
        data = age.seal(story_key, recipients.values())
        files = {n: row for n, row in said.files.items() if row["part"] != KEY}
        files[name] = _row(KEY, number + 1, data)
        _swap(folder, {name: data}, {**asdict(said), "recipients": wanted, "files": files}, key)
        return "added"
    unlocked = age.read_identity(story_key.decode())
    parts = {
        row["part"]: age.open_sealed(_checked(folder, said, row["part"]), unlocked)
        for row in said.files.values()
        if row["part"] != KEY
    }
    return _rewrite(folder, project, parts, recipients, key, number)


def put(folder: Path, part: str, data: bytes, key: bytes) -> None:
    """Seal one more part beside a story, or in place of an older one. Needs no secret: the story's public key is here.

    Raises VaultError.
    """
    said = about(folder, key)
    number = max(row["number"] for row in said.files.values()) + 1
    name, sealed = f"{part}-{number}.age", age.seal(data, [said.story_key])
    files = {n: row for n, row in said.files.items() if row["part"] != part}
    files[name] = _row(part, number, sealed)
    _swap(folder, {name: sealed}, {**asdict(said), "files": files}, key)


def drop(folder: Path, part: str, key: bytes) -> None:
    """Destroy one part of a story and keep the others. Raises VaultError."""
    said = about(folder, key)
    gone = said.file(part)
    files = {name: row for name, row in said.files.items() if name != gone}
    _swap(folder, {}, {**asdict(said), "files": files}, key)


def destroy(folder: Path) -> int:
    """Destroy a story, its key first, and return how many files there were. What is gone already is no error."""
    files = sorted(folder.iterdir(), key=lambda path: not path.name.startswith(KEY)) if folder.is_dir() else []
    for path in files:
        destroy_file(path)
    if folder.is_dir():
        folder.rmdir()
        sync_folder(folder.parent)
    return len(files)


def problems(folder: Path, key: bytes, identity: age.Identity | None = None) -> list[str]:
    """Check a folder's seal, names, sizes and checksums; with a key, open all. Return what is wrong."""
    try:
        said = about(folder, key)
        for row in said.files.values():
            _checked(folder, said, row["part"])
            if identity and row["part"] != KEY:
                open_part(folder, row["part"], identity, key)
        if {KEY, STORY} - {row["part"] for row in said.files.values()}:
            return [f"In {folder.name} ontbreekt het verhaal of zijn sleutel. Zet een reservekopie terug."]
    except WrongKey as error:
        return [f"{folder.name}: {error}"]
    except VaultError as error:
        return [str(error)]
    return []


def tidy(folder: Path, key: bytes) -> None:
    """Destroy what a crash left beside the files that about.json names."""
    try:
        named = {*about(folder, key).files, "about.json"}
    except VaultError:
        return
    for path in folder.iterdir():
        if path.name not in named:
            destroy_file(path)


def _rewrite(
    folder: Path, project: str, parts: Mapping[str, bytes], recipients: Mapping[str, str], key: bytes, number: int
) -> str:
    files, about = _sealed(folder.name, project, parts, recipients, number + 1)
    _swap(folder, files, about, key)
    return "rotated"


def _swap(folder: Path, files: Mapping[str, bytes], about: dict[str, Any], key: bytes) -> None:
    """Write new files, then about.json, then destroy what it no longer names, keys first."""
    for name, data in files.items():
        write_whole(folder / name, data)
    write_whole(folder / "about.json", _signed(about, key))
    for path in sorted(folder.iterdir(), key=lambda path: not path.name.startswith(KEY)):
        if path.name not in about["files"] and path.name != "about.json":
            destroy_file(path)


def _sealed(
    id: str, project: str, parts: Mapping[str, bytes], recipients: Mapping[str, str], number: int
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of a story under a fresh key, and what to say of them."""
    secret, public = age.new_identity()
    sealed = {KEY: age.seal(f"{secret}\n".encode(), recipients.values())}
    sealed |= {part: age.seal(data, [public]) for part, data in parts.items()}
    about = About(
        FORMAT, id, project, datetime.now(UTC).isoformat(timespec="seconds"), public,
        {handle: age.fingerprint(recipient) for handle, recipient in recipients.items()},
        {f"{part}-{number}.age": _row(part, number, data) for part, data in sealed.items()},
    )  # fmt: skip
    return {f"{part}-{number}.age": data for part, data in sealed.items()}, asdict(about)


def _row(part: str, number: int, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"part": part, "number": number, "what": _WHAT[part], "size": len(data), "sha256": digest}


def _checked(folder: Path, said: About, part: str) -> bytes:
    """Read a file and compare it with what about.json says of it. Raises VaultError."""
    name = said.file(part)
    try:
        data = (folder / name).read_bytes()
    except FileNotFoundError:
        raise VaultError(f"{name} van {folder.name} ontbreekt. Zet een reservekopie terug.") from None
    if len(data) != said.files[name]["size"] or hashlib.sha256(data).hexdigest() != said.files[name]["sha256"]:
        raise VaultError(f"{name} van {folder.name} is beschadigd of veranderd. Zet een reservekopie terug.")
    return data


def _signed(about: dict[str, Any], key: bytes) -> bytes:
    data = {**about, "seal": digests.mac(_canonical(about), key)}
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
