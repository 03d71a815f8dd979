"""A reading as bytes and back, and opening the one that is sealed. Loads no detector."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from archive.home import Home
from archive.model import Entity, Mention, Piece, Reading, Transcript, Turn
from archive.vault import age, digests, story


def open_reading(home: Home, id: str, identity: age.Identity) -> Reading:
    """Open what is sealed beside the original. Raises WrongKey, or VaultError when it is damaged or gone."""
    return unpack(story.open_part(home.sealed / id, story.READING, identity, digests.digest_key(home.digest_key)))


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
