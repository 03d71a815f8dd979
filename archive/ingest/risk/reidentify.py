"""Who could still be recognised in texts as they would be released, and the least that must become vaguer.

For every person spoken of it takes what is told (details.py, attribution.py), estimates how many people in the
Netherlands share all of it (shares.py, estimate.py), and reports who is one of fewer than `k`. Its limits, to be shown
wherever its findings are:

- the numbers are estimates, and details are taken to be independent: the estimate is an order of magnitude, no more;
- of two details of one kind (two places, two illnesses) only the rarest counts, so it can also be too high;
- it sees lists of words. An event, a family story or a turn of phrase that everybody in the village knows is not seen;
- no finding does not mean anonymous. A person reads the text before it is released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive.ingest.risk.attribution import ASKS, HEADER, People, Turns, people
from archive.ingest.risk.details import Detail
from archive.ingest.risk.estimate import Exposure, estimate, exposure
from archive.model import Reading


@dataclass(frozen=True)
class Text:
    """One transcript of a project. `participant` is the code under which it was handed in: who answers in it."""

    id: str
    turns: Turns
    participant: str = ""
    reading: Reading | None = None
    found: People | None = None  # what `people` returned for the turns, when it was asked before


def check(
    turns: Turns, reading: Reading | None = None, k: int = 50, this_year: int = 0, found: People | None = None
) -> list[Exposure]:
    """Return who can be recognised in one text as it would be released, the rarest first.

    `turns` come from `redact`; `reading`, when it is at hand, tells which pseudonyms belong together;
    `found` is what `people` returned for the turns, when it was asked before.
    """
    found = found or people(turns, this_year or date.today().year)
    persons = _merged(found, _full_names(found, reading))
    return _sorted(exposure(who, _with_home(details, found.home), k) for who, details in persons.items())


def check_project(texts: Sequence[Text], k: int = 50, this_year: int = 0) -> list[Exposure]:
    """Return who can be recognised from several texts together, better than from any one of them.

    The same person is the same pseudonym, or whoever answers alone under the same participant's code. Speakers without
    a code or a pseudonym are not combined: `deelnemer 1` of two transcripts is seldom the same person.
    """
    year = this_year or date.today().year
    found_in = ((text, text.found or people(text.turns, year)) for text in texts)
    read = [(text, replace(found, names=dict(found.names))) for text, found in found_in]
    full = sorted({name for text, found in read for name in _full_names(found, text.reading)})
    codes = {text.participant: text.participant for text in texts if text.participant}
    for text, found in read:  # who answers under a code is, where some text tells it, a pseudonym
        if text.participant and (name := found.names.get(_alone(text))):
            codes[text.participant] = _full(name, full)
    persons: dict[str, dict[str, list[Detail]]] = {}
    for text, found in read:
        if text.participant and _alone(text):
            found.names[_alone(text)] = codes[text.participant]
        for who, details in _merged(found, full).items():
            known = who[:1].isupper() or who in codes
            there = [replace(detail, text=text.id) for detail in _with_home(details, found.home)]
            persons.setdefault(who if known else f"{text.id}: {who}", {})[text.id] = there
    together = []
    for who, by_text in persons.items():
        whole = exposure(who, [detail for details in by_text.values() for detail in details], k)
        if whole and all(estimate(details) > whole.estimate for details in by_text.values()):
            together.append(whole)
    return _sorted(together)


def _alone(text: Text) -> str:
    """Return the role of the only one who answers in a text, "" when there are more."""
    roles = {role for role, _ in text.turns} - {HEADER, ASKS}
    return next(iter(roles)) if len(roles) == 1 else ""


def _with_home(details: list[Detail], home: Detail | None) -> list[Detail]:
    """Add the place the text is about to somebody of whom no place is told: people are taken to be from there."""
    if home is None or any(detail.kind == "place" for detail in details):
        return details
    return [*details, replace(home, reason="de plaats waar de tekst over gaat")]


def _full_names(found: People, reading: Reading | None) -> list[str]:
    known = {entity.pseudonym for entity in reading.entities if entity.kind == "PERSON"} if reading else set[str]()
    return sorted(known | {who for who in [*found.details, *found.names.values()] if " " in who and who[:1].isupper()})


def _merged(found: People, full: Sequence[str]) -> dict[str, list[Detail]]:
    """Put what is told of `[Aisha]` with `[Aisha Lammers]`, and of a speaker with their pseudonym, when it is sure."""
    persons: dict[str, list[Detail]] = {}
    for who, details in found.details.items():
        persons.setdefault(_full(found.names.get(who, who), full), []).extend(details)
    return persons


def _full(name: str, full: Sequence[str]) -> str:
    """Return the one full name that a part belongs to; the part where there is none, or more than one."""
    longer = [known for known in full if name in known.split()]
    return longer[0] if len(longer) == 1 else name


def _sorted(findings: Iterable[Exposure | None]) -> list[Exposure]:
    return sorted((one for one in findings if one), key=lambda one: (one.estimate, one.person))
