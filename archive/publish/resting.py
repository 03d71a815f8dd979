"""What rests on whom: an item passes only when every participant it rests on agreed to it, and nobody holds it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archive.consent import Consent, refusal
from archive.detection.names import parts
from archive.dutch.fold import fold
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.publish.content import Content
from archive.publish.gate import SealedNames
from archive.publish.problems import Problem
from archive.records import Library, Page, Record, Video

_ADVICE = "haal de code weg bij rests_on nadat u het herschreef, of publiceer dit niet"


def problems(loaded: Content, ledger: Ledger, sealed: SealedNames, today: date, held: Iterable[str]) -> list[Problem]:
    """Return every item that consent does not cover. What is held back is left alone: it is not published."""
    consents = {consent.participant: consent for consent in ledger.agreements.all()}
    waiting = set(held)
    found = []
    for draft in loaded.drafts:
        record = draft.record
        if record is None or item(record) in waiting:
            continue
        if record.rests_on and isinstance(record, Page):
            line = _line(draft.raw, "rests_on")
            found.append(Problem(draft.path, line, "rests_on", "een pagina rust op niemand: maak er een les van"))
            continue
        for key in record.rests_on:
            for layer in _layers(record, draft.body):
                if reason := refusal(consents.get(Participant.parse(key)), layer, today):
                    found.append(Problem(draft.path, _line(draft.raw, key), f"rust op {key}", f"{reason} {_ADVICE}"))
                    break
        if isinstance(record, Video):
            found += [
                Problem(draft.path, _line(draft.raw, name), f"«{name}»", why)
                for name, why in _own_names(record, consents, sealed, today)
            ]
    return found


def rests(library: Library) -> dict[str, set[Participant]]:
    """Return every item that rests on somebody → on whom. A collection rests on what its items rest on."""
    items = library.items()
    found = {key: set(map(Participant.parse, record.rests_on)) for key, record in items.items()}
    for key, record in items.items():
        for part in getattr(record, "items", ()):
            found[key] |= found.get(part.key, set())
    return {key: on for key, on in found.items() if on}


def without(library: Library, keys: Iterable[str]) -> Library:
    """Return a library without some items, and without what pointed at them."""
    gone = set(keys)
    if not gone:
        return library
    collections = []
    for collection in library.collections:
        left = tuple(part for part in collection.items if part.key not in gone)
        if f"collection/{collection.slug}" not in gone and left:
            collections.append(collection.model_copy(update={"items": left}))
    lessons = [r for r in library.lessons if f"lesson/{r.slug}" not in gone]
    videos = [r for r in library.videos if f"video/{r.slug}" not in gone]
    return library.model_copy(
        update={
            "collections": tuple(collections),
            "approaches": tuple(r for r in library.approaches if f"approach/{r.slug}" not in gone),
            "lessons": tuple(
                r.model_copy(update={"approach": None}) if f"approach/{r.approach}" in gone else r for r in lessons
            ),
            "videos": tuple(
                r.model_copy(
                    update={
                        "chapters": tuple(
                            c.model_copy(update={"lesson": None}) if f"lesson/{c.lesson}" in gone else c
                            for c in r.chapters
                        )
                    }
                )
                for r in videos
            ),
        }
    )


def media_of(library: Library) -> set[str]:
    """Return the names of media that a library shows."""
    text = library.model_dump_json()
    named = {name for v in library.videos for name in (v.file, v.poster, *v.captions.values()) if name}
    return named | {part.split('"')[0].split("\\")[0] for part in text.split("/media/")[1:]}


def item(record: Record) -> str:
    """Return an item's key, `lesson/bel-eerst`."""
    return f"{type(record).__name__.lower()}/{record.slug}"


def layers_of(key: str, shown: Record | None) -> list[str]:
    """Return what somebody must have agreed to for a published item; by its kind alone when it is not shown."""
    if key.startswith("video/"):
        return ["film"]
    return ["lessen", "citaten"] if shown and "<blockquote" in shown.html else ["lessen"]


def _layers(record: Record, body: str) -> list[str]:
    """Return what somebody must have agreed to for an item to rest on them."""
    if isinstance(record, Video):
        return ["film"]
    quotes = any(line.lstrip().startswith(">") for line in body.splitlines())
    return ["lessen", "citaten"] if quotes else ["lessen"]


def _own_names(
    record: Video, consents: dict[Participant, Consent], sealed: SealedNames, today: date
) -> list[tuple[str, str]]:
    """Return the names in a film that are sealed, and whose own name it may not be."""
    found = []
    for name in record.public_names:
        consent = consents.get(Participant.parse(name.participant)) if name.participant else None
        if name.participant and (reason := refusal(consent, "film", today)):
            found.append((name.name, reason))
        elif name.participant and not (consent and consent.own_name_in_film):
            found.append((name.name, f"{name.participant} wil niet met de eigen naam in een film"))
        elif not name.participant and any(sealed.weight(fold(part)) for part in parts(name.name)):
            why = "dit is een verzegelde naam; zet erbij van wie (participant), met toestemming voor de eigen naam"
            found.append((name.name, why))
    return found


def _line(raw: str, text: str) -> int:
    at = raw.find(text)
    return raw.count("\n", 0, at) + 1 if at >= 0 else 1
