"""What was changed outside the program: sealed folders, keys, roles, and what people agreed to, each by its name."""

from __future__ import annotations

from collections.abc import Callable

from archive.config import Settings
from archive.home import Home
from archive.ingest.sealing import unapproved, vouched
from archive.ledger import audit
from archive.ledger.agreements import changed_by_hand
from archive.ledger.store import Ledger
from archive.rights import IN_DUTCH
from archive.vault import story
from archive.vault.digests import seal_key
from archive.vault.secret import Keyholder


def tampered(
    home: Home, settings: Settings, ledger: Ledger, who: Keyholder | None = None,
    progress: Callable[[int, int], None] = lambda done, all: None,
) -> list[str]:  # fmt: skip
    """Return what is not as the log knows it, in Dutch; empty when all is well.

    With a key every story is opened too, and every approval checked. Never re-seal on the strength of what stands here.
    """
    key, secret = seal_key(home.seal_key), who.secret if who else None
    found = []
    if (broken := audit.first_broken(ledger.engine)) is not None:
        found.append(f"Regel {broken} van het logboek klopt niet. Kijk wat er gebeurd is; zet een reservekopie terug.")
    deposits = ledger.all()
    for number, deposit in enumerate(deposits, 1):
        folder = home.sealed / deposit.id
        if folder.is_symlink() or not folder.is_dir():
            found.append(f"Het verzegelde verhaal van {deposit.id} ontbreekt. Zet een reservekopie terug.")
        else:
            found += story.problems(folder, key, ledger.bound(deposit.id), who.identity if who else None)
        progress(number, len(deposits))
    found += [
        f"De sleutel van {handle} in config.toml is door niemand goedgekeurd. Haal hem daar weg. Weet u zeker van wie "
        "hij is? Keur hem dan goed met `archive user approve`."
        for handle in unapproved(settings, ledger, secret)
    ]
    if secret:
        forged = set(ledger.grants.all()) - set(vouched(ledger, secret))
        found += [
            f"De rol {IN_DUTCH[one.role]} van {one.handle} in {one.project} is buiten het programma om gegeven."
            for one in sorted(forged)
        ]
    found += [
        f"{about.strip('/')} is buiten het programma om veranderd, en telt niet. Zet een reservekopie terug."
        for about in ledger.grants.changed()
    ]
    return found + [str(changed_by_hand(participant)) for participant in ledger.agreements.changed()]
