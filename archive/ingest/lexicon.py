"""The lists: names, places, words. Read once, case and diacritics folded, looked up in constant time."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from archive.search.dutch import parts as compound_parts

_DATA = Path(__file__).parent / "recognizers" / "data"
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"})

PARTICLES = frozenset(
    (
        "van de der den het 't ten ter te op in aan bij uit over onder von zu du des da dos das do del della "
        "di la le 's d' el al ben bin ibn abu um umm ould aït ait y"
    ).split()
)
CONNECTORS = frozenset("van de der den het 't ten ter te op in aan 's von du des da dos del di la".split())


def fold(text: str) -> str:
    """Lower-case, without diacritics, apostrophes alike: `Özlem` and `ozlem` are one word."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ʼ", "'")


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
    not_names: frozenset[str]
    not_phrases: frozenset[str]
    places: dict[str, str]
    place_words: frozenset[str]
    organisations: frozenset[str]
    organisation_ends: tuple[str, ...]
    before: dict[str, str]  # title or kin word → "title", "kin", "role"
    public: frozenset[str]
    rare_jobs: frozenset[str]
    medical: frozenset[str]
    longest_place: int

    def common(self, folded: str) -> bool:
        """Say whether a folded word is an ordinary Dutch word."""
        return folded in self.both or is_word(folded)


@cache
def is_word(folded: str) -> bool:
    """Say whether a folded word is an ordinary Dutch one: in the dictionary in lower case, or a compound of such."""
    if folded in _function_words():
        return True
    lemma = _lemma(folded) or (_lemma(folded[:-1]) if folded.endswith("s") else "")
    return lemma[:1].islower() if lemma else len(folded) > 7 and bool(compound_parts(folded))


def _lemma(folded: str) -> str:
    return _dictionary().get(folded) or _accented().get(folded, "")


@cache
def _accented() -> dict[str, str]:
    """Return the dictionary's words with diacritics, folded → lemma."""
    return {fold(word): lemma for word, lemma in _dictionary().items() if not word.isascii()}


@cache
def _function_words() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in _rows("function_words"))


@cache
def _dictionary():  # type: ignore[no-untyped-def]  # simplemma's mapping of word → lemma
    return DefaultDictionaryFactory().get_dictionary("nl")


@cache
def short_words() -> tuple[str, ...]:
    """Return plain words of four to seven letters, for passphrases (some 20,000: 14 bits a word)."""
    return tuple(sorted(word for word in _dictionary() if 4 <= len(word) <= 7 and word.isascii() and word.islower()))


@cache
def lexicon() -> Lexicon:
    """Return the lists, read once a process."""
    places = {fold(row[0]): row[-1] for row in _rows("places")}
    ends, words = _organisation_words()
    flat = [fold(row[0]) for row in _rows("not_names")]
    return Lexicon(
        first={fold(row[0]): Name(row[1], row[2]) for row in reversed(_rows("first_names"))},
        last={fold(row[0]): row[1] for row in reversed(_rows("surnames"))},
        both=frozenset(fold(row[0]) for row in _rows("name_words")),
        not_names=frozenset(word for word in flat if " " not in word),
        not_phrases=frozenset(word for word in flat if " " in word),
        places=places,
        place_words=frozenset(fold(row[0]) for row in _rows("place_words")),
        organisations=words,
        organisation_ends=ends,
        before={fold(row[0]): row[1] for row in _rows("common_nouns_kin")},
        public=frozenset(fold(cell) for row in _rows("public_figures") for cell in row),
        rare_jobs=frozenset(fold(row[0]) for row in _rows("rare_jobs")),
        medical=frozenset(fold(row[0]) for row in _rows("medical")),
        longest_place=max((place.count(" ") + place.count("-") + 1 for place in places), default=1),
    )


def _rows(name: str) -> list[list[str]]:
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _organisation_words() -> tuple[tuple[str, ...], frozenset[str]]:
    lines = (_DATA / "organisation_words.txt").read_text("utf-8").splitlines()
    split = next((i for i, line in enumerate(lines) if line.startswith("# suffixes")), len(lines))
    entries = [
        [fold(line) for line in part if line and not line.startswith("#")] for part in (lines[:split], lines[split:])
    ]
    return tuple(entries[1]), frozenset(entries[0])
