"""A participant changes what they agreed to: what is no longer covered is undone."""

from __future__ import annotations

from datetime import date

from archive.consent import Consent, refusal
from archive.detection.names import parts
from archive.errors import NotAllowed
from archive.home import Home
from archive.ingest.research import clear_index
from archive.ledger.store import Ledger
from archive.publish.resting import layers_of
from archive.publish.taking_out import served, take_out
from archive.vault import digests, register
from archive.vault.secret import Keyholder


def change(home: Home, ledger: Ledger, consent: Consent, who: Keyholder) -> tuple[str, ...]:
    """Write a changed consent and undo what it no longer covers. Return the items that went out of the bundle.

    Whether `who` may do so alone is asked in agreeing.py. Raises NotAllowed for what is no consent, or for a pseudonym
    that is somebody's name.
    """
    check_pseudonym(ledger, consent, who)
    if register.took_back(home.withdrawals, consent.participant, digests.seal_key(home.seal_key)):
        code = consent.participant.code
        raise NotAllowed(f"{code} trok zich terug. Wie weer meedoet, krijgt een nieuwe code.")
    ledger.agreements.put(consent, who.who)
    if "onderzoek" not in consent.layers:
        _take_from_research(home, ledger, consent, who.who)
    return _take_off_the_site(home, ledger, consent, who.who)


def check_pseudonym(ledger: Ledger, consent: Consent, who: Keyholder) -> None:
    """Refuse a pseudonym that is a name in a story of the same project; a refusal is in the log. Raises NotAllowed.

    What other projects hold makes no difference: else an answer would tell whose name lies there.
    """
    sealed_names = ledger.name_digests(consent.participant.project)
    if any(digests.digest(part, who.secret) in sealed_names for part in parts(consent.pseudonym)):
        about, project = str(consent.participant), consent.participant.project
        ledger.note(who.who, "pseudonym-refused", about=about, project=project)
        raise NotAllowed("Dit pseudoniem is een naam uit een verzegeld verhaal. Kies samen een andere.")


def _take_from_research(home: Home, ledger: Ledger, consent: Consent, who: str) -> None:
    ids = [deposit.id for deposit in ledger.of(consent.participant) if deposit.state == "released"]
    for id in ids:
        ledger.move(id, "released", "decided", who)
        (home.released / f"{id}.json").unlink(missing_ok=True)
    clear_index(home, ledger, set(ids))


def _take_off_the_site(home: Home, ledger: Ledger, consent: Consent, who: str) -> tuple[str, ...]:
    shown = served(home).items()
    lost = {
        item
        for item, on in ledger.agreements.resting().items()
        if consent.participant in on
        and any(refusal(consent, layer, date.today()) for layer in layers_of(item, shown.get(item)))
    }
    if lost:
        with home.alone():
            ledger.forget((), who, items=lost, because=consent.participant)
            take_out(home, lost)
    return tuple(sorted(lost))
