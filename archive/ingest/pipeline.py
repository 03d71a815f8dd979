"""The way in, step by step: read → seal → detect → link → propose. One short function a step."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rapidfuzz import process

from archive.config import Settings
from archive.consent import is_code, layers, require
from archive.detection.find import find
from archive.detection.link import surface_forms
from archive.detection.names import NAME, names_somebody, only_typed, parts, weights
from archive.errors import NoConsent, NotAllowed, NotFound, UnreadableFile
from archive.home import Home
from archive.ingest.pseudonyms import propose
from archive.ingest.readers import read
from archive.ingest.sealing import recipients
from archive.ledger.store import Ledger, the_same
from archive.model import Deposit, Participant, Reading, Transcript
from archive.vault import digests, register, story
from archive.vault.names import digested
from archive.vault.reading import pack
from archive.vault.secret import Keyholder


@dataclass(frozen=True)
class Incoming:
    """What comes in with a file. The bytes and the name are a stranger's."""

    untrusted_bytes: bytes
    untrusted_name: str
    consent: tuple[str, ...]
    participant: Participant = Participant("archief", "")
    cast: tuple[str, ...] = ()
    encoding: str = "utf-8"


def read_through(
    transcript: Transcript,
    settings: Settings,
    cast: Iterable[str],
    key: bytes,
    project: str,
    known: Container[str] = (),
) -> Reading:
    """Return the transcript with what was found in it and the pseudonyms proposed.

    `known` holds the digests of the names in the project's other stories: no pseudonym is one of those.
    """
    words, mentions = find(transcript, cast, settings.detect.model, settings.detect.min_score)
    forms = surface_forms(words, mentions)
    entities = propose(forms, key, project, lambda part: digests.digest(part, key) in known)
    return Reading(transcript, tuple(mentions), entities)


def take_in(incoming: Incoming, home: Home, settings: Settings, ledger: Ledger, who: Keyholder) -> Deposit:
    """Take one file in: sealed on disk and known to the ledger, or refused with nothing stored.

    Whether `who` may hand in for this project is asked by the caller (rights.py). Raises NotFound for a project that
    nobody was granted a role in, UnreadableFile, NoConsent, or NotAllowed for a name where it would not be sealed. A
    file that this participant handed in before is returned as it is; what another project holds makes no difference.
    """
    participant = incoming.participant
    check_project(participant.project, ledger.grants.projects())
    layers(",".join(incoming.consent))
    if len(incoming.untrusted_bytes) > settings.upload.max_mb * 1_000_000:
        raise too_large(settings)
    key, secret = digests.seal_key(home.seal_key), who.secret
    check_code(participant)
    file = base64.b64encode(incoming.untrusted_bytes).decode()
    file_digest = digests.digest(f"{participant.project}\0{file}", secret)
    if known := ledger.with_file(file_digest):
        return the_same(known, participant)
    _check_withdrawn(participant, home, key)
    if consent := ledger.agreements.get(participant):
        require(consent, "bewaren", date.today())
    sealed_to = recipients(settings, ledger, participant, secret)
    transcript = read(incoming.untrusted_bytes, incoming.untrusted_name, incoming.encoding)
    others = ledger.name_digests(participant.project)
    reading = read_through(transcript, settings, incoming.cast, secret, participant.project, others)
    _check_open_fields(participant, reading)
    deposit = Deposit(
        "T" + secrets.token_hex(5), participant, transcript.format, transcript.words, incoming.consent, "uploaded",
        datetime.now(UTC).isoformat(timespec="seconds"), len(reading.mentions),
    )  # fmt: skip
    folder = home.sealed / deposit.id
    mark = story.create(folder, participant.project, _parts(incoming, reading), sealed_to, key)
    try:
        typed = {digests.digest(part, secret) for part in only_typed(reading)}
        added = ledger.add(deposit, file_digest, digested(reading, secret), who.who, mark=mark, typed=typed)
    except BaseException:
        story.destroy(folder)
        raise
    if added.id != deposit.id:  # the same file came in twice at once
        story.destroy(folder)
        return added
    try:
        _check_withdrawn(participant, home, key)
    except NoConsent:  # it was withdrawn while this was read
        story.destroy(folder)
        ledger.forget([added.id], who.who, participant=added.participant)
        raise
    return added


def _check_withdrawn(participant: Participant, home: Home, key: bytes) -> None:
    """Refuse the code of somebody who took their story back. Raises NoConsent."""
    if participant.code and register.took_back(home.withdrawals, participant, key):
        raise NoConsent(f"{participant.code} trok zich terug. Wie weer meedoet, krijgt een nieuwe code.")


def check_project(project: str, known: Iterable[str]) -> None:
    """Refuse a project that nobody was granted a role in: it belongs to nobody. Raises NotFound."""
    if project not in (listed := list(known)):
        near = process.extractOne(project, listed, score_cutoff=70)
        hint = f" Bedoelt u `{near[0]}`?" if near else ""
        raise NotFound(
            f"Dit project is er niet.{hint} De beheerder begint een project door iemand een rol te geven: "
            "`archive role grant`."
        )


def check_code(participant: Participant) -> None:
    """Refuse a code that is none, or somebody's name with a number (`NOOR7`). Raises NotAllowed."""
    if participant.code and (not is_code(participant.code) or names_somebody(participant.code)):
        raise NotAllowed("De code van de deelnemer is letters en cijfers, zoals P07. Een naam hoort daar niet.")


def _check_open_fields(participant: Participant, reading: Reading) -> None:
    """Refuse a name of the story where it would not be sealed: in the name of the project. Raises NotAllowed."""
    sealed = {part for part, weight in weights(reading).items() if weight == NAME}
    if not sealed.isdisjoint(parts(participant.project)):
        raise NotAllowed("In de naam van het project staat een naam uit het verhaal. Kies een andere naam.")


def too_large(settings: Settings) -> UnreadableFile:
    """Return the refusal of a file over the limit."""
    return UnreadableFile(
        f"Dit bestand is groter dan {settings.upload.max_mb} MB. Een transcript van een uur is minder dan 1 MB: "
        "exporteer alleen de tekst, zonder geluid of plaatjes."
    )


def _parts(incoming: Incoming, reading: Reading) -> dict[str, bytes]:
    """Return what is sealed of a story: the original and the reading, as bytes in memory."""
    original = {"name": incoming.untrusted_name, "bytes": base64.b64encode(incoming.untrusted_bytes).decode()}
    return {story.STORY: json.dumps(original).encode(), story.READING: pack(reading)}
