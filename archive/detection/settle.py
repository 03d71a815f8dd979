"""Mentions that overlap → mentions that do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.detection.marks import PARTICLES
from archive.model import Mention

_EDGE = " \n,;:-"


def settle(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Make mentions disjoint: the surest, then the longest, keeps its span; of another, what sticks out remains."""
    taken, kept = bytearray(len(text)), []
    for mention in sorted(mentions, key=lambda m: (-m.score, m.start - m.end, m.start, m.kind)):
        for low, high in _free(taken, mention.start, mention.end):
            start = high - len(text[low:high].lstrip(_EDGE + ".'’"))
            end = low + len(text[low:high].rstrip(_EDGE))
            cut = end - start < mention.end - mention.start
            if not any(map(str.isalnum, text[start:end])):
                continue
            if cut and mention.kind == "PERSON" and PARTICLES.issuperset(text[start:end].lower().split()):
                continue
            taken[start:end] = b"\1" * (end - start)
            kept.append(replace(mention, start=start, end=end) if cut else mention)
    return sorted(kept)


def _free(taken: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between start and end that nothing has taken."""
    while start < end:
        low = taken.find(0, start, end)
        if low < 0:
            return
        high = taken.find(1, low, end)
        start = end if high < 0 else high
        yield low, start
