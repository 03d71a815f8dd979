"""Nothing becomes public that this has not passed.

Two questions are asked of every text, front matter, alt text, link, caption and file name, read as a reader would read
it: does it name somebody (detection), and does it hold any part of a sealed name (keyed digest, so that no story is
opened)? Doubt blocks; a name that may be public is listed in the item, with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.detection.disguise import decoded, guesses
from archive.detection.marks import PARTICLES
from archive.detection.names import CAPITAL, NAME, parts
from archive.detection.presidio import detect
from archive.detection.words import Words
from archive.dutch.seen import Sight, seen, unwound, words
from archive.model import DIRECT, LABELS, Participant
from archive.publish.problems import Problem

_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_ATTRIBUTE = re.compile(r'[\w:-]+="([^"]*)"')
_OPENS = re.compile(r"[.!?:#\n\"“”„=\[\]|>-]\s*$")
_OUR_LINKS = re.compile(r"youtu|vimeo|instagram|facebook|tiktok|linkedin|twitter|x\.com|^@", re.I)


class SealedNames(Protocol):
    """Every sealed name, comparable but not readable. What knows them lies in the vault, out of this room's reach."""

    def weight(self, part: str) -> int:
        """Return the weight of a folded name part (detection/names.py), 0 when no story holds it."""

    def whose(self, part: str) -> str:
        """Return which story holds a folded name part and who typed it, in a few words; "" when that may not be told.

        `uit T0000000001 (wijk), getypt door eva`.
        """

    def is_of(self, part: str, participant: Participant) -> bool:
        """Say whether a folded name part stands in a story of a participant."""


@dataclass(frozen=True)
class Allowed:
    """What one item may hold.

    Folded parts: `names` are its public names, which nobody sealed; `own`, sealed names that their participants let
    stand in a film (resting.py asks for that consent); `towns`, which are no people. `towns_at`: where in the source
    its own field of municipalities stands; only there a town passes that is also a sealed name. `link`: its film's.
    """

    names: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    towns_at: range = range(0)
    link: str = ""


def check(path: Path, raw: str, allowed: Allowed, sealed: SealedNames, min_score: float) -> list[Problem]:
    """Return everything in one public file that names somebody."""
    read = seen(raw)
    hits = (*_detected(read.text, allowed, min_score), *_sealed(read.text, allowed, sealed, read.place))
    found = {(raw.count("\n", 0, read.place(start)) + 1, what, why) for start, what, why in hits}
    found |= {  # what stands inside tags and comments is not read, but it is published
        (raw.count("\n", 0, start) + 1, what, why) for start, what, why in _sealed(raw, allowed, sealed, int)
    }
    for number, line in enumerate(raw.split("\n"), 1):
        for view in _uncoded(line):
            found |= {(number, what, why) for _, what, why in _sealed(view, allowed, sealed)}
    name = unwound(path.stem)
    for view in (re.sub(r"[-_.]", " ", name), name, *decoded(name)):
        found |= {(1, f"bestandsnaam: {what}", why) for _, what, why in _sealed(view, allowed, sealed, always=True)}
    return [Problem(path, *row) for row in sorted(found)]


def check_shown(
    path: Path, shown: Iterable[str], allowed: Allowed, sealed: SealedNames, min_score: float
) -> list[Problem]:
    """Return everything that names somebody in what will be shown: values after decoding, HTML after rendering.

    The source is read first, for the line; this catches what an escape, a comment or a link hides there.
    """
    found: set[tuple[str, str]] = set()
    for value in shown:
        for text in (unwound(_TAG.sub("", value)), unwound(" ".join(_ATTRIBUTE.findall(value)))):
            text = seen(text).text
            hits = (*_detected(text, allowed, min_score), *_sealed(text, allowed, sealed))
            found |= {(what, why) for _, what, why in hits}
            for view in decoded(text):
                found |= {(what, why) for _, what, why in _sealed(view, allowed, sealed)}
    return [Problem(path, 1, what, f"zoals het op de site zou staan: {why}") for what, why in sorted(found)]


def _uncoded(line: str) -> Iterator[str]:
    """Yield what a line holds in codes that no page shows as they are: double entities, percent signs, base64."""
    if (plain := unwound(line)) != line:
        yield seen(plain).text
    yield from decoded(plain)


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
    text: str, allowed: Allowed, sealed: SealedNames, place: Callable[[int], int] | None = None, *, always: bool = False
) -> Iterator[tuple[int, str, str]]:
    """Yield the words that are part of a sealed name.

    Args: place gives where in the source a character stands, None where there is no source; always says that a name
    which is also an ordinary word counts without a capital too.
    """
    near = -2
    for index, sight in enumerate(words(text)):
        at, word, folded = sight.at, sight.word, sight.folded
        if folded in allowed.towns and place and place(at) in allowed.towns_at:
            continue
        part, weight = max(((form, _weight(form, allowed, sealed)) for form in sight.forms), key=lambda row: row[1])
        if not weight:
            part, weight = _hidden(sight, allowed, sealed)
        hit = weight == NAME or (weight == CAPITAL and ((word[0].isupper() and not _opens(text, at)) or always))
        if hit or (weight and near == index - 1):
            whose = sealed.whose(part)
            yield at, f"«{word}»", f"is (een deel van) een verzegelde naam{whose and f' ({whose})'}; {_SEALED}"
        if weight and word[0].isupper():
            near = index


def _weight(part: str, allowed: Allowed, sealed: SealedNames) -> int:
    if len(part) < 3 or part in PARTICLES or part in allowed.own:
        return 0
    return sealed.weight(part)


def _hidden(sight: Sight, allowed: Allowed, sealed: SealedNames) -> tuple[str, int]:
    """Return the sealed name that a word hides (detection/disguise.py), with its weight; ("", 0) when it hides none."""
    for name, beside, least in guesses(sight):
        if _weight(name, allowed, sealed) >= least and (not beside or sealed.weight(beside)):
            return name, NAME
    return "", 0


def _opens(text: str, at: int) -> bool:
    """Say whether a capital means nothing here: where a sentence, a line or a mark begins."""
    return at == 0 or bool(_OPENS.search(text[max(0, at - 4) : at]))


_ADVICE = "haal het weg, of zet het met een reden bij public_names"
_SEALED = "haal het weg: zo'n naam mag alleen in een film staan, van wie dat zelf wil (participant bij public_names)"
