"""The ledger: one object, every method a transaction. It lets go of the database when its `with` ends."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from sqlalchemy import ColumnElement, Engine, Table, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import IntegrityError

from archive.consent import Consent
from archive.errors import NoConsent, NotAllowed, NotFound
from archive.ledger import agreements as agreed
from archive.ledger import audit, tables
from archive.ledger.agreements import Agreements
from archive.ledger.audit import Event
from archive.ledger.grants import Grants
from archive.ledger.name_digests import NameDigests, add_digests, let_go
from archive.ledger.proposals import Proposals
from archive.model import Bound, Deposit, Participant


class Ledger(NameDigests):
    """The desk's records, in SQLite. Every method is one transaction, on disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._engine = tables.open_engine(path)
        self.agreements = Agreements(self._engine)
        self.grants = Grants(self._engine)
        self.proposals = Proposals(self._engine)

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
        self, deposit: Deposit, file_digest: str, names: Iterable[tuple[str, int]], who: str, *,
        mark: str, typed: Container[str] = (),
    ) -> Deposit:  # fmt: skip
        """Remember an uploaded transcript: what it is, its folder's mark, and the (digest, weight) of every name in it.

        Args: file_digest is of the project and the file; typed holds the digests that only `who` takes for a name.
        A deposit without a participant's code gets one of its own. When this participant handed in this very file
        before, nothing is written and that deposit returned. Raises NoConsent when this participant agreed to something
        else, NotAllowed when the file is another participant's.
        """
        try:
            with tables.writing(self._engine) as db:
                return _add(db, deposit, file_digest, dict(names), who, mark, typed)
        except IntegrityError:
            if (known := self.with_file(file_digest)) is None:  # not the same file twice: something else is wrong
                raise
            return the_same(known, deposit.participant)

    def with_file(self, file_digest: str) -> Deposit | None:
        """Return the transcript that was made of this very file in its project, if there is one."""
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

    def bound(self, id: str) -> Bound:
        """Return what a transcript's sealed folder must be: of which project, and which version. Raises NotFound."""
        project = self.get(id).project
        with self._engine.connect() as db:
            return Bound(project, audit.newest(db, transcript=id) or "")

    def decided(self, id: str, who: str, what: str, count: int, mark: str) -> None:
        """Remember that somebody decided (`decide`) or took back (`give-back`) on some spans of a text."""
        self.note(who, what, id, count, mark=mark)

    def finish(self, id: str, who: str, names: Iterable[tuple[str, int]]) -> bool:
        """Close a review and add the name digests of what was decided; False when it was closed.

        One person takes no name from the gate: what they decided to keep goes at the release, by a second (`settle`).
        """
        with tables.writing(self._engine) as db:
            if not _claim(db, id, "uploaded", "decided"):
                return False
            decided, table = dict(names), tables.digests
            db.execute(table.delete().where(table.c.transcript == id, table.c.digest.in_(list(decided))))
            add_digests(db, id, decided, "", ())
            audit.append(db, who, "decided", id)
        return True

    def settle(self, id: str, who: str, names: Iterable[tuple[str, int]]) -> bool:
        """Release a text: from now on its names are those of what was decided, and no other; False when it was."""
        with tables.writing(self._engine) as db:
            if not _claim(db, id, "decided", "released"):
                return False
            db.execute(tables.digests.delete().where(tables.digests.c.transcript == id))
            add_digests(db, id, dict(names), "", ())
            audit.append(db, who, "released", id)
        return True

    def finishers(self, id: str) -> set[str]:
        """Return everybody who finished the review of a text."""
        return audit.finishers(self._engine, id)

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

        The digests of their names stay, as nobody's: the gate goes on protecting who took their story back.
        `participant` is the one whose consent goes too, when all of theirs goes; `because` is the one on whom the items
        rest.
        """
        held = sorted(items)
        with tables.writing(self._engine) as db:
            for id in ids:
                audit.append(db, who, "withdraw", id, mark="")
                let_go(db, id)
                db.execute(tables.transcripts.delete().where(tables.transcripts.c.id == id))
            if participant:
                agreed.forget(db, participant, who)
                db.execute(tables.proposals.delete().where(_of(tables.proposals, participant)))
            if held and because:
                agreed.hold(db, held, because)
                audit.append(db, who, "hold", about=str(because), count=len(held), project=because.project)

    def note(self, who: str, what: str, id: str | None = None, count: int | None = None, **more: str) -> None:
        """Add a row to the log; `more` is `about`, `why`, `project` or `mark`: codes and fixed words only."""
        with tables.writing(self._engine) as db:
            audit.append(db, who, what, id, count, **more)

    def events(self, id: str | None = None, limit: int = 200, before: int | None = None) -> list[Event]:
        """Return the newest rows of the log, of one transcript or of all."""
        return audit.page(self._engine, before, limit, id)


def the_same(known: Deposit, participant: Participant) -> Deposit:
    """Return a deposit that this very file was made into before. Raises NotAllowed when it is another's."""
    if participant.code and known.participant != participant:
        raise NotAllowed(
            f"Dit bestand is in dit project al ingeleverd, als {known.id} van {known.participant.code}. "
            "Kijk of u het goede bestand koos. Er is niets opgeslagen."
        )
    return known


_NEWEST = (tables.transcripts.c.at.desc(), tables.transcripts.c.id)
_deposits = select(tables.transcripts, tables.consents.c.layers).select_from(
    tables.transcripts.outerjoin(
        tables.consents,
        (tables.consents.c.project == tables.transcripts.c.project)
        & (tables.consents.c.participant == tables.transcripts.c.participant),
    )
)


def _add(
    db: Connection, deposit: Deposit, file_digest: str, names: dict[str, int], who: str, mark: str,
    typed: Container[str],
) -> Deposit:  # fmt: skip
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
        agreed.write(db, Consent(deposit.participant, deposit.consent, deposit.at[:10]), who)
    values = {
        "id": deposit.id, "project": deposit.project, "participant": deposit.participant.code,
        "format": deposit.format, "words": deposit.words, "consent": json.dumps(deposit.consent),
        "state": deposit.state, "at": deposit.at, "file_digest": file_digest, "found": deposit.found,
    }  # fmt: skip
    db.execute(tables.transcripts.insert().values(**values))
    add_digests(db, deposit.id, names, who, typed)
    audit.append(db, who, "upload", deposit.id, deposit.found, mark=mark)
    return deposit


def _of(table: Table, participant: Participant) -> ColumnElement[bool]:
    return (table.c.project == participant.project) & (table.c.participant == participant.code)


def _claim(db: Connection, id: str, old: str, new: str) -> bool:
    """Move a transcript on, within a transaction that holds the write lock."""
    table = tables.transcripts
    return db.execute(table.update().where(table.c.id == id, table.c.state == old).values(state=new)).rowcount == 1


def _deposit(row: Row) -> Deposit:
    return Deposit(
        row.id, Participant(row.project, row.participant), row.format, row.words,
        tuple(json.loads(row.layers or "[]")), row.state, row.at, row.found,
    )  # fmt: skip
