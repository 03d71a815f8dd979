"""How many people in the Netherlands share a detail, roughly, and what the detail becomes higher up the ladder.

Every number here is an estimate: public CBS totals rounded to one or two figures, set down from general knowledge
(recognizers/data/shares.txt), with a guess where nothing is known. They tell hundreds from dozens, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from archive.detection import gazetteer
from archive.detection.lexicon import lexicon
from archive.detection.lists import rows
from archive.dutch.fold import fold

EVERYBODY = 18_000_000
_RARE_TRADE = 500  # one of rare_jobs.txt that shares.txt does not count
_MEDICAL = 50_000  # one of medical.txt that shares.txt does not count
_ORIGIN = 5_000  # a country that shares.txt does not count
_TOWN, _DISTRICT, _REGION = 1_500, 7_000, 200_000  # GeoNames lacks mostly small places
_BY_AGE = ((20, 190_000), (80, 230_000), (85, 96_000), (90, 52_000), (95, 22_000), (100, 5_000), (111, 250))


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to say a detail: `step` as config.toml calls it, what then stands there, and who share that."""

    step: str
    shown: str
    people: float


LABEL = Rung("label", "", EVERYBODY)


def place(name: str, province: bool = False) -> list[Rung]:
    """Return a place in the Netherlands and the rungs above it; empty for what is no such place."""
    found = gazetteer.region(name)
    if gazetteer.country(name) != gazetteer.HOME or fold(name) == fold(gazetteer.HOME):
        return []
    above = [Rung("country", gazetteer.HOME, EVERYBODY), LABEL]
    size = gazetteer.PROVINCES.get(found, EVERYBODY)
    if province or (fold(name) == fold(found) and name not in ("Groningen", "Utrecht")):
        return [Rung("province", found, size), *above]
    guess = {"town": _TOWN, "district": _DISTRICT}.get(lexicon().places.get(fold(name), "town"), _REGION)
    here = Rung("keep", name, gazetteer.inhabitants(name) or guess)
    return [here, *([Rung("province", found, size)] if found in gazetteer.PROVINCES else []), *above]


def age(low: int, high: int) -> list[Rung]:
    """Return an age, or a span of ages, and the rungs above it."""
    stands = "keep" if low == high else "five" if high - low < 5 else "ten"
    rungs = [Rung(stands, f"{low} jaar" if low == high else f"{low}–{high} jaar", _aged(low, high))]
    for step, width in (("five", 5), ("ten", 10)):
        start = low // width * width
        if high - low + 1 < width:
            rungs.append(Rung(step, f"{start}–{start + width - 1} jaar", _aged(start, start + width - 1)))
    return [*rungs, LABEL]


def born(low: int, high: int, this_year: int) -> list[Rung]:
    """Return a year of birth, or a decade, and the rungs above it."""
    people = _aged(max(this_year - high, 0), max(this_year - low, 0))
    if low != high:
        return [Rung("decade", f"{low}–{high}", people), LABEL]
    decade = low // 10 * 10
    wide = _aged(max(this_year - decade - 9, 0), max(this_year - decade, 0))
    return [Rung("year", str(low), people), Rung("decade", f"{decade}–{decade + 9}", wide), LABEL]


def trade(word: str, known: int | None = None) -> list[Rung]:
    """Return a trade, or a sector, and the rungs above it."""
    found = gazetteer.sector(word)
    if not found:
        size = _counted("sector").get(fold(word))
        return [Rung("sector", word, size), LABEL] if size else [Rung("keep", word, known or _RARE_TRADE), LABEL]
    return [
        Rung("keep", word, known or _RARE_TRADE),
        Rung("sector", found, _counted("sector").get(fold(found), 50_000)),
        LABEL,
    ]


def origin(country: str, city: str = "") -> list[Rung]:
    """Return an origin and the rungs above it. A city counts for its part of its country."""
    people = _counted("origin").get(fold(country), _ORIGIN)
    whole = Rung("country", country, people)
    here, everywhere = gazetteer.inhabitants(city) if city else None, gazetteer.inhabitants(country)
    if not city or not here or not everywhere or fold(city) == fold(country):
        return [whole, LABEL]
    return [Rung("keep", city, people * min(1.0, here / everywhere)), whole, LABEL]


def other(shown: str, people: int | None) -> list[Rung]:
    """Return a detail of family or health, and its label."""
    return [Rung("keep", shown, people or _MEDICAL), LABEL]


def _aged(low: int, high: int) -> float:
    """Return how many people are that old."""
    return float(sum(next((people for top, people in _BY_AGE if year < top), 1) for year in range(low, high + 1)))


@cache
def _counted(kind: str) -> dict[str, int]:
    return {fold(row[1]): int(row[2]) for row in rows("shares") if row[0] == kind}
