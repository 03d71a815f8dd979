"""The names of every story as keyed digests: what counts at the gate, and whose it is. The key is not here."""

from __future__ import annotations

from collections.abc import Container

from sqlalchemy import Engine, func, select
from sqlalchemy.engine import Connection

from archive.ledger import tables
from archive.model import Participant


class NameDigests:
    """The part of the ledger that knows names without reading them."""

    _engine: Engine

    def name_digests(self, project: str = "") -> dict[str, int]:
        """Return the digest of every sealed name that counts → its weight, the strongest one.

        Of one project, or of all: then with the names of who took their story back. What somebody only typed counts
        when a reviewer decided.
        """
        table = tables.digests
        query = select(table.c.digest, table.c.weight).where(table.c.typed_by == "")
        if project:
            mine = select(tables.transcripts.c.id).where(tables.transcripts.c.project == project)
            query = query.where(table.c.transcript.in_(mine))
        found: dict[str, int] = {}
        with self._engine.connect() as db:
            rows = list(db.execute(query))
            if not project:
                rows += list(db.execute(select(tables.departed.c.digest, tables.departed.c.weight)))
        for digest, weight in rows:
            found[digest] = max(weight, found.get(digest, 0))
        return found

    def whose(self, digest: str) -> list[tuple[str, str, str]]:
        """Return every story with a name's digest, for the steward alone: (transcript, project, who handed it in)."""
        table, log = tables.digests, tables.audit
        query = (
            select(table.c.transcript, log.c.project, log.c.who)
            .join(log, (log.c.transcript == table.c.transcript) & (log.c.what == "upload"))
            .where(table.c.digest == digest)
        )
        with self._engine.connect() as db:
            return [(row.transcript, row.project, row.who) for row in db.execute(query)]

    def holders(self, digest: str) -> set[Participant]:
        """Return the participants in whose stories a name's digest stands."""
        table, known = tables.digests, tables.transcripts
        query = select(known.c.project, known.c.participant).join(table, table.c.transcript == known.c.id)
        with self._engine.connect() as db:
            return {Participant(*row) for row in db.execute(query.where(table.c.digest == digest))}

    def digest_count(self, id: str) -> int:
        """Return how many digests of names a transcript has."""
        table = tables.digests
        with self._engine.connect() as db:
            return db.scalar(select(func.count()).select_from(table).where(table.c.transcript == id)) or 0


def add_digests(db: Connection, id: str, names: dict[str, int], who: str, typed: Container[str]) -> None:
    """Write digests in their own order: that in which the names were said is nobody's business."""
    rows = [
        {"transcript": id, "digest": digest, "weight": weight, "typed_by": who if digest in typed else ""}
        for digest, weight in sorted(names.items())
    ]
    if rows:
        db.execute(tables.digests.insert(), rows)


def let_go(db: Connection, id: str) -> None:
    """Make the digests of a story nobody's."""
    table, departed = tables.digests, tables.departed
    query = select(table.c.digest, table.c.weight).where(table.c.transcript == id, table.c.typed_by == "")
    for digest, weight in sorted(tuple(row) for row in db.execute(query)):
        before = db.scalar(select(departed.c.weight).where(departed.c.digest == digest)) or 0
        db.execute(departed.delete().where(departed.c.digest == digest))
        db.execute(departed.insert().values(digest=digest, weight=max(weight, before)))
    db.execute(table.delete().where(table.c.transcript == id))
