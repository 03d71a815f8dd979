"""What the lists say of a place or a trade: where it lies, how many live there, which sector it is. Read once, lazily.

A place is known by its name alone. Of several places with one name the most populous counts, so an answer about
`Hengelo` is about the one in Overijssel; the numbers are those of GeoNames, as they are there and some years old.
"""

from __future__ import annotations

from functools import cache

from archive.detection.lists import rows
from archive.dutch.fold import fold

_PEOPLE = ("enaren", "enaar", "naren", "naar", "aren", "aar", "ers", "er")  # who lives there: `Zutphenaar`

# Inhabitants, CBS, rounded.
PROVINCES = {
    "Drenthe": 500_000, "Flevoland": 450_000, "Friesland": 660_000, "Gelderland": 2_150_000, "Groningen": 600_000,
    "Limburg": 1_130_000, "Noord-Brabant": 2_640_000, "Noord-Holland": 2_980_000, "Overijssel": 1_190_000,
    "Utrecht": 1_400_000, "Zeeland": 390_000, "Zuid-Holland": 3_840_000,
}  # fmt: skip
HOME = "Nederland"


def region(place: str) -> str:
    """Return the Dutch province a place lies in, for a foreign place its country, both in Dutch; "" when unknown."""
    row = _place(place)
    return row[2] if len(row) > 2 else ""


def country(place: str) -> str:
    """Return the country a place lies in, in Dutch; "" when unknown."""
    found = region(place)
    return HOME if found in PROVINCES else found


def inhabitants(place: str) -> int | None:
    """Return how many people live in a place, None when unknown."""
    row = _place(place)
    return int(row[3]) if len(row) > 3 else None


def sector(job: str) -> str:
    """Return the sector of a rare trade in a few plain Dutch words, "" when unknown."""
    return _jobs().get(_key(job), "")


@cache
def sectors() -> frozenset[str]:
    """Return every sector there is."""
    return frozenset(_jobs().values())


def _key(said: str) -> str:
    return fold(" ".join(said.split()))


def _place(said: str) -> list[str]:
    """Return the line of a place, also for its people and with a possessive; empty when it is not listed."""
    key, places = _key(said), _places()
    if key == fold(HOME):
        return [HOME, "country", HOME, "18000000"]
    if found := places.get(key) or places.get(key.removesuffix("'s").removesuffix("'")):
        return found
    stems = (key.removesuffix(end) for end in _PEOPLE if key.endswith(end))
    return next((places[stem] for stem in stems if places.get(stem, ["", ""])[1] == "town"), [])


@cache
def _places() -> dict[str, list[str]]:
    return {fold(row[0]): row for row in rows("places")}


@cache
def _jobs() -> dict[str, str]:
    return {fold(row[0]): row[1] for row in rows("rare_jobs") if len(row) > 1}
