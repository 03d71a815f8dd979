"""Another person releases: the rule of two. What is released is the very text that the second reader read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from archive.consent import require
from archive.disk import write_whole
from archive.errors import NotAllowed, NotFound
from archive.home import Home
from archive.ingest.redact import redact, replacements
from archive.ingest.review import Opened, names_decided, open_story
from archive.ledger.store import Ledger
from archive.model import Replacement
from archive.vault import story
from archive.vault.digests import seal_key
from archive.vault.secret import Keyholder

_one_release = Lock()  # the desk is one process; two clicks must not undo each other


@dataclass(frozen=True)
class Released:
    """A released text: what researchers may search."""

    id: str
    project: str
    turns: tuple[tuple[str, str], ...]


def may_release(ledger: Ledger, opened: Opened, who: str) -> bool:
    """Say whether somebody is a second reader: no decision of theirs stands, and they did not finish its review."""
    return who not in opened.reviewers | ledger.finishers(opened.id)


@dataclass(frozen=True)
class Preview:
    """A text as it would be released now, and what stands for what in it."""

    turns: tuple[tuple[str, str], ...]
    replaced: tuple[Replacement, ...]

    @property
    def stamp(self) -> str:
        """A digest of the text, so that a release is of the very text that was read."""
        return hashlib.sha256(json.dumps(self.turns).encode()).hexdigest()


def preview(home: Home, ledger: Ledger, opened: Opened) -> Preview:
    """Return a text as it would be released now, by its decisions, its participant's wish and today's settings."""
    consent, rungs = ledger.consent(opened.id), home.settings().pseudonyms
    replaced = replacements(opened.reading, opened.decisions, rungs, consent.pseudonym if consent else "")
    return Preview(tuple(redact(opened.reading.transcript, replaced)), tuple(replaced))


def release(home: Home, ledger: Ledger, id: str, who: Keyholder, seen: str) -> Released:
    """Make the pseudonymised text and keep it for research. `seen` is the stamp of the text the second reader read.

    Raises NotAllowed for a first reader, before the review is finished, or when the text changed since it was read;
    NoConsent when the participant's consent does not cover it.
    """
    with _one_release:
        deposit = ledger.get(id)
        if deposit.state != "decided":
            raise NotAllowed("Deze tekst wacht niet op vrijgave. Rond eerst de beoordeling af.")
        require(ledger.consent(id), "onderzoek", date.today(), who.who)
        with home.alone(), story.held(home.sealed / id):
            opened = open_story(home, ledger, id, who)
            if not may_release(ledger, opened, who.who):
                raise NotAllowed("U beoordeelde deze tekst zelf. Een tweede lezer geeft hem vrij.")
            made = preview(home, ledger, opened)
            if made.stamp != seen:
                raise NotAllowed("Deze tekst is veranderd sinds u hem las. Lees hem opnieuw en geef hem dan vrij.")
            log = json.dumps([asdict(one) for one in made.replaced]).encode()
            mark = story.put(home.sealed / id, story.REPLACED, log, seal_key(home.seal_key))
            ledger.note(who.who, "sealed", id, mark=mark)
        content = {"id": id, "project": deposit.project, "turns": made.turns}
        write_whole(_path(home, id), json.dumps(content, ensure_ascii=False).encode())
        if not ledger.settle(id, who.who, names_decided(opened, who.secret)):
            _path(home, id).unlink(missing_ok=True)
            raise NotAllowed("Deze tekst wacht niet meer op vrijgave. Laad de pagina opnieuw.")
    return Released(id, deposit.project, made.turns)


def released(home: Home, ledger: Ledger, id: str, who: str) -> Released:
    """Return one released text for somebody at the desk. Raises NotFound, or NoConsent."""
    if ledger.get(id).state != "released":
        raise NotFound("Deze tekst is niet vrijgegeven.")
    require(ledger.consent(id), "onderzoek", date.today(), who)
    return _load(_path(home, id))


def all_released(home: Home, ledger: Ledger) -> list[Released]:
    """Return every released text, and remove what a killed release left behind."""
    there = {deposit.id for deposit in ledger.all() if deposit.state == "released"}
    found = []
    for path in sorted(home.released.glob("T*.json")):
        if path.stem in there:
            found.append(_load(path))
        else:
            path.unlink()
    return found


def _path(home: Home, id: str) -> Path:
    return home.released / f"{id}.json"


def _load(path: Path) -> Released:
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound("Deze tekst is niet vrijgegeven.") from None
    return Released(data["id"], data["project"], tuple((role, text) for role, text in data["turns"]))
