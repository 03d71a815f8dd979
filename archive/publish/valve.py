"""The valve: content → gate → render → bundle, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from archive.config import Settings
from archive.home import Home
from archive.ledger.store import Ledger
from archive.publish import bundle, content, imprint, inspection, resting, writing
from archive.publish.gate import SealedNames
from archive.publish.problems import Blocked
from archive.publish.render import plain, render
from archive.records import Library, Record


def publish(
    home: Home, settings: Settings, root: Path, sealed: SealedNames,
    progress: Callable[[int, int], None] = lambda done, all: None, *, dry_run: bool = False, who: str = "cli",
) -> bundle.Bundle | None:  # fmt: skip
    """Publish a content folder. Raises Blocked with every problem; then nothing changed for the public.

    Args: sealed knows every sealed name by its digest (vault/names.py), so that no story is opened; progress is told
    how many of how many files were read. With dry_run nothing is written and None returned.
    """
    loaded, min_score = content.load(root), settings.publish.gate_score
    with Ledger(home.ledger) as ledger:
        held = {row.item for row in ledger.agreements.held()}
        problems = [*loaded.problems, *inspection.inspect(loaded, sealed, min_score, progress)]
        problems += resting.problems(loaded, ledger, sealed, date.today(), held)
        library = _rendered(loaded)
        if not problems:
            problems = inspection.inspect_shown(loaded, library, sealed, min_score)
        if problems:
            raise Blocked(problems)
        if dry_run:
            return None
        with home.alone():  # a withdrawal that came in the meantime is seen here, or waits until this is out
            held = {row.item for row in ledger.agreements.held()}
            shown = resting.without(library, held)
            unseen = resting.media_of(library) - resting.media_of(shown)
            ledger.agreements.rest(resting.rests(shown))  # first: a crash must not lose this
            keep, key = settings.publish.keep_bundles, imprint.secret(home)
            made = writing.write(home.public, shown, root / "media", keep, key, unseen)
            ledger.agreements.publish(resting.rests(shown), who, len(shown.items()))
            return made


def _rendered(loaded: content.Content) -> Library:
    """Return the library with HTML in place of Markdown."""
    bodies = {(type(d.record), d.record.slug): d.body for d in loaded.drafts if d.record}
    library = loaded.library

    def done(record: Record) -> Record:
        html = render(bodies[type(record), record.slug], library.words)
        return record.model_copy(update={"html": html, "plain": plain(html)})

    return library.model_copy(update={name: tuple(map(done, getattr(library, name))) for name in content.KINDS})
