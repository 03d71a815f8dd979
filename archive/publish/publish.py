"""The valve: content → gate → render → bundle, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from archive.config import Settings
from archive.home import Home
from archive.ingest.names import Sealed, parts, sealed_names
from archive.ledger import Ledger
from archive.publish import bundle, content, gate, resting
from archive.publish.problems import Blocked, Problem
from archive.publish.render import plain, render
from archive.publish.taking_out import content_root
from archive.records import Library, Record

__all__ = ["check_all", "content_root", "publish"]
_TEXTS = (".toml", ".vtt", ".md", ".txt", ".svg")
_MEDIA = (".webm", ".mp4", ".vtt", ".png", ".jpg", ".jpeg", ".webp", ".svg")
_METADATA = (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"Exif\0", b"http://ns.adobe.com/xap")


def publish(
    home: Home,
    settings: Settings,
    root: Path,
    progress: Callable[[int, int], None] = lambda done, all: None,
    *,
    dry_run: bool = False,
    who: str = "cli",
) -> bundle.Bundle | None:
    """Publish a content folder. Raises Blocked with every problem; then nothing changed for the public."""
    loaded = content.load(root)
    sealed = sealed_names(home)
    ledger = Ledger(home.ledger)
    try:
        held = {row.item for row in ledger.consents.held()}
        problems = [*loaded.problems, *check_all(loaded, sealed, settings.publish.gate_score, progress)]
        problems += resting.problems(loaded, ledger, sealed, date.today(), held)
        library = _rendered(loaded)
        if not problems:
            problems = _check_shown(loaded, library, sealed, settings.publish.gate_score)
        if problems:
            raise Blocked(problems)
        if dry_run:
            return None
        with home.alone():  # a withdrawal that came in the meantime is seen here, or waits until this is out
            held = {row.item for row in ledger.consents.held()}
            shown = resting.without(library, held)
            unseen = resting.media_of(library) - resting.media_of(shown)
            ledger.consents.rest(resting.rests(shown))  # first: a crash must not lose this
            made = bundle.write(home.public, shown, root / "media", settings.publish.keep_bundles, unseen)
            ledger.consents.publish(resting.rests(shown), who, len(shown.items()))
            return made
    finally:
        ledger.close()


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


def _check_media(path: Path) -> list[Problem]:
    """Refuse media of a kind the gate cannot read, and pictures that carry a description of their maker."""
    if path.suffix not in _MEDIA:
        return [Problem(path, 1, "bestandssoort", f"in media mogen alleen: {', '.join(_MEDIA)}")]
    if path.suffix in (".png", ".jpg", ".jpeg", ".webp") and any(mark in path.read_bytes() for mark in _METADATA):
        return [Problem(path, 1, "metadata", "dit plaatje draagt gegevens over maker of toestel; haal die eruit")]
    return []


def _check_shown(loaded: content.Content, library: Library, sealed: Sealed, min_score: float) -> list[Problem]:
    """Run what visitors will see through the gate: every value after decoding, every page after rendering."""
    towns = frozenset(part for town in library.municipalities for part in parts(town))
    paths = {(type(d.record), d.record.slug): d.path for d in loaded.drafts if d.record}
    problems: list[Problem] = []
    for record in (r for name in _KINDS for r in getattr(library, name)):
        names = frozenset(part for name in record.public_names for part in parts(name.name))
        allowed = gate.Allowed(names, towns, getattr(record, "link", ""))
        values = record.model_dump(exclude={"municipality", "plain", "public_names", "rests_on"})
        shown = [*_strings(values), record.html]
        problems += gate.check_shown(paths[type(record), record.slug], shown, allowed, sealed, min_score)
    words = library.model_dump(include={"themes", "groups", "words", "documents"})
    return problems + gate.check_shown(loaded.root, _strings(words), gate.Allowed(towns=towns), sealed, min_score)


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


_KINDS = ("lessons", "approaches", "videos", "collections", "pages")


def _rendered(loaded: content.Content) -> Library:
    """Return the library with HTML in place of Markdown."""
    bodies = {(type(d.record), d.record.slug): d.body for d in loaded.drafts if d.record}
    library = loaded.library

    def done(record: Record) -> Record:
        html = render(bodies[type(record), record.slug], library.words)
        return record.model_copy(update={"html": html, "plain": plain(html)})

    return library.model_copy(update={name: tuple(map(done, getattr(library, name))) for name in _KINDS})
