"""Dutch words → terms: lower case, no diacritics, lemma, and the parts of compounds.

`huizen` finds `huis`, `gevoerd` finds `voeren`, and `werkplaats` finds `buurtwerkplaatsen`, because the index also
holds the parts. The same analysis runs on documents, on queries and on what is highlighted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from simplemma import Lemmatizer
from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY
from whoosh.analysis import Composable, Token

_WORD = re.compile(r"[^\W_]+(?:['’&-][^\W_]+)*")
_LINKS = ("s", "en", "e", "er", "")
_MOST = 40  # letters in a compound: a longer run of letters is no word, and costs time
_LEAST = 4  # letters in a part of a compound: shorter ones split `verkeer` and `bestand` into nonsense

STOP = frozenset(
    (
        "de het een en of van voor met op in aan te die dat dit er is zijn was bij als dan om ook maar niet "
        "naar door over uit tot wat wie hoe waar wordt worden werd u je ze zij hij we wij ik hun haar mijn uw "
        "onze ons nog wel al"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term and where its word stands in the text."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower-case, without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the folded base form of one word, an unknown compound's too: `wijkteams` → `wijkteam`.

    A lemma that has a lemma is followed on: `belt` → `bellen` → `bel`, so that verb and noun meet.
    """
    chain = [word.lower()]
    while (following := _lemmatizer().lemmatize(chain[-1], lang="nl").lower()) not in chain:
        chain.append(following)
    circle = chain[chain.index(following) :]  # `bel` and `bellen` are each other's lemma: take the shortest
    folded = fold(min(circle, key=lambda form: (len(form), form)))
    if len(chain) == 1 and len(folded) <= _MOST and folded not in dictionary():
        for cut in range(_LEAST, len(folded) - _LEAST + 1):
            if _known(folded[cut:]) and _stem(folded[:cut]):
                return folded[:cut] + lemma(folded[cut:])
    return folded


@lru_cache(maxsize=65536)
def parts(word: str) -> tuple[str, ...]:
    """Return the folded lemmas of the parts of a compound, empty when it is none.

    Every way to cut it in two known words counts: `buurtwerkplaatsen` holds `buurt`, `werk`, `plaats` and `werkplaats`.
    """
    folded = fold(word)
    if len(folded) > _MOST:
        return ()
    found: dict[str, None] = {}
    for cut in range(len(folded) - _LEAST, _LEAST - 1, -1):
        tail = folded[cut:]
        if not (_known(tail) and (stem := _stem(folded[:cut]))):
            continue
        for part in (stem, tail):
            found |= dict.fromkeys((lemma(part), *parts(part)) if _known(part) else parts(part))
    return tuple(found)


def _stem(head: str) -> str:
    """Return the first part of a compound without its linking letters, or "" when it is no word."""
    for link in _LINKS:
        stem = head.removesuffix(link)
        if (stem != head or not link) and len(stem) >= _LEAST and (_known(stem) or parts(stem)):
            return stem
    return ""


def terms(text: str, *, compounds: bool) -> Iterator[Term]:
    """Yield the terms of a text; with `compounds`, the parts of each compound too, at the same place."""
    for match in _WORD.finditer(text):
        for word in {match[0], *re.split(r"['’&-]", match[0])}:
            if not word:
                continue
            whole = lemma(word)
            yield Term(whole, *match.span())
            if compounds:
                for part in dict.fromkeys(parts(word)):
                    if part != whole:
                        yield Term(part, *match.span())


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


@cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer()


def dictionary() -> Mapping[str, str]:
    """Return simplemma's Dutch dictionary, word → lemma: the one its lemmatizer uses, so that it is loaded once."""
    return DEFAULT_DICTIONARY_FACTORY.get_dictionary("nl")


@lru_cache(maxsize=65536)
def _known(word: str) -> bool:
    """Say whether a word can be part of a compound: a lower-case dictionary word that is no ending or stop word."""
    return word not in STOP and word in dictionary() and dictionary()[word][:1].islower()
