"""Flags what is sensitive in itself: special categories of personal data, criminal convictions, debts and status.

By list, word for word: a flag says "read this", not "this is so" nor "about whom". Irony, denial (`ik ben niet
gelovig`) and somebody else's faith are flagged alike; what is told in other words is not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from archive.detection.lists import rows
from archive.detection.phrases import Phrases
from archive.detection.words import Words
from archive.ingest.risk.details import in_brackets, origins

REASONS = {
    "health": "gezondheid: artikel 9 AVG",
    "religion": "geloof of levensovertuiging: artikel 9 AVG",
    "politics": "politieke opvatting: artikel 9 AVG",
    "union": "lidmaatschap van een vakbond: artikel 9 AVG",
    "sexuality": "seksueel gedrag of gerichtheid: artikel 9 AVG",
    "ethnicity": "etnische afkomst: artikel 9 AVG",
    "conviction": "strafbare feiten of veroordeling: artikel 10 AVG",
    "debt": "schulden: gevoelig, geen bijzonder gegeven in de AVG",
    "status": "verblijfsstatus: gevoelig, kan op etnische afkomst wijzen (artikel 9 AVG)",
}


@dataclass(frozen=True, slots=True, order=True)
class Flag:
    """A place in a text that tells something sensitive, and why that is so, in Dutch."""

    start: int
    end: int
    kind: str
    reason: str


def flags(text: str) -> list[Flag]:
    """Return what is sensitive in a text, in reading order. What stands in [brackets] is masked, and no flag."""
    words, hidden = Words(text), in_brackets(text)
    found = [*_listed().find(words), *((start, end, "ethnicity") for start, end, _ in origins(words))]
    return sorted(Flag(start, end, kind, REASONS[kind]) for start, end, kind in set(found) if not hidden(start, end))


@cache
def _listed() -> Phrases[str]:
    health = [(row[0], "health") for row in rows("medical")]
    # What sensitive.txt says of a word comes last, and counts where both lists have it.
    listed = [(form, row[0]) for row in rows("sensitive") for form in row[1].split("|")]
    return Phrases(list({form: (form, kind) for form, kind in [*health, *listed]}.values()))
