"""The research index: released texts only, searched behind login only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archive.errors import NoConsent, NotFound
from archive.home import Home
from archive.ingest.release import Released, all_released, released
from archive.ledger.store import Ledger
from archive.rights import Right, may
from archive.search.index import Index, Spoiled, create, open_folder
from archive.search.query import ask
from archive.search.schema import RESEARCH_FIELDS, research_schema
from archive.search.snippets import Snippet, mark


@dataclass(frozen=True)
class Passage:
    """One turn of a released text in which something was found."""

    id: str
    place: int
    role: str
    text: Snippet


def open_index(home: Home, ledger: Ledger) -> Index:
    """Open the index, made to hold exactly the texts the ledger says are released: a crash may have left it behind."""
    texts = {text.id: text for text in all_released(home, ledger)}
    if home.research_index.exists():
        try:
            index = open_folder(home.research_index, research_schema(), RESEARCH_FIELDS)
            if index.values("transcript") == set(texts):
                return index
        except Spoiled:
            pass  # made anew below, from the texts
        shutil.rmtree(home.research_index)
    create(home.research_index, research_schema(), (d for text in texts.values() for d in documents(text)))
    return open_folder(home.research_index, research_schema(), RESEARCH_FIELDS)


def documents(text: Released) -> Iterator[dict[str, str]]:
    """Yield what is indexed of a released text: one document a turn."""
    for place, (_, said) in enumerate(text.turns):
        yield {"key": f"{text.id}/{place}", "transcript": text.id, "said": said}


def search(home: Home, ledger: Ledger, index: Index, untrusted_text: str, who: str, most: int = 50) -> list[Passage]:
    """Return the passages that answer a question and that somebody may read, best first."""
    asked = ask(untrusted_text)
    grants, today = ledger.grants.all(), date.today()
    projects = {deposit.id: deposit.project for deposit in ledger.all()}
    found: list[Passage] = []
    try:
        keys = index.find(asked).keys if asked.wanted else ()
    except Spoiled:  # what is damaged deep in a file shows only when it is read: make it anew, and ask again
        shutil.rmtree(home.research_index)
        index.replace(open_index(home, ledger))
        keys = index.find(asked).keys
    for key in keys:
        id, place = key.split("/")
        if len(found) == most or not may(grants, who, Right.READ, projects.get(id, ""), today):
            continue
        try:
            role, said = released(home, ledger, id, who).turns[int(place)]
        except (NotFound, NoConsent):
            continue
        found.append(Passage(id, int(place), role, mark(said, asked.terms)))
    return found


def clear_index(home: Home, ledger: Ledger, ids: set[str]) -> None:
    """Take texts out of the index, and rewrite it so that nothing of them stays in a file."""
    if not home.research_index.exists():
        return
    index = open_index(home, ledger)
    for id in ids & index.values("transcript"):
        index.remove("transcript", id)
