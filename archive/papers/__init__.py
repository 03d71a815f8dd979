"""Papers for the law and for participants: Markdown in plain Dutch, filled with what this installation really does."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive import sealed, vault
from archive.config import Settings
from archive.consent import LAYERS, refusal
from archive.errors import NotFound, VaultError
from archive.home import Home
from archive.ledger import Ledger
from archive.model import DIRECT, FLAGGED, LABELS, QUASI
from archive.retention import CLASSES, ELSEWHERE

# The layers as a participant reads them.
_PLAIN = {
    "bewaren": "U bewaart mijn verhaal op slot", "onderzoek": "Onderzoekers lezen mijn verhaal, met andere namen",
    "lessen": "Anderen leren van mijn verhaal", "citaten": "U gebruikt soms een zin van mij, zonder mijn naam",
    "film": "Mijn verhaal komt in een film",
}  # fmt: skip


def paper(name: str, home: Home, today: date) -> str:
    """Return `register`, `dpia`, `letter` or `form` as Markdown."""
    ledger = Ledger(home.ledger)
    try:
        return _fill(name, _facts(home, home.settings(), ledger, today))
    finally:
        ledger.close()


def answer(home: Home, code: str, project: str, today: date) -> str:
    """Return the answer to a participant's request for access. Raises NotFound."""
    settings, ledger = home.settings(), Ledger(home.ledger)
    try:
        found = [c for c in ledger.consents.all() if c.participant == code and project in ("", c.project)]
        if not found:
            raise NotFound("Deze deelnemer is er niet. Kijk de code na.")
        people = [_person(home, settings, ledger, consent, today) for consent in found]
        return _fill("access", {**_facts(home, settings, ledger, today), "people": people, "code": code})
    finally:
        ledger.close()


def _person(home: Home, settings: Settings, ledger: Ledger, consent: Any, today: date) -> dict[str, Any]:
    """Return what the archive knows of one participant: never the story itself, which only a key opens."""
    key = vault.digest_key(home.digest_key)
    texts = []
    for record in ledger.of(consent.project, consent.participant):
        try:
            who = sorted(sealed.about(home.sealed / record.id, key).recipients)
        except VaultError:
            who = []
        opened = [event for event in ledger.events(record.id, limit=10_000) if event.what == "open"]
        texts.append({**asdict(record), "who": who, "opened": opened, "names": ledger.digest_count(record.id)})
    resting = sorted(item for item, on in ledger.consents.resting().items() if consent.key in on)
    state = {layer: refusal(consent, layer, today) for layer in LAYERS}
    return {"consent": consent, "texts": texts, "resting": resting, "state": state}


def _facts(home: Home, settings: Settings, ledger: Ledger, today: date) -> dict[str, Any]:
    records = ledger.all()
    projects = sorted({record.project for record in records})
    return {
        "today": today.isoformat(), "name": settings.name, "settings": settings, "layers": LAYERS, "plain": _PLAIN,
        "classes": CLASSES,
        "elsewhere": ELSEWHERE, "terms": settings.retention.model_dump(),
        "projects": {p: sorted(settings.vault.for_project(p)) for p in projects},
        "users": sorted(path.stem for path in home.identities.glob("*.age")),
        "stories": len(records), "released": sum(record.state == "released" for record in records),
        "participants": len(ledger.consents.all()), "held": len(ledger.consents.held()),
        "direct": sorted(LABELS[k] for k in DIRECT), "quasi": sorted(LABELS[k] for k in QUASI),
        "flagged": sorted(LABELS[k] for k in FLAGGED),
    }  # fmt: skip


def _fill(name: str, facts: dict[str, Any]) -> str:
    loader = PackageLoader("archive.papers", "templates")
    environment = Environment(  # Markdown, printed: there is no HTML to escape
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.get_template(f"{name}.md").render(facts)
