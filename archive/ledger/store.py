"""The ledger: one object, every method a transaction. It lets go of the database when its `with` ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from archive.consent import Consent
from archive.errors import NoConsent, NotFound
from archive.ledger import agreements as agreed
from archive.ledger import audit, tables
from archive.ledger.agreements import Agreements
from archive.ledger.audit import Event
from archive.model import Decision, Deposit, Mention, Participant


class Ledger:
    """The desk's records, in SQLite. Every method is one transaction, on disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._engine = tables.open_engine(path)
        self.agreements = Agreements(self._engine)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """The database, for audit.py."""
        return self._engine

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def add(
        self,
        deposit: Deposit,
        file_digest: str,
        mentions: Iterable[Mention],
        names: Iterable[tuple[str, int]],
        who: str,
    ) -> Deposit:
        """Remember an uploaded transcript: what it is, its spans, and the (digest, weight) of every name in it.

        A deposit without a participant's code gets one of its own. When this very file is known already, nothing is
        written and the deposit that was made of it returned. Raises NoConsent when this participant agreed to
        something else.
        """
        try:
            with tables.writing(self._engine) as db:
                return _add(db, deposit, file_digest, list(mentions), dict(names), who)
        except IntegrityError:
            if (known := self.with_file(file_digest)) is None:  # not the same file twice: something else is wrong
                raise
            return known

    def with_file(self, file_digest: str) -> Deposit | None:
        """Return the transcript that was made of this very file, if there is one."""
        with self._engine.connect() as db:
            row = db.execute(_deposits.where(tables.transcripts.c.file_digest == file_digest)).first()
        return _deposit(row) if row else None

    def all(self) -> list[Deposit]:
        """Return every transcript, newest first."""
        with self._engine.connect() as db:
            return [_deposit(row) for row in db.execute(_deposits.order_by(*_NEWEST))]

    def get(self, id: str) -> Deposit:
        """Return one transcript. Raises NotFound."""
        with self._engine.connect() as db:
            row = db.execute(_deposits.where(tables.transcripts.c.id == id)).first()
        if row is None:
            raise NotFound("Dit transcript is er niet.")
        return _deposit(row)

    def has(self, id: str) -> bool:
        """Say whether a transcript is known (still)."""
        with self._engine.connect() as db:
            return db.scalar(select(tables.transcripts.c.id).where(tables.transcripts.c.id == id)) is not None

    def of(self, participant: Participant) -> list[Deposit]:
        """Return a participant's transcripts, newest first."""
        table = tables.transcripts
        mine = (table.c.project == participant.project) & (table.c.participant == participant.code)
        with self._engine.connect() as db:
            return [_deposit(row) for row in db.execute(_deposits.where(mine).order_by(*_NEWEST))]

    def consent(self, id: str) -> Consent | None:
        """Return the consent that covers a transcript. Raises NotFound."""
        return self.agreements.get(self.get(id).participant)

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
                _insert(db, tables.decisions, rows)
                audit.append(db, str(rows[0]["by"]), "decide", id, len(rows))
        return True

    def finish(self, id: str, who: str, names: Callable[[list[Decision]], Iterable[tuple[str, int]]]) -> bool:
        """Close a review and replace its name digests by `names(decisions)`, at once; False when it was closed."""
        with tables.writing(self._engine) as db:
            if not _claim(db, id, "uploaded", "decided"):
                return False
            rows = [{"transcript": id, "digest": d, "weight": w} for d, w in dict(names(_decided(db, id))).items()]
            db.execute(tables.digests.delete().where(tables.digests.c.transcript == id))
            _insert(db, tables.digests, rows)
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
        self, ids: Iterable[str], who: str, *, participant: Participant | None = None, items: Iterable[str] = (),
        because: Participant | None = None,
    ) -> None:  # fmt: skip
        """Remove everything about transcripts but their rows in the log, and hold back `items`, which rest on them.

        `participant` is the one whose consent goes too, when all of theirs goes; `because` is the one on whom the items
        rest.
        """
        held = sorted(items)
        with tables.writing(self._engine) as db:
            for id in ids:
                for table in (tables.mentions, tables.decisions, tables.digests):
                    db.execute(table.delete().where(table.c.transcript == id))
                db.execute(tables.transcripts.delete().where(tables.transcripts.c.id == id))
                audit.append(db, who, "withdraw", id)
            if participant:
                agreed.forget(db, participant)
                audit.append(db, who, "withdraw", about=str(participant))
            if held and because:
                agreed.hold(db, held, because)
                audit.append(db, who, "hold", about=str(because), count=len(held))

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


_NEWEST = (tables.transcripts.c.at.desc(), tables.transcripts.c.id)
_deposits = select(tables.transcripts, tables.consents.c.layers).select_from(
    tables.transcripts.outerjoin(
        tables.consents,
        (tables.consents.c.project == tables.transcripts.c.project)
        & (tables.consents.c.participant == tables.transcripts.c.participant),
    )
)


def _add(
    db: Connection, deposit: Deposit, file_digest: str, mentions: list[Mention], names: dict[str, int], who: str
) -> Deposit:
    """Write all of a new transcript within one transaction."""
    if not deposit.participant.code:
        deposit = replace(deposit, participant=agreed.mint(db, deposit.project))
    if known := agreed.find(db, deposit.participant):
        if set(known.layers) != set(deposit.consent):
            raise NoConsent(
                f"Met {deposit.participant.code} is iets anders afgesproken ({', '.join(known.layers)}). "
                "Verander eerst de toestemming, of lever in met dezelfde."
            )
    else:
        agreed.write(db, Consent(deposit.participant, deposit.consent, deposit.at[:10]))
        audit.append(db, who, "consent", about=str(deposit.participant), why="+".join(deposit.consent))
    values = {
        "id": deposit.id, "project": deposit.project, "participant": deposit.participant.code,
        "format": deposit.format, "words": deposit.words, "consent": json.dumps(deposit.consent),
        "state": deposit.state, "at": deposit.at, "file_digest": file_digest,
    }  # fmt: skip
    db.execute(tables.transcripts.insert().values(**values))
    rows = [
        {"transcript": deposit.id, "start": m.start, "end": m.end, "kind": m.kind, "entity": m.entity,
         "score": m.score, "recognizer": m.recognizer}
        for m in mentions
    ]  # fmt: skip
    _insert(db, tables.mentions, rows)
    _insert(db, tables.digests, [{"transcript": deposit.id, "digest": d, "weight": w} for d, w in names.items()])
    audit.append(db, who, "upload", deposit.id, len(rows))
    return deposit


def _insert(db: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(table.insert(), rows)


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


def _deposit(row: Row) -> Deposit:
    return Deposit(
        row.id, Participant(row.project, row.participant), row.format, row.words,
        tuple(json.loads(row.layers or "[]")), row.state, row.at,
    )  # fmt: skip
