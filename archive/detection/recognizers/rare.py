"""Rare trades and health: not names, but they narrow a person down. Pointed out to the reviewer."""

from __future__ import annotations

from collections.abc import Iterator

from archive.detection.marks import RARE
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.words import Words


class Rare(Recognizer):
    """PROFESSION_RARE and MEDICAL, by list; the longest phrase wins."""

    kinds = ("PROFESSION_RARE", "MEDICAL")

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield rare trades and health terms."""
        done, phrases = 0, words.lexicon.phrases
        for index in words.select(RARE):
            if index < done:
                continue
            for phrase, kind in phrases.get(words.all[index].folded, ()):
                stop = index + len(phrase)
                if stop <= len(words.all) and all(words.all[index + i].folded == part for i, part in enumerate(phrase)):
                    yield kind, words.all[index].start, words.all[stop - 1].end, 0.6
                    done = stop
                    break
