"""The lists: names, places, words. Read once, case and diacritics folded, looked up in constant time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from archive.search.dutch import parts as compound_parts

_DATA = Path(__file__).parent / "recognizers" / "data"
_PREFIXES = ("her", "niet", "on", "oud-", "ex-", "non-", "co-")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"})

PARTICLES = frozenset(
    (
        "van de der den het 't ten ter te op in aan bij uit over onder von zu du des da dos das do del della "
        "di la le 's d' el al ben bin ibn abu um umm ould aït ait y"
    ).split()
)
# Small words inside a name that are no ordinary words.
CONNECTORS = frozenset("van de der den het 't ten ter te op in aan 's von du des da dos del di la".split())


def fold(text: str) -> str:
    """Lower-case, without diacritics, apostrophes alike: `Özlem` and `ozlem` are one word."""
    if text.isascii():
        return text.lower()
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
    place_starts: frozenset[str]  # first words of places of several words

    def common(self, folded: str) -> bool:
        """Say whether a folded word is an ordinary Dutch word."""
        return folded in self.both or is_word(folded)


@cache
def is_word(folded: str) -> bool:
    """Say whether a folded word is an ordinary Dutch one: in the dictionary in lower case, or a compound of such."""
    if in_dictionary(folded):
        return True
    prefixed = any(folded.startswith(prefix) and in_dictionary(folded.removeprefix(prefix)) for prefix in _PREFIXES)
    return prefixed or (len(folded) > 7 and not _lemma(folded) and bool(compound_parts(folded)))


@cache
def in_dictionary(folded: str) -> bool:
    """Say whether a folded word is in the dictionary in lower case, or a function word. Names have a capital there."""
    lemma = _lemma(folded) or (_lemma(folded[:-1]) if folded.endswith("s") else "")
    return is_function_word(folded) or lemma[:1].islower()


def is_function_word(folded: str) -> bool:
    """Say whether a word has no meaning of its own: `die`, `daarvoor`, `nou`."""
    return folded in _function_words()


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
    return tuple(sorted(word for word in _dictionary() if 4 <= len(word) <= 7 and word.isascii() and word.isalpha()))


@cache
def lexicon() -> Lexicon:
    """Return the lists, read once a process."""
    places = {fold(row[0]): row[-1] for row in _rows("places")}
    words, ends = _sections("organisation_words", "# suffixes")
    flat, also_names = (frozenset(map(fold, part)) for part in _sections("not_names", "# also private names"))
    return Lexicon(
        # A name given in several places counts as Dutch where it is: it says least.
        first={fold(row[0]): Name(row[1], row[2]) for row in sorted(_rows("first_names"), key=lambda r: r[1] == "nl")},
        last={
            part: row[1]
            for row in reversed(_rows("surnames"))
            for part in (fold(row[0]), fold(row[0]).rsplit(" ", 1)[-1])
            if len(part) > 1 and part not in PARTICLES
        },
        both=frozenset(fold(row[0]) for row in _rows("name_words")) | also_names,
        not_names=frozenset(word for word in flat if " " not in word),
        not_phrases=frozenset(word for word in flat if " " in word),
        places=places,
        place_words=frozenset(fold(row[0]) for row in _rows("place_words")),
        organisations=frozenset(map(fold, words)),
        organisation_ends=tuple(map(fold, ends)),
        before={fold(row[0]): row[1] for row in _rows("common_nouns_kin")},
        public=frozenset(fold(cell) for row in _rows("public_figures") for cell in row),
        rare_jobs=frozenset(fold(row[0]) for row in _rows("rare_jobs")),
        medical=frozenset(fold(row[0]) for row in _rows("medical")),
        place_starts=frozenset(re.split(r"[ -]", place)[0] for place in places if " " in place or "-" in place),
    )


def _rows(name: str) -> list[list[str]]:
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _sections(name: str, mark: str) -> tuple[list[str], list[str]]:
    """Return the entries of a list before and after a marked comment line."""
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    split = next((i for i, line in enumerate(lines) if line.startswith(mark)), len(lines))
    both = (lines[:split], lines[split:])
    before, after = ([line for line in part if line and not line.startswith("#")] for part in both)
    return before, after
