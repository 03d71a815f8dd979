"""What a text still tells of people as it would be released: shown beside the text, for who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.errors import ArchiveError
from archive.home import Home
from archive.ingest.release import released
from archive.ingest.risk.attribution import people
from archive.ingest.risk.estimate import Exposure
from archive.ingest.risk.reidentify import Text, check, check_project
from archive.ingest.risk.sensitive import flags
from archive.ledger.store import Ledger
from archive.model import Deposit, Reading

_MOST = 8  # words shown for one reason
_MOST_COMBINATIONS = 3  # shown of one person


@dataclass(frozen=True)
class Recognisable:
    """Somebody who is one of few: of about how many, by which details together, and what would help, "" for nothing."""

    person: str
    about: str
    details: str
    advice: str


@dataclass(frozen=True)
class Told:
    """`alone` and `together`: who is one of few, by this text and by the project; `sensitive`: reason → words."""

    alone: Sequence[Recognisable]
    together: Sequence[Recognisable]
    sensitive: dict[str, list[str]]


def told(
    home: Home, ledger: Ledger, deposit: Deposit, turns: Sequence[tuple[str, str]], reading: Reading, who: str
) -> Told:
    """Check a text as it would be released, and with the project's released texts that somebody may read."""
    found = people(turns, date.today().year)
    texts = [Text(deposit.id, turns, deposit.participant.code, reading, found)]
    for other in ledger.all():
        if other.project == deposit.project and other.id != deposit.id and other.state == "released":
            try:
                texts.append(Text(other.id, released(home, ledger, other.id, who).turns, other.participant.code))
            except ArchiveError:  # not theirs to read, or just withdrawn
                continue
    combined = check_project(texts) if len(texts) > 1 else []  # one text alone is never less than itself
    together = [one for one in combined if any(detail.text == deposit.id for detail in one.details)]
    sensitive: dict[str, list[str]] = {}
    for _, said in turns:
        for flag in flags(said):
            words = sensitive.setdefault(flag.reason, [])
            if (word := said[flag.start : flag.end].lower()) not in words and len(words) < _MOST:
                words.append(word)
    return Told(
        [recognisable(one) for one in check(turns, reading, found=found)],
        [recognisable(one) for one in together],
        sensitive,
    )


def recognisable(exposed: Exposure) -> Recognisable:
    """Return somebody who is one of few, in words."""
    some = exposed.combinations[:_MOST_COMBINATIONS]
    details = "; ".join(" + ".join(detail.shown for detail in combination.details) for combination in some)
    return Recognisable(exposed.person, exposed.about, details, ", en ".join(step.says for step in exposed.steps))
