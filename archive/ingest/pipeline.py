"""The way in, step by step: read → seal → detect → link → propose. One short function a step."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive import sealed, vault, withdrawals
from archive.config import Settings
from archive.consent import is_code, layers, require
from archive.errors import NoConsent, NotAllowed, UnreadableFile
from archive.home import Home
from archive.ingest import names
from archive.ingest.detect import detect
from archive.ingest.link import link, surface_forms
from archive.ingest.pseudonyms import propose
from archive.ingest.readers import read
from archive.ingest.readings import open_reading, pack, unpack
from archive.ingest.words import Words
from archive.ledger import Ledger, Record
from archive.model import Mention, Reading, Transcript

__all__ = ["Upload", "find", "open_reading", "pack", "read_through", "take_in", "too_large", "unpack"]
_PROJECT = re.compile(r"[\w .,:+-]{1,60}")


@dataclass(frozen=True)
class Upload:
    """What comes in with a file. The bytes and the name are a stranger's."""

    untrusted_bytes: bytes
    untrusted_name: str
    consent: tuple[str, ...]
    participant: str = ""
    project: str = "archief"
    cast: tuple[str, ...] = ()
    encoding: str = "utf-8"


def find(transcript: Transcript, settings: Settings, cast: Iterable[str] = ()) -> tuple[Words, list[Mention]]:
    """Detect and link: everything that identifies in a transcript, each with its entity."""
    words = Words(transcript.text, transcript.labels, cast)
    return words, link(words, detect(words, settings.detect.model, settings.detect.min_score))


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
    words, mentions = find(transcript, settings, cast)
    forms = surface_forms(words, mentions)
    entities = propose(forms, key, project, lambda part: vault.digest(part, key) in known)
    return Reading(transcript, tuple(mentions), entities)


def take_in(upload: Upload, home: Home, settings: Settings, ledger: Ledger, who: str) -> Record:
    """Take one file in: sealed on disk and known to the ledger, or refused with nothing stored.

    Raises UnreadableFile or NoConsent. A file that is already here is returned as it is.
    """
    layers(",".join(upload.consent))
    if len(upload.untrusted_bytes) > settings.upload.max_mb * 1_000_000:
        raise too_large(settings)
    key = vault.digest_key(home.digest_key)
    file_digest = vault.digest(base64.b64encode(upload.untrusted_bytes).decode(), key)
    if known := ledger.with_file(file_digest):
        return known
    _check_withdrawn(upload, home, key)
    if consent := ledger.consents.get(upload.project, upload.participant):
        require(consent, "bewaren", date.today())
    recipients = settings.vault.for_project(upload.project, consent.readers if consent else ())
    transcript = read(upload.untrusted_bytes, upload.untrusted_name, upload.encoding)
    reading = read_through(transcript, settings, upload.cast, key, upload.project, ledger.name_digests(upload.project))
    _check_open_fields(upload, reading)
    record = Record(
        "T" + secrets.token_hex(5), upload.project, upload.participant, transcript.format, transcript.words,
        upload.consent, "uploaded", datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    folder = home.sealed / record.id
    sealed.create(folder, upload.project, _parts(upload, reading), recipients, key)
    try:
        added = ledger.add(record, file_digest, reading.mentions, names.digests(reading, key), who)
    except BaseException:
        sealed.destroy(folder)
        raise
    if added is None:  # the same file came in twice at once
        sealed.destroy(folder)
        return ledger.with_file(file_digest) or record
    try:
        _check_withdrawn(upload, home, key)
    except NoConsent:  # it was withdrawn while this was read
        sealed.destroy(folder)
        ledger.forget([added.id], who, key=f"{added.project}/{added.participant}")
        raise
    return added


def _check_withdrawn(upload: Upload, home: Home, key: bytes) -> None:
    """Refuse the code of somebody who took their story back. Raises NoConsent."""
    rows = withdrawals.read(home.withdrawals, key)
    if upload.participant and f"{upload.project}/{upload.participant}" in {row.participant for row in rows}:
        raise NoConsent(f"{upload.participant} trok zich terug. Wie weer meedoet, krijgt een nieuwe code.")


def _check_open_fields(upload: Upload, reading: Reading) -> None:
    """Refuse a name where it would not be sealed: in the participant's code or the project. Raises NotAllowed."""
    if upload.participant and not is_code(upload.participant):
        raise NotAllowed("De code van de deelnemer is letters en cijfers, zoals P07. Een naam hoort daar niet.")
    if not _PROJECT.fullmatch(upload.project):
        raise NotAllowed("De naam van een project is hoogstens 60 letters, cijfers, spaties en streepjes.")
    if set(names.parts(upload.project)) & {p for p, weight in names.weights(reading).items() if weight == names.NAME}:
        raise NotAllowed("In de naam van het project staat een naam uit het verhaal. Kies een andere naam.")


def too_large(settings: Settings) -> UnreadableFile:
    """Return the refusal of a file over the limit."""
    return UnreadableFile(
        f"Dit bestand is groter dan {settings.upload.max_mb} MB. Een transcript van een uur is minder dan 1 MB: "
        "exporteer alleen de tekst, zonder geluid of plaatjes."
    )


def _parts(upload: Upload, reading: Reading) -> dict[str, bytes]:
    """Return what is sealed of a story: the original and the reading, as bytes in memory."""
    original = {"name": upload.untrusted_name, "bytes": base64.b64encode(upload.untrusted_bytes).decode()}
    return {sealed.STORY: json.dumps(original).encode(), sealed.READING: pack(reading)}
