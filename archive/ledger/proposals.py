"""What one person proposed about a participant, and a second one must confirm before it happens."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.engine import Row

from archive.consent import Consent, check
from archive.ledger import audit
from archive.ledger.tables import proposals, writing
from archive.model import Participant


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of consent (`consent` says to what), or a destruction (None)."""

    participant: Participant
    consent: Consent | None
    by: str
    at: str
    number: int


class Proposals:
    """At most one for each participant: a newer one takes the place of an older one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, participant: Participant) -> Proposal | None:
        """Return what is proposed about a participant."""
        with self._engine.connect() as db:
            row = db.execute(select(proposals).where(_is(participant))).first()
        return _proposal(row) if row else None

    def all(self) -> list[Proposal]:
        """Return everything that waits for a second person, oldest first."""
        with self._engine.connect() as db:
            return [_proposal(row) for row in db.execute(select(proposals).order_by(proposals.c.number))]

    def make(self, participant: Participant, consent: Consent | None, who: str) -> None:
        """Propose a consent as it would be, or a destruction. Raises NotAllowed for what is no consent."""
        if consent:
            check(consent)
        with writing(self._engine) as db:
            db.execute(proposals.delete().where(_is(participant)))
            values = {
                "project": participant.project, "participant": participant.code, "by": who,
                "what": "consent" if consent else "withdraw", "content": json.dumps(_content(consent)),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            }  # fmt: skip
            db.execute(proposals.insert().values(**values))
            why = "toestemming" if consent else "vernietigen"
            audit.append(db, who, "propose", about=str(participant), why=why, project=participant.project)

    def drop(self, participant: Participant, who: str, what: str = "reject", number: int | None = None) -> bool:
        """Take a proposal away: `reject`ed, or `confirm`ed just before it is carried out.

        With a number only that very one: False when it is gone, or another took its place.
        """
        wanted = _is(participant) if number is None else _is(participant) & (proposals.c.number == number)
        with writing(self._engine) as db:
            gone = bool(db.execute(proposals.delete().where(wanted)).rowcount)
            if gone:
                audit.append(db, who, what, about=str(participant), project=participant.project)
        return gone


def _content(consent: Consent | None) -> dict[str, object]:
    return {k: v for k, v in asdict(consent).items() if k not in ("participant", "number")} if consent else {}


def _proposal(row: Row) -> Proposal:
    participant, raw = Participant(row.project, row.participant), json.loads(row.content)
    consent = None
    if row.what == "consent":
        lists = {name: tuple(raw[name]) for name in ("layers", "readers")}
        consent = Consent(participant, **raw | lists)
    return Proposal(participant, consent, row.by, row.at, row.number)


def _is(participant: Participant) -> ColumnElement[bool]:
    return (proposals.c.project == participant.project) & (proposals.c.participant == participant.code)
