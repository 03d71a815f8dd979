"""Runs of digits said aloud: a telephone number, an account, a BSN."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.ingest.lexicon import DIGIT, NUMBER
from archive.ingest.numbers import numbers
from archive.ingest.words import Words


@dataclass(frozen=True, slots=True)
class Run:
    """Digits said or written one group after another: word indices, the digits, and whether words were among them."""

    first: int
    last: int
    digits: str
    spoken: bool


def runs(words: Words, least: int) -> list[Run]:
    """Return the runs of at least `least` (three or more) number words and digit groups, with only spaces between."""
    if words.runs is None:
        words.runs = list(_runs(words))
    return [run for run in words.runs if run.last - run.first >= least - 1]


def _runs(words: Words) -> Iterator[Run]:
    table, index = numbers(), 0
    for first in words.select(NUMBER | DIGIT):
        if first < index:
            continue
        index, digits, spoken = first, "", 0
        while index < len(words.all):
            word = words.all[index]
            if word.folded.isdecimal():
                digits += word.folded
            elif word.folded in table:
                digits += str(table[word.folded])
                spoken += 1
            else:
                break
            index += 1
            if words.gap(index - 1).strip(" ,\n-") != "":
                break
        if index - first >= 3 and spoken:
            yield Run(first, index - 1, digits, True)
