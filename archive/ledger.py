"""What the desk remembers: states, consent, spans, decisions, digests, events. Never a word that was said.

A mention is a pair of offsets into a sealed text; a name is a keyed digest. Somebody who steals the ledger learns how
many people a story speaks of and where in it, not who.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, String, Table, create_engine, event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from archive.errors import NotFound
from archive.model import Decision, Mention

_metadata = MetaData()
_transcripts = Table(
    "transcripts", _metadata,
    Column("id", String, primary_key=True),
    Column("project", String, nullable=False),
    Column("participant", String, nullable=False),
    Column("format", String, nullable=False),
    Column("words", Integer, nullable=False),
    Column("consent", String, nullable=False),
    Column("state", String, nullable=False),  # uploaded → decided → released
    Column("file_digest", String, nullable=False, unique=True),
    Column("at", String, nullable=False),
)  # fmt: skip
_mentions = Table(
    "mentions", _metadata,
    Column("transcript", ForeignKey("transcripts.id"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("entity", String),
    Column("score", Float, nullable=False),
    Column("recognizer", String, nullable=False),
)  # fmt: skip
_decisions = Table(
    "decisions", _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("transcript", ForeignKey("transcripts.id"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)  # fmt: skip
_digests = Table(
    "name_digests", _metadata,
    Column("transcript", ForeignKey("transcripts.id"), primary_key=True),
    Column("digest", String, primary_key=True),
    Column("weight", Integer, nullable=False),  # see ingest/names.py
)  # fmt: skip
_events = Table(
    "events", _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("transcript", String),
    Column("count", Integer),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger knows of one transcript."""

    id: str
    project: str
    participant: str
    format: str
    words: int
    consent: tuple[str, ...]
    state: str
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """Who did what, when, on which transcript: ids and counts only."""

    at: str
    who: str
    what: str
    transcript: str | None
    count: int | None


class Ledger:
    """The desk's records, in SQLite. Every method is one transaction, on disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
        event.listen(self._engine, "connect", _prepare)
        _metadata.create_all(self._engine)
        path.chmod(0o600)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def add(
        self,
        record: Record,
        file_digest: str,
        mentions: Iterable[Mention],
        names: Iterable[tuple[str, int]],
        who: str,
    ) -> bool:
        """Remember an uploaded transcript: its record, spans, and the (digest, weight) of every name in it.

        False, with nothing written, when this very file is known already.
        """
        try:
            self._add(record, file_digest, mentions, names, who)
        except IntegrityError:
            return False
        return True

    def _add(
        self,
        record: Record,
        file_digest: str,
        mentions: Iterable[Mention],
        names: Iterable[tuple[str, int]],
        who: str,
    ) -> None:
        with self._engine.begin() as db:
            values = {name: getattr(record, name) for name in Record.__slots__}
            db.execute(
                _transcripts.insert().values(
                    **values | {"consent": json.dumps(record.consent)}, file_digest=file_digest
                )
            )
            rows = [
                {"transcript": record.id, "start": m.start, "end": m.end, "kind": m.kind, "entity": m.entity,
                 "score": m.score, "recognizer": m.recognizer}
                for m in mentions
            ]  # fmt: skip
            if rows:
                db.execute(_mentions.insert(), rows)
            digests = [{"transcript": record.id, "digest": d, "weight": w} for d, w in dict(names).items()]
            if digests:
                db.execute(_digests.insert(), digests)
            _log(db, who, "upload", record.id, len(rows))

    def with_file(self, file_digest: str) -> Record | None:
        """Return the transcript that was made of this very file, if there is one."""
        with self._engine.connect() as db:
            row = db.execute(select(_transcripts).where(_transcripts.c.file_digest == file_digest)).first()
        return _record(row) if row else None

    def all(self) -> list[Record]:
        """Return every transcript, newest first."""
        with self._engine.connect() as db:
            rows = db.execute(select(_transcripts).order_by(_transcripts.c.at.desc(), _transcripts.c.id)).all()
        return [_record(row) for row in rows]

    def get(self, id: str) -> Record:
        """Return one transcript. Raises NotFound."""
        with self._engine.connect() as db:
            row = db.execute(select(_transcripts).where(_transcripts.c.id == id)).first()
        if row is None:
            raise NotFound("Dit transcript is er niet.")
        return _record(row)

    def mentions(self, id: str) -> list[Mention]:
        """Return what the machine found, in reading order."""
        query = select(_mentions).where(_mentions.c.transcript == id).order_by(_mentions.c.start, _mentions.c.end)
        with self._engine.connect() as db:
            return [Mention(r.start, r.end, r.kind, r.score, r.recognizer, r.entity) for r in db.execute(query)]

    def decide(self, id: str, decisions: Iterable[Decision]) -> bool:
        """Append decisions; False, with nothing written, when the text is no longer under review."""
        rows = [
            {"transcript": id, "start": d.start, "end": d.end, "kind": d.kind, "verdict": d.verdict, "by": d.by,
             "at": _now()}
            for d in decisions
        ]  # fmt: skip
        with self._engine.begin() as db:
            if not _claim(db, id, "uploaded", "uploaded"):
                return False
            if rows:
                db.execute(_decisions.insert(), rows)
                _log(db, str(rows[0]["by"]), "decide", id, len(rows))
        return True

    def finish(self, id: str, who: str, names: Callable[[list[Decision]], Iterable[tuple[str, int]]]) -> bool:
        """Close a review and replace its name digests by `names(decisions)`, at once; False when it was closed."""
        with self._engine.begin() as db:
            if not _claim(db, id, "uploaded", "decided"):
                return False
            rows = [{"transcript": id, "digest": d, "weight": w} for d, w in dict(names(_decided(db, id))).items()]
            db.execute(_digests.delete().where(_digests.c.transcript == id))
            if rows:
                db.execute(_digests.insert(), rows)
            _log(db, who, "decided", id, None)
        return True

    def reviewers(self, id: str) -> set[str]:
        """Return everybody who decided anything on a text or finished its review."""
        query = select(_events.c.who).where(_events.c.transcript == id, _events.c.what.in_(("decide", "decided")))
        with self._engine.connect() as db:
            return set(db.scalars(query))

    def decisions(self, id: str) -> list[Decision]:
        """Return every decision on a transcript, oldest first."""
        with self._engine.connect() as db:
            return _decided(db, id)

    def move(self, id: str, old: str, new: str, who: str) -> bool:
        """Move a transcript from one state to another; False when it was not in `old` (somebody was first)."""
        with self._engine.begin() as db:
            moved = _claim(db, id, old, new)
            if moved:
                _log(db, who, new, id, None)
        return moved

    def forget(self, id: str, who: str) -> None:
        """Remove everything about a transcript but its events."""
        with self._engine.begin() as db:
            for table in (_mentions, _decisions, _digests):
                db.execute(table.delete().where(table.c.transcript == id))
            db.execute(_transcripts.delete().where(_transcripts.c.id == id))
            _log(db, who, "withdraw", id, None)

    def name_digests(self, project: str = "") -> dict[str, int]:
        """Return the digest of every sealed name, of one project or of all → its weight, the strongest one."""
        query = select(_digests.c.digest, func.max(_digests.c.weight)).group_by(_digests.c.digest)
        if project:
            mine = select(_transcripts.c.id).where(_transcripts.c.project == project)
            query = query.where(_digests.c.transcript.in_(mine))
        with self._engine.connect() as db:
            return {digest: weight for digest, weight in db.execute(query)}

    def note(self, who: str, what: str, id: str | None = None, count: int | None = None) -> None:
        """Write an event: ids and counts only."""
        with self._engine.begin() as db:
            _log(db, who, what, id, count)

    def events(self, id: str | None = None, limit: int = 200) -> list[Event]:
        """Return the newest events, of one transcript or of all."""
        query = select(_events).order_by(_events.c.id.desc()).limit(limit)
        if id:
            query = query.where(_events.c.transcript == id)
        with self._engine.connect() as db:
            return [Event(r.at, r.who, r.what, r.transcript, r._mapping["count"]) for r in db.execute(query)]


def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's hook has no types
    connection.execute("PRAGMA journal_mode=DELETE")  # a write-ahead log would keep what was withdrawn
    connection.execute("PRAGMA synchronous=FULL")  # acknowledged means on disk
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    connection.execute("PRAGMA busy_timeout=10000")


def _claim(db: Connection, id: str, old: str, new: str) -> bool:
    """Move a transcript on, holding the write lock from here to the end of the transaction."""
    change = _transcripts.update().where(_transcripts.c.id == id, _transcripts.c.state == old).values(state=new)
    return db.execute(change).rowcount == 1


def _decided(db: Connection, id: str) -> list[Decision]:
    query = select(_decisions).where(_decisions.c.transcript == id).order_by(_decisions.c.id)
    return [Decision(r.start, r.end, r.kind, r.verdict, r.by) for r in db.execute(query)]


def _log(db: Connection, who: str, what: str, id: str | None, count: int | None) -> None:
    db.execute(_events.insert().values(at=_now(), who=who, what=what, transcript=id, count=count))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _record(row) -> Record:  # type: ignore[no-untyped-def]  # a SQLAlchemy row
    values = {name: getattr(row, name) for name in Record.__slots__}
    return Record(**values | {"consent": tuple(json.loads(row.consent))})
