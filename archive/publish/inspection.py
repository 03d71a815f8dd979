"""Runs everything that would become public through the gate: files as they lie there, values as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.detection.names import parts
from archive.publish import gate
from archive.publish.content import KINDS, Content
from archive.publish.gate import SealedNames
from archive.publish.problems import Problem
from archive.records import Library

_TEXTS = (".toml", ".vtt", ".md", ".txt", ".svg")
_MEDIA = (".webm", ".mp4", ".vtt", ".png", ".jpg", ".jpeg", ".webp", ".svg")
_METADATA = (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"Exif\0", b"http://ns.adobe.com/xap")


def inspect(
    loaded: Content, sealed: SealedNames, min_score: float, progress: Callable[[int, int], None]
) -> list[Problem]:
    """Run every file of a content folder through the gate: Markdown, word lists, captions, and names of files."""
    problems: list[Problem] = []
    records = {draft.path: draft.record for draft in loaded.drafts}
    towns = frozenset(part for town in loaded.library.municipalities for part in parts(town))
    texts = sorted(path for path in loaded.root.rglob("*") if path.is_file())
    for done, path in enumerate(texts, 1):
        record = records.get(path)
        names = tuple(name.name for name in record.public_names) if record else ()
        raw = ""
        if path.parent.name == "media":
            problems += _check_media(path)
        if path.suffix.lower() in _TEXTS:
            try:
                raw = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                problems.append(Problem(path, 1, "geen UTF-8", "bewaar dit bestand als UTF-8"))
        allowed = gate.Allowed(
            frozenset(part for name in names for part in parts(name)), towns, getattr(record, "link", "")
        )
        problems += gate.check(path, raw, allowed, sealed, min_score)
        progress(done, len(texts))
    return problems


def inspect_shown(loaded: Content, library: Library, sealed: SealedNames, min_score: float) -> list[Problem]:
    """Run what visitors will see through the gate: every value after decoding, every page after rendering."""
    towns = frozenset(part for town in library.municipalities for part in parts(town))
    paths = {(type(d.record), d.record.slug): d.path for d in loaded.drafts if d.record}
    problems: list[Problem] = []
    for record in (r for name in KINDS for r in getattr(library, name)):
        names = frozenset(part for name in record.public_names for part in parts(name.name))
        allowed = gate.Allowed(names, towns, getattr(record, "link", ""))
        values = record.model_dump(exclude={"municipality", "plain", "public_names", "rests_on"})
        shown = [*_strings(values), record.html]
        problems += gate.check_shown(paths[type(record), record.slug], shown, allowed, sealed, min_score)
    words = library.model_dump(include={"themes", "groups", "words", "documents"})
    return problems + gate.check_shown(loaded.root, _strings(words), gate.Allowed(towns=towns), sealed, min_score)


def _check_media(path: Path) -> list[Problem]:
    """Refuse media of a kind the gate cannot read, and pictures that carry a description of their maker."""
    if path.suffix not in _MEDIA:
        return [Problem(path, 1, "bestandssoort", f"in media mogen alleen: {', '.join(_MEDIA)}")]
    if path.suffix in (".png", ".jpg", ".jpeg", ".webp") and any(mark in path.read_bytes() for mark in _METADATA):
        return [Problem(path, 1, "metadata", "dit plaatje draagt gegevens over maker of toestel; haal die eruit")]
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
