"""The proof of a destruction, in codes and counts: for the file of the participant. It names nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive.disk import write_whole
from archive.home import Home
from archive.vault.digests import mac, seal_key
from archive.vault.register import Withdrawal, plain

_WHY = {
    "withdrawal": "op verzoek van de deelnemer", "retention term": "na het einde van de bewaartermijn",
    "retention consent": "na het einde van de toestemming",
}  # fmt: skip


def path(home: Home, row: Withdrawal) -> Path:
    """Return where the certificate of a withdrawal lies, to be read by people."""
    return home.certificates / f"{_id(row)}.txt"


def write(home: Home, row: Withdrawal, facts: Mapping[str, Any]) -> Path:
    """Write what was destroyed, for programs (sealed JSON) and for people, and return where the latter lies."""
    id = _id(row)
    sealed: dict[str, Any] = {"id": id, "at": row.at, "by": row.who, **facts}
    sealed["digest"] = mac(json.dumps(sealed, sort_keys=True), seal_key(home.seal_key))
    home.certificates.mkdir(mode=0o700, exist_ok=True)
    write_whole(home.certificates / f"{id}.json", json.dumps(sealed, indent=1).encode())
    write_whole(path(home, row), _text(id, row, facts).encode())
    return path(home, row)


def _id(row: Withdrawal) -> str:
    said = json.dumps(plain(row), sort_keys=True)
    return f"{row.at[:10]}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _text(id: str, row: Withdrawal, facts: Mapping[str, Any]) -> str:
    items = "\n".join(f"- {item}" for item in facts["items"]) or "- geen"
    part = "" if facts["whole"] else " (niet alles)"
    texts = ", ".join(facts["transcripts"]) or "geen"
    return f"""BEWIJS VAN VERNIETIGING {id}

Vernietigd op {row.at[:10]}, {_WHY.get(row.why, row.why)}.
Deelnemer {facts["participant"]}{part}.
Teksten: {texts}.

Weg zijn:
- de sleutels, het verzegelde verhaal en de vrijgegeven tekst: {facts["files_destroyed"]} bestanden
- de beslissingen en wat de zoekindex wist
- {facts["digests_of_names"]} vergelijkingscodes van namen

Dit rustte erop. Het blijft van de site tot iemand het nakeek:
{items}

Niet bereikt:
- reservekopieën elders; wie er een terugzet, vernietigt het verhaal opnieuw
- afgedrukte lessen, en uitgaven die al op een andere plek staan

Dit bewijs noemt geen namen.
"""
