"""Nothing becomes public that this has not passed.

Two questions are asked of every text, front matter, alt text, link, caption and file name, read as a reader would read
it: does it name somebody (detection), and does it hold any part of a sealed name (keyed digest, so that no story is
opened)? Doubt blocks; a name that may be public is listed in the item, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from archive.detection.marks import PARTICLES
from archive.detection.names import CAPITAL, NAME, parts
from archive.detection.presidio import detect
from archive.detection.words import Words
from archive.dutch.seen import Sight, glued, seen, words
from archive.model import DIRECT, LABELS
from archive.publish.problems import Problem

_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_ATTRIBUTE = re.compile(r'(?:href|src|alt|title|id)="([^"]*)"')
_TOWN_LINE = re.compile(r"^municipality\s*[=:].*$", re.M)  # checked against the table of municipalities
_OPENS = re.compile(r"[.!?:#\n\"“”„=\[\]|>-]\s*$")
_OUR_LINKS = re.compile(r"youtu|vimeo|instagram|facebook|tiktok|linkedin|twitter|x\.com|^@", re.I)


class SealedNames(Protocol):
    """Every sealed name, comparable but not readable. What knows them lies in the vault, out of this room's reach."""

    def weight(self, part: str) -> int:
        """Return the weight of a folded name part (detection/names.py), 0 when no story holds it."""


@dataclass(frozen=True)
class Allowed:
    """What one item may hold: folded parts of its public names; towns, which are no people; its film's own address."""

    names: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    link: str = ""


def check(path: Path, raw: str, allowed: Allowed, sealed: SealedNames, min_score: float) -> list[Problem]:
    """Return everything in one public file that names somebody."""
    read = seen(raw)
    hits = (*_detected(read.text, allowed, min_score), *_sealed(read.text, allowed, sealed))
    found = {(raw.count("\n", 0, read.place(start)) + 1, what, why) for start, what, why in hits}
    found |= {  # what stands inside tags and comments is not read, but it is published
        (raw.count("\n", 0, start) + 1, what, why) for start, what, why in _sealed(raw, allowed, sealed)
    }
    name = unquote(path.stem).replace("-", " ").replace("_", " ").replace(".", " ")
    found |= {(1, f"bestandsnaam: {what}", why) for _, what, why in _sealed(name, allowed, sealed, always=True)}
    return [Problem(path, *row) for row in sorted(found)]


def check_shown(
    path: Path, shown: Iterable[str], allowed: Allowed, sealed: SealedNames, min_score: float
) -> list[Problem]:
    """Return everything that names somebody in what will be shown: values after decoding, HTML after rendering.

    The source is read first, for the line; this catches what an escape, a comment or a link hides there.
    """
    found: set[tuple[str, str]] = set()
    for value in shown:
        for text in (unquote(unescape(_TAG.sub("", value))), unquote(unescape(" ".join(_ATTRIBUTE.findall(value))))):
            text = seen(text).text
            hits = (*_detected(text, allowed, min_score), *_sealed(text, allowed, sealed))
            found |= {(what, why) for _, what, why in hits}
    return [Problem(path, 1, what, f"zoals het op de site zou staan: {why}") for what, why in sorted(found)]


def _detected(text: str, allowed: Allowed, min_score: float) -> Iterator[tuple[int, str, str]]:
    for mention in detect(Words(text), min_score=min_score):
        said = text[mention.start : mention.end]
        if mention.kind not in DIRECT or (mention.kind == "URL_HANDLE" and not _OUR_LINKS.search(said)):
            continue
        if mention.kind == "URL_HANDLE" and not said.startswith("@") and "/" not in said:
            continue
        passes = allowed.names | allowed.towns if mention.kind == "PERSON" else allowed.names
        if (parts_said := set(parts(said))) and parts_said <= passes:
            continue
        if mention.kind == "URL_HANDLE" and allowed.link and said in allowed.link:
            continue
        what = f"«{' '.join(said.split())}»"
        yield mention.start, what, f"lijkt een {LABELS[mention.kind]} (zekerheid {mention.score:.0%}); {_ADVICE}"


def _sealed(
    text: str, allowed: Allowed, sealed: SealedNames, *, always: bool = False
) -> Iterator[tuple[int, str, str]]:
    """Yield the words that are part of a sealed name."""
    near = -2
    towns = [match.span() for match in _TOWN_LINE.finditer(text)]
    for index, sight in enumerate(words(text)):
        at, word, folded = sight.at, sight.word, sight.folded
        if any(start <= at < end for start, end in towns):
            continue
        if len(folded) < 3 or folded in PARTICLES or folded in allowed.names:
            continue
        weight = max(map(sealed.weight, sight.forms)) or _in_pieces(sight, sealed)
        hit = weight == NAME or (weight == CAPITAL and ((word[0].isupper() and not _opens(text, at)) or always))
        if hit or (weight and near == index - 1):
            yield at, f"«{word}»", f"is (een deel van) een verzegelde naam; {_ADVICE}"
        if weight and word[0].isupper():
            near = index


def _in_pieces(sight: Sight, sealed: SealedNames) -> int:
    """Return NAME for a name that is broken over two words (`Wolte-⏎rink`), or two that are one (`sahrayusuf`)."""
    broken = bool(sight.broken) and sealed.weight(sight.broken) == NAME
    joined = any(sealed.weight(head) == NAME and sealed.weight(tail) for head, tail in glued(sight.folded))
    return NAME if broken or joined else 0


def _opens(text: str, at: int) -> bool:
    """Say whether a capital means nothing here: where a sentence, a line or a mark begins."""
    return at == 0 or bool(_OPENS.search(text[max(0, at - 4) : at]))


_ADVICE = "haal het weg, of zet het met een reden bij public_names"
