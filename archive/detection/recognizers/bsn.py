"""Citizen service numbers: nine digits (or eight) that pass the 11-test, written in any grouping or said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.recognizers.base import GAP, Recognizer, Span
from archive.detection.recognizers.spoken import runs
from archive.detection.words import Words

_DIGITS = re.compile(rf"(?<![\w.,/-])\d(?:(?:{GAP}|\.)?\d){{7,8}}(?![\w/-]|[.,]\d)")
_DASHED = re.compile(r"(?<![\w.,/-])\d{2,4}(?:-\d{2,4}){1,3}(?![\w/-]|[.,]\d)")
_COLUMNS = re.compile(r"\s[ \t]|\t")  # a row of a table
_CUE = re.compile(r"bsn|burgerservice|sofi", re.IGNORECASE)


def passes_11_test(digits: str) -> bool:
    """Say whether nine digits weighed 9, 8 … 2, −1 add up to a multiple of 11 (Besluit burgerservicenummer)."""
    digits = digits.zfill(9)
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return int(digits) > 0 and total % 11 == 0


class Bsn(Recognizer):
    """BSN; a number beside the word BSN that fails the test is an ID_NUMBER all the same (a typing error)."""

    kinds = ("BSN", "ID_NUMBER")

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield BSNs."""
        for match in words.matches(_DIGITS):
            digits = re.sub(r"\D", "", match[0])
            cue = _CUE.search(text, max(0, match.start() - 60), match.start())
            if not cue and _COLUMNS.search(match[0]):
                continue
            if len(digits) == 9 and passes_11_test(digits):
                yield "BSN", *match.span(), 1.0 if cue else 0.85
            elif len(digits) == 8 and cue and passes_11_test(digits):
                yield "BSN", *match.span(), 0.9
            elif cue and len(digits) == 9:
                yield "ID_NUMBER", *match.span(), 0.7
        for match in words.matches(_DASHED):  # a number with dashes is mostly something else
            digits = match[0].replace("-", "")
            if len(digits) == 9 and _CUE.search(text, max(0, match.start() - 60), match.start()):
                yield "BSN" if passes_11_test(digits) else "ID_NUMBER", *match.span(), 1.0
        for run in runs(words, 5):
            if len(run.digits) == 9 and passes_11_test(run.digits):
                yield "BSN", words.all[run.first].start, words.all[run.last].end, 0.9
