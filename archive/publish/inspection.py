"""Runs everything that would become public through the gate: files as they lie there, values as they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.detection.lexicon import lexicon
from archive.detection.names import parts
from archive.dutch.fold import fold
from archive.errors import ContentError
from archive.publish import gate, inlet, media
from archive.publish.content import KINDS, Content
from archive.publish.gate import Allowed, SealedNames
from archive.publish.problems import Problem
from archive.records import Library, Record, Video

_TEXTS = (".toml", ".vtt", ".md", ".txt", ".svg")
_TABLE = "municipalities.toml"
# Where an item's own municipalities stand: `municipality = ["Delft"]` in TOML, a line or a list in YAML.
_TOWNS = re.compile(r"^municipality[ \t]*[=:][ \t]*(?:\[[^\]]*\]|[^\n]*(?:\n[ \t]*-[^\n]*)*)", re.M)


def inspect(
    loaded: Content, sealed: SealedNames, min_score: float, progress: Callable[[int, int], None]
) -> list[Problem]:
    """Run every file of a content folder through the gate: Markdown, word lists, captions, and names of files."""
    problems: list[Problem] = []
    drafts = {draft.path: draft for draft in loaded.drafts}
    towns = _towns(loaded.library)
    texts = inlet.files(loaded.root)
    for done, path in enumerate(texts, 1):
        data, raw = inlet.read(loaded.root, path), ""
        if path.suffix.lower() in _TEXTS:
            try:
                raw = data.decode("utf-8")
            except UnicodeDecodeError:
                problems.append(Problem(path, 1, "geen UTF-8", "bewaar dit bestand als UTF-8"))
        draft = drafts.get(path)
        at = _towns_at(raw, draft.body) if draft else range(len(raw) if path == loaded.root / _TABLE else 0)
        allowed = _allowed(draft.record if draft else None, towns, at)
        problems += gate.check(path, raw, allowed, sealed, min_score)
        if path.parent == loaded.root / "media":
            problems += _check_media(path, data, allowed, sealed, min_score)
        progress(done, len(texts))
    return problems


def inspect_shown(loaded: Content, library: Library, sealed: SealedNames, min_score: float) -> list[Problem]:
    """Run what visitors will see through the gate: every value after decoding, every page after rendering."""
    towns = _towns(library)
    paths = {(type(d.record), d.record.slug): d.path for d in loaded.drafts if d.record}
    problems: list[Problem] = []
    for record in (r for name in KINDS for r in getattr(library, name)):
        values = record.model_dump(exclude={"municipality", "plain", "rests_on"})  # its towns stand in the table
        shown = [*_strings(values), record.html]
        problems += gate.check_shown(
            paths[type(record), record.slug], shown, _allowed(record, towns), sealed, min_score
        )
    words = library.model_dump(include={"themes", "groups", "words", "documents"})
    others = [town for town in library.municipalities if not set(parts(town)) <= towns]
    shown = [*_strings(words), *library.documents, *library.municipalities.values(), *others]
    return problems + gate.check_shown(loaded.root, shown, Allowed(towns=towns), sealed, min_score)


def _allowed(record: Record | None, towns: frozenset[str], towns_at: range = range(0)) -> Allowed:
    """Return what one item may hold. A sealed name may stand in a film of whose it is; resting.py asks for consent."""
    names = record.public_names if record else ()
    own = [name.name for name in names if name.participant and isinstance(record, Video)]
    every = frozenset(part for name in names for part in parts(name.name))
    return Allowed(
        every, frozenset(part for name in own for part in parts(name)), towns, towns_at, getattr(record, "link", "")
    )


def _towns(library: Library) -> frozenset[str]:
    """Return the folded parts of the municipalities in the table that are places: a curator may have put in others."""
    known = lexicon().places
    return frozenset(part for town in library.municipalities if fold(town) in known for part in parts(town))


def _towns_at(raw: str, body: str) -> range:
    """Return where in a file the field of municipalities stands, in the front matter only."""
    match = _TOWNS.search(raw, 0, len(raw) - len(body))
    return range(*match.span()) if match else range(0)


def _check_media(path: Path, data: bytes, allowed: Allowed, sealed: SealedNames, min_score: float) -> list[Problem]:
    """Return why a file cannot be written anew (media.py), and what names somebody in it once it is."""
    try:
        cleaned = media.clean(path.name, data)
    except ContentError as error:
        return [Problem(path, 1, "niet te gebruiken", str(error))]
    if path.suffix in media.TEXTS:
        return gate.check_shown(path, [cleaned.decode("utf-8")], allowed, sealed, min_score)
    return []


def _strings(value: object) -> Iterator[str]:
    """Yield every string in nested values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
