"""The lists: names, places, words. Read once, case and diacritics folded, looked up in constant time."""

from __future__ import annotations

import gc
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from archive.ingest.numbers import NUMBER_STARTS, value
from archive.search.dutch import dictionary
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

# What the lists say of a written form, one bit each: recognizers ask for words by these.
CAPITAL, DIGIT, NUMBER, LETTER, FIRST, LAST, PLACE, BEFORE = (1 << bit for bit in range(8))
INTRODUCES, PARTICLE, ORGANISATION, STREET, RARE, MONTH, BIRTH, FUNCTION = (1 << bit for bit in range(8, 16))
INTRODUCING = frozenset("heet heette heten noemde noemden noemen noemt genaamd genoemd naam ben".split())
# Behind these a word in lower case is that word, and no name.
DETERMINERS = frozenset(
    (
        "de het een 't 'n mijn je jouw zijn haar hun ons onze uw geen dit dat deze elk elke ieder iedere welke zo'n "
        "veel weinig wat alle die ik jij hij zij ze we wij u er niet"
    ).split()
)
BORN = frozenset("geboren geb gebdat geboortedatum geboortedag jarig verjaardag verjaar verjaart".split())
LEGAL_FORMS = frozenset("bv b.v nv vof zn zonen gebroeders".split())
_INITIALS = frozenset(["th", "ch", "ph", "chr", "joh"])
MONTHS = frozenset(
    (
        "januari februari maart april mei juni juli augustus september oktober november december jan feb mrt "
        "apr jun jul aug sept sep okt nov dec"
    ).split()
)


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
    also_names: frozenset[str]  # peoples, languages, brands that are now and then a private name
    not_names: frozenset[str]
    not_phrases: frozenset[str]
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


@lru_cache(maxsize=65536)
def is_word(folded: str) -> bool:
    """Say whether a folded word is an ordinary Dutch one: in the dictionary in lower case, or a compound of such."""
    if in_dictionary(folded):
        return True
    prefixed = any(folded.startswith(prefix) and in_dictionary(folded.removeprefix(prefix)) for prefix in _PREFIXES)
    return prefixed or (len(folded) > 7 and not _lemma(folded) and bool(compound_parts(folded)))


@lru_cache(maxsize=65536)
def in_dictionary(folded: str) -> bool:
    """Say whether a folded word is in the dictionary in lower case, or a function word. Names have a capital there."""
    lemma = _lemma(folded) or (_lemma(folded[:-1]) if folded.endswith("s") else "")
    return is_function_word(folded) or lemma[:1].islower() or folded in _more_words()


@lru_cache(maxsize=65536)
def is_verb_form(folded: str) -> bool:
    """Say whether a word is a conjugated verb: `speelde`, `komt`. Its lemma is an infinitive that it is not itself."""
    lemma = _lemma(folded)
    return lemma.endswith("en") and lemma != folded and not folded.endswith("en")


def is_function_word(folded: str) -> bool:
    """Say whether a word has no meaning of its own: `die`, `daarvoor`, `nou`."""
    return folded in _function_words()


def is_derived(folded: str) -> bool:
    """Say whether a capital is that of a people or a language: `Syrische`, `Zutphense`."""
    return folded.endswith(("isch", "ische", "se", "sche", "ees", "eze"))


def _lemma(folded: str) -> str:
    return dictionary().get(folded) or _accented().get(folded, "")


@cache
def _accented() -> dict[str, str]:
    """Return the dictionary's words with diacritics, folded → lemma."""
    return {fold(word): dictionary()[word] for word in dictionary() if not word.isascii()}


@cache
def _function_words() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in _rows("function_words"))


@cache
def _more_words() -> frozenset[str]:
    return frozenset(row[0] for row in _rows("words"))


@cache
def short_words() -> tuple[str, ...]:
    """Return plain words of four to seven letters, for passphrases (some 20,000: 14 bits a word)."""
    return tuple(sorted(word for word in dictionary() if 4 <= len(word) <= 7 and word.isascii() and word.isalpha()))


class Form:
    """A word as it is written: looked up once, shared by every place where it stands."""

    __slots__ = ("bits", "capital", "folded", "number", "said", "stem", "text")

    def __init__(self, text: str) -> None:
        lex = lexicon()
        self.text = text
        self.folded = self.stem = folded = fold(text)
        self.capital = _has_capital(text)
        self.number: int | None = None
        bits = lex.bits.get(folded, 0)
        if self.capital:
            bits |= CAPITAL
        if not folded.isalpha():
            self.stem = folded.removesuffix("'s").removesuffix("'") or folded  # without a possessive
            bits |= lex.bits.get(self.stem, 0)
            if any(map(str.isdecimal, folded)):
                bits |= DIGIT
        if folded[-1] == "s":
            bits |= lex.bits.get(folded[:-1], 0) & FIRST
        if bits & DIGIT or folded[:2] in NUMBER_STARTS:
            self.number = value(folded)
            if self.number is not None:
                bits |= NUMBER
        if len(folded) == 1 or folded in _INITIALS or (len(folded) > 6 and set(folded[1::2]) == {"-"}):  # s-h-c-h
            bits |= LETTER
        if folded[-2:] in lex.tails and len(folded) > 3:
            if folded.endswith(lex.street_ends):
                bits |= STREET
            if len(folded) > 5 and folded.endswith(lex.organisation_ends):
                bits |= ORGANISATION
        self.bits = bits
        self.said = (self, text, folded, bits, self.capital)  # what every word of this form carries with it


def _has_capital(text: str) -> bool:
    """Say whether a word is written as names are: `Artagnan`, `d'Artagnan`; a script without capitals may be one."""
    if text[0].isupper() or (text[1:2] in ("'", "’") and text[2:3].isupper()):
        return True
    return not text[0].isascii() and (unicodedata.category(text[0]) in ("Lo", "Lt") or "ა" <= text[0] <= "ჿ")


class _Forms(dict[str, Form]):
    """Forms by their spelling. Kept in memory only, and forgotten when there are many."""

    def __missing__(self, text: str) -> Form:
        if len(self) > 200_000:
            self.clear()
        form = self[text] = Form(text)
        return form


@cache
def forms() -> dict[str, Form]:
    """Return the table of forms, which fills itself: `forms()["Zutphen"]`."""
    return _Forms()


@cache
def lexicon() -> Lexicon:
    """Return the lists, read once a process."""
    places = {fold(row[0]): row[1] for row in _rows("places")}
    words, ends = _sections("organisation_words", "# suffixes")
    flat, also_names = (frozenset(map(fold, part)) for part in _sections("not_names", "# also private names"))
    # A name given in several places counts as Dutch where it is: it says least.
    first = {fold(row[0]): Name(row[1], row[2]) for row in sorted(_rows("first_names"), key=lambda r: r[1] == "nl")}
    last = {
        part: row[1]
        for row in reversed(_rows("surnames"))
        for part in (fold(row[0]), fold(row[0]).rsplit(" ", 1)[-1])
        if len(part) > 1 and part not in PARTICLES
    }
    before = {fold(row[0]): row[1] for row in _rows("common_nouns_kin")}
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
        (BIRTH, BORN), (FUNCTION, _function_words()),
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
        both=frozenset(fold(row[0]) for row in _rows("name_words")) | also_names,
        also_names=also_names,
        not_names=frozenset(word for word in flat if " " not in word),
        not_phrases=frozenset(word for word in flat if " " in word),
        places=places,
        place_words=frozenset(fold(row[0]) for row in _rows("place_words")),
        organisations=frozenset(map(fold, words)),
        organisation_ends=tuple(map(fold, ends)),
        before=before,
        public=frozenset(fold(cell) for row in _rows("public_figures") for cell in row),
        place_phrases=place_phrases,
        phrases=phrases,
        tails=frozenset(end[-2:] for end in (*map(fold, ends), *(row[0] for row in _rows("street_ends")))),
        not_streets=frozenset(row[0] for row in _rows("not_streets")),
        street_ends=tuple(row[0] for row in _rows("street_ends")),
        bits=bits,
    )
    in_dictionary("")  # reads the dictionaries
    _more_words()
    gc.freeze()  # the lists stay for good: without this every collection of garbage walks through them
    return lex


def _phrases(lists: dict[str, str]) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the phrases of lists by their first word, longest first, each with its kind."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, name in lists.items():
        for row in _rows(name):
            phrase = tuple(fold(row[0]).split())
            found.setdefault(phrase[0], []).append((phrase, kind))
    return {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row))) for first, rows in found.items()}


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
