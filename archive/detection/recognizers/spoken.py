"""Runs of digits said aloud: a telephone number, an account, a BSN. And runs of letters: a name that is spelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.detection.marks import DIGIT, LETTER, NUMBER
from archive.detection.words import Words
from archive.dutch.fold import fold
from archive.dutch.numbers import numbers

_BETWEEN_LETTERS = frozenset([" ", ".", ". ", "-", " - ", ", ", "_"])
_ABBREVIATIONS = frozenset(["wvttk"])


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits said or written one group after another: word indices, the digits, and whether words were among them."""

    first: int
    last: int
    digits: str
    spoken: bool


def runs(words: Words, least: int) -> list[Digits]:
    """Return the runs of at least `least` (three or more) number words and digit groups, with only spaces between."""
    if words.runs is None:
        words.runs = list(_runs(words))
    return [run for run in words.runs if run.last - run.first >= least - 1]


def _runs(words: Words) -> Iterator[Digits]:
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
            yield Digits(first, index - 1, digits, True)


def spelled(words: Words) -> Iterator[tuple[int, int]]:
    """Yield where four letters or more stand one by one: `H e n n i e`, `H.e.n.n.i.e.`, `s-h-c-h`; not `e e e e`."""
    run, between = list[int](), ""
    for index in [*words.select(LETTER), -1]:
        word = words.at(index)
        lead = word.lead if word and run and index == run[-1] + 1 else ""
        if run and not (lead in _BETWEEN_LETTERS and lead == (between or lead)):  # `t.n.v. H.` is no name
            start, end = words.starts[run[0]], words.all[run[-1]].end
            said = "".join(filter(str.isalpha, words.text[start:end]))
            if _is_name(words, said):
                yield start, end + (between == "." and words.text.startswith(".", end))
            run, between, lead = [], "", ""
        if word and (len(word.folded) == 1 or "-" in word.folded) and word.folded[0].isalpha():
            run.append(index)
            between = lead


def _is_name(words: Words, said: str) -> bool:
    """Say whether loose letters spell a name: a listed one, where they are four capitals or the text has none."""
    folded = fold(said)
    if len(folded) < 4 or len(set(folded)) == 1 or folded in _ABBREVIATIONS:
        return False
    doubtful = words.lower or (said.isupper() and len(said) < 5)  # K N A B
    return not doubtful or folded in words.lexicon.first or folded in words.lexicon.last
