"""Consent in the ledger: one row a participant of a project, what rests on them, and what is held back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection, Row

from archive.consent import Consent, check
from archive.errors import NotFound
from archive.ledger import audit
from archive.ledger.tables import consents, held, resting, writing


@dataclass(frozen=True, slots=True)
class Held:
    """An item that stays out of the next bundle until somebody has looked, and the participant who is the reason."""

    item: str
    participant: str
    at: str


class Consents:
    """What participants agreed to. Every change is in the log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Consent]:
        """Return every consent, by project and code."""
        with self._engine.connect() as db:
            rows = db.execute(select(consents).order_by(consents.c.project, consents.c.participant))
            return [_consent(row) for row in rows]

    def get(self, project: str, participant: str) -> Consent | None:
        """Return one participant's consent."""
        with self._engine.connect() as db:
            return find(db, project, participant)

    def numbered(self, number: int) -> Consent:
        """Return the consent in a row of the list. Raises NotFound."""
        with self._engine.connect() as db:
            row = db.execute(select(consents).where(consents.c.number == number)).first()
        if row is None:
            raise NotFound("Deze deelnemer is er niet.")
        return _consent(row)

    def put(self, consent: Consent, who: str) -> None:
        """Write a participant's consent, new or changed. Raises NotAllowed."""
        check(consent)
        with writing(self._engine) as db:
            write(db, consent)
            audit.append(db, who, "consent", about=consent.key, why="+".join(consent.layers))

    def rest(self, rests: Mapping[str, Iterable[str]]) -> None:
        """Remember on whom items rest that are about to be published, beside those that are."""
        with writing(self._engine) as db:
            for item, keys in rests.items():
                for key in keys:
                    same = (resting.c.item == item) & (resting.c.participant == key)
                    db.execute(resting.delete().where(same))
                    db.execute(resting.insert().values(item=item, participant=key))

    def publish(self, rests: Mapping[str, Iterable[str]], who: str, count: int) -> None:
        """Remember what the bundle now shows, and on whom each item rests."""
        rows = [{"item": item, "participant": key} for item, keys in rests.items() for key in sorted(set(keys))]
        with writing(self._engine) as db:
            db.execute(resting.delete())
            if rows:
                db.execute(resting.insert(), rows)
            audit.append(db, who, "publish", count=count)

    def resting(self) -> dict[str, set[str]]:
        """Return every published item that rests on somebody → on whom."""
        found: dict[str, set[str]] = {}
        with self._engine.connect() as db:
            for row in db.execute(select(resting)):
                found.setdefault(row.item, set()).add(row.participant)
        return found

    def held(self) -> list[Held]:
        """Return what waits for somebody to look, oldest first."""
        with self._engine.connect() as db:
            return [Held(row.item, row.participant, row.at) for row in db.execute(select(held).order_by(held.c.at))]

    def look(self, item: str, who: str, why: str) -> None:
        """Let an item back in, with the reason. Raises NotFound."""
        with writing(self._engine) as db:
            if not db.execute(held.delete().where(held.c.item == item)).rowcount:
                raise NotFound("Dit wordt niet tegengehouden.")
            audit.append(db, who, "look", about=item, why=why)


def find(db: Connection, project: str, participant: str) -> Consent | None:
    """Return one participant's consent within a transaction."""
    query = select(consents).where(consents.c.project == project, consents.c.participant == participant)
    row = db.execute(query).first()
    return _consent(row) if row else None


def write(db: Connection, consent: Consent) -> None:
    """Insert or replace one participant's consent within a transaction."""
    values = {
        "project": consent.project, "participant": consent.participant, "layers": json.dumps(consent.layers),
        "since": consent.since, "until": consent.until, "form": consent.form,
        "embargo": json.dumps(dict(consent.embargo)), "pseudonym": consent.pseudonym,
        "own_name_in_film": int(consent.own_name_in_film), "readers": json.dumps(consent.readers),
    }  # fmt: skip
    same = (consents.c.project == consent.project) & (consents.c.participant == consent.participant)
    if not db.execute(consents.update().where(same).values(**values)).rowcount:
        db.execute(consents.insert().values(**values))


def mint(db: Connection, project: str) -> str:
    """Return a code that no participant of the project has."""
    while True:
        code = f"X{secrets.randbelow(90_000) + 10_000}"
        if find(db, project, code) is None:
            return code


def hold(db: Connection, items: Iterable[str], participant: str) -> None:
    """Keep items out of the next bundle, within a transaction."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for item in items:
        db.execute(held.delete().where(held.c.item == item))
        db.execute(held.insert().values(item=item, participant=participant, at=at))


def _consent(row: Row) -> Consent:
    return Consent(
        row.project, row.participant, tuple(json.loads(row.layers)), row.since, row.until, row.form,
        json.loads(row.embargo), row.pseudonym, bool(row.own_name_in_film), tuple(json.loads(row.readers)), row.number,
    )  # fmt: skip
