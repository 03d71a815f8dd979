"""Rare trades and health: not names, but they narrow a person down. Pointed out to the reviewer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from archive.ingest.lexicon import lexicon
from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Words


class Rare(Recognizer):
    """PROFESSION_RARE and MEDICAL, by list; the longest phrase wins."""

    kinds = ("PROFESSION_RARE", "MEDICAL")

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield rare trades and health terms."""
        index, table = 0, _phrases()
        while index < len(words.all):
            size = 0
            for phrase, kind in table.get(words.all[index].folded, ()):
                stop = index + len(phrase)
                if stop <= len(words.all) and all(words.all[index + i].folded == part for i, part in enumerate(phrase)):
                    size = len(phrase)
                    yield kind, words.all[index].start, words.all[stop - 1].end, 0.6
                    break
            index += max(size, 1)


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the phrases by their first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    lists = ((lexicon().rare_jobs, "PROFESSION_RARE"), (lexicon().medical, "MEDICAL"))
    for phrases, kind in lists:
        for phrase in phrases:
            parts = tuple(phrase.split())
            found.setdefault(parts[0], []).append((parts, kind))
    return {first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row))) for first, rows in found.items()}
