"""Looks at an archive as a whole, and clears what a killed process left behind."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from archive.config import Settings
from archive.consent import refusal
from archive.disk import sweep
from archive.errors import ArchiveError, NotFound
from archive.home import Home
from archive.ledger.store import Ledger
from archive.publish import bundle
from archive.publish.resting import layers_of
from archive.publish.taking_out import served
from archive.steward import withdrawal
from archive.steward.founding import TAKE_AWAY
from archive.steward.resealing import mismatched
from archive.steward.tampering import tampered
from archive.vault import label, story
from archive.vault.age import check_recipient
from archive.vault.digests import seal_key

_AN_HOUR = 3600  # seconds


def _rows(home: Home, settings: Settings, ledger: Ledger) -> list[str]:
    """Check the log, who may open what, and whether what is published still rests on consent."""
    found: list[str] = []
    if wrong := tampered(home, settings, ledger):
        return found + wrong
    if odd := mismatched(home, settings, ledger):
        found.append(f"{len(odd)} verhalen openen niet voor wie het zou moeten. Draai `archive vault reseal --key …`.")
    consents = {consent.participant: consent for consent in ledger.agreements.all()}
    shown = served(home).items()
    for item, on in sorted(ledger.agreements.resting().items()):
        layers = layers_of(item, shown.get(item))
        if any(refusal(consents.get(participant), layer, date.today()) for participant in on for layer in layers):
            found.append(f"{item} staat op de site, maar de toestemming dekt dat niet meer. Draai `archive publish`.")
    if count := len(ledger.agreements.held()):
        found.append(f"Er wachten stukken tot iemand ze nakijkt: {count}. Zie `archive content held`.")
    return found


def _swap() -> list[str]:
    """Look for swap that keeps memory readable on a disk: Python cannot lock a key's pages, so the machine must."""
    try:
        lines = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return []
    if all(line.startswith(("/dev/zram", "/dev/dm-")) for line in lines):
        return []
    return ["Deze machine heeft wisselgeheugen op schijf (swap). Versleutel het, of zet het uit met `swapoff -a`."]


def examine(home: Home, settings: Settings) -> list[str]:
    """Return what needs attention, in Dutch; empty when all is well."""
    found = []
    for folder in (home.sealed, home.released):
        sweep(folder)
    for handle, key in settings.vault.recipients.items():
        try:
            check_recipient(key)
        except ArchiveError as error:
            found.append(f"{handle}: {error}")
    if "steward" not in settings.vault.recipients:
        found.append(
            "Er is geen steward bij [vault.recipients]: niemand kan verhalen redden als een wachtzin kwijtraakt."
        )
    if (home.root / TAKE_AWAY / "steward.key").exists():
        found.append(f"De sleutel van de steward ligt nog in {home.root / TAKE_AWAY}. Haal hem van deze machine.")
    found += _stories(home, settings)
    found += _swap()
    if home.desk.stat().st_mode & 0o077:
        found.append(f"Anderen kunnen in {home.desk}. Draai: chmod 700 {home.desk}")
    try:
        bundle.verify(bundle.current(home.public), settings.publish.publisher)
    except NotFound:
        pass  # nothing is published yet
    except ArchiveError as error:
        found.append(str(error))
    return found


def _stories(home: Home, settings: Settings) -> list[str]:
    """Compare the ledger with what is sealed; a sealed folder the ledger never heard of was never acknowledged."""
    try:
        with Ledger(home.ledger) as ledger:
            withdrawal.replay(home, settings, ledger)
            known = {deposit.id for deposit in ledger.all()}
            present = {path.name for path in home.sealed.iterdir() if path.is_dir() and not path.name.startswith(".")}
            _tidy(home, present, known)
            found = _rows(home, settings, ledger)
    except ArchiveError as error:
        return [str(error)]
    return found


def _tidy(home: Home, present: set[str], known: set[str]) -> None:
    """Destroy stories that were never acknowledged, and what a crash left inside those that were."""
    for orphan in present - known:
        if time.time() - (home.sealed / orphan).stat().st_mtime > _AN_HOUR:  # younger: an upload may be under way
            story.destroy(home.sealed / orphan)
    key = seal_key(home.seal_key)
    with home.alone():
        for id in present & known:
            label.tidy(home.sealed / id, key)
