"""What somebody types → a query: words, "phrases", -without. Every word must be found; if that fails, any word may."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from whoosh.query import And, AndNot, Every, Or, Phrase, Query, Term

from archive.dutch.fold import fold
from archive.dutch.lemmas import STOP
from archive.search.analysis import terms

_PIECE = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
MAX_WORDS = 16  # in all, those of phrases included: a phrase of thirty words took 0.9 s


@dataclass(frozen=True, slots=True)
class Asked:
    """A parsed question: words and phrases to find, words to leave out. Each is a tuple of terms."""

    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[tuple[str, ...], ...]

    @property
    def terms(self) -> frozenset[str]:
        """Every wanted term, for highlighting."""
        return frozenset(term for group in self.wanted for term in group)


def ask(untrusted_text: str) -> Asked:
    """Parse what somebody typed. Anything can be typed: nothing here is an error."""
    wanted: list[tuple[str, ...]] = []
    unwanted: list[tuple[str, ...]] = []
    for minus, phrase, word in _PIECE.findall(untrusted_text[:400])[:MAX_WORDS]:
        group = tuple(term.text for term in terms(phrase or word, compounds=False))
        if not phrase and len(group) > 1:  # a word with a hyphen yields itself and its parts: any will do
            group = group[:1]
        group = group[: max(MAX_WORDS - sum(map(len, (*wanted, *unwanted))), 0)]
        if not group or (not phrase and not minus and fold(word) in STOP):
            continue
        (unwanted if minus else wanted).append(group)
    return Asked(tuple(wanted), tuple(unwanted))


def build(asked: Asked, fields: Mapping[str, float], *, all_words: bool) -> Query:
    """Return the Whoosh query: each wanted group in any field."""
    groups = [Or([_match(group, field, weight) for field, weight in fields.items()]) for group in asked.wanted]
    query: Query = (And(groups) if all_words else Or(groups)) if groups else Every()
    if asked.unwanted:
        query = AndNot(query, Or([_match(group, field, 1.0) for group in asked.unwanted for field in fields]))
    return query


def _match(group: tuple[str, ...], field: str, weight: float) -> Query:
    if len(group) == 1:
        return Term(field, group[0], boost=weight)
    return Phrase(field, list(group), boost=weight)
