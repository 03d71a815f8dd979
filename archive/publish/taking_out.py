"""Taking items off the site at once. Loads no detector: what stays has passed the gate already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive.config import Settings
from archive.home import Home
from archive.publish import bundle, resting
from archive.records import Library


def take_out(home: Home, keys: Iterable[str]) -> int:
    """Take items out of the bundle being served, at once, and remove every older bundle. Return how many went.

    What stays has passed the gate already, so this works whatever state the content folder is in.
    """
    current = home.public / "current"
    if not current.exists():
        return 0
    folder = current.resolve()
    library = Library.model_validate_json((folder / "content.json").read_bytes())
    left = resting.without(library, keys)
    count = len(library.items()) - len(left.items())
    if count:
        bundle.write(home.public, left, folder / "media", 1, resting.media_of(library) - resting.media_of(left))
    else:
        bundle.prune(home.public, 1)
    return count


def content_root(settings: Settings, home: Home) -> Path:
    """Return the content folder: as given, or beside the archive's own folder."""
    path = Path(settings.publish.content)
    return path if path.is_absolute() or path.exists() else home.root.parent / path
