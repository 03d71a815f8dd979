"""Who may open which story: after somebody comes or goes, every folder is made to fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from archive.config import Settings
from archive.errors import WrongKey
from archive.home import Home
from archive.ingest.sealing import recipients
from archive.ledger.store import Ledger
from archive.vault import age, digests, label, story
from archive.vault.secret import Keyholder


@dataclass
class Resealed:
    """What was done: transcripts by "same", "added", "rotated", and those that the key did not open."""

    done: dict[str, list[str]] = field(default_factory=lambda: {"same": [], "added": [], "rotated": [], "closed": []})

    @property
    def changed(self) -> int:
        """How many stories changed."""
        return len(self.done["added"]) + len(self.done["rotated"])


def reseal(
    home: Home, settings: Settings, ledger: Ledger, who: Keyholder,
    progress: Callable[[int, int], None] = lambda done, all: None,
) -> Resealed:  # fmt: skip
    """Make every sealed story fit who holds a role in its project, or the readers that its participant named.

    Raises VaultError without a steward among the recipients, or for a key that nobody approved.
    """
    result = Resealed()
    key = digests.seal_key(home.seal_key)
    deposits = ledger.all()
    for number, deposit in enumerate(deposits, 1):
        with home.alone():
            folder = home.sealed / deposit.id
            if not folder.is_dir():  # withdrawn in the meantime
                continue
            wanted = recipients(settings, ledger, deposit.participant, who.secret)
            try:
                done, mark = story.reseal(folder, wanted, who.identity, key, ledger.bound(deposit.id))
            except WrongKey:
                done = "closed"
            result.done[done].append(deposit.id)
            if done in ("added", "rotated"):
                ledger.note(who.who, "sealed", deposit.id, why=done, mark=mark)
        progress(number, len(deposits))
    ledger.note(who.who, "reseal", count=result.changed)
    return result


def mismatched(home: Home, settings: Settings, ledger: Ledger) -> list[str]:
    """Return the transcripts whose recipients are not as roles and consent want them. Needs no key.

    Raises VaultError for a key that nobody approved.
    """
    key = digests.seal_key(home.seal_key)
    found = []
    for deposit in ledger.all():
        wanted = recipients(settings, ledger, deposit.participant)
        fingerprints = {handle: age.fingerprint(recipient) for handle, recipient in wanted.items()}
        folder = home.sealed / deposit.id
        if folder.is_dir() and dict(label.read(folder, key).recipients) != fingerprints:
            found.append(deposit.id)
    return found
