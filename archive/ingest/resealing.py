"""Who may open which story: after somebody comes or goes, every folder is made to fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from archive import sealed, vault
from archive.config import Settings
from archive.errors import WrongKey
from archive.home import Home
from archive.ledger import Ledger


@dataclass
class Resealed:
    """What was done: transcripts by "same", "added", "rotated", and those that the key did not open."""

    done: dict[str, list[str]] = field(default_factory=lambda: {"same": [], "added": [], "rotated": [], "closed": []})

    @property
    def changed(self) -> int:
        """How many stories changed."""
        return len(self.done["added"]) + len(self.done["rotated"])


def reseal(
    home: Home, settings: Settings, ledger: Ledger, identity: vault.Identity, who: str,
    progress: Callable[[int, int], None] = lambda done, all: None,
) -> Resealed:  # fmt: skip
    """Make every sealed story fit its project's recipients, or the readers that its participant named.

    Raises VaultError without a steward among the recipients.
    """
    result = Resealed()
    key = vault.digest_key(home.digest_key)
    records = ledger.all()
    for number, record in enumerate(records, 1):
        with home.alone():
            folder = home.sealed / record.id
            if not folder.is_dir():  # withdrawn in the meantime
                continue
            consent = ledger.consents.get(record.project, record.participant)
            recipients = settings.vault.for_project(record.project, consent.readers if consent else ())
            try:
                result.done[sealed.reseal(folder, record.project, recipients, identity, key)].append(record.id)
            except WrongKey:
                result.done["closed"].append(record.id)
        progress(number, len(records))
    ledger.note(who, "reseal", count=result.changed)
    return result


def mismatched(home: Home, settings: Settings, ledger: Ledger) -> list[str]:
    """Return the transcripts whose recipients are not as the settings and consent want them. Needs no key."""
    key = vault.digest_key(home.digest_key)
    found = []
    for record in ledger.all():
        consent = ledger.consents.get(record.project, record.participant)
        wanted = settings.vault.for_project(record.project, consent.readers if consent else ())
        fingerprints = {handle: vault.fingerprint(recipient) for handle, recipient in wanted.items()}
        folder = home.sealed / record.id
        if folder.is_dir() and (
            not (folder / "about.json").exists() or dict(sealed.about(folder, key).recipients) != fingerprints
        ):
            found.append(record.id)
    return found
