"""Text → words, once, for every recognizer: Presidio's NLP engine, as small as it can be.

What a written form means is looked up once (lexicon.Form) and shared by all its occurrences; recognizers ask for the
few words that can concern them (`select`) instead of walking the text. That is where the speed comes from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from archive.detection.forms import Form, forms
from archive.detection.lexicon import Lexicon, lexicon
from archive.detection.marks import CAPITAL, DIGIT, FIRST, LAST, LETTER, PARTICLES
from archive.dutch.characters import ordinary

# Accents and vowel signs, which are no letters to Python: of our script, and of those that write vowels as marks.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0730-\u074a"
    "\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u102b-\u109d\u135d-\u135f\u17b4-\u17d3\u3099\u309a"
)
# What stands before a word, and the word.
_WORD = re.compile(rf"([\W_]*?)([^\W_]+(?:(?:['’\-](?=[^\W\d_])|[{_MARKS}])[^\W_]*)*[{_MARKS}]*|['’][tsnmrTSNMR]\b)")
_ABBREVIATED = frozenset("mw mevr dhr dr drs mr ir prof ds fam".split())
_OPENERS = frozenset('.!?…:;"“”„»«([>|*/–—-')  # behind these a capital means nothing
_GOES_ON = PARTICLES | frozenset("bij naar uit met en of voor door over tot om als dat die mijn zijn haar onze".split())
_LINE_ENDS = frozenset(["\n", "\r\n", " \n", " \r\n"])
_STOPS = re.compile(r"[.!?\n]\s")
_NEAR, _FAR = 48, 200  # characters on either side of a digit, or of a cheaper pattern, where patterns look


class Word(NamedTuple):
    """One word in its place. `lead` is what stands between it and the word before; `opens`: a capital means nothing."""

    start: int
    end: int
    lead: str
    opens: bool
    form: Form
    text: str
    folded: str
    bits: int
    capital: bool


class Words(NlpArtifacts):
    """The words of one text, with what the reader and the researcher know of its people.

    `text` is the text in ordinary characters, one for one: places in it are places in the text as it was given.
    """

    def __init__(
        self,
        text: str,
        labels: Iterable[tuple[int, int]] = (),
        cast: Iterable[str] = (),
    ) -> None:
        super().__init__([], [], [], [], None, "nl")  # type: ignore[arg-type]  # Presidio's own fields stay empty
        self.text = text = ordinary(text)
        self.labels = tuple(labels)
        self.cast = tuple(map(ordinary, cast))
        self.lexicon: Lexicon = lexicon()
        self.all: list[Word] = _words(text, self.labels)
        self.starts = [word.start for word in self.all]
        self.runs: list[Any] | None = None  # kept by recognizers/spoken.py
        self._selected: dict[int, list[int]] = {}
        self._marked = [index for index, word in enumerate(self.all) if word.bits]
        self.lower = len(self.all) > 5 and len(self.select(CAPITAL)) < 0.01 * len(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def select(self, bits: int) -> list[int]:
        """Return the indices of the words that the lists mark with any of these bits (lexicon.py)."""
        if bits not in self._selected:
            words = self.all
            self._selected[bits] = [index for index in self._marked if words[index].bits & bits]
        return self._selected[bits]

    def at(self, index: int) -> Word | None:
        """Return the word at an index, or None outside the text."""
        return self.all[index] if 0 <= index < len(self.all) else None

    def folded(self, index: int) -> str:
        """Return the folded word at an index, "" outside the text."""
        return self.all[index].folded if 0 <= index < len(self.all) else ""

    def within(self, start: int, end: int) -> range:
        """Return the indices of the words in text[start:end], one that it begins inside of included."""
        first = bisect_left(self.starts, start)
        first -= first > 0 and self.all[first - 1].end > start
        return range(first, bisect_right(self.starts, end - 1))

    @cached_property
    def _numeric(self) -> list[tuple[int, int]]:
        return _stretches(((self.starts[index], self.all[index].end) for index in self.select(DIGIT)), _NEAR)

    def matches(self, pattern: re.Pattern[str], *near: str) -> Iterator[re.Match[str]]:
        """Yield where a pattern matches near a digit, or near one of some literal strings: it looks nowhere else."""
        stretches = _stretches(_occurrences(self.text, near), _FAR) if near else self._numeric
        for low, high in stretches:
            yield from pattern.finditer(self.text, low, high)

    def initials(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield where a pattern matches near a capital with a full stop."""
        letters = (self.all[index] for index in self.select(LETTER) if self.all[index].capital)
        dotted = ((word.start, word.end) for word in letters if self.text.startswith(".", word.end))
        for low, high in _stretches(dotted, _NEAR):
            yield from pattern.finditer(self.text, low, high)

    def gap(self, index: int) -> str:
        """Return what stands between a word and the next one."""
        return self.all[index + 1].lead if index + 1 < len(self.all) else "\n\n"

    def joined(self, index: int) -> bool:
        """Say whether the next word belongs to the same phrase: nothing but a space, or one line end, between."""
        if index + 1 >= len(self.all):
            return False
        gap = self.all[index + 1].lead
        if gap == " ":
            return True
        if gap == ". ":  # an initial, or `St. Jansschool`
            word = self.all[index]
            return len(word.text) == 1 or word.folded in _ABBREVIATED or word.folded == "st"
        return (gap.isspace() and gap.count("\n") < 2) or gap in ("", "-")

    def before(self, index: int, distance: int = 1) -> str:
        """Return the folded word `distance` before, or "" where the sentence begins."""
        previous = index - distance
        if previous < 0:
            return ""
        lead = self.all[previous + 1].lead
        if lead != " ":
            word = self.all[previous]
            if distance == 1 and lead == ". " and word.folded in _ABBREVIATED:
                return word.folded
            if "=" in lead or _STOPS.search(lead if distance > 1 else lead + " "):
                return ""
        for between in range(previous + 2, index + 1):
            lead = self.all[between].lead
            if lead != " " and _STOPS.search(lead if between < index else lead + " "):
                return ""
        return self.all[previous].folded


class Engine(NlpEngine):
    """The NLP engine Presidio asks for. It downloads nothing, loads nothing, and knows Dutch only."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> Words:
        """Return the words of a text."""
        return Words(text)

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Return each text with its words."""
        return ((text, Words(text)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """Not used by our recognizers."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Not used by our recognizers."""
        return not any(character.isalnum() for character in word)

    def get_supported_entities(self) -> list[str]:
        """None: the engine only splits words."""
        return []

    def get_supported_languages(self) -> list[str]:
        """Dutch."""
        return ["nl"]


def _stretches(places: Iterable[tuple[int, int]], around: int) -> list[tuple[int, int]]:
    """Widen places to stretches of text, and join those that meet."""
    stretches: list[tuple[int, int]] = []
    for start, end in places:
        low, high = max(0, start - around), end + around
        if stretches and stretches[-1][1] >= low:
            stretches[-1] = (stretches[-1][0], high)
        else:
            stretches.append((low, high))
    return stretches


def _occurrences(text: str, literals: Iterable[str]) -> list[tuple[int, int]]:
    places = []
    for literal in literals:
        at = text.find(literal)
        while at >= 0:
            places.append((at, at + len(literal)))
            at = text.find(literal, at + 1)
    return sorted(places)


def _words(text: str, labels: Iterable[tuple[int, int]]) -> list[Word]:
    table, end, new = forms(), 0, tuple.__new__
    words: list[Word] = []
    edges = {place for label in labels for place in label}
    for lead, written in _WORD.findall(text + " x"):  # the x stops the search behind the last word
        last, start = end, end + len(lead)
        end = start + len(written)
        form = table[written]
        if lead in _LINE_ENDS and words and last not in edges and _goes_on(words[-1], form):
            lead = " "  # a full line, or a caption's second: `van⏎Kleurrijk Wonen`
        opens = start in edges or last in edges or not words
        if lead != " " and not opens:
            opens = "\n" in lead or lead.rstrip()[-1:] in _OPENERS
        words.append(new(Word, (start, end, lead, opens, *form.said)))
    words.pop()
    return words


def _goes_on(word: Word, form: Form) -> bool:
    """Say whether a phrase goes on over a line end: behind a small word, or from a first name to a surname."""
    if word.folded in _GOES_ON:
        return True
    named = word.bits & FIRST and form.bits & LAST and not form.bits & FIRST and word.capital == form.capital
    return bool(named) and not (lexicon().common(word.folded) or lexicon().common(form.folded))
