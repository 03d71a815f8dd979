"""What the desk remembers: states, consent, spans, decisions, digests, the log. Never a word that was said.

A mention is a pair of offsets into a sealed text; a name is a keyed digest. Somebody who steals the ledger learns how
many people a story speaks of and where in it, not who.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from archive.consent import Consent
from archive.errors import NoConsent, NotFound
from archive.ledger import audit, tables
from archive.ledger import consents as agreed
from archive.ledger.audit import Event
from archive.ledger.consents import Consents, Held
from archive.model import Decision, Mention

__all__ = ["Consents", "Event", "Held", "Ledger", "Record"]


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger knows of one transcript. `consent` is what the participant agrees to now."""

    id: str
    project: str
    participant: str
    format: str
    words: int
    consent: tuple[str, ...]
    state: str
    at: str


class Ledger:
    """The desk's records, in SQLite. Every method is one transaction, on disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._engine = tables.open_engine(path)
        _upgrade(self._engine)
        self.consents = Consents(self._engine)

    @property
    def engine(self):  # type: ignore[no-untyped-def]  # SQLAlchemy's
        """The database, for audit.py."""
        return self._engine

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
    ) -> Record | None:
        """Remember an uploaded transcript: its record, spans, and the (digest, weight) of every name in it.

        A record without a participant gets a code of its own. None, with nothing written, when this very file is
        known already. Raises NoConsent when this participant agreed to something else.
        """
        try:
            return self._add(record, file_digest, mentions, names, who)
        except IntegrityError:
            return None

    def _add(
        self,
        record: Record,
        file_digest: str,
        mentions: Iterable[Mention],
        names: Iterable[tuple[str, int]],
        who: str,
    ) -> Record:
        with tables.writing(self._engine) as db:
            if not record.participant:
                record = replace(record, participant=agreed.mint(db, record.project))
            if known := agreed.find(db, record.project, record.participant):
                if set(known.layers) != set(record.consent):
                    raise NoConsent(
                        f"Met {record.participant} is iets anders afgesproken ({', '.join(known.layers)}). "
                        "Verander eerst de toestemming, of lever in met dezelfde."
                    )
            else:
                agreed.write(db, Consent(record.project, record.participant, record.consent, record.at[:10]))
                audit.append(
                    db, who, "consent", about=f"{record.project}/{record.participant}", why="+".join(record.consent)
                )
            values = {name: getattr(record, name) for name in Record.__slots__}
            db.execute(
                tables.transcripts.insert().values(
                    **values | {"consent": json.dumps(record.consent)}, file_digest=file_digest
                )
            )
            rows = [
                {"transcript": record.id, "start": m.start, "end": m.end, "kind": m.kind, "entity": m.entity,
                 "score": m.score, "recognizer": m.recognizer}
                for m in mentions
            ]  # fmt: skip
            if rows:
                db.execute(tables.mentions.insert(), rows)
            digests = [{"transcript": record.id, "digest": d, "weight": w} for d, w in dict(names).items()]
            if digests:
                db.execute(tables.digests.insert(), digests)
            audit.append(db, who, "upload", record.id, len(rows))
        return record

    def with_file(self, file_digest: str) -> Record | None:
        """Return the transcript that was made of this very file, if there is one."""
        with self._engine.connect() as db:
            row = db.execute(_records.where(tables.transcripts.c.file_digest == file_digest)).first()
        return _record(row) if row else None

    def all(self) -> list[Record]:
        """Return every transcript, newest first."""
        with self._engine.connect() as db:
            order = (tables.transcripts.c.at.desc(), tables.transcripts.c.id)
            return [_record(row) for row in db.execute(_records.order_by(*order))]

    def get(self, id: str) -> Record:
        """Return one transcript. Raises NotFound."""
        with self._engine.connect() as db:
            row = db.execute(_records.where(tables.transcripts.c.id == id)).first()
        if row is None:
            raise NotFound("Dit transcript is er niet.")
        return _record(row)

    def of(self, project: str, participant: str) -> list[Record]:
        """Return a participant's transcripts."""
        return [r for r in self.all() if (r.project, r.participant) == (project, participant)]

    def consent(self, id: str) -> Consent | None:
        """Return the consent that covers a transcript. Raises NotFound."""
        record = self.get(id)
        return self.consents.get(record.project, record.participant)

    def mentions(self, id: str) -> list[Mention]:
        """Return what the machine found, in reading order."""
        table = tables.mentions
        query = select(table).where(table.c.transcript == id).order_by(table.c.start, table.c.end)
        with self._engine.connect() as db:
            return [Mention(r.start, r.end, r.kind, r.score, r.recognizer, r.entity) for r in db.execute(query)]

    def decide(self, id: str, decisions: Iterable[Decision]) -> bool:
        """Append decisions; False, with nothing written, when the text is no longer under review."""
        rows = [
            {"transcript": id, "start": d.start, "end": d.end, "kind": d.kind, "verdict": d.verdict, "by": d.by,
             "at": _now()}
            for d in decisions
        ]  # fmt: skip
        with tables.writing(self._engine) as db:
            if not _claim(db, id, "uploaded", "uploaded"):
                return False
            if rows:
                db.execute(tables.decisions.insert(), rows)
                audit.append(db, str(rows[0]["by"]), "decide", id, len(rows))
        return True

    def finish(self, id: str, who: str, names: Callable[[list[Decision]], Iterable[tuple[str, int]]]) -> bool:
        """Close a review and replace its name digests by `names(decisions)`, at once; False when it was closed."""
        with tables.writing(self._engine) as db:
            if not _claim(db, id, "uploaded", "decided"):
                return False
            rows = [{"transcript": id, "digest": d, "weight": w} for d, w in dict(names(_decided(db, id))).items()]
            db.execute(tables.digests.delete().where(tables.digests.c.transcript == id))
            if rows:
                db.execute(tables.digests.insert(), rows)
            audit.append(db, who, "decided", id)
        return True

    def reviewers(self, id: str) -> set[str]:
        """Return everybody who decided anything on a text or finished its review."""
        return audit.reviewers(self._engine, id)

    def decisions(self, id: str) -> list[Decision]:
        """Return every decision on a transcript, oldest first."""
        with self._engine.connect() as db:
            return _decided(db, id)

    def move(self, id: str, old: str, new: str, who: str) -> bool:
        """Move a transcript from one state to another; False when it was not in `old` (somebody was first)."""
        with tables.writing(self._engine) as db:
            moved = _claim(db, id, old, new)
            if moved:
                audit.append(db, who, new, id)
        return moved

    def forget(
        self, ids: Iterable[str], who: str, *, key: str = "", items: Iterable[str] = (), because: str = ""
    ) -> None:
        """Remove everything about transcripts but their rows in the log, and hold back `items`, which rest on them.

        `key` is the participant (`project/code`) whose consent goes too, when all of theirs goes; `because` is the
        participant on whom the items rest.
        """
        held = sorted(items)
        with tables.writing(self._engine) as db:
            for id in ids:
                for table in (tables.mentions, tables.decisions, tables.digests):
                    db.execute(table.delete().where(table.c.transcript == id))
                db.execute(tables.transcripts.delete().where(tables.transcripts.c.id == id))
                audit.append(db, who, "withdraw", id)
            if key:
                project, _, participant = key.rpartition("/")
                table = tables.consents
                db.execute(table.delete().where(table.c.project == project, table.c.participant == participant))
                audit.append(db, who, "withdraw", about=key)
            if held:
                agreed.hold(db, held, because)
                audit.append(db, who, "hold", about=because, count=len(held))

    def name_digests(self, project: str = "") -> dict[str, int]:
        """Return the digest of every sealed name, of one project or of all → its weight, the strongest one."""
        table = tables.digests
        query = select(table.c.digest, func.max(table.c.weight)).group_by(table.c.digest)
        if project:
            mine = select(tables.transcripts.c.id).where(tables.transcripts.c.project == project)
            query = query.where(table.c.transcript.in_(mine))
        with self._engine.connect() as db:
            return {digest: weight for digest, weight in db.execute(query)}

    def digest_count(self, id: str) -> int:
        """Return how many digests of names a transcript has."""
        table = tables.digests
        with self._engine.connect() as db:
            return db.scalar(select(func.count()).select_from(table).where(table.c.transcript == id)) or 0

    def note(self, who: str, what: str, id: str | None = None, count: int | None = None, **more: str) -> None:
        """Add a row to the log; `more` is `about` or `why`: codes and fixed words only."""
        with tables.writing(self._engine) as db:
            audit.append(db, who, what, id, count, **more)

    def events(self, id: str | None = None, limit: int = 200, before: int | None = None) -> list[Event]:
        """Return the newest rows of the log, of one transcript or of all."""
        return audit.page(self._engine, before, limit, id)


_records = select(tables.transcripts, tables.consents.c.layers).select_from(
    tables.transcripts.outerjoin(
        tables.consents,
        (tables.consents.c.project == tables.transcripts.c.project)
        & (tables.consents.c.participant == tables.transcripts.c.participant),
    )
)


def _upgrade(engine) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's
    """Bring an archive of 0.1.0 along: its events become the log's first rows, its consent gets a row of its own."""
    with engine.connect() as db:
        old = "events" in inspect(db).get_table_names()
    if not old:
        return
    with tables.writing(engine) as db:
        rows = db.exec_driver_sql("SELECT who, what, transcript, count FROM events ORDER BY id").all()
        for row in rows:
            audit.append(db, row[0], row[1], row[2], row[3], why="0.1.0")
        table = tables.transcripts
        for record in db.execute(select(table)).all():
            project = re.sub(r"[^\w .,:+-]", "-", record.project)  # what the log takes
            participant = record.participant or agreed.mint(db, project)
            db.execute(table.update().where(table.c.id == record.id).values(participant=participant, project=project))
            if agreed.find(db, project, participant) is None:
                agreed.write(db, Consent(project, participant, tuple(json.loads(record.consent)), record.at[:10]))
        db.exec_driver_sql("DROP TABLE events")


def _claim(db: Connection, id: str, old: str, new: str) -> bool:
    """Move a transcript on, within a transaction that holds the write lock."""
    table = tables.transcripts
    return db.execute(table.update().where(table.c.id == id, table.c.state == old).values(state=new)).rowcount == 1


def _decided(db: Connection, id: str) -> list[Decision]:
    table = tables.decisions
    query = select(table).where(table.c.transcript == id).order_by(table.c.id)
    return [Decision(r.start, r.end, r.kind, r.verdict, r.by) for r in db.execute(query)]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _record(row) -> Record:  # type: ignore[no-untyped-def]  # a SQLAlchemy row
    values = {name: getattr(row, name) for name in Record.__slots__}
    return Record(**values | {"consent": tuple(json.loads(row.layers or "[]"))})
