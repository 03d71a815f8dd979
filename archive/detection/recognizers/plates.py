"""Number plates: the Dutch series (RDW sidecodes), written with dashes, without, or said aloud."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from archive.detection.marks import LETTER, NUMBER
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.words import Words
from archive.dutch.numbers import numbers

# Series 1–14 as RDW lists them: X a letter, 9 a digit.
_SERIES = (
    "XX-99-99 99-99-XX 99-XX-99 XX-99-XX XX-XX-99 99-XX-XX 99-XXX-9 9-XXX-99 XX-999-X X-999-XX XXX-99-X "
    "X-99-XXX 9-XX-999 999-XX-9"
).split()
_DASHED = re.compile(
    r"(?<![\w-])(?:" + "|".join(s.translate({88: "[A-Z]", 57: r"\d", 45: " ?- ?"}) for s in _SERIES) + r")(?![\w-])",
    re.I,
)
_COMPACT = frozenset(series.replace("-", "") for series in _SERIES)
_LOOSE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9 ]{6,8}(?!\w))(?:[A-Z]{1,3}|\d{1,3})(?: ?(?:[A-Z]{1,3}|\d{1,3})){1,2}(?![\w-])", re.I
)
_CUE = re.compile(
    r"kenteken|kent\.|nummerbord|nummerplaat|\bauto\b|toyota|opel|volkswagen|renault|peugeot|fiat|busje|scooter|brommer",
    re.I,
)
_NEAR = (
    "enteken",
    "ent.",
    "ummerbord",
    "ummerplaat",
    "ENTEKEN",
    "auto",
    "toyota",
    "opel",
    "renault",
    "scooter",
    "brommer",
    "busje",
)


class Plate(Recognizer):
    """Plates. Without dashes only beside the word; a shape alone is too common."""

    kinds = ("LICENCE_PLATE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield number plates."""
        for match in words.matches(_DASHED):
            yield "LICENCE_PLATE", *match.span(), 0.9
        for match in words.matches(_LOOSE, *_NEAR):
            if _shape(match[0].replace(" ", "")) in _COMPACT and _CUE.search(
                text, max(0, match.start() - 60), match.end() + 60
            ):
                yield "LICENCE_PLATE", *match.span(), 0.85
        yield from self._spoken(words)

    def _spoken(self, words: Words) -> Iterator[Span]:
        table, all_words = numbers(), words.all
        parts = words.select(LETTER | NUMBER)
        for first, second in itertools.pairwise(parts):
            if second != first + 1:
                continue
            word = all_words[first]
            if not (len(word.folded) == 1 or word.folded in table):
                continue
            plate, letters = "", 0
            for index in range(first, min(first + 6, len(words.all))):
                part = words.all[index].folded
                if len(part) == 1 and part.isalpha() and part != "u":
                    letters += 1
                    plate += part
                elif part in table or part.isdecimal():
                    plate += str(table.get(part, part))
                else:
                    break
                if len(plate) == 6 and letters and _shape(plate) in _COMPACT:
                    yield "LICENCE_PLATE", word.start, words.all[index].end, 0.85
                if words.gap(index).strip():
                    break


def _shape(plate: str) -> str:
    return "".join("9" if character.isdecimal() else "X" for character in plate)
