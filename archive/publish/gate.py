"""Nothing becomes public that this has not passed.

Two questions are asked of every text, front matter, alt text, link, caption and file name, read as a reader would read
it: does it name somebody (detection), and does it hold any part of a sealed name (keyed digest, so that no story is
opened)? Doubt blocks; a name that may be public is listed in the item, with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from archive.ingest.detect import detect
from archive.ingest.lexicon import PARTICLES, fold, is_word
from archive.ingest.names import CAPITAL, NAME, Sealed, parts
from archive.ingest.words import Words
from archive.model import DIRECT, LABELS
from archive.publish.problems import Problem

_DROP = re.compile(r"[*_~`]+|<[^>\n]{0,200}>|\\(?=[\W_])")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_ATTRIBUTE = re.compile(r'(?:href|src|alt|title|id)="([^"]*)"')
_UNSEEN = frozenset("\u034f\u115f\u1160\u3164\u180b\u180c\u180d" + "".join(map(chr, range(0xFE00, 0xFE10))))
# Letters of other scripts that look like ours.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһкмтвнАЕОРСУХІЈЅКМТВНαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshkmtbhAEOPCYXIJSKMTBHaovptuikABEZHIKMNOPTYX",
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_SPLIT = re.compile(r"[^\W\d_]+")
_TOWN_LINE = re.compile(r"^municipality\s*[=:].*$", re.M)  # checked against the table of municipalities
_JOINS = re.compile(r"-\s*|\u00ad")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_OUR_LINKS = re.compile(r"youtu|vimeo|instagram|facebook|tiktok|linkedin|twitter|x\.com|^@", re.I)


@dataclass(frozen=True)
class Allowed:
    """What one item may hold: folded parts of its public names; towns, which are no people; its film's own address."""

    names: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    link: str = ""


def check(path: Path, raw: str, allowed: Allowed, sealed: Sealed, min_score: float) -> list[Problem]:
    """Return everything in one public file that names somebody."""
    text, places = readable(raw)
    line = lambda at: raw.count("\n", 0, places[min(at, len(places) - 1)] if places else 0) + 1  # noqa: E731
    found = {
        (line(start), what, why)
        for start, what, why in (*_detected(text, allowed, min_score), *_sealed(text, allowed, sealed))
    }
    found |= {  # what stands inside tags and comments is not read, but it is published
        (raw.count("\n", 0, start) + 1, what, why) for start, what, why in _sealed(raw, allowed, sealed)
    }
    name = unquote(path.stem).replace("-", " ").replace("_", " ").replace(".", " ")
    found |= {(1, f"bestandsnaam: {what}", why) for _, what, why in _sealed(name, allowed, sealed, always=True)}
    return [Problem(path, *row) for row in sorted(found)]


def check_shown(path: Path, shown: Iterable[str], allowed: Allowed, sealed: Sealed, min_score: float) -> list[Problem]:
    """Return everything that names somebody in what will be shown: values after decoding, HTML after rendering.

    The source is read first, for the line; this catches what an escape, a comment or a link hides there.
    """
    found: set[tuple[str, str]] = set()
    for value in shown:
        for text in (unquote(unescape(_TAG.sub("", value))), unquote(unescape(" ".join(_ATTRIBUTE.findall(value))))):
            text, _ = readable(text)
            hits = (*_detected(text, allowed, min_score), *_sealed(text, allowed, sealed))
            found |= {(what, why) for _, what, why in hits}
    return [Problem(path, 1, what, f"zoals het op de site zou staan: {why}") for what, why in sorted(found)]


def readable(raw: str) -> tuple[str, list[int]]:
    """Return the text as a reader sees it, and where each of its characters stands in the file.

    Marks of emphasis, tags, entities, soft hyphens and zero-width characters are undone: `Sa**hra**`, `Sa<b>hra</b>`
    and `Sa&shy;hra` read as `Sahra`.
    """
    out: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(raw):
        if drop := _DROP.match(raw, at):
            at = drop.end()
            continue
        entity = _ENTITY.match(raw, at)
        shown = unescape(entity[0]) if entity else raw[at]
        for character in unicodedata.normalize("NFKC", shown) if entity or ord(raw[at]) > 0x24F else shown:
            if unicodedata.category(character) != "Cf" and character not in _UNSEEN:
                out.append(character)
                places.append(at)
        at = entity.end() if entity else at + 1
    return "".join(out), places


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


def _sealed(text: str, allowed: Allowed, sealed: Sealed, *, always: bool = False) -> Iterator[tuple[int, str, str]]:
    """Yield the words that are part of a sealed name."""
    near = -2
    towns = [match.span() for match in _TOWN_LINE.finditer(text)]
    words = [(m.start() + part.start(), part[0]) for m in _SPLIT.finditer(text) for part in _pieces(m[0])]
    for index, (at, word) in enumerate(words):
        folded = fold(word.translate(_LOOKALIKES))
        if any(start <= at < end for start, end in towns):
            continue
        if len(folded) < 3 or folded in PARTICLES or folded in allowed.names:
            continue
        weight = max((sealed.weight(form) for form in _forms(folded)), default=0)
        opens = at == 0 or bool(re.search(r"[.!?:#\n\"“”„=\[\]|>-]\s*$", text[max(0, at - 4) : at]))
        if not weight and index and _JOINS.fullmatch(text[words[index - 1][0] + len(words[index - 1][1]) : at]):
            weight = NAME if sealed.weight(fold(words[index - 1][1]) + folded) == NAME else 0  # `Wolte-\nrink`
        weight = weight or _glued(folded, sealed)
        hit = weight == NAME or (weight == CAPITAL and ((word[0].isupper() and not opens) or always))
        pair = bool(weight) and near == index - 1
        if hit or pair:
            yield at, f"«{word}»", f"is (een deel van) een verzegelde naam; {_ADVICE}"
        if weight and word[0].isupper():
            near = index


def _pieces(word: str) -> Iterator[re.Match[str]]:
    """Yield a word, or its parts where capitals join them: `emreCelik`."""
    if _CAMEL.search(word):
        yield from re.finditer(r"[A-ZÀ-Þ]?[a-zà-ÿ]+|[A-Z]+", word)
    else:
        yield from re.finditer(r".+", word)


def _glued(folded: str, sealed: Sealed) -> int:
    """Return NAME when a word is two sealed names in one: `sahrayusuf`."""
    if not 5 < len(folded) < 30 or is_word(folded):
        return 0
    cuts = range(3, len(folded) - 2)
    return NAME if any(sealed.weight(folded[:cut]) == NAME and sealed.weight(folded[cut:]) for cut in cuts) else 0


def _forms(folded: str) -> tuple[str, ...]:
    """Return a word as it stands and without a possessive or plural s."""
    return (folded, folded[:-1]) if folded.endswith("s") and len(folded) > 4 else (folded,)


_ADVICE = "haal het weg, of zet het met een reden bij public_names"
