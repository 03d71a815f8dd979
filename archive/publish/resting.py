"""What rests on whom: an item passes only when every participant it rests on agreed to it, and nobody holds it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archive.consent import Consent, refusal
from archive.detection.names import CAPITAL, parts
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.publish.content import Content
from archive.publish.gate import SealedNames
from archive.publish.problems import Problem
from archive.publish.render import render
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
        shown = record.model_copy(update={"html": render(draft.body)}) if record.rests_on else record
        for key in record.rests_on:
            for layer in layers_of(item(record), shown):
                if reason := refusal(consents.get(Participant.parse(key)), layer, today):
                    found.append(Problem(draft.path, _line(draft.raw, key), f"rust op {key}", f"{reason} {_ADVICE}"))
                    break
        found += [
            Problem(draft.path, _line(draft.raw, name), f"«{name}»", why)
            for name, why in _sealed_names(record, consents, sealed, today)
        ]
    return found


def rests(library: Library) -> dict[str, set[Participant]]:
    """Return every item that rests on somebody → on whom. A collection rests on what its items rest on."""
    items = library.items()
    found = {key: _on(record) for key, record in items.items()}
    for key, record in items.items():
        for part in getattr(record, "items", ()):
            found[key] |= found.get(part.key, set())
    return {key: on for key, on in found.items() if on}


def _on(record: Record) -> set[Participant]:
    """Return on whom one item rests: who is named, and whose own name it bears."""
    own = [name.participant for name in record.public_names if name.participant]
    return set(map(Participant.parse, (*record.rests_on, *own)))


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
    """Return what somebody must have agreed to for an item as it is shown; by its kind alone when it is not shown.

    A quotation is one on the page, however it was written: `>` in a list, `<blockquote>` in HTML.
    """
    if key.startswith("video/"):
        return ["film"]
    return ["lessen", "citaten"] if shown and "<blockquote" in shown.html else ["lessen"]


def _sealed_names(
    record: Record, consents: dict[Participant, Consent], sealed: SealedNames, today: date
) -> list[tuple[str, str]]:
    """Return the declared names that are sealed: such a name may stand in a film only, by the wish of whose it is."""
    found = []
    for name in record.public_names:
        consent = consents.get(Participant.parse(name.participant)) if name.participant else None
        if not isinstance(record, Video):
            if why := _is_sealed(name.name, sealed):
                found.append((name.name, f"{why}; haal het weg: zo'n naam mag alleen in een film van wie dat zelf wil"))
        elif name.participant and (reason := refusal(consent, "film", today)):
            found.append((name.name, reason))
        elif name.participant and not (consent and consent.own_name_in_film):
            found.append((name.name, f"{name.participant} wil niet met de eigen naam in een film"))
        elif name.participant and not _is_own(name.name, Participant.parse(name.participant), sealed):
            found.append((name.name, f"deze verzegelde naam is niet die van {name.participant}"))
        elif not name.participant and (why := _is_sealed(name.name, sealed)):
            found.append((name.name, f"{why}; zet erbij van wie (participant), met toestemming voor de eigen naam"))
    return found


def _is_own(name: str, of: Participant, sealed: SealedNames) -> bool:
    """Say whether every sealed part of a name stands in a story of a participant."""
    return all(sealed.is_of(part, of) for part in parts(name) if sealed.weight(part))


def _is_sealed(name: str, sealed: SealedNames) -> str:
    """Return that a declared name is a sealed one, and whose, as far as that may be told; "" when it is none."""
    weights = {part: sealed.weight(part) for part in parts(name)}
    part = max(weights, key=weights.__getitem__, default="")
    if not part or (weights[part] < CAPITAL and not all(weights.values())):  # `Werkgroep Delft` is nobody
        return ""
    whose = sealed.whose(part)
    return f"dit is een verzegelde naam{whose and f' ({whose})'}"


def _line(raw: str, text: str) -> int:
    at = raw.find(text)
    return raw.count("\n", 0, at) + 1 if at >= 0 else 1
