"""A reading as bytes and back, and opening the one that is sealed. Loads no detector."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, astuple
from typing import Any

from archive.home import Home
from archive.model import Bound, Decision, Entity, Mention, Piece, Reading, Transcript, Turn
from archive.vault import age, digests, story


def open_reading(home: Home, id: str, identity: age.Identity, known: Bound) -> Reading:
    """Open what is sealed beside the original. Raises WrongKey, or VaultError when it is damaged, swapped or gone."""
    return unpack(story.open_part(home.sealed / id, story.READING, identity, digests.seal_key(home.seal_key), known))


def open_decisions(home: Home, id: str, identity: age.Identity, known: Bound) -> list[Decision]:
    """Open what reviewers decided, oldest first; nothing when nobody did. Raises WrongKey or VaultError."""
    key = digests.seal_key(home.seal_key)
    if not story.has(home.sealed / id, story.DECISIONS, key):
        return []
    rows = json.loads(story.open_part(home.sealed / id, story.DECISIONS, identity, key, known))
    return [Decision(*row) for row in rows]


def pack_decisions(decisions: Iterable[Decision]) -> bytes:
    """Return decisions as JSON."""
    return json.dumps([astuple(decision) for decision in decisions]).encode()


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
