"""Phrases that look like names and name nobody: `Albert Heijn`, `Centrum voor Jeugd en Gezin`, `Dik Trom`.

Some could be somebody all the same (`Bart Smit`): those name nobody only where the words before say that it is a place
or a firm. One in the shape of a person's name must stand alone: behind a title, or in a longer name, it is masked.
"""

from __future__ import annotations

from functools import cache

from archive.detection.lexicon import lexicon
from archive.detection.recognizers.name_cues import cue_before
from archive.detection.recognizers.name_extents import extent
from archive.detection.words import Words

_LONGEST = 6  # words in a phrase
_PLACED = frozenset("bij naar de het 't den een".split())  # behind these a doubtful phrase is a shop or a figure


def names_nobody(words: Words, index: int) -> int:
    """Return the index behind the listed phrase that a word stands in, 0 where it stands in none."""
    if words.all[index].folded not in _inside():
        return 0
    for start in range(index, max(-1, index - _LONGEST), -1):
        for phrase, doubtful in words.lexicon.not_phrases.get(words.all[start].folded, ()):
            stop = start + len(phrase)
            if stop > index and _stands(words, start, phrase) and not _may_be_somebody(words, start, stop, doubtful):
                return stop
    return 0


@cache
def _inside() -> frozenset[str]:
    """Return every word of every listed phrase: most words are in none, and need no further look."""
    return frozenset(word for rows in lexicon().not_phrases.values() for phrase, _ in rows for word in phrase)


def _stands(words: Words, start: int, phrase: tuple[str, ...]) -> bool:
    """Say whether a phrase stands at a word, in one piece."""
    if any(words.folded(start + ahead) != part for ahead, part in enumerate(phrase)):
        return False
    inside = range(start, start + len(phrase) - 1)
    return all(words.joined(index) or words.gap(index).strip() == "&" for index in inside)


def _may_be_somebody(words: Words, start: int, stop: int, doubtful: bool) -> bool:
    """Say whether a phrase could be somebody here: doubt masks."""
    if doubtful and words.before(start) not in _PLACED:
        return True
    lexicon, folded = words.lexicon, [words.folded(i) for i in range(start, stop)]
    if folded[0] not in lexicon.first and lexicon.last.keys().isdisjoint(folded):
        return False
    first, last = extent(words, start)
    return bool(cue_before(words, start)) or first < start or last >= stop
