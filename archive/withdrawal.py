"""Somebody takes their story back, or changes what they agreed to: it reaches everything that was made of it.

The register is written first. Whatever happens after that moment, `replay` finishes the work: at the next start of the
desk, in `archive doctor`, and after a restore.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from archive import vault, withdrawals
from archive.config import Settings
from archive.consent import Consent, refusal
from archive.errors import NotAllowed, NotFound
from archive.home import Home, write_whole
from archive.ingest.names import parts
from archive.ingest.withdraw import clear_index, destroy_story
from archive.ledger import Ledger
from archive.publish import content
from archive.publish.resting import layers_of, rests
from archive.publish.taking_out import content_root, served, take_out
from archive.withdrawals import Withdrawal


@dataclass(frozen=True)
class Plan:
    """What a withdrawal touches. `participant` is `project/code`; `whole` says that all of theirs goes."""

    participant: str
    whole: bool
    transcripts: tuple[str, ...]
    sealed_files: int
    released: int
    digests_of_names: int
    items: tuple[str, ...]
    published: tuple[str, ...]
    content_read: bool


def plan(home: Home, settings: Settings, ledger: Ledger, what: str, project: str = "") -> Plan:
    """Work out what the withdrawal of a participant (`P07`) or of one transcript (`T…`) touches. Changes nothing.

    Raises NotFound, or NotAllowed when a code is in use in several projects and none is named.
    """
    records = [record for record in ledger.all() if record.id == what]
    whole = not records
    if records:
        key = f"{records[0].project}/{records[0].participant}"
        whole = len(ledger.of(records[0].project, records[0].participant)) == 1
    else:
        keys = {c.key for c in ledger.consents.all() if c.participant == what and project in ("", c.project)}
        if not keys:
            raise NotFound("Deze deelnemer of tekst is er niet. Kijk de code na.")
        if len(keys) > 1:
            raise NotAllowed(f"De code {what} komt in meer projecten voor. Noem het project met --project.")
        key = keys.pop()
        found, _, code = key.rpartition("/")
        records = ledger.of(found, code)
    published = ledger.consents.resting()
    root = content_root(settings, home)
    now = rests(content.load(root).library) if root.is_dir() else {}
    items = {item for known in (published, now) for item, on in known.items() if key in on}
    ids = tuple(sorted(record.id for record in records))
    return Plan(
        key, whole, ids,
        sum(len(list((home.sealed / id).glob("*"))) for id in ids),
        sum((home.released / f"{id}.json").exists() for id in ids),
        sum(ledger.digest_count(id) for id in ids),
        tuple(sorted(items)), tuple(sorted(item for item in items if item in published)), root.is_dir(),
    )  # fmt: skip


def carry_out(home: Home, ledger: Ledger, wanted: Plan, who: str, why: str = "withdrawal") -> Path:
    """Destroy what a plan names and return where the certificate lies."""
    key = vault.digest_key(home.digest_key)
    with home.alone():
        participant = wanted.participant if wanted.whole else ""
        row = Withdrawal(_now(), who, participant, wanted.transcripts, why)
        withdrawals.add(home.withdrawals, row, key)
        if wanted.whole:  # also what came in since the plan was made; what comes in later sees the register
            project, _, code = wanted.participant.rpartition("/")
            ids = {*wanted.transcripts, *(record.id for record in ledger.of(project, code))}
            wanted = replace(wanted, transcripts=tuple(sorted(ids)))
        files = _destroy(home, ledger, wanted, who)
        taken = take_out(home, wanted.items)
        return _certify(home, wanted, files, taken, row)


def replay(home: Home, settings: Settings, ledger: Ledger) -> list[str]:
    """Finish every withdrawal in the register that is not done here (any more), and return the codes concerned.

    That is how a withdrawal survives a crash halfway and the restore of an older backup. Raises VaultError.
    """
    done = []
    for row in withdrawals.read(home.withdrawals, vault.digest_key(home.digest_key)):
        known = {record.id for record in ledger.all()}
        left = {id for id in row.transcripts if id in known or (home.sealed / id).exists()}
        project, _, code = row.participant.rpartition("/")
        agreed = row.participant and ledger.consents.get(project, code)
        if not (left or agreed) and (home.certificates / f"{_certificate(row)}.txt").exists():
            continue
        if agreed or left & known:
            wanted = plan(home, settings, ledger, code if agreed else min(left & known), project)
        else:
            wanted = Plan(row.participant, bool(row.participant), (), 0, 0, 0, (), (), False)
        wanted = replace(wanted, whole=bool(row.participant), transcripts=tuple(sorted({*wanted.transcripts, *left})))
        if not row.participant:
            wanted = replace(wanted, transcripts=row.transcripts)
        with home.alone():
            files = _destroy(home, ledger, wanted, "replay")
            _certify(home, wanted, files, take_out(home, {row.item for row in ledger.consents.held()}), row)
        done.append(row.participant or ", ".join(row.transcripts))
    return done


def withdrawn(home: Home, key: str) -> bool:
    """Say whether a participant (`project/code`) took their story back: their code is never used again."""
    rows = withdrawals.read(home.withdrawals, vault.digest_key(home.digest_key))
    return any(row.participant == key for row in rows)


def change(home: Home, ledger: Ledger, consent: Consent, who: str) -> tuple[str, ...]:
    """Write a changed consent and undo what it no longer covers. Return the items that went out of the bundle.

    Raises NotAllowed for what is no consent, or for a pseudonym that is somebody's name.
    """
    key = vault.digest_key(home.digest_key)
    sealed_names = ledger.name_digests()
    if any(vault.digest(part, key) in sealed_names for part in parts(consent.pseudonym)):
        raise NotAllowed("Dit pseudoniem is een naam uit een verzegeld verhaal. Kies samen een andere.")
    if withdrawn(home, consent.key):
        raise NotAllowed(f"{consent.participant} trok zich terug. Wie weer meedoet, krijgt een nieuwe code.")
    ledger.consents.put(consent, who)
    if "onderzoek" not in consent.layers:
        ids = [r.id for r in ledger.of(consent.project, consent.participant) if r.state == "released"]
        for id in ids:
            ledger.move(id, "released", "decided", who)
            (home.released / f"{id}.json").unlink(missing_ok=True)
        clear_index(home, ledger, set(ids))
    shown = served(home).items()
    lost = {
        item
        for item, on in ledger.consents.resting().items()
        if consent.key in on
        and any(refusal(consent, layer, date.today()) for layer in layers_of(item, shown.get(item)))
    }
    if lost:
        with home.alone():
            ledger.forget((), who, items=lost, because=consent.key)
            take_out(home, lost)
    return tuple(sorted(lost))


def _destroy(home: Home, ledger: Ledger, wanted: Plan, who: str) -> int:
    files = sum(destroy_story(home, id) for id in wanted.transcripts)
    key = wanted.participant if wanted.whole else ""
    ledger.forget(wanted.transcripts, who, key=key, items=wanted.items, because=wanted.participant)
    clear_index(home, ledger, set(wanted.transcripts))
    return files


def _certificate(row: Withdrawal) -> str:
    return f"{row.at[:10]}-{hashlib.sha256(repr(row).encode()).hexdigest()[:8]}"


def _certify(home: Home, wanted: Plan, files: int, taken: int, row: Withdrawal) -> Path:
    """Write what was destroyed, in codes and counts: for the file of the participant."""
    id = _certificate(row)
    facts = {"id": id, "at": row.at, "by": row.who, **asdict(wanted), "files_destroyed": files, "taken_out": taken}
    facts["digest"] = vault.seal_of(json.dumps(facts, sort_keys=True), vault.digest_key(home.digest_key))
    home.certificates.mkdir(mode=0o700, exist_ok=True)
    write_whole(home.certificates / f"{id}.json", json.dumps(facts, indent=1).encode())
    items = "\n".join(f"- {item}" for item in wanted.items) or "- geen"
    part = "" if wanted.whole else " (niet alles)"
    texts = ", ".join(wanted.transcripts) or "geen"
    text = f"""BEWIJS VAN VERNIETIGING {id}

Vernietigd op {row.at[:10]}, {_WHY.get(row.why, row.why)}.
Deelnemer {wanted.participant}{part}.
Teksten: {texts}.

Weg zijn:
- de sleutels, het verzegelde verhaal en de vrijgegeven tekst: {files} bestanden
- de beslissingen en wat de zoekindex wist
- {wanted.digests_of_names} vergelijkingscodes van namen

Dit rustte erop. Het blijft van de site tot iemand het nakeek:
{items}

Niet bereikt:
- reservekopieën elders; wie er een terugzet, vernietigt het verhaal opnieuw
- afgedrukte lessen, en uitgaven die al op een andere plek staan

Dit bewijs noemt geen namen.
"""
    path = home.certificates / f"{id}.txt"
    write_whole(path, text.encode())
    return path


_WHY = {
    "withdrawal": "op verzoek van de deelnemer", "retention term": "na het einde van de bewaartermijn",
    "retention consent": "na het einde van de toestemming",
}  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
