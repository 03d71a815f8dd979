"""Taking items off the site at once. Loads no detector: what stays has passed the gate already."""

from __future__ import annotations

from collections.abc import Iterable

from archive.home import Home
from archive.publish import bundle, resting
from archive.records import Library


def take_out(home: Home, keys: Iterable[str]) -> int:
    """Take items out of the bundle being served, at once, and remove every older bundle. Return how many went.

    What stays has passed the gate already, so this works whatever state the content folder is in.
    """
    library, folder = served(home), (home.public / "current").resolve()
    if not folder.exists():
        return 0
    left = resting.without(library, keys)
    count = len(library.items()) - len(left.items())
    if count:
        bundle.write(home.public, left, folder / "media", 1, resting.media_of(library) - resting.media_of(left))
    else:
        bundle.prune(home.public, 1)
    return count


def served(home: Home) -> Library:
    """Return what the site shows now; nothing when there is no bundle."""
    path = home.public / "current" / "content.json"
    return Library.model_validate_json(path.read_bytes()) if path.exists() else Library()
