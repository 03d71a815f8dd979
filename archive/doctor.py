"""Looks at an archive as a whole, and clears what a killed process left behind."""

from __future__ import annotations

import shutil
import time

from archive.config import Settings
from archive.errors import ArchiveError
from archive.founding import TAKE_AWAY
from archive.home import Home, sweep
from archive.ledger import Ledger
from archive.publish.bundle import verify
from archive.vault import check_recipient

_AN_HOUR = 3600  # seconds


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
    found += _stories(home)
    if home.desk.stat().st_mode & 0o077:
        found.append(f"Anderen kunnen in {home.desk}. Draai: chmod 700 {home.desk}")
    if (home.public / "current").exists():
        try:
            verify((home.public / "current").resolve())
        except ArchiveError as error:
            found.append(str(error))
    return found


def _stories(home: Home) -> list[str]:
    """Compare the ledger with what is sealed; a sealed folder the ledger never heard of was never acknowledged."""
    ledger = Ledger(home.ledger)
    known = {record.id for record in ledger.all()}
    ledger.close()
    present = {path.name for path in home.sealed.iterdir() if path.is_dir() and not path.name.startswith(".")}
    for orphan in present - known:
        if time.time() - (home.sealed / orphan).stat().st_mtime > _AN_HOUR:  # younger: an upload may be under way
            shutil.rmtree(home.sealed / orphan)
    return [f"Het verzegelde verhaal van {id} ontbreekt. Zet een reservekopie terug." for id in sorted(known - present)]
