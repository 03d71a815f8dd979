"""A person decides, on what the machine suggests. Decisions are appended, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from archive.consent import require
from archive.errors import NotAllowed
from archive.home import Home
from archive.ingest.redact import masked
from archive.ledger.store import Ledger
from archive.model import KINDS, Decision, Reading
from archive.vault.age import Identity
from archive.vault.names import digested
from archive.vault.reading import open_reading


def read_sealed(home: Home, ledger: Ledger, id: str, who: str, identity: Identity) -> Reading:
    """Open a story for somebody at the desk. Raises NoConsent when it may not be kept, or not be read by them."""
    require(ledger.consent(id), "bewaren", date.today(), who)
    return open_reading(home, id, identity)


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
        return digested(replace(reading, mentions=tuple(masked(reading.mentions, decisions))), key)

    if not ledger.finish(id, who, names):
        raise NotAllowed("Deze tekst is al beoordeeld.")


def reopen(ledger: Ledger, id: str, who: str) -> None:
    """Send a reviewed text back. Raises NotAllowed."""
    if not ledger.move(id, "decided", "uploaded", who):
        raise NotAllowed("Alleen een tekst die op vrijgave wacht, kan terug naar de beoordeling.")
