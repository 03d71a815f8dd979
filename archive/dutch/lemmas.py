"""Base forms of Dutch words, and the parts of compounds.

`huizen` has the lemma `huis`, `gevoerd` has `voeren`; `buurtwerkplaatsen` holds `buurt`, `werk`, `plaats` and
`werkplaats`. The two call each other: the lemma of an unknown compound is that of its last part.
"""

from __future__ import annotations

from functools import cache, lru_cache

from simplemma import Lemmatizer

from archive.dutch.dictionary import dictionary, in_dictionary, listed_lemma
from archive.dutch.fold import fold

_LINKS = ("s", "en", "e", "er", "")
_MOST = 40  # letters in a compound: a longer run of letters is no word, and costs time
_LEAST = 4  # letters in a part of a compound: shorter ones split `verkeer` and `bestand` into nonsense
_PREFIXES = ("her", "niet", "on", "oud-", "ex-", "non-", "co-")

STOP = frozenset(
    (
        "de het een en of van voor met op in aan te die dat dit er is zijn was bij als dan om ook maar niet "
        "naar door over uit tot wat wie hoe waar wordt worden werd u je ze zij hij we wij ik hun haar mijn uw "
        "onze ons nog wel al"
    ).split()
)


@lru_cache(maxsize=65536)
def is_word(folded: str) -> bool:
    """Say whether a folded word is an ordinary Dutch one: in the dictionary in lower case, or a compound of such."""
    if in_dictionary(folded):
        return True
    prefixed = any(folded.startswith(prefix) and in_dictionary(folded.removeprefix(prefix)) for prefix in _PREFIXES)
    return prefixed or (len(folded) > 7 and not listed_lemma(folded) and bool(parts(folded)))


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the folded base form of one word, an unknown compound's too: `wijkteams` → `wijkteam`.

    A lemma that has a lemma is followed on: `belt` → `bellen` → `bel`, so that verb and noun meet.
    """
    chain = [word.lower().replace("’", "'")]
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


@lru_cache(maxsize=65536)
def _known(word: str) -> bool:
    """Say whether a word can be part of a compound: a lower-case dictionary word that is no ending or stop word."""
    return word not in STOP and word in dictionary() and dictionary()[word][:1].islower()


def forget_lemmas() -> None:
    """Empty the lemmatizer's own cache of words: it sits on an object, where no one finds it by name."""
    _lemmatizer()._cached_lemmatize.cache_clear()


@cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer()
