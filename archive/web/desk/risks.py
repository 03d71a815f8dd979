"""What a text still tells of people as it would be released: shown beside the text, for who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.errors import ArchiveError
from archive.home import Home
from archive.ingest import review
from archive.ingest.risk.reidentify import Finding, Text, check, check_project, flags
from archive.ledger import Ledger, Record
from archive.model import Reading

_MOST = 8  # words shown for one reason


@dataclass(frozen=True)
class Risks:
    """`alone` and `together`: who is one of few, by this text and by the project; `sensitive`: reason → words."""

    alone: Sequence[Finding]
    together: Sequence[Finding]
    sensitive: dict[str, list[str]]


def risks(
    home: Home, ledger: Ledger, record: Record, turns: Sequence[tuple[str, str]], reading: Reading, who: str
) -> Risks:
    """Check a text as it would be released, and with the project's released texts that somebody may read."""
    texts = [Text(record.id, turns, record.participant, reading)]
    for other in ledger.all():
        if other.project == record.project and other.id != record.id and other.state == "released":
            try:
                texts.append(Text(other.id, review.released(home, ledger, other.id, who).turns, other.participant))
            except ArchiveError:  # not theirs to read, or just withdrawn
                continue
    together = [one for one in check_project(texts) if any(detail.text == record.id for detail in one.details)]
    sensitive: dict[str, list[str]] = {}
    for _, said in turns:
        for flag in flags(said):
            words = sensitive.setdefault(flag.reason, [])
            if (word := said[flag.start : flag.end].lower()) not in words and len(words) < _MOST:
                words.append(word)
    return Risks(check(turns, reading), together, sensitive)
