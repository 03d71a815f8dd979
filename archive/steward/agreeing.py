"""A change of consent, or a destruction: by the steward who holds the keys, or by two people together.

One person proposes, another confirms. Nobody whom a participant's consent excludes has a say in that consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.config import Settings
from archive.consent import Consent, check
from archive.errors import ArchiveError, NotAllowed, NotFound
from archive.home import Home
from archive.ingest.pipeline import check_code
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.rights import STEWARD, Right
from archive.steward import withdrawal
from archive.steward.changes import change, check_pseudonym
from archive.steward.withdrawal import Plan
from archive.vault import story
from archive.vault.digests import seal_key
from archive.vault.secret import Keyholder


@dataclass(frozen=True)
class Outcome:
    """What came of it: only `proposed`, or done, with the items that went off the site and the certificate."""

    proposed: bool
    lost: tuple[str, ...] = ()
    certificate: Path | None = None


def ask(
    home: Home, settings: Settings, ledger: Ledger, participant: Participant, consent: Consent | None, who: Keyholder
) -> Outcome:
    """Change what a participant agreed to (`consent`), or destroy what they told (None); or propose it.

    It is done at once for who may do so alone and holds a key to every story of theirs, and for a first consent.
    Raises NotAllowed.
    """
    _check_may(ledger, participant, consent, who)
    _check_wish(ledger, consent, who)
    new = consent is not None and ledger.agreements.get(participant) is None and not ledger.of(participant)
    if new:
        check_code(participant)
    if new or may_alone(home, ledger, participant, who):
        ledger.proposals.drop(participant, who.who, "confirm")
        return _carry_out(home, settings, ledger, participant, consent, who)
    ledger.proposals.make(participant, consent, who.who)
    return Outcome(proposed=True)


def confirm(
    home: Home, settings: Settings, ledger: Ledger, participant: Participant, number: int, who: Keyholder
) -> Outcome:
    """Confirm, as a second person, what somebody proposed. Raises NotFound when it no longer is, or NotAllowed."""
    proposal = ledger.proposals.of(participant)
    if proposal is None or proposal.number != number:
        raise NotFound(_CHANGED)
    _check_may(ledger, participant, proposal.consent, who)
    if proposal.by == who.who:
        raise NotAllowed("U stelde dit zelf voor. Een tweede persoon bevestigt het, of de beheerder.")
    _check_wish(ledger, proposal.consent, who)
    if not ledger.proposals.drop(participant, who.who, "confirm", number):  # it was replaced, or confirmed, meanwhile
        raise NotFound(_CHANGED)
    return _carry_out(home, settings, ledger, participant, proposal.consent, who)


def reject(ledger: Ledger, participant: Participant, number: int, who: Keyholder) -> None:
    """Take away what was proposed: one's own, or another's. Raises NotFound when it no longer is, or NotAllowed."""
    proposal = ledger.proposals.of(participant)
    if proposal and proposal.by != who.who:
        _check_may(ledger, participant, proposal.consent, who)
    if proposal is None or not ledger.proposals.drop(participant, who.who, number=number):
        raise NotFound(_CHANGED)


def destroy(home: Home, settings: Settings, ledger: Ledger, plan: Plan, who: Keyholder) -> Outcome:
    """Destroy what a plan names, or propose it. One text of several is for who needs no second person.

    Raises NotAllowed.
    """
    if plan.participant and plan.whole:
        return ask(home, settings, ledger, plan.participant, None, who)
    if not plan.participant or not may_alone(home, ledger, plan.participant, who):
        raise NotAllowed(
            "Eén tekst van een deelnemer vernietigen doet de beheerder. Of stel voor om alles van deze deelnemer te "
            "vernietigen."
        )
    return Outcome(False, plan.published, withdrawal.carry_out(home, ledger, plan, who.who))


def may_alone(home: Home, ledger: Ledger, participant: Participant, who: Keyholder) -> bool:
    """Say whether somebody needs no second person: a steward of the project with a key to every story of theirs."""
    if not ledger.grants.may(who.who, Right.ALONE, participant.project):
        return False
    return who.who == STEWARD or all(_opens(home, ledger, deposit.id, who) for deposit in ledger.of(participant))


_CHANGED = "Dit voorstel is er niet meer, of is veranderd. Laad de pagina opnieuw."


def _opens(home: Home, ledger: Ledger, id: str, who: Keyholder) -> bool:
    try:
        story.open_part(home.sealed / id, story.STORY, who.identity, seal_key(home.seal_key), ledger.bound(id))
    except ArchiveError:
        return False
    return True


def _check_may(ledger: Ledger, participant: Participant, consent: Consent | None, who: Keyholder) -> None:
    if not ledger.grants.may(who.who, Right.AGREE, participant.project):
        raise NotFound("Deze deelnemer is er niet.")
    known = ledger.agreements.get(participant)
    if known and known.readers and who.who not in (*known.readers, STEWARD):
        raise NotAllowed(
            f"{participant.code} liet maar enkele onderzoekers toe, en u hoort daar niet bij. Vraag een van hen."
        )


def _check_wish(ledger: Ledger, consent: Consent | None, who: Keyholder) -> None:
    """Refuse what cannot be agreed to before anything is written: a proposal that fails is not confirmed."""
    if consent:
        check(consent)
        check_pseudonym(ledger, consent, who)


def _carry_out(
    home: Home, settings: Settings, ledger: Ledger, participant: Participant, consent: Consent | None, who: Keyholder
) -> Outcome:
    if consent:
        return Outcome(proposed=False, lost=change(home, ledger, consent, who))
    plan = withdrawal.plan(home, settings, ledger, participant.code, participant.project)
    return Outcome(False, plan.published, withdrawal.carry_out(home, ledger, plan, who.who))
