"""Taking items off the site at once. Loads no detector: what stays has passed the gate already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from archive.errors import ContentError, NotFound
from archive.home import Home
from archive.publish import bundle, imprint, resting, writing
from archive.records import Library


def take_out(home: Home, keys: Iterable[str]) -> int:
    """Take items out of the bundle being served, at once, and remove every older bundle. Return how many went.

    What stays has passed the gate already, so this works whatever state the content folder is in. A bundle that is
    not whole and signed vouches for nothing: then everything goes, until somebody publishes. The publisher's key lies
    on the desk's disk for this: a withdrawal is finished when the desk starts, while nobody is logged in.
    Call it while the archive's lock is held.
    """
    gone = set(keys)
    try:
        folder = bundle.current(home.public)
        library = _library(home, folder)
    except NotFound:
        return 0
    except ContentError:
        if gone:
            writing.write(home.public, Library(), home.public / "none", 1, imprint.secret(home))
        return len(gone)
    left = resting.without(library, gone)
    count = len(library.items()) - len(left.items())
    if count:
        hidden = resting.media_of(library) - resting.media_of(left)
        writing.write(home.public, left, folder / "media", 1, imprint.secret(home), hidden)
    else:
        writing.prune(home.public, 1)
    return count


def served(home: Home) -> Library:
    """Return what the site shows now; nothing when there is no bundle that is whole and signed."""
    try:
        return _library(home, bundle.current(home.public))
    except (NotFound, ContentError):
        return Library()


def _library(home: Home, folder: Path) -> Library:
    try:
        return Library.model_validate_json(bundle.read(folder, home.settings().publish.publisher).content)
    except ValidationError:
        raise ContentError("De uitgave is niet te lezen. Draai `archive publish` opnieuw.") from None
