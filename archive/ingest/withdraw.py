"""Somebody takes their story back: it is destroyed, with all that was made of it inside the desk."""

from __future__ import annotations

import shutil

from archive.home import Home, sync_folder
from archive.ingest.research import open_index
from archive.ledger import Ledger


def withdraw(home: Home, ledger: Ledger, id: str, who: str) -> None:
    """Destroy the sealed story, the released text, its index entries, spans, decisions and name digests.

    What remains is one event: that this transcript was withdrawn, when and by whom. Raises NotFound.
    """
    ledger.get(id)
    shutil.rmtree(home.sealed / id, ignore_errors=True)
    sync_folder(home.sealed)
    (home.released / f"{id}.json").unlink(missing_ok=True)
    ledger.forget(id, who)
    if home.research_index.exists():
        index = open_index(home, ledger)
        if id in index.values("transcript"):
            index.remove("transcript", id)
