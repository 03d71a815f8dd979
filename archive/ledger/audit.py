"""The log: who did what, when and why. Rows are only added; each holds the hash of the one before it.

A row is ids, codes, counts and fixed words, never content: `append` refuses anything else. It is written in the same
transaction as what it records. A checkpoint is the newest row's number and hash, signed with Ed25519, to keep
elsewhere: with it, nobody can cut the end off the log or write it anew.

A row about something that may be swapped or rolled back (a sealed folder, what a participant agreed to, a key, a role)
carries its `mark`: a digest of its newest state. What lies there now is compared with the newest mark: `newest`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, func, select
from sqlalchemy.engine import Connection, Row

from archive.disk import make_key
from archive.errors import VaultError
from archive.ledger.tables import audit, transcripts

START = "0" * 64
_SAFE = re.compile(r"[\w .,:/+-]{0,140}")
_HEAD = "binnenskamers logboek 1"


@dataclass(frozen=True, slots=True)
class Event:
    """One row: who did what, when, on which transcript or code, why. Ids, counts and fixed words only."""

    at: str
    who: str
    what: str
    transcript: str | None
    count: int | None
    about: str | None = None
    why: str | None = None
    project: str | None = None
    mark: str | None = None
    number: int = 0


def append(
    db: Connection, who: str, what: str, transcript: str | None = None, count: int | None = None,
    *, about: str | None = None, why: str | None = None, project: str | None = None, mark: str | None = None,
) -> None:  # fmt: skip
    """Add a row within a transaction that holds the write lock. Raises ValueError for what looks like content.

    A row about a transcript is of that transcript's project, now and when it is gone.
    """
    if transcript and not project:
        project = db.scalar(select(transcripts.c.project).where(transcripts.c.id == transcript))
    for text in (who, what, transcript, about, why, project, mark):
        if text is not None and not _SAFE.fullmatch(text):
            raise ValueError("only codes belong in the log")
    last = db.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.hash) if last else (1, START)
    event = Event(_now(), who, what, transcript, count, about, why, project, mark, number)
    db.execute(audit.insert().values(**asdict(event), previous=previous, hash=_hash(previous, event)))


def page(engine: Engine, before: int | None, limit: int, transcript: str | None = None) -> list[Event]:
    """Return events, newest first: those before a number, of one transcript or of all."""
    query = select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.number < before)
    if transcript:
        query = query.where(audit.c.transcript == transcript)
    with engine.connect() as db:
        return [_event(row) for row in db.execute(query)]


def finishers(engine: Engine, transcript: str) -> set[str]:
    """Return everybody who finished a review of a text."""
    query = select(audit.c.who).where(audit.c.transcript == transcript, audit.c.what == "decided")
    with engine.connect() as db:
        return set(db.scalars(query))


def newest(db: Connection, *, transcript: str | None = None, about: str | None = None) -> str | None:
    """Return the newest mark of a transcript's folder, or of what a row is about; None when it has none."""
    mine = audit.c.transcript == transcript if transcript else (audit.c.about == about) & audit.c.transcript.is_(None)
    query = select(audit.c.mark).where(mine, audit.c.mark.is_not(None)).order_by(audit.c.number.desc()).limit(1)
    return db.scalar(query)


def marks(db: Connection) -> dict[str, str]:
    """Return the newest mark of everything that rows are about (but transcripts): about → mark, "" when it is gone."""
    last = (
        select(func.max(audit.c.number))
        .where(audit.c.mark.is_not(None), audit.c.transcript.is_(None))
        .group_by(audit.c.about)
    )
    query = select(audit.c.about, audit.c.mark).where(audit.c.number.in_(last))
    return {row.about: row.mark for row in db.execute(query)}


def mark(state: object) -> str:
    """Return the mark of a state: a digest of its JSON."""
    text = json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def count(engine: Engine) -> int:
    """Return how many rows there are."""
    with engine.connect() as db:
        return db.scalar(select(func.count()).select_from(audit)) or 0


def first_broken(engine: Engine) -> int | None:
    """Return the number of the first row that was changed, added or taken out; None when the chain is whole."""
    previous = START
    for number, row in enumerate(_rows(engine), 1):
        if row.number != number or row.previous != previous or row.hash != _hash(previous, _event(row)):
            return number
        previous = row.hash
    return None


def checkpoint(engine: Engine, key_file: Path) -> str:
    """Return a signed text that says how far the log was, and what its newest row's hash was."""
    with engine.connect() as db:
        last = db.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    key = _signing_key(key_file)
    number, hash_ = (last.number, last.hash) if last else (0, START)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    said = f"{_HEAD}\nsleutel: {public}\nrijen: {number}\nhash: {hash_}\nop: {_now()}\n"
    return f"{said}handtekening: {base64.b64encode(key.sign(said.encode())).decode()}\n"


def check_point(engine: Engine, key_file: Path, untrusted_text: str) -> int | None:
    """Compare a checkpoint with the log: None when they agree, else the number of the row that does not.

    Raises VaultError when the text is no checkpoint, was changed, or is another archive's.
    """
    said, _, signature = untrusted_text.partition("handtekening: ")
    fields = dict(line.split(": ", 1) for line in said.splitlines()[1:] if ": " in line)
    try:
        public = base64.b64decode(fields["sleutel"], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature), said.encode())
        number, hash_ = int(fields["rijen"]), fields["hash"]
    except (KeyError, ValueError, InvalidSignature):
        raise VaultError("Dit controlepunt is veranderd of is er geen. Gebruik een andere kopie.") from None
    if not said.startswith(_HEAD) or public != _signing_key(key_file).public_key().public_bytes_raw():
        raise VaultError("Dit controlepunt is niet van dit archief, of de sleutel van het logboek is vervangen.")
    with engine.connect() as db:
        found = db.scalar(select(audit.c.hash).where(audit.c.number == number)) if number else START
    return None if found == hash_ else number


def _signing_key(path: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(make_key(path))


def _rows(engine: Engine) -> Iterator[Row]:
    with engine.connect() as db:
        yield from db.execute(select(audit).order_by(audit.c.number).execution_options(yield_per=1000))


def _event(row: Row) -> Event:
    return Event(**{name: row._mapping[name] for name in Event.__slots__})


def _hash(previous: str, event: Event) -> str:
    row = json.dumps(asdict(event), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{row}".encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
