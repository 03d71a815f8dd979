"""What falls due: each class of data has its term in months, counted from the day it came in.

A transcript that falls due goes the way of a withdrawal. The archive holds no recordings and no contact data: their
terms are what the letter promises, and somebody must keep them elsewhere.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date

from archive import sealed, vault, withdrawal
from archive.config import Settings
from archive.home import Home
from archive.ledger import Ledger

CLASSES = {
    "recording": "geluid en beeld", "transcript": "het verzegelde verhaal", "names": "wie is wie",
    "form": "nummer van het formulier", "contact": "adres en telefoon",
}  # fmt: skip
ELSEWHERE = ("recording", "contact")
_NAMES = (sealed.READING, sealed.REPLACED)  # both say who is who


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
    key = vault.digest_key(home.digest_key)
    consents = {consent.key: consent for consent in ledger.consents.all()}
    for record in ledger.all():
        consent = consents.get(f"{record.project}/{record.participant}")
        if consent and consent.until and consent.until < today.isoformat():
            found.append(Due("transcript", record.id, consent.until, "consent"))
        elif (day := _end(record.at[:10], terms.transcript)) and day <= today:
            found.append(Due("transcript", record.id, day.isoformat(), "term"))
        elif (
            record.state == "released"
            and (day := _end(record.at[:10], terms.names))
            and day <= today
            and any(sealed.has(home.sealed / record.id, part, key) for part in _NAMES)
        ):
            found.append(Due("names", record.id, day.isoformat(), "term"))
    forms = ((consent, _end(consent.since, terms.form)) for consent in consents.values() if consent.form)
    found += [Due("form", c.key, day.isoformat(), "term") for c, day in forms if day and day <= today]
    return sorted(found, key=lambda row: (row.since, row.kind, row.of))


def carry_out(home: Home, settings: Settings, ledger: Ledger, rows: list[Due], who: str) -> None:
    """Destroy what fell due."""
    key = vault.digest_key(home.digest_key)
    for row in rows:
        if row.kind == "transcript":
            plan = withdrawal.plan(home, settings, ledger, row.of)
            withdrawal.carry_out(home, ledger, plan, who, why=f"retention {row.why}")
        elif row.kind == "names":
            with home.alone():
                for part in _NAMES:
                    if sealed.has(home.sealed / row.of, part, key):
                        sealed.drop(home.sealed / row.of, part, key)
            ledger.note(who, "names-destroyed", row.of)
        elif row.kind == "form":
            project, _, code = row.of.rpartition("/")
            if consent := ledger.consents.get(project, code):
                ledger.consents.put(replace(consent, form=""), who)
                ledger.note(who, "form-forgotten", about=row.of)


def _end(day: str, months: int) -> date | None:
    """Return the day on which a term of some months ends, None when it never does."""
    if not months:
        return None
    began = date.fromisoformat(day)
    year, month = divmod(began.month - 1 + months, 12)
    last = calendar.monthrange(began.year + year, month + 1)[1]
    return date(began.year + year, month + 1, min(began.day, last))
