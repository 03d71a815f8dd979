"""Papers for the law and for participants: Markdown in plain Dutch, filled with what this installation really does."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.config import Settings
from archive.consent import LAYERS, Consent, refusal
from archive.errors import NotFound, VaultError
from archive.home import Home
from archive.ledger.store import Ledger
from archive.model import DIRECT, FLAGGED, LABELS, QUASI
from archive.rights import key_holders
from archive.steward.retention import CLASSES, ELSEWHERE
from archive.vault import digests, label

# The layers as a participant reads them.
_PLAIN = {
    "bewaren": "U bewaart mijn verhaal op slot", "onderzoek": "Onderzoekers lezen mijn verhaal, met andere namen",
    "lessen": "Anderen leren van mijn verhaal", "citaten": "U gebruikt soms een zin van mij, zonder mijn naam",
    "film": "Mijn verhaal komt in een film",
}  # fmt: skip


def paper(name: str, home: Home, today: date) -> str:
    """Return `register`, `dpia`, `letter` or `form` as Markdown."""
    with Ledger(home.ledger) as ledger:
        return _fill(name, _facts(home, home.settings(), ledger, today))


def answer(home: Home, code: str, project: str, today: date) -> str:
    """Return the answer to a participant's request for access. Raises NotFound."""
    settings = home.settings()
    with Ledger(home.ledger) as ledger:
        found = ledger.agreements.coded(code, project)
        if not found:
            raise NotFound("Deze deelnemer is er niet. Kijk de code na.")
        people = [_person(home, ledger, consent, today) for consent in found]
        return _fill("access", {**_facts(home, settings, ledger, today), "people": people, "code": code})


def _person(home: Home, ledger: Ledger, consent: Consent, today: date) -> dict[str, Any]:
    """Return what the archive knows of one participant: never the story itself, which only a key opens."""
    key = digests.seal_key(home.seal_key)
    texts = []
    for deposit in ledger.of(consent.participant):
        try:
            who = sorted(label.read(home.sealed / deposit.id, key).recipients)
        except VaultError:
            who = []
        opened = [event for event in ledger.events(deposit.id, limit=10_000) if event.what == "open"]
        texts.append({**asdict(deposit), "who": who, "opened": opened, "names": ledger.digest_count(deposit.id)})
    resting = sorted(item for item, on in ledger.agreements.resting().items() if consent.participant in on)
    state = {layer: refusal(consent, layer, today) for layer in LAYERS}
    return {"consent": consent, "texts": texts, "resting": resting, "state": state}


def _facts(home: Home, settings: Settings, ledger: Ledger, today: date) -> dict[str, Any]:
    deposits = ledger.all()
    projects = sorted({deposit.project for deposit in deposits})
    return {
        "today": today.isoformat(), "name": settings.name, "settings": settings, "layers": LAYERS, "plain": _PLAIN,
        "classes": CLASSES,
        "elsewhere": ELSEWHERE, "terms": settings.retention.model_dump(),
        "projects": {p: ["steward", *key_holders(ledger.grants.all(), p, today)] for p in projects},
        "users": sorted(path.stem for path in home.identities.glob("*.age")),
        "stories": len(deposits), "released": sum(deposit.state == "released" for deposit in deposits),
        "participants": len(ledger.agreements.all()), "held": len(ledger.agreements.held()),
        "direct": sorted(LABELS[k] for k in DIRECT), "quasi": sorted(LABELS[k] for k in QUASI),
        "flagged": sorted(LABELS[k] for k in FLAGGED),
    }  # fmt: skip


def _fill(name: str, facts: dict[str, Any]) -> str:
    loader = PackageLoader("archive.steward", "templates")
    environment = Environment(  # Markdown, printed: there is no HTML to escape
        loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.get_template(f"{name}.md").render(facts)
