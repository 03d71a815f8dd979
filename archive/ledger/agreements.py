"""What participants agreed to: one row each, what rests on them, and what is held back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.engine import Connection, Row

from archive.consent import Consent, check
from archive.errors import NotFound, VaultError
from archive.ledger import audit
from archive.ledger.tables import consents, held, resting, writing
from archive.model import Participant


@dataclass(frozen=True, slots=True)
class Held:
    """An item that stays out of the next bundle until somebody has looked, and the participant who is the reason."""

    item: str
    participant: Participant
    at: str


class Agreements:
    """What participants agreed to. Every change is in the log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, projects: Collection[str] | None = None) -> list[Consent]:
        """Return every consent, or those of some projects, by project and code. Raises VaultError for a changed one."""
        query = select(consents).order_by(consents.c.project, consents.c.participant)
        if projects is not None:
            query = query.where(consents.c.project.in_(projects))
        with self._engine.connect() as db:
            rows = db.execute(query)
            marks = audit.marks(db)
            return [_unchanged(_consent(row), marks.get(f"{row.project}/{row.participant}")) for row in rows]

    def participants(self) -> list[Participant]:
        """Return everybody whose agreement lies here, whether or not it is as the log knows it."""
        with self._engine.connect() as db:
            return [Participant(*row) for row in db.execute(select(consents.c.project, consents.c.participant))]

    def changed(self) -> list[Participant]:
        """Return the participants whose agreement is not as the log knows it: changed, added or taken out by hand."""
        with self._engine.connect() as db:
            there = {c.participant: audit.mark(_state(c)) for c in map(_consent, db.execute(select(consents)))}
            logged = {about: mark for about, mark in audit.marks(db).items() if not about.startswith("/")}
        known = {Participant.parse(about): mark for about, mark in logged.items() if mark}
        return sorted(who for who in there.keys() | known.keys() if there.get(who) != known.get(who))

    def get(self, participant: Participant) -> Consent | None:
        """Return one participant's consent."""
        with self._engine.connect() as db:
            return find(db, participant)

    def coded(self, code: str, project: str = "") -> list[Consent]:
        """Return the consents under a code, of one project or of all: the same code may be in use in several."""
        asked = Participant(project, code)
        return [
            c for c in self.all() if c.participant.code == asked.code and asked.project in ("", c.participant.project)
        ]

    def numbered(self, number: int) -> Consent:
        """Return the consent in a row of the list. Raises NotFound."""
        if (found := self.get(self.whose(number))) is None:
            raise NotFound("Deze deelnemer is er niet.")
        return found

    def whose(self, number: int) -> Participant:
        """Return who is in a row of the list, whether or not what they agreed to is as the log knows it.

        Raises NotFound.
        """
        with self._engine.connect() as db:
            row = db.execute(select(consents).where(consents.c.number == number)).first()
        if row is None:
            raise NotFound("Deze deelnemer is er niet.")
        return Participant(row.project, row.participant)

    def put(self, consent: Consent, who: str) -> None:
        """Write a participant's consent, new or changed. Raises NotAllowed."""
        check(consent)
        with writing(self._engine) as db:
            write(db, consent, who)

    def rest(self, rests: Mapping[str, Iterable[Participant]]) -> None:
        """Remember on whom items rest that are about to be published, beside those that are."""
        with writing(self._engine) as db:
            for item, on in rests.items():
                for who in map(str, on):
                    same = (resting.c.item == item) & (resting.c.participant == who)
                    db.execute(resting.delete().where(same))
                    db.execute(resting.insert().values(item=item, participant=who))

    def publish(self, rests: Mapping[str, Iterable[Participant]], who: str, count: int) -> None:
        """Remember what the bundle now shows, and on whom each item rests."""
        rows = [{"item": item, "participant": str(key)} for item, on in rests.items() for key in sorted(set(on))]
        with writing(self._engine) as db:
            db.execute(resting.delete())
            if rows:
                db.execute(resting.insert(), rows)
            audit.append(db, who, "publish", count=count)

    def resting(self) -> dict[str, set[Participant]]:
        """Return every published item that rests on somebody → on whom."""
        found: dict[str, set[Participant]] = {}
        with self._engine.connect() as db:
            for row in db.execute(select(resting)):
                found.setdefault(row.item, set()).add(Participant.parse(row.participant))
        return found

    def held(self) -> list[Held]:
        """Return what waits for somebody to look, oldest first."""
        with self._engine.connect() as db:
            rows = db.execute(select(held).order_by(held.c.at))
            return [Held(row.item, Participant.parse(row.participant), row.at) for row in rows]

    def look(self, item: str, who: str, why: str, on: Participant) -> None:
        """Let an item back in as far as one participant is the reason it was held, with what was done. Raises NotFound.

        What another participant holds back stays held.
        """
        with writing(self._engine) as db:
            mine = (held.c.item == item) & (held.c.participant == str(on))
            if not db.execute(held.delete().where(mine)).rowcount:
                raise NotFound("Dit wordt niet tegengehouden.")
            audit.append(db, who, "look", about=item, why=why, project=on.project)


def find(db: Connection, participant: Participant) -> Consent | None:
    """Return one participant's consent within a transaction. Raises VaultError when it was changed by hand."""
    row = db.execute(select(consents).where(_is(participant))).first()
    logged = audit.newest(db, about=str(participant))
    if row is None and logged:
        raise changed_by_hand(participant)
    return _unchanged(_consent(row), logged) if row else None


def write(db: Connection, consent: Consent, who: str) -> None:
    """Insert or replace one participant's consent within a transaction, and put it in the log."""
    values = {
        "project": consent.participant.project, "participant": consent.participant.code,
        "layers": json.dumps(consent.layers), "since": consent.since, "until": consent.until, "form": consent.form,
        "embargo": json.dumps(dict(consent.embargo)), "pseudonym": consent.pseudonym,
        "own_name_in_film": int(consent.own_name_in_film), "readers": json.dumps(consent.readers),
    }  # fmt: skip
    if not db.execute(consents.update().where(_is(consent.participant)).values(**values)).rowcount:
        db.execute(consents.insert().values(**values))
    about, project = str(consent.participant), consent.participant.project
    why, mark = "+".join(consent.layers), audit.mark(_state(consent))
    audit.append(db, who, "consent", about=about, why=why, project=project, mark=mark)


def forget(db: Connection, participant: Participant, who: str) -> None:
    """Remove one participant's consent within a transaction, and put it in the log."""
    db.execute(consents.delete().where(_is(participant)))
    audit.append(db, who, "withdraw", about=str(participant), project=participant.project, mark="")


def mint(db: Connection, project: str) -> Participant:
    """Return a participant with a code that nobody of the project has."""
    while True:
        fresh = Participant(project, f"X{secrets.randbelow(90_000) + 10_000}")
        if find(db, fresh) is None:
            return fresh


def hold(db: Connection, items: Iterable[str], because: Participant) -> None:
    """Keep items out of the next bundle, within a transaction."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for item in items:
        db.execute(held.delete().where((held.c.item == item) & (held.c.participant == str(because))))
        db.execute(held.insert().values(item=item, participant=str(because), at=at))


def _is(participant: Participant) -> ColumnElement[bool]:
    return (consents.c.project == participant.project) & (consents.c.participant == participant.code)


def _state(consent: Consent) -> dict[str, Any]:
    """Return what of a consent is compared with the log: all but its place in the list."""
    return asdict(replace(consent, number=0))


def _unchanged(consent: Consent, logged: str | None) -> Consent:
    """Return a consent that is as the log knows it. Raises VaultError for one that was changed by hand."""
    if logged != audit.mark(_state(consent)):
        raise changed_by_hand(consent.participant)
    return consent


def changed_by_hand(participant: Participant) -> VaultError:
    """Return the refusal of an agreement that is not as the log knows it."""
    return VaultError(
        f"De toestemming van {participant} is buiten het programma om veranderd. Er gebeurt niets mee tot de beheerder "
        "haar opnieuw vastlegt (`archive consent set … --layers …`), of een reservekopie terugzet."
    )


def _consent(row: Row) -> Consent:
    return Consent(
        Participant(row.project, row.participant), tuple(json.loads(row.layers)), row.since, row.until, row.form,
        json.loads(row.embargo), row.pseudonym, bool(row.own_name_in_film), tuple(json.loads(row.readers)), row.number,
    )  # fmt: skip
