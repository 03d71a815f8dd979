"""A person decides, another releases. The two rules of the desk, in one place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from archive import sealed
from archive.consent import require
from archive.errors import NotAllowed, NotFound
from archive.home import Home, write_whole
from archive.ingest.names import digests
from archive.ingest.readings import open_reading
from archive.ingest.redact import masked, redact, replacements
from archive.ledger import Ledger, Record
from archive.model import KINDS, Decision, Reading
from archive.vault import Identity, digest_key

_one_release = Lock()  # the desk is one process; two clicks must not undo each other


@dataclass(frozen=True)
class Released:
    """A released text: what researchers may search."""

    id: str
    project: str
    turns: tuple[tuple[str, str], ...]


def decide(ledger: Ledger, reading: Reading, id: str, decisions: Iterable[Decision]) -> None:
    """Append decisions while the text is under review. Raises NotAllowed."""
    listed = list(decisions)
    for decision in listed:
        if decision.kind not in KINDS or decision.verdict not in ("mask", "keep", "withhold"):
            raise NotAllowed("Deze beslissing kennen we niet. Laad de pagina opnieuw.")
        if not 0 <= decision.start < decision.end <= len(reading.transcript.text):
            raise NotAllowed("Deze plek staat niet in de tekst. Laad de pagina opnieuw.")
    if not ledger.decide(id, listed):
        raise NotAllowed("De beoordeling van deze tekst is al afgerond. Stuur de tekst terug om iets te veranderen.")


def finish(ledger: Ledger, reading: Reading, id: str, who: str, key: bytes) -> None:
    """Hand a reviewed text to the second reader; from now on the gate knows the names as decided. Raises NotAllowed."""

    def names(decisions: list[Decision]) -> set[tuple[str, int]]:
        return digests(replace(reading, mentions=tuple(masked(reading.mentions, decisions))), key)

    if not ledger.finish(id, who, names):
        raise NotAllowed("Deze tekst is al beoordeeld.")


def reopen(ledger: Ledger, id: str, who: str) -> None:
    """Send a reviewed text back. Raises NotAllowed."""
    if not ledger.move(id, "decided", "uploaded", who):
        raise NotAllowed("Alleen een tekst die op vrijgave wacht, kan terug naar de beoordeling.")


def may_release(ledger: Ledger, id: str, who: str) -> bool:
    """Say whether somebody is a second reader: they decided nothing on this text, and did not finish its review."""
    return who not in ledger.reviewers(id)


def stamp(turns: Iterable[tuple[str, str]]) -> str:
    """Return a digest of a pseudonymised text, so that a release is of the very text that was read."""
    return hashlib.sha256(json.dumps(list(turns)).encode()).hexdigest()


def release(home: Home, ledger: Ledger, id: str, who: str, identity: Identity, seen: str) -> Released:
    """Make the pseudonymised text and keep it for research. `seen` is the stamp of the text the second reader read.

    Raises NotAllowed for a first reader, before the review is finished, or when the text changed since it was read;
    NoConsent when the participant's consent does not cover it.
    """
    with _one_release:
        record = ledger.get(id)
        if record.state != "decided":
            raise NotAllowed("Deze tekst wacht niet op vrijgave. Rond eerst de beoordeling af.")
        if not may_release(ledger, id, who):
            raise NotAllowed("U beoordeelde deze tekst zelf. Een tweede lezer geeft hem vrij.")
        consent = ledger.consent(id)
        require(consent, "onderzoek", date.today(), who)
        chosen = consent.pseudonym if consent else ""
        rungs = home.settings().pseudonyms
        reading, decisions = open_reading(home, id, identity), ledger.decisions(id)
        turns = tuple(redact(reading, decisions, rungs, chosen))
        if stamp(turns) != seen:
            raise NotAllowed("Deze tekst is veranderd sinds u hem las. Lees hem opnieuw en geef hem dan vrij.")
        log = [asdict(one) for one in replacements(reading, decisions, rungs, chosen)]
        with home.alone():
            sealed.put(home.sealed / id, sealed.REPLACED, json.dumps(log).encode(), digest_key(home.digest_key))
        content = {"id": id, "project": record.project, "turns": turns}
        write_whole(_path(home, id), json.dumps(content, ensure_ascii=False).encode())
        if not ledger.move(id, "decided", "released", who):
            _path(home, id).unlink(missing_ok=True)
            raise NotAllowed("Deze tekst wacht niet meer op vrijgave. Laad de pagina opnieuw.")
    return Released(id, record.project, turns)


def read_sealed(home: Home, ledger: Ledger, id: str, who: str, identity: Identity) -> Reading:
    """Open a story for somebody at the desk. Raises NoConsent when it may not be kept, or not be read by them."""
    require(ledger.consent(id), "bewaren", date.today(), who)
    return open_reading(home, id, identity)


def released(home: Home, ledger: Ledger, id: str, who: str) -> Released:
    """Return one released text for somebody at the desk. Raises NotFound, or NoConsent."""
    if ledger.get(id).state != "released":
        raise NotFound("Deze tekst is niet vrijgegeven.")
    require(ledger.consent(id), "onderzoek", date.today(), who)
    return _load(_path(home, id))


def all_released(home: Home, ledger: Ledger) -> list[Released]:
    """Return every released text, and remove what a killed release left behind."""
    records: dict[str, Record] = {record.id: record for record in ledger.all() if record.state == "released"}
    found = []
    for path in sorted(home.released.glob("T*.json")):
        if path.stem in records:
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
