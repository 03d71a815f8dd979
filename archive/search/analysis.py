"""Text → terms, the same for documents, queries and what is highlighted: base forms, and the parts of compounds.

`huizen` finds `huis`, `gevoerd` finds `voeren`, and `werkplaats` finds `buurtwerkplaatsen`, because the index also
holds the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.analysis import Composable, Token

from archive.dutch.lemmas import lemma, parts
from archive.dutch.seen import seen

_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A term and where its word stands in the text."""

    text: str
    start: int
    end: int


def terms(text: str, *, compounds: bool) -> Iterator[Term]:
    """Yield the terms of a text; with `compounds`, the parts of each compound too, at the same place."""
    view = seen(text, markup=False)
    for match in _WORD.finditer(view.text):
        start, end = view.place(match.start()), view.place(match.end() - 1) + 1
        for word in dict.fromkeys((match[0], *re.split(r"['’&-]", match[0]))):
            if not word:
                continue
            whole = lemma(word)
            yield Term(whole, start, end)
            if compounds:
                for part in dict.fromkeys(parts(word)):
                    if part != whole:
                        yield Term(part, start, end)


class DutchAnalyzer(Composable):  # type: ignore[misc]  # whoosh has no types
    """The analysis as Whoosh wants it. Documents get compound parts; queries do not."""

    def __call__(self, value: str, mode: str = "", **options: Any) -> Iterator[Token]:
        """Yield Whoosh tokens."""
        token, place, last = (
            Token(mode=mode, **{k: v for k, v in options.items() if k in ("positions", "chars")}),
            -1,
            -1,
        )
        for term in terms(value, compounds=mode != "query"):
            if term.start != last:
                place, last = place + 1, term.start
            token.text, token.pos, token.startchar, token.endchar = term.text, place, term.start, term.end
            token.boost, token.stopped, token.original = 1.0, False, term.text
            yield token

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))
