"""Vaguer words for details: a town becomes its province, a date its year, an age its decade, a rare trade its sector.

How far a detail goes up the ladder is set per kind in config.toml, [pseudonyms].
"""

from __future__ import annotations

import re
from itertools import pairwise

from archive.config import Pseudonyms
from archive.detection import gazetteer
from archive.dutch.fold import fold
from archive.dutch.numbers import value

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SHORT = re.compile(r"['’/.-](\d{2})(?!\d)")
_WORD = re.compile(r"[^\W_]+")


def vaguer(kind: str, said: str, rungs: Pseudonyms) -> str | None:
    """Return the vaguer words for a detail, "" when only its label is vague enough, None when it may stay as it is."""
    rung = {
        "LOCATION_PLACE": rungs.place, "DATE": rungs.date, "DATE_BIRTH": rungs.birth, "AGE": rungs.age,
        "PROFESSION_RARE": rungs.job,
    }.get(kind, "label")  # fmt: skip
    match rung:
        case "keep":
            return None
        case "province":
            return gazetteer.region(said) or gazetteer.country(said)
        case "country":
            return gazetteer.country(said)
        case "sector":
            return gazetteer.sector(said)
        case "year" | "decade":
            year = year_of(said)
            return "" if not year else str(year) if rung == "year" else f"{year // 10 * 10}–{year // 10 * 10 + 9}"
        case "five" | "ten":
            return _band(said, 5 if rung == "five" else 10)
    return ""


def year_of(said: str) -> int:
    """Return the year in a date, written or said, 0 when it has none: `maart '84`, `negentien drieënzestig`."""
    if match := _YEAR.search(said):
        return int(match[0])
    if match := _SHORT.search(said):
        return int(match[1]) + (2000 if int(match[1]) < 36 else 1900)
    numbers = [number for word in _WORD.findall(fold(said)) if (number := value(word)) is not None]
    for number, following in pairwise([*numbers, 0]):
        if 1900 <= number < 2036:
            return number + following if number in (1900, 2000) and following < 100 else number
        if number in (19, 20) and 10 <= following < 100:
            return number * 100 + following
    return 1900 + numbers[-1] if numbers and 35 < numbers[-1] < 100 else 0


def _band(said: str, width: int) -> str:
    numbers = [number for word in _WORD.findall(fold(said)) if (number := value(word)) is not None]
    if not numbers or "maanden" in said or "weken" in said:
        return ""
    low = numbers[0] // width * width
    return f"{low}–{low + width - 1} jaar"
