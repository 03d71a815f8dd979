"""A story is destroyed, with all that was made of it inside the desk. `archive/withdrawal.py` says when."""

from __future__ import annotations

from archive import sealed
from archive.home import Home, destroy
from archive.ingest.research import open_index
from archive.ledger import Ledger


def destroy_story(home: Home, id: str) -> int:
    """Destroy the sealed story, its key first, and the released text. Return how many files went.

    Doing it twice is no error: after a crash it is done again.
    """
    released = home.released / f"{id}.json"
    count = sealed.destroy(home.sealed / id) + released.exists()
    destroy(released)
    return count


def clear_index(home: Home, ledger: Ledger, ids: set[str]) -> None:
    """Take texts out of the research index, and rewrite it so that nothing of them stays in a file."""
    if not home.research_index.exists():
        return
    index = open_index(home, ledger)
    for id in ids & index.values("transcript"):
        index.remove("transcript", id)
