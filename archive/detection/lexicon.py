"""Every list, read once: case and diacritics folded, looked up in constant time."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass
from functools import cache

from archive.detection.lists import rows, sections
from archive.detection.marks import (
    BEFORE,
    BIRTH,
    BORN,
    FIRST,
    FUNCTION,
    INTRODUCES,
    INTRODUCING,
    LAST,
    LEGAL_FORMS,
    MONTH,
    MONTHS,
    ORGANISATION,
    PARTICLE,
    PARTICLES,
    PLACE,
    RARE,
    STREET,
)
from archive.dutch.dictionary import function_words, in_dictionary, is_function_word
from archive.dutch.fold import fold
from archive.dutch.lemmas import is_word

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@dataclass(frozen=True)
class Name:
    """What a list says of a first name: where it is mostly given, and to whom (m, f or x)."""

    origin: str
    gender: str


@dataclass(frozen=True)
class Lexicon:
    """Every list."""

    first: dict[str, Name]
    last: dict[str, str]
    both: frozenset[str]  # names that are also words
    also_names: frozenset[str]  # peoples, languages, brands that are now and then a private name
    not_names: frozenset[str]
    not_phrases: dict[str, tuple[tuple[tuple[str, ...], bool], ...]]  # by first word, longest first; True: doubtful
    places: dict[str, str]
    place_words: frozenset[str]
    organisations: frozenset[str]
    organisation_ends: tuple[str, ...]
    before: dict[str, str]  # title or kin word → "title", "kin", "role"
    public: frozenset[str]
    place_phrases: dict[tuple[str, str], tuple[tuple[str, ...], ...]]  # by their first two words, longest first
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # rare trades and health, by first word, longest first
    street_ends: tuple[str, ...]
    not_streets: frozenset[str]
    tails: frozenset[str]  # the last two letters of the ends of streets and organisations
    bits: dict[str, int]  # folded form → what the lists say of it

    def common(self, folded: str) -> bool:
        """Say whether a folded word is an ordinary Dutch word.

        A first name is one only where a list says so: dictionaries hold names in lower case too.
        """
        return folded in self.both or (folded not in self.first and is_word(folded)) or is_function_word(folded)


@cache
def lexicon() -> Lexicon:
    """Return the lists, read once a process."""
    places = {fold(row[0]): row[1] for row in rows("places")}
    words, ends = sections("organisation_words", "# suffixes")
    not_names, also = sections("not_names", "# also private names")
    flat, also_names = frozenset(map(fold, not_names)), frozenset(map(fold, also))
    # A name given in several places counts as Dutch where it is: it says least.
    first = {fold(row[0]): Name(row[1], row[2]) for row in sorted(rows("first_names"), key=lambda r: r[1] == "nl")}
    last = {
        part: row[1]
        for row in reversed(rows("surnames"))
        for part in (fold(row[0]), fold(row[0]).rsplit(" ", 1)[-1])
        if len(part) > 1 and part not in PARTICLES
    }
    before = {fold(row[0]): row[1] for row in rows("common_nouns_kin")}
    place_phrases: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {}
    for place in sorted((place for place in places if " " in place), key=lambda place: -place.count(" ")):
        phrase = tuple(place.split())
        start = (phrase[0], phrase[1])
        place_phrases[start] = (*place_phrases.get(start, ()), phrase)
    phrases = _phrases({"PROFESSION_RARE": "rare_jobs", "MEDICAL": "medical"})
    marked = (
        (FIRST, first), (LAST, last), (PLACE, places), (PLACE, (start for start, _ in place_phrases)),
        (BEFORE, before), (RARE, phrases),
        (INTRODUCES, INTRODUCING), (PARTICLE, PARTICLES), (MONTH, MONTHS),
        (BIRTH, BORN), (FUNCTION, function_words()),
        (ORGANISATION, {*map(fold, words), *LEGAL_FORMS, "bij"}),
        (STREET, ("nummer", "huisnummer", "huisnr", "nr")),
    )  # fmt: skip
    bits: dict[str, int] = {}
    for bit, listed in marked:
        for word in listed:
            bits[word] = bits.get(word, 0) | bit
    lex = Lexicon(
        first=first,
        last=last,
        both=frozenset(fold(row[0]) for row in rows("name_words")) | also_names,
        also_names=also_names,
        not_names=frozenset(word for word in flat if " " not in word),
        not_phrases=_not_phrases(not_names, also),
        places=places,
        place_words=frozenset(fold(row[0]) for row in rows("place_words")),
        organisations=frozenset(map(fold, words)),
        organisation_ends=tuple(map(fold, ends)),
        before=before,
        public=frozenset(fold(cell) for row in rows("public_figures") for cell in row),
        place_phrases=place_phrases,
        phrases=phrases,
        tails=frozenset(end[-2:] for end in (*map(fold, ends), *(row[0] for row in rows("street_ends")))),
        not_streets=frozenset(row[0] for row in rows("not_streets")),
        street_ends=tuple(row[0] for row in rows("street_ends")),
        bits=bits,
    )
    in_dictionary("")  # reads the dictionaries
    gc.freeze()  # the lists stay for good: without this every collection of garbage walks through them
    return lex


def _not_phrases(sure: list[str], doubtful: list[str]) -> dict[str, tuple[tuple[tuple[str, ...], bool], ...]]:
    """Return the phrases that name nobody, by their first word, longest first, each with whether it is doubtful."""
    found: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for listed, doubt in ((sure, False), (doubtful, True)):
        for entry in listed:
            phrase = tuple(_WORD.findall(fold(entry)))
            if len(phrase) > 1 and " " in entry:
                found.setdefault(phrase[0], []).append((phrase, doubt))
    return {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row))) for first, rows in found.items()}


def _phrases(lists: dict[str, str]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the phrases of lists by their first word, longest first, each with its kind."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, name in lists.items():
        for row in rows(name):
            phrase = tuple(fold(row[0]).split())
            found.setdefault(phrase[0], []).append((phrase, kind))
    return {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row))) for first, rows in found.items()}
