"""What the search page shows of an answer: what was found, with the words marked, and what to narrow it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.search.snippets import Snippet
from archive.web.public.library import FACETS, Answer, Hit, address
from archive.web.public.rows import ValueName, above, search_address

_MOST_VALUES = 14
_OPEN = ("soort", "thema")  # unfolded before anything is chosen
_NAMES = {
    "soort": "Soort", "thema": "Thema", "doelgroep": "Voor wie", "gemeente": "Gemeente", "uitkomst": "Uitkomst",
    "bewijs": "Hoe zeker",
}  # fmt: skip

Chosen = Mapping[str, frozenset[str]]  # facet → the values that were chosen


@dataclass(frozen=True)
class Found:
    """One result: a card in which the words that were found are marked."""

    kind: str
    above: str
    href: str
    title: Snippet
    summary: Snippet
    excerpt: Snippet


@dataclass(frozen=True)
class Choice:
    """One value of a facet. Its address turns it on, or off where it is on."""

    href: str
    text: str
    count: int
    on: bool


@dataclass(frozen=True)
class Facet:
    """A way to narrow what was found."""

    name: str
    open: bool
    choices: tuple[Choice, ...]


def found(hit: Hit) -> Found:
    """Return one hit as the page shows it."""
    kind, line = hit.key.split("/")[0], above(hit.key, hit.record)
    return Found(kind, line, address(hit.key), hit.title, hit.summary, hit.excerpt)


def facets(answer: Answer, question: str, chosen: Chosen, name: ValueName) -> tuple[Facet, ...]:
    """Return the facets that have values, each with the ones found most often."""
    return tuple(
        Facet(
            _NAMES[facet],
            facet in _OPEN or bool(chosen[facet]),
            tuple(
                Choice(toggled(question, chosen, facet, one.value), name(facet, one.value), one.count, one.chosen)
                for one in answer.facets[facet][:_MOST_VALUES]
            ),
        )
        for facet in FACETS
        if answer.facets[facet]
    )


def toggled(question: str, chosen: Chosen, facet: str, value: str) -> str:
    """Return the address of a search with one value turned on or off."""
    return search_address(question, {**chosen, facet: chosen[facet] ^ {value}})


def hidden(chosen: Chosen) -> tuple[tuple[str, str], ...]:
    """Return the hidden fields that keep what was chosen when somebody asks anew."""
    return tuple((facet, value) for facet, values in chosen.items() for value in sorted(values))
