"""Somebody takes their story back: it reaches everything that was made of it.

The register is written first. Whatever happens after that moment, `replay` finishes the work: at the next start of the
desk, in `archive doctor`, and after a restore.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

from archive.config import Settings
from archive.disk import destroy
from archive.errors import NotAllowed, NotFound
from archive.home import Home
from archive.ingest.research import clear_index
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.publish import content
from archive.publish.resting import rests
from archive.publish.taking_out import take_out
from archive.steward import certificate
from archive.vault import digests, register, story
from archive.vault.register import Withdrawal


@dataclass(frozen=True)
class Plan:
    """What a withdrawal touches. `whole`: all of the participant's stories go; counts are of files and rows.

    `near` are codes of the same project that look alike (P7 beside P07): a typing error must not destroy, nor spare,
    another's story.
    """

    participant: Participant | None  # None: of a transcript whose participant is not known here (any more)
    whole: bool
    transcripts: tuple[str, ...] = ()
    sealed_files: int = 0
    released: int = 0
    digests_of_names: int = 0
    items: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    content_read: bool = False
    near: tuple[str, ...] = ()


def plan(home: Home, settings: Settings, ledger: Ledger, what: str, project: str = "") -> Plan:
    """Work out what the withdrawal of a participant (`P07`) or of one transcript (`T…`) touches. Changes nothing.

    Raises NotFound, or NotAllowed when a code is in use in several projects and none is named.
    """
    if ledger.has(what):
        participant = ledger.get(what).participant
        whole = len(ledger.of(participant)) == 1
    else:
        participant, whole = _coded(ledger, what, project), True
    ids = tuple(sorted(deposit.id for deposit in ledger.of(participant))) if whole else (what,)
    published = ledger.agreements.resting()
    root = content.content_root(settings, home)
    now = rests(content.load(root).library) if root.is_dir() else {}
    items = {item for known in (published, now) for item, on in known.items() if participant in on}
    return Plan(
        participant, whole, ids,
        sum(len(list((home.sealed / id).glob("*"))) for id in ids),
        sum((home.released / f"{id}.json").exists() for id in ids),
        sum(ledger.digest_count(id) for id in ids),
        tuple(sorted(items)), tuple(sorted(item for item in items if item in published)), root.is_dir(),
        _near(ledger, participant),
    )  # fmt: skip


def carry_out(home: Home, ledger: Ledger, wanted: Plan, who: str, why: str = "withdrawal") -> Path:
    """Destroy what a plan names and return where the certificate lies."""
    with home.alone():
        participant = wanted.participant if wanted.whole else None
        row = Withdrawal(datetime.now(UTC).isoformat(timespec="seconds"), who, participant, wanted.transcripts, why)
        register.add(home.withdrawals, row, digests.seal_key(home.seal_key))
        if participant:  # also what came in since the plan was made; what comes in later sees the register
            ids = {*wanted.transcripts, *(deposit.id for deposit in ledger.of(participant))}
            wanted = replace(wanted, transcripts=tuple(sorted(ids)))
        return _finish(home, ledger, wanted, row, who)


def replay(home: Home, settings: Settings, ledger: Ledger) -> list[str]:
    """Finish every withdrawal in the register that is not done here (any more), and return the codes concerned.

    That is how a withdrawal survives a crash halfway and the restore of an older backup. Raises VaultError.
    """
    done = []
    for row in register.read(home.withdrawals, digests.seal_key(home.seal_key)):
        known = {id for id in row.transcripts if ledger.has(id)}
        left = known | {id for id in row.transcripts if (home.sealed / id).exists()}
        agreed = row.participant if row.participant and ledger.agreements.get(row.participant) else None
        if not (left or agreed) and certificate.path(home, row).exists():
            continue
        if agreed:
            wanted = plan(home, settings, ledger, agreed.code, agreed.project)
        elif known:
            wanted = plan(home, settings, ledger, min(known))
        else:
            wanted = Plan(row.participant, whole=True)
        all_of_them = {*wanted.transcripts, *left} if row.participant else row.transcripts
        wanted = replace(wanted, whole=bool(row.participant), transcripts=tuple(sorted(all_of_them)))
        with home.alone():
            _finish(home, ledger, wanted, row, "replay")
        done.append(str(row.participant or ", ".join(row.transcripts)))
    return done


def destroy_story(home: Home, id: str) -> int:
    """Destroy the sealed story, its key first, and the released text. Return how many files went.

    Doing it twice is no error: after a crash it is done again.
    """
    released = home.released / f"{id}.json"
    count = story.destroy(home.sealed / id) + released.exists()
    destroy(released)
    return count


def _near(ledger: Ledger, participant: Participant) -> tuple[str, ...]:
    """Return the codes of a project that somebody could take for this one: the same digits, or one stroke more.

    Another digit is no near code: of P01 to P40 every code would be near every other.
    """
    own = participant.code
    others = {p.code for p in ledger.agreements.participants() if p.project == participant.project}
    return tuple(
        code
        for code in sorted(others - {own})
        if _digits(code) == _digits(own) or (len(code) != len(own) and DamerauLevenshtein.distance(code, own) == 1)
    )


def _digits(code: str) -> list[str]:
    return sorted(re.sub(r"\D", "", code).replace("0", ""))


def _coded(ledger: Ledger, code: str, project: str) -> Participant:
    """Return the one participant with a code. Raises NotFound, or NotAllowed where there are several."""
    code = Participant("", code).code
    found = {consent.participant for consent in ledger.agreements.coded(code, project)}
    if not found:
        raise NotFound("Deze deelnemer of tekst is er niet. Kijk de code na.")
    if len(found) > 1:
        raise NotAllowed(f"De code {code} komt in meer projecten voor. Noem het project met --project.")
    return found.pop()


def _finish(home: Home, ledger: Ledger, wanted: Plan, row: Withdrawal, who: str) -> Path:
    """Destroy, forget, clear, take off the site, and write the certificate: while the archive's lock is held."""
    files = sum(destroy_story(home, id) for id in wanted.transcripts)
    gone = wanted.participant if wanted.whole else None
    ledger.forget(wanted.transcripts, who, participant=gone, items=wanted.items, because=wanted.participant)
    clear_index(home, ledger, set(wanted.transcripts))
    taken = take_out(home, {held.item for held in ledger.agreements.held()})  # and what a crash left standing
    facts = {
        "participant": str(wanted.participant or ""), "whole": wanted.whole, "transcripts": wanted.transcripts,
        "sealed_files": wanted.sealed_files, "released": wanted.released,
        "digests_of_names": wanted.digests_of_names, "items": wanted.items, "published": wanted.published,
        "content_read": wanted.content_read, "files_destroyed": files, "taken_out": taken,
    }  # fmt: skip
    return certificate.write(home, row, facts)
