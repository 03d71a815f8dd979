"""The register of withdrawals: which transcripts and participants are gone for good, in codes.

<home>/withdrawals.jsonl lies outside what a restore puts back, so an older backup cannot bring a story to life again.
Rows are only added. Each carries the desk's seal over itself and the row before it: a row that is changed, added by
hand or taken out of the middle is seen. Keep a copy elsewhere: it is needed to restore on another machine.
"""

from __future__ import annotations

import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.disk import sync_folder
from archive.errors import VaultError
from archive.model import Participant
from archive.vault import digests


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One row. `participant` is who it is of when all of theirs goes, None for a single transcript."""

    at: str
    who: str
    participant: Participant | None
    transcripts: tuple[str, ...]
    why: str


def read(path: Path, key: bytes) -> list[Withdrawal]:
    """Return every row. Raises VaultError at the first row that is not as it was written.

    A last line without an end is a write that was cut off before anybody was told of it: it does not count.
    """
    return [row for row, _ in _rows(path, key)]


def took_back(path: Path, participant: Participant, key: bytes) -> bool:
    """Say whether somebody took their story back: their code is never used again. Raises VaultError."""
    return any(row.participant == participant for row in read(path, key))


def add(path: Path, row: Withdrawal, key: bytes) -> None:
    """Add a row, on disk when this returns. Raises VaultError when the register was tampered with."""
    rows = _rows(path, key)
    previous = rows[-1][1] if rows else ""
    line = {**plain(row), "seal": _seal(row, previous, key)}
    whole = b"".join(_lines(path))
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(len(whole))  # a line that was cut off
        file.seek(len(whole))
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _rows(path: Path, key: bytes) -> list[tuple[Withdrawal, str]]:
    rows: list[tuple[Withdrawal, str]] = []
    previous = ""
    for number, line in enumerate(_lines(path), 1):
        try:
            data = json.loads(line)
            seal = data.pop("seal")
            who = Participant.parse(data["participant"]) if data["participant"] else None
            row = Withdrawal(**data | {"participant": who, "transcripts": tuple(data["transcripts"])})
            right = hmac.compare_digest(seal, _seal(row, previous, key))
        except (ValueError, KeyError, TypeError, AttributeError):
            right = False
        if not right:
            raise VaultError(
                f"Het register van intrekkingen is veranderd op regel {number}. Neem de kopie die u elders bewaart."
            )
        rows.append((row, seal))
        previous = seal
    return rows


def _lines(path: Path) -> list[bytes]:
    try:
        return [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    except FileNotFoundError:
        return []


def _seal(row: Withdrawal, previous: str, key: bytes) -> str:
    text = json.dumps(plain(row), sort_keys=True, separators=(",", ":"))
    return digests.mac(f"withdrawal {previous} {text}", key)


def plain(row: Withdrawal) -> dict[str, Any]:
    """Return a row as it is written: the participant as `project/code`, "" for a single transcript."""
    return {**asdict(row), "participant": str(row.participant or "")}
