"""What a text as it would be released still tells of people: place, age, origin, trade, family, health.

It looks with the recognizers' own eyes for places and ages, and by list for the rest; what stands in [brackets] counts
when it is a detail made vaguer (`[Groningen]`, `[40–49 jaar]`). What is told in other words (`die man met de klokken`)
is not found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from archive.detection import gazetteer
from archive.detection.lexicon import lexicon
from archive.detection.lists import rows
from archive.detection.phrases import Phrases
from archive.detection.recognizers.ages import Ages
from archive.detection.recognizers.places import Places
from archive.detection.words import Words
from archive.dutch.fold import fold
from archive.dutch.numbers import value
from archive.ingest.risk import shares
from archive.ingest.risk.shares import Rung
from archive.model import LABELS

MASK = re.compile(r"\[([^\[\]]*)\]")
_SPAN = re.compile(r"(\d{1,4})\s*[–-]\s*(\d{1,4})( jaar)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LABEL = re.compile(rf"(?:{'|'.join(LABELS.values())}|deelnemer|spreker|interviewer)(?: \d+)?")
_BORN = re.compile(r"\b(?:geboren|geb\.?|geboortejaar|bouwjaar)\b[^.!?]{0,40}$", re.I)
_ONCE = re.compile(r"\b(?:toen|was|waren|werd|geleden|sinds|vanaf|destijds)\b[^.!?]{0,30}$", re.I)
_ASKED = re.compile(r"\b(?:hoe oud|leeftijd)\b", re.I)
_FROM = re.compile(r"\b(?:uit|geboren|opgegroeid|gevlucht|afkomst|vandaan|geboorteland|getogen|herkomst)\b", re.I)
_PEOPLE = frozenset(
    (
        "man vrouw jongen meisje mannen vrouwen jongens meisjes kind kinderen familie gezin ouders vader moeder broer "
        "zus oma opa vluchteling vluchtelingen afkomst komaf achtergrond nationaliteit paspoort oorsprong bloed "
        "gemeenschap buurman buurvrouw buren meneer mevrouw echtgenoot echtgenote vriend vriendin ondernemer student"
    ).split()
)
_IS = frozenset("ben bent is zijn was waren ik u half ook gewoon echt trots".split())
_SURE = 0.6  # below it a place is as likely a word or a name: `Gooi maar in de bus`
_FORMS = {"origin": "herkomst", "trade": "beroep", "family": "gezin", "health": "gezondheid"}


@dataclass(frozen=True, slots=True)
class Detail:
    """Something told of somebody at a place in a turn. `rungs` says how it can be told: as it stands, and vaguer."""

    kind: str  # place, age, origin, trade, family, health
    rungs: tuple[Rung, ...]
    turn: int
    start: int
    end: int
    reason: str
    text: str = ""  # which transcript, where there are several

    @property
    def shown(self) -> str:
        """What stands there."""
        return self.rungs[0].shown

    @property
    def people(self) -> float:
        """How many people in the Netherlands share it, roughly."""
        return self.rungs[0].people


def find(said: str, turn: int, this_year: int, question: str = "") -> list[Detail]:
    """Return the details in one turn, in reading order; nothing of whom they are told. `question` is what was asked."""
    words, hidden = Words(said), in_brackets(said)
    found: list[Detail] = []

    def add(kind: str, rungs: list[Rung], start: int, end: int, reason: str, masked: bool = False) -> None:
        if rungs and (masked or not hidden(start, end)):
            found.append(Detail(kind, tuple(rungs), turn, start, end, reason))

    for match in MASK.finditer(said):
        kind, rungs = _vague(match[1], _before(said, match.start()), this_year)
        add(kind, rungs, *match.span(), f"{kind_of(kind)}, al vager gemaakt" if kind else "", True)
    for _, start, end, score in Places().find(said, words):
        if score >= _SURE:
            _place(said, start, end, add)
    for start, end in _ages(said, words, question):
        numbers = [n for word in re.findall(r"\w+", said[start:end]) if (n := value(fold(word))) is not None]
        if numbers and not _ONCE.search(_before(said, start)):
            add("age", shares.age(numbers[0], numbers[0]), start, end, "leeftijd")
    for match in _YEAR.finditer(said):
        if _BORN.search(_before(said, match.start())):
            add("age", shares.born(int(match[0]), int(match[0]), this_year), *match.span(), "geboortejaar")
    for kind, start, end, rungs in _listed(words):
        add(kind, rungs, start, end, kind_of(kind))
    return sorted(found, key=lambda detail: (detail.start, detail.end))


def in_brackets(said: str) -> Callable[[int, int], bool]:
    """Return what says whether a stretch of a text touches one in [brackets], brackets included."""
    masks = [match.span() for match in MASK.finditer(said)]
    starts, ends = [start for start, _ in masks], [end for _, end in masks]

    def touches(start: int, end: int) -> bool:
        index = bisect_right(ends, start)
        return index < len(starts) and starts[index] < end

    return touches


def _ages(said: str, words: Words, question: str) -> Iterator[tuple[int, int]]:
    """Yield the ages in a turn: what follows `Hoe oud bent u?` is one too."""
    lead = f"{question}\n\n" if _ASKED.search(question) else ""
    for _, start, end, _ in Ages().find(lead + said, Words(lead + said) if lead else words):
        if start >= len(lead):
            yield start - len(lead), end - len(lead)


def kind_of(kind: str) -> str:
    """Return the Dutch word for a kind of detail."""
    return {"place": "woonplaats of streek", "age": "leeftijd", **_FORMS}.get(kind, kind)


def person(mask: str) -> bool:
    """Say whether what stands in brackets is somebody's pseudonym, and no label or vaguer detail."""
    if re.fullmatch(r"persoon \d+", mask):
        return True
    vague = _SPAN.fullmatch(mask) or _YEAR.fullmatch(mask) or mask in gazetteer.sectors() or gazetteer.region(mask)
    return mask[:1].isupper() and not vague and not _LABEL.fullmatch(mask)


def origins(words: Words) -> Iterator[tuple[int, int, str]]:
    """Yield where an origin is told, and which: a people or a language, or an adjective beside a word for a person."""
    indices = {word.start: index for index, word in enumerate(words.all)}
    for start, end, (country, sure) in _origins().find(words):
        index = indices[start]
        after = {words.folded(index + ahead) for ahead in (1, 2)} & _PEOPLE
        named = words.folded(index).endswith("e")
        before = {words.before(index, back) for back in (1, 2)} & _IS
        if sure or after or (before and not named) or words.before(index) in ("oorspronkelijk", "etnisch"):
            yield start, end, country


def _before(said: str, at: int) -> str:
    return said[max(0, at - 80) : at]


def _vague(mask: str, before: str, this_year: int) -> tuple[str, list[Rung]]:
    """Return the kind and rungs of a detail that was made vaguer, "" when there is none in these brackets."""
    if match := _SPAN.fullmatch(mask):
        low, high = int(match[1]), int(match[2])
        if match[3] and not _ONCE.search(before):
            return "age", shares.age(low, high)
        return ("age", shares.born(low, high, this_year)) if low > 1900 and _BORN.search(before) else ("", [])
    if _YEAR.fullmatch(mask) and _BORN.search(before):
        return "age", shares.born(int(mask), int(mask), this_year)
    if mask in gazetteer.PROVINCES:
        return "place", shares.place(mask, province=True)
    if mask in gazetteer.sectors():
        return "trade", shares.trade(mask)
    if mask and gazetteer.country(mask) == mask != gazetteer.HOME and _FROM.search(before[-40:]):
        return "origin", shares.origin(mask)
    return "", []


def _place(said: str, start: int, end: int, add: Callable[..., None]) -> None:
    name = said[start:end]
    if rungs := shares.place(name):
        add("place", rungs, start, end, kind_of("place"))
    elif (country := gazetteer.country(name)) and country != gazetteer.HOME:
        around = re.split(r"[.!?]\s", said[max(0, start - 40) : start])[-1] + "|" + said[end : end + 12]
        if _FROM.search(around):
            add("origin", shares.origin(country, name), start, end, "herkomst")


def _listed(words: Words) -> Iterator[tuple[str, int, int, list[Rung]]]:
    for start, end, (kind, shown, people) in _details().find(words):
        if kind == "trade":
            at = words.within(start, end)[0]
            after = words.at(words.within(start, end)[-1] + 1)
            if words.all[at].capital and (not words.all[at].opens or (after and after.capital and after.lead == " ")):
                continue  # De Visser, Koster BV: a name
            yield kind, start, end, shares.trade(words.text[start:end], people)
        else:
            yield kind, start, end, shares.other(shown or words.text[start:end], people)
    for start, end, country in origins(words):
        yield "origin", start, end, shares.origin(country)


@cache
def _details() -> Phrases[tuple[str, str, int | None]]:
    """Return trades, family and health. What shares.txt counts goes before what the longer lists only name."""
    listed: dict[str, tuple[str, str, int | None]] = {}
    for phrases in lexicon().phrases.values():
        for phrase, kind in phrases:
            listed[" ".join(phrase)] = ("trade" if kind == "PROFESSION_RARE" else "health", "", None)
    for row in rows("shares"):
        if row[0] in ("trade", "family", "health"):
            listed |= {fold(form): (row[0], row[1], int(row[2])) for form in row[3].split("|")}
    return Phrases(listed.items())


@cache
def _origins() -> Phrases[tuple[str, bool]]:
    counted = [row for row in rows("shares") if row[0] == "origin"]
    forms = [(form, (row[1], sure)) for row in counted for sure in (True, False) for form in _column(row, sure)]
    return Phrases(forms)


def _column(row: list[str], sure: bool) -> list[str]:
    index = 3 if sure else 4
    return row[index].split("|") if len(row) > index else []
