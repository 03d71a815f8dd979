"""A name inside a longer word, backwards or in code: where could one be hidden that only its digest would tell?

Candidates come from the public text alone, since sealed names can be compared whole only. Ordinary Dutch words and
places hide nobody, so that `verkeersbord` asks no question; whatever stands around a name must be explained by what
people write around names: endings, ordinary words, particles, initials.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from archive.detection.lexicon import lexicon
from archive.detection.marks import CONNECTORS
from archive.detection.names import CAPITAL, NAME
from archive.dutch.dictionary import in_dictionary, is_english
from archive.dutch.lemmas import is_word
from archive.dutch.seen import Sight

_LONG = 40  # letters: more is no word, and may hide a name of six letters or more anywhere
_ENDING = re.compile(r"s|(?:[tpk]?|[aeiou]?t|([b-df-hj-np-tv-xz])?et)je(?:s|n)?|iaan(?:s|se)?|ianen|achtige?")
_PARTICLES = re.compile("(?:" + "|".join(sorted(re.escape(word) for word in CONNECTORS if word.isalpha())) + "){1,4}")
_VAN = re.compile(r"van(?:de[nr]?|het|t|ter|ten)?(\w{4,})")
_DE = re.compile(r"(?:de[nr]?|te[nr]?)(\w{4,})")
_ALIKE = (("rn", "m"), ("vv", "w"), ("nn", "m"))  # letters that together look like another one
_CODED = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_SIGNS = re.compile("[/_-]")  # letters of that code, and what stands between words too
_ORDINARY = str.maketrans("-_", "+/")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")


class Guess(NamedTuple):
    """A name that a word may hide; with `beside`, only where that is part of a name too (`sahrayusuf`).

    `least`: what the name must weigh. Behind a particle a name that is also a word counts: `vandenwildenberg`.
    """

    name: str
    beside: str = ""
    least: int = NAME


def guesses(sight: Sight) -> Iterator[Guess]:
    """Yield every name that a word may hide, by itself or with the words before it. All of them folded."""
    for whole in sight.joined:
        if len(whole) > 2:
            yield Guess(whole)
    if len(sight.spaced) > 5 and not (
        is_ordinary(sight.folded) and is_ordinary(sight.spaced.removesuffix(sight.folded))
    ):
        yield Guess(sight.spaced)
    yield from hidden(sight.folded)


@lru_cache(maxsize=65536)
def hidden(folded: str) -> tuple[Guess, ...]:
    """Return every name that one folded word may hide: an ending, a compound, a particle or an initial, backwards."""
    if len(folded) < 4 or is_ordinary(folded) or is_english(folded):
        return tuple(_surname(folded, _VAN))
    if len(folded) > _LONG:
        ends = range(len(folded))
        return tuple(
            Guess(folded[at : at + length]) for at in ends for length in range(6, min(21, len(folded) - at + 1))
        )
    found = dict.fromkeys((*_inside(folded), *_surname(folded, _VAN), *_surname(folded, _DE)))
    if len(folded) > 4:
        found |= dict.fromkeys(Guess(folded.replace(*pair)) for pair in _ALIKE if pair[0] in folded)
        found[Guess(folded[::-1])] = None
    return tuple(found)


def is_ordinary(folded: str) -> bool:
    """Say whether a folded word says nothing of anybody: an ordinary Dutch word, or a place."""
    return is_word(folded) or folded in _places() or folded in lexicon().not_names


@cache
def _places() -> frozenset[str]:
    """Return every place, and the words of places of several: `gravenhage`."""
    return frozenset(part for place in lexicon().places for part in (place, *re.findall(r"\w{4,}", place)))


def decoded(text: str) -> Iterator[str]:
    """Yield what stands in a text in base64 or in hexadecimal figures, as far as it is text itself."""
    whole = _CODED.findall(text)
    for token in (*whole, *(part for many in whole if _SIGNS.search(many) for part in _SIGNS.split(many))):
        plain = token.rstrip("=").translate(_ORDINARY)
        if len(plain) % 4 != 1:
            yield from _as_text(b64decode(plain + "=" * (-len(plain) % 4)))
    for figures in _HEX.findall(text):
        yield from _as_text(bytes.fromhex(figures))


def _as_text(data: bytes) -> Iterator[str]:
    for coding in ("utf-16-le", "utf-16-be") if 0 in data else ("utf-8",):
        try:
            text = data.decode(coding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        if len(text) > 2 and all(letter.isprintable() or letter.isspace() for letter in text):
            yield text


def _surname(folded: str, particle: re.Pattern[str]) -> Iterator[Guess]:
    """Yield the surname in a word that begins with its particle; `vandaan` and `vandalen` are none."""
    if (match := particle.fullmatch(folded)) and not in_dictionary(folded) and folded not in _places():
        yield Guess(match[1], least=CAPITAL)


def _inside(folded: str) -> Iterator[Guess]:
    size = len(folded)
    for start in range(size - 2):
        head = folded[:start]
        before = _before(head)
        for end in range(start + 3, size + 1):
            name, tail = folded[start:end], folded[end:]
            if len(name) == size:
                continue
            if (not head and len(tail) > 2) or (not tail and len(head) > 2):
                yield Guess(name, head or tail)
            behind = _behind(name, tail)
            if len(name) >= max(before, behind) + (before > 0 and behind > 0):
                yield Guess(name)


_NEVER = 1000


@lru_cache(maxsize=65536)
def _before(head: str) -> int:
    """Return how many letters a name must have for this to stand before it."""
    if not head:
        return 0
    if _PARTICLES.fullmatch(head) or head == "st":
        return 4
    if len(head) < 3:
        return 5  # initials
    return 4 if _said(head) or (head[-1] == "s" and _said(head[:-1])) else _NEVER


def _behind(name: str, tail: str) -> int:
    """Return how many letters a name must have, beside what stands before it, for this to stand behind it."""
    if not tail:
        return 0
    if ending := _ENDING.fullmatch(tail):
        return _NEVER if ending[1] and ending[1] != name[-1] else 3
    if tail == "en":
        return 6
    if _said(tail) or (tail[0] == "s" and _said(tail[1:])):
        return 4
    return _NEVER


@lru_cache(maxsize=65536)
def _said(word: str) -> bool:
    return len(word) > 2 and is_word(word)
