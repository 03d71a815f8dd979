"""The valve: content → gate → render → bundle, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archive.config import Settings
from archive.home import Home
from archive.ingest.names import Sealed, parts, sealed_names
from archive.publish import bundle, content, gate
from archive.publish.problems import Blocked, Problem
from archive.publish.render import plain, render
from archive.records import Library, Record

_TEXTS = (".toml", ".vtt", ".md", ".txt", ".svg")


def publish(
    home: Home,
    settings: Settings,
    root: Path,
    progress: Callable[[int, int], None] = lambda done, all: None,
    *,
    dry_run: bool = False,
) -> bundle.Bundle | None:
    """Publish a content folder. Raises Blocked with every problem; then nothing changed for the public."""
    loaded = content.load(root)
    sealed = sealed_names(home)
    problems = [*loaded.problems, *check_all(loaded, sealed, settings.publish.gate_score, progress)]
    if problems:
        raise Blocked(problems)
    if dry_run:
        return None
    return bundle.write(home.public, _rendered(loaded), root / "media", settings.publish.keep_bundles)


def check_all(
    loaded: content.Content, sealed: Sealed, min_score: float, progress: Callable[[int, int], None]
) -> list[Problem]:
    """Run every file of a content folder through the gate: Markdown, word lists, captions, and names of files."""
    problems: list[Problem] = []
    records = {draft.path: draft.record for draft in loaded.drafts}
    towns = frozenset(part for town in loaded.library.municipalities for part in parts(town))
    texts = sorted(path for path in loaded.root.rglob("*") if path.is_file())
    for done, path in enumerate(texts, 1):
        record = records.get(path)
        names = tuple(name.name for name in record.public_names) if record else ()
        raw = path.read_bytes().decode("utf-8", "replace") if path.suffix in _TEXTS else ""
        allowed = gate.Allowed(
            frozenset(part for name in names for part in parts(name)), towns, getattr(record, "link", "")
        )
        problems += gate.check(path, raw, allowed, sealed, min_score)
        progress(done, len(texts))
    return problems


def _rendered(loaded: content.Content) -> Library:
    """Return the library with HTML in place of Markdown."""
    bodies = {(type(d.record), d.record.slug): d.body for d in loaded.drafts if d.record}
    library = loaded.library

    def done(record: Record) -> Record:
        html = render(bodies[type(record), record.slug], library.words)
        return record.model_copy(update={"html": html, "plain": plain(html)})

    names = ("lessons", "approaches", "videos", "collections", "pages")
    return library.model_copy(update={name: tuple(map(done, getattr(library, name))) for name in names})


def content_root(settings: Settings, home: Home) -> Path:
    """Return the content folder: as given, or beside the archive's own folder."""
    path = Path(settings.publish.content)
    return path if path.is_absolute() or path.exists() else home.root.parent / path
