"""For whom a story is sealed: the steward, and who holds a role in its project, or whom its participant named.

Public keys stand in config.toml; each must be one that was approved with a key of this archive. What somebody put there
by hand is sealed to by nobody.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date

from archive.config import Settings
from archive.errors import VaultError
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.rights import STEWARD, Grant, key_holders
from archive.vault.age import check_recipient
from archive.vault.secret import approval, role_seal


def recipients(
    settings: Settings, ledger: Ledger, participant: Participant, secret: bytes | None = None
) -> dict[str, str]:
    """Return whom a participant's stories are sealed to: handle → public key.

    With the archive's secret the approval of every key is checked too. Raises VaultError without a steward, or for a
    key that nobody approved, and names it.
    """
    known = settings.vault.recipients
    if STEWARD not in known:
        raise VaultError(
            "Er is geen steward bij [vault.recipients] in config.toml. Zonder steward verzegelen we niets."
        )
    for key in known.values():
        check_recipient(key)  # a secret key where a public one belongs is said before anything else
    if odd := unapproved(settings, ledger, secret):
        raise VaultError(
            f"De sleutel van {', '.join(odd)} bij [vault.recipients] in config.toml is niet goedgekeurd. Haal hem daar "
            "weg, of keur hem goed met `archive user approve`. Er is niets verzegeld."
        )
    consent = ledger.agreements.get(participant)
    named = set(consent.readers) if consent else set()
    holders = key_holders(vouched(ledger, secret), participant.project, date.today())
    chosen = [h for h in holders if not named or h in named]
    return {handle: known[handle] for handle in (STEWARD, *chosen) if handle in known}


def vouched(ledger: Ledger, secret: bytes | None) -> list[Grant]:
    """Return the roles that count; with the archive's secret, those alone that it vouches for."""
    return [
        grant
        for grant, seal in ledger.grants.sealed().items()
        if secret is None or hmac.compare_digest(seal, role_seal(grant, secret))
    ]


def unapproved(settings: Settings, ledger: Ledger, secret: bytes | None = None) -> list[str]:
    """Return the handles in config.toml whose key is not the one that was approved."""
    approved = ledger.grants.keys()

    def right(handle: str, key: str) -> bool:
        known, seal = approved.get(handle, ("", ""))
        return known == key and (secret is None or hmac.compare_digest(seal, approval(handle, key, secret)))

    return sorted(handle for handle, key in settings.vault.recipients.items() if not right(handle, key))


def everybody(settings: Settings) -> Iterable[str]:
    """Return every public key that the archive's secret is sealed to."""
    return settings.vault.recipients.values()
