"""The label on a sealed folder, about.json: what lies here, for whom, which version, under the desk's own seal."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.disk import destroy
from archive.errors import VaultError
from archive.model import Bound
from archive.vault import digests

FORMAT = 2
STORY, READING, DECISIONS, REPLACED, KEY = "story", "reading", "decisions", "replaced", "key"
_WHAT = {
    KEY: "the story's secret key, sealed to its recipients",
    STORY: "the file as it came in, sealed to the story's key",
    READING: "what was made of it, sealed to the story's key",
    DECISIONS: "what reviewers decided, sealed to the story's key",
    REPLACED: "what stands for what in the released text, sealed to the story's key",
}


@dataclass(frozen=True)
class About:
    """What a sealed folder says of itself. `recipients` is handle → fingerprint of the public key."""

    format: int
    version: int
    transcript: str
    project: str
    sealed_at: str
    story_key: str
    recipients: Mapping[str, str]
    files: Mapping[str, Mapping[str, Any]]

    @property
    def mark(self) -> str:
        """This version, for the log: its number, and a digest of all that about.json says."""
        return f"{self.version}:{hashlib.sha256(_canonical(asdict(self)).encode()).hexdigest()[:32]}"

    def file(self, part: str) -> str:
        """Return the name of the file that holds a part. Raises VaultError when it is not here (any more)."""
        for name, row in self.files.items():
            if row["part"] == part:
                return name
        raise VaultError("Dit deel van het verhaal is hier niet (meer).")


def read(folder: Path, key: bytes) -> About:
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


def bound(folder: Path, key: bytes, known: Bound) -> About:
    """Read what a folder says of itself, and compare it with what the ledger knows. Raises VaultError.

    A version that is newer than the log knows is one whose row a crash took: it is as good, since the desk's seal is
    on it.
    """
    said = read(folder, key)
    number, _, _ = known.mark.partition(":")
    if said.transcript != folder.name or said.project != known.project:
        raise VaultError(f"In de map van {folder.name} ligt een ander verhaal. Zet een reservekopie terug.")
    if number and (said.version < int(number) or (said.version == int(number) and said.mark != known.mark)):
        raise VaultError(
            f"In de map van {folder.name} ligt niet de nieuwste versie, maar een oude of andere. "
            "Zet een reservekopie terug."
        )
    return said


def has(folder: Path, part: str, key: bytes) -> bool:
    """Say whether a part is still here. Raises VaultError."""
    return any(row["part"] == part for row in read(folder, key).files.values())


def tidy(folder: Path, key: bytes) -> None:
    """Destroy what a crash left beside the files that about.json names."""
    try:
        named = {*read(folder, key).files, "about.json"}
    except VaultError:
        return
    for path in folder.iterdir():
        if path.name not in named:
            destroy(path)


def row(part: str, number: int, data: bytes) -> dict[str, Any]:
    """Return what a label says of one file."""
    digest = hashlib.sha256(data).hexdigest()
    return {"part": part, "number": number, "what": _WHAT[part], "size": len(data), "sha256": digest}


def checked(folder: Path, said: About, part: str) -> bytes:
    """Read a file and compare it with what about.json says of it. Raises VaultError."""
    name = said.file(part)
    try:
        data = (folder / name).read_bytes()
    except FileNotFoundError:
        raise VaultError(f"{name} van {folder.name} ontbreekt. Zet een reservekopie terug.") from None
    if len(data) != said.files[name]["size"] or hashlib.sha256(data).hexdigest() != said.files[name]["sha256"]:
        raise VaultError(f"{name} van {folder.name} is beschadigd of veranderd. Zet een reservekopie terug.")
    return data


def signed(about: dict[str, Any], key: bytes) -> bytes:
    """Return a label as it is written, under the desk's seal."""
    data = {**about, "seal": digests.mac(_canonical(about), key)}
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
