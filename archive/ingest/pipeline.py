"""The way in, step by step: read → seal → detect → link → propose. One short function a step."""

from __future__ import annotations

import base64
import json
import re
import secrets
import shutil
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive import vault
from archive.config import Settings
from archive.errors import NoConsent, NotAllowed, UnreadableFile
from archive.home import Home, write_folder, write_whole
from archive.ingest import names
from archive.ingest.detect import detect
from archive.ingest.link import link, surface_forms
from archive.ingest.pseudonyms import propose
from archive.ingest.readers import read
from archive.ingest.words import Words
from archive.ledger import Ledger, Record
from archive.model import Entity, Mention, Piece, Reading, Transcript, Turn

# What a participant can agree to, as the information letter says it. English works too.
CONSENT = {
    "bewaren": "het verzegelde verhaal bewaren", "onderzoek": "gepseudonimiseerde tekst voor onderzoekers",
    "lessen": "lessen die eruit volgen", "citaten": "korte citaten", "film": "in een film",
}  # fmt: skip
_CODE = re.compile(r"[A-Za-z]{0,6}[-_ ]?\d{1,6}[a-z]?")
_ENGLISH = {"keep": "bewaren", "sealed": "bewaren", "research": "onderzoek", "lessons": "lessen", "quotes": "citaten"}


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


def consent_layers(text: str) -> tuple[str, ...]:
    """Return the layers in `bewaren,onderzoek`, with `bewaren` always among them. Raises NoConsent."""
    layers = [_ENGLISH.get(part.strip().lower(), part.strip().lower()) for part in text.split(",") if part.strip()]
    choices = ", ".join(CONSENT)
    if not layers:
        raise NoConsent(f"Zonder toestemming slaan we niets op. Geef aan waarvoor er toestemming is: {choices}.")
    for layer in layers:
        if layer not in CONSENT:
            raise NoConsent(f"Deze toestemming kennen we niet. Kies uit: {choices}. Er is niets opgeslagen.")
    return tuple(layer for layer in CONSENT if layer in layers or layer == "bewaren")


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
    if not upload.consent:
        consent_layers("")
    if len(upload.untrusted_bytes) > settings.upload.max_mb * 1_000_000:
        raise too_large(settings)
    key = vault.digest_key(home.digest_key)
    file_digest = vault.digest(base64.b64encode(upload.untrusted_bytes).decode(), key)
    if known := ledger.with_file(file_digest):
        return known
    transcript = read(upload.untrusted_bytes, upload.untrusted_name, upload.encoding)
    reading = read_through(transcript, settings, upload.cast, key, upload.project, ledger.name_digests(upload.project))
    _check_open_fields(upload, reading)
    record = Record(
        "T" + secrets.token_hex(5), upload.project, upload.participant, transcript.format, transcript.words,
        upload.consent, "uploaded", datetime.now(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    _store(home.sealed / record.id, upload, reading, list(settings.vault.recipients.values()))
    if not ledger.add(record, file_digest, reading.mentions, names.digests(reading, key), who):
        shutil.rmtree(home.sealed / record.id)  # the same file came in twice at once
        return ledger.with_file(file_digest) or record
    return record


def _check_open_fields(upload: Upload, reading: Reading) -> None:
    """Refuse a name where it would not be sealed: in the participant's code or the project. Raises NotAllowed."""
    if upload.participant and not _CODE.fullmatch(upload.participant):
        raise NotAllowed("De code van de deelnemer is letters en cijfers, zoals P07. Een naam hoort daar niet.")
    if set(names.parts(upload.project)) & {p for p, weight in names.weights(reading).items() if weight == names.NAME}:
        raise NotAllowed("In de naam van het project staat een naam uit het verhaal. Kies een andere naam.")


def too_large(settings: Settings) -> UnreadableFile:
    """Return the refusal of a file over the limit."""
    return UnreadableFile(
        f"Dit bestand is groter dan {settings.upload.max_mb} MB. Een transcript van een uur is minder dan 1 MB: "
        "exporteer alleen de tekst, zonder geluid of plaatjes."
    )


def _store(folder: Path, upload: Upload, reading: Reading, recipients: list[str]) -> None:
    """Seal the original and the reading, both or neither. Plaintext stays in memory."""
    original = {"name": upload.untrusted_name, "bytes": base64.b64encode(upload.untrusted_bytes).decode()}
    sealed = {
        "story.age": vault.seal(json.dumps(original).encode(), recipients),
        "reading.age": vault.seal(pack(reading), recipients),
    }

    def fill(aside: Path) -> None:
        for name, data in sealed.items():
            (aside / name).write_bytes(data)

    write_folder(folder, fill)


def seal_beside(home: Home, id: str, name: str, data: bytes, settings: Settings) -> None:
    """Seal something more about a story, beside it."""
    write_whole(home.sealed / id / name, vault.seal(data, settings.vault.recipients.values()))


def open_reading(home: Home, id: str, identity: vault.Identity) -> Reading:
    """Open what is sealed beside the original. Raises WrongKey."""
    return unpack(vault.open_sealed((home.sealed / id / "reading.age").read_bytes(), identity))


def pack(reading: Reading) -> bytes:
    """Return a reading as JSON."""
    return json.dumps(asdict(reading), ensure_ascii=False).encode()


def unpack(data: bytes) -> Reading:
    """Return the reading in JSON that `pack` made."""
    raw: dict[str, Any] = json.loads(data)
    text = raw["transcript"]
    transcript = Transcript(
        text["format"], text["text"], tuple(Turn(**turn) for turn in text["turns"]),
        tuple(Piece(**piece) for piece in text["pieces"]), tuple((low, high) for low, high in text["labels"]),
    )  # fmt: skip
    entities = tuple(Entity(e["id"], e["kind"], tuple(e["names"]), e["pseudonym"]) for e in raw["entities"])
    return Reading(transcript, tuple(Mention(**mention) for mention in raw["mentions"]), entities)
