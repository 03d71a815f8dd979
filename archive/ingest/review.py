"""A person decides, on what the machine suggests. Decisions are appended, never overwritten, and lie with the story."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from archive.consent import require
from archive.errors import NotAllowed
from archive.home import Home
from archive.ingest.redact import masked
from archive.ledger.store import Ledger
from archive.model import KINDS, Decision, Reading, standing
from archive.vault import story
from archive.vault.digests import seal_key
from archive.vault.names import digested
from archive.vault.reading import open_decisions, open_reading, pack_decisions
from archive.vault.secret import Keyholder

_VERDICTS = ("mask", "keep", "withhold", "back")
STALE = "Een ander besloot hier intussen iets. Kijk opnieuw, en beslis dan."


@dataclass(frozen=True)
class Opened:
    """A story that somebody opened: what the machine made of it, and every decision on it, oldest first."""

    id: str
    reading: Reading
    history: tuple[Decision, ...]

    @property
    def decisions(self) -> list[Decision]:
        """What was decided and not taken back."""
        return standing(self.history)

    @property
    def reviewers(self) -> set[str]:
        """Everybody with a decision that stands."""
        return {decision.by for decision in self.decisions}


def open_story(home: Home, ledger: Ledger, id: str, who: Keyholder) -> Opened:
    """Open a story for somebody at the desk. Raises NoConsent when it may not be kept, or not be read by them."""
    require(ledger.consent(id), "bewaren", date.today(), who.who)
    known = ledger.bound(id)
    reading = open_reading(home, id, who.identity, known)
    return Opened(id, reading, tuple(open_decisions(home, id, who.identity, known)))


def decide(
    home: Home, ledger: Ledger, id: str, who: Keyholder, decisions: Iterable[Decision], seen: int | None = None
) -> None:
    """Append decisions while the text is under review.

    Args: seen is how many decisions stood on these spans when this person looked, None for who saw them all. Raises
    NotAllowed: when the review is over, or when somebody decided on these spans in the meantime.
    """
    listed = list(decisions)
    with story.held(home.sealed / id):
        opened = open_story(home, ledger, id, who)
        _check(opened.reading, listed)
        if ledger.get(id).state != "uploaded":
            raise NotAllowed(
                "De beoordeling van deze tekst is al afgerond. Stuur de tekst terug om iets te veranderen."
            )
        if seen is not None and seen != on_spans(opened.history, listed):
            raise NotAllowed(STALE)
        data = pack_decisions([*opened.history, *listed])
        mark = story.put(home.sealed / id, story.DECISIONS, data, seal_key(home.seal_key))
        back = all(decision.verdict == "back" for decision in listed)
        ledger.decided(id, who.who, "give-back" if back else "decide", len(listed), mark)


def on_spans(history: Iterable[Decision], decisions: Iterable[Decision]) -> int:
    """Return how often anybody decided on these spans, takings-back included: the state that a decision is made on."""
    spans = {(decision.start, decision.end) for decision in decisions}
    return sum((decision.start, decision.end) in spans for decision in history)


def touches_anothers(opened: Opened, decisions: Iterable[Decision], who: str) -> bool:
    """Say whether any of somebody's decisions overlaps one that another made and that stands."""
    others = sorted((made.start, made.end) for made in opened.decisions if made.by != who)
    starts, furthest = [start for start, _ in others], list(accumulate((end for _, end in others), max))
    before = [(decision.start, bisect_left(starts, decision.end)) for decision in decisions]
    return any(at and furthest[at - 1] > start for start, at in before)


def finish(home: Home, ledger: Ledger, id: str, who: Keyholder, seen: int | None = None) -> None:
    """Hand a reviewed text to the second reader; from now on the gate knows the names as decided.

    Args: seen is how many decisions there were when this person looked. Raises NotAllowed.
    """
    with story.held(home.sealed / id):
        opened = open_story(home, ledger, id, who)
        if seen is not None and seen != len(opened.history):
            raise NotAllowed(STALE)
        if not ledger.finish(id, who.who, names_decided(opened, who.secret)):
            raise NotAllowed("Deze tekst is al beoordeeld.")


def names_decided(opened: Opened, secret: bytes) -> set[tuple[str, int]]:
    """Return the (digest, weight) of every name in a story, as its reviewers decided."""
    mentions = tuple(masked(opened.reading.mentions, opened.decisions))
    return digested(replace(opened.reading, mentions=mentions), secret)


def reopen(ledger: Ledger, id: str, who: str) -> None:
    """Send a reviewed text back. Raises NotAllowed."""
    if not ledger.move(id, "decided", "uploaded", who):
        raise NotAllowed("Alleen een tekst die op vrijgave wacht, kan terug naar de beoordeling.")


def _check(reading: Reading, decisions: list[Decision]) -> None:
    """Refuse what is no decision on this text. Raises NotAllowed."""
    if not decisions:
        raise NotAllowed("Deze plek staat niet in de tekst. Laad de pagina opnieuw.")
    for decision in decisions:
        if decision.kind not in KINDS or decision.verdict not in _VERDICTS:
            raise NotAllowed("Deze beslissing kennen we niet. Laad de pagina opnieuw.")
        if not 0 <= decision.start < decision.end <= len(reading.transcript.text):
            raise NotAllowed("Deze plek staat niet in de tekst. Laad de pagina opnieuw.")
