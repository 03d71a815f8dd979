"""Facets: how many of what was found have which value, and what remains after choosing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value:
    """One choice in a facet."""

    value: str
    count: int
    chosen: bool


def narrow(
    items: Sequence[T], facets: Mapping[str, Callable[[T], Sequence[str]]], chosen: Mapping[str, frozenset[str]]
) -> tuple[list[T], dict[str, list[Value]]]:
    """Return the items that fit every choice, and each facet's values.

    Within a facet choices widen, across facets they narrow. A facet counts what its own choices would give, so it is
    counted over what all other facets leave. Chosen values are listed even at zero.
    """
    fits = {
        name: [not chosen.get(name) or not chosen[name].isdisjoint(values(item)) for item in items]
        for name, values in facets.items()
    }
    kept = [item for at, item in enumerate(items) if all(row[at] for row in fits.values())]
    counted = {}
    for name, values in facets.items():
        others = [row for other, row in fits.items() if other != name]
        counts = Counter(
            v for at, item in enumerate(items) if all(row[at] for row in others) for v in set(values(item))
        )
        mine = chosen.get(name, frozenset())
        for value in mine:
            counts.setdefault(value, 0)
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        counted[name] = [Value(value, count, value in mine) for value, count in ordered]
    return kept, counted
