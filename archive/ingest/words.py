"""Text → words, once, for every recognizer: Presidio's NLP engine, as small as it can be."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from archive.ingest.lexicon import Lexicon, fold, lexicon

_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"['’](?:t|s|n|m|r)\b|[^\W_](?:[^\W_]|[{_MARKS}]|['’\-](?=[^\W\d_]))*[{_MARKS}]*", re.IGNORECASE)
_ABBREVIATED = frozenset("mw mevr dhr dr drs mr ir prof ds fam".split())
_SENTENCE_END = re.compile(r"[.!?…:;\"“”„»«(\[\n>|*/–—-]\s*$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its place, as written, and folded. `opens` says that a capital here means nothing."""

    start: int
    end: int
    text: str
    folded: str
    capital: bool
    opens: bool


class Words(NlpArtifacts):
    """The words of one text, with what the reader and the researcher know of its people."""

    def __init__(
        self,
        text: str,
        labels: Iterable[tuple[int, int]] = (),
        cast: Iterable[str] = (),
    ) -> None:
        super().__init__([], [], [], [], None, "nl")  # type: ignore[arg-type]  # Presidio's own fields stay empty
        self.text = text
        self.labels = tuple(labels)
        self.cast = tuple(cast)
        self.lexicon: Lexicon = lexicon()
        self.all: list[Word] = list(_words(text, {start for start, _ in self.labels}))
        self.starts = [word.start for word in self.all]
        capitals = sum(word.capital for word in self.all)
        self.lower = len(self.all) > 5 and capitals < 0.01 * len(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def at(self, index: int) -> Word | None:
        """Return the word at an index, or None outside the text."""
        return self.all[index] if 0 <= index < len(self.all) else None

    def within(self, start: int, end: int) -> range:
        """Return the indices of the words in text[start:end]."""
        return range(bisect_left(self.starts, start), bisect_right(self.starts, end - 1))

    def gap(self, index: int) -> str:
        """Return what stands between a word and the next one."""
        return self.text[self.all[index].end : self.all[index + 1].start] if index + 1 < len(self.all) else "\n\n"

    def joined(self, index: int) -> bool:
        """Say whether the next word belongs to the same phrase: nothing but a space, or one line end, between."""
        if index + 1 >= len(self.all):
            return False
        gap = self.gap(index)
        if gap == ". ":  # an initial, or `St. Jansschool`
            return (
                len(self.all[index].text) == 1
                or self.all[index].folded in _ABBREVIATED
                or self.all[index].folded == "st"
            )
        return (gap.isspace() and gap.count("\n") < 2) or gap in ("", "-")

    def before(self, index: int, distance: int = 1) -> str:
        """Return the folded word `distance` before, or "" where the sentence begins."""
        previous = index - distance
        if distance == 1 and previous >= 0 and self.gap(previous) == ". " and self.all[previous].folded in _ABBREVIATED:
            return self.all[previous].folded
        if previous >= 0 and "=" in self.gap(previous):
            return ""
        if previous < 0 or re.search(r"[.!?\n]\s", self.text[self.all[previous].end : self.all[index].start] + " "):
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


def _words(text: str, label_starts: set[int]) -> Iterator[Word]:
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        opens = end == 0 or bool(_SENTENCE_END.search(gap)) or match.start() in label_starts
        word = match[0]
        yield Word(match.start(), match.end(), word, fold(word), word[0].isupper(), opens)
        end = match.end()
