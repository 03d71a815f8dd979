"""Where the phrases of a list stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from archive.detection.words import Words
from archive.dutch.fold import fold

About = TypeVar("About")


class Phrases(Generic[About]):
    """Phrases, each with what a list says of it. The last word of one that ends in `*` may go on: `moskee*`."""

    def __init__(self, listed: Iterable[tuple[str, About]]) -> None:
        self._exact: dict[str, list[tuple[tuple[str, ...], About]]] = {}
        self._begins: dict[str, About] = {}
        for phrase, about in listed:
            words = tuple(fold(phrase).split())
            if len(words) == 1 and words[0].endswith("*"):
                self._begins[words[0][:-1]] = about
            elif words:
                self._exact.setdefault(words[0], []).append((words, about))
        for rows in self._exact.values():
            rows.sort(key=lambda row: -len(row[0]))
        self._starts = tuple(self._begins)

    def find(self, words: Words) -> Iterator[tuple[int, int, About]]:
        """Yield start, end and what the list says, longest phrase first, without overlaps."""
        done = 0
        for index, word in enumerate(words.all):
            if index < done:
                continue
            size, about = self._at(words, index, word.folded)
            if about is not None:
                yield word.start, words.all[index + size - 1].end, about
                done = index + size

    def _at(self, words: Words, index: int, folded: str) -> tuple[int, About | None]:
        for phrase, about in self._exact.get(folded, ()):
            if all(words.folded(index + ahead) == part for ahead, part in enumerate(phrase)):
                return len(phrase), about
        if folded.startswith(self._starts):
            longest = max((start for start in self._starts if folded.startswith(start)), key=len)
            return 1, self._begins[longest]
        return 0, None
