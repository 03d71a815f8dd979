"""Who may open which story: after somebody comes or goes, every folder is made to fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from archive.config import Settings
from archive.errors import WrongKey
from archive.home import Home
from archive.ledger.store import Ledger
from archive.vault import age, digests, story


@dataclass
class Resealed:
    """What was done: transcripts by "same", "added", "rotated", and those that the key did not open."""

    done: dict[str, list[str]] = field(default_factory=lambda: {"same": [], "added": [], "rotated": [], "closed": []})

    @property
    def changed(self) -> int:
        """How many stories changed."""
        return len(self.done["added"]) + len(self.done["rotated"])


def reseal(
    home: Home, settings: Settings, ledger: Ledger, identity: age.Identity, who: str,
    progress: Callable[[int, int], None] = lambda done, all: None,
) -> Resealed:  # fmt: skip
    """Make every sealed story fit its project's recipients, or the readers that its participant named.

    Raises VaultError without a steward among the recipients.
    """
    result = Resealed()
    key = digests.digest_key(home.digest_key)
    deposits = ledger.all()
    for number, deposit in enumerate(deposits, 1):
        with home.alone():
            folder = home.sealed / deposit.id
            if not folder.is_dir():  # withdrawn in the meantime
                continue
            consent = ledger.agreements.get(deposit.participant)
            recipients = settings.vault.for_project(deposit.project, consent.readers if consent else ())
            try:
                result.done[story.reseal(folder, deposit.project, recipients, identity, key)].append(deposit.id)
            except WrongKey:
                result.done["closed"].append(deposit.id)
        progress(number, len(deposits))
    ledger.note(who, "reseal", count=result.changed)
    return result


def mismatched(home: Home, settings: Settings, ledger: Ledger) -> list[str]:
    """Return the transcripts whose recipients are not as the settings and consent want them. Needs no key."""
    key = digests.digest_key(home.digest_key)
    found = []
    for deposit in ledger.all():
        consent = ledger.agreements.get(deposit.participant)
        wanted = settings.vault.for_project(deposit.project, consent.readers if consent else ())
        fingerprints = {handle: age.fingerprint(recipient) for handle, recipient in wanted.items()}
        folder = home.sealed / deposit.id
        if folder.is_dir() and dict(story.about(folder, key).recipients) != fingerprints:
            found.append(deposit.id)
    return found
