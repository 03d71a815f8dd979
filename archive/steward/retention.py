"""What falls due: each class of data has its term in months, counted from the day it came in.

A transcript that falls due goes the way of a withdrawal. The archive holds no recordings and no contact data: their
terms are what the letter promises, and somebody must keep them elsewhere.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date

from archive.config import Settings
from archive.errors import NotAllowed
from archive.home import Home
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.steward import withdrawal
from archive.steward.agreeing import may_alone
from archive.vault import digests, story
from archive.vault.secret import Keyholder

CLASSES = {
    "recording": "geluid en beeld", "transcript": "het verzegelde verhaal", "names": "wie is wie",
    "form": "nummer van het formulier", "contact": "adres en telefoon",
}  # fmt: skip
ELSEWHERE = ("recording", "contact")
_NAMES = (story.READING, story.DECISIONS, story.REPLACED)  # each says who is who


@dataclass(frozen=True, slots=True)
class Due:
    """One thing whose term is over: its class, the transcript or participant it is of, and since when."""

    kind: str
    of: str
    since: str
    why: str  # "term" or "consent"


def due(home: Home, settings: Settings, ledger: Ledger, today: date) -> list[Due]:
    """Return everything whose term is over, oldest first. Changes nothing."""
    terms, found = settings.retention, []
    key = digests.seal_key(home.seal_key)
    consents = {consent.participant: consent for consent in ledger.agreements.all()}
    for deposit in ledger.all():
        consent = consents.get(deposit.participant)
        if consent and consent.until and consent.until < today.isoformat():
            found.append(Due("transcript", deposit.id, consent.until, "consent"))
        elif (day := _end(deposit.at[:10], terms.transcript)) and day <= today:
            found.append(Due("transcript", deposit.id, day.isoformat(), "term"))
        elif (
            deposit.state == "released"
            and (day := _end(deposit.at[:10], terms.names))
            and day <= today
            and any(story.has(home.sealed / deposit.id, part, key) for part in _NAMES)
        ):
            found.append(Due("names", deposit.id, day.isoformat(), "term"))
    forms = ((c.participant, _end(c.since, terms.form)) for c in consents.values() if c.form)
    found += [Due("form", str(who), day.isoformat(), "term") for who, day in forms if day and day <= today]
    return sorted(found, key=lambda row: (row.since, row.kind, row.of))


def carry_out(home: Home, settings: Settings, ledger: Ledger, rows: list[Due], keyholder: Keyholder) -> None:
    """Destroy what fell due. Raises NotAllowed, with nothing destroyed, for who may not do so alone."""
    key, who = digests.seal_key(home.seal_key), keyholder.who
    for row in rows:
        of = Participant.parse(row.of) if row.kind == "form" else ledger.get(row.of).participant
        if not may_alone(home, ledger, of, keyholder):
            raise NotAllowed("Vernietigen doet de beheerder, met een sleutel die de verhalen opent.")
    for row in rows:
        if row.kind == "transcript":
            plan = withdrawal.plan(home, settings, ledger, row.of)
            withdrawal.carry_out(home, ledger, plan, who, why=f"retention {row.why}")
        elif row.kind == "names":
            with home.alone():
                for part in _NAMES:
                    if story.has(home.sealed / row.of, part, key):
                        mark = story.drop(home.sealed / row.of, part, key)
                        ledger.note(who, "names-destroyed", row.of, mark=mark)
        elif row.kind == "form" and (consent := ledger.agreements.get(Participant.parse(row.of))):
            ledger.agreements.put(replace(consent, form=""), who)
            ledger.note(who, "form-forgotten", about=row.of)


def _end(day: str, months: int) -> date | None:
    """Return the day on which a term of some months ends, None when it never does."""
    if not months:
        return None
    began = date.fromisoformat(day)
    year, month = divmod(began.month - 1 + months, 12)
    last = calendar.monthrange(began.year + year, month + 1)[1]
    return date(began.year + year, month + 1, min(began.day, last))
