"""What `archive detect` shows: findings as places in a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from rich.table import Table

from archive.config import Settings
from archive.ingest.pipeline import find
from archive.ingest.readers import read
from archive.model import Transcript


def report(
    untrusted_bytes: bytes, untrusted_name: str, settings: Settings, cast: Iterable[str] = (), encoding: str = "utf-8"
) -> dict[str, Any]:
    """Return `{"text_sha256", "mentions": [{"start", "end", "kind", "entity", "score", "recognizer"}]}`.

    `start` and `end` are code points: into the decoded file for text formats, into the extracted text for the others.
    A mention that crosses cues or markup is one row a part, with the same entity.
    """
    transcript = read(untrusted_bytes, untrusted_name, encoding)
    _, mentions = find(transcript, settings, cast)
    text = raw_text(transcript, untrusted_bytes, encoding)
    rows = [
        {"start": start, "end": end, "kind": m.kind, "entity": m.entity, "score": m.score, "recognizer": m.recognizer}
        for m in mentions
        for start, end in places(transcript, text, m.start, m.end)
    ]
    return {"text_sha256": hashlib.sha256(text.encode()).hexdigest(), "mentions": rows}


def raw_text(transcript: Transcript, untrusted_bytes: bytes, encoding: str = "utf-8") -> str:
    """Return the text that places are counted in: the decoded file, or what was read of a file that is no text."""
    return transcript.text if transcript.format == "docx" else untrusted_bytes.decode(encoding)


def places(transcript: Transcript, raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where text[start:end] stands in `raw_text`, without runs that hold no letter or digit."""
    return [(low, high) for low, high in transcript.raw_spans(start, end) if any(map(str.isalnum, raw[low:high]))]


def table(found: dict[str, Any]) -> Table:
    """Return findings as a table for a person: kinds and places, no names."""
    result = Table("van", "tot", "soort", "wie of wat", "zekerheid", "gevonden door", box=None)
    for row in found["mentions"]:
        result.add_row(
            str(row["start"]),
            str(row["end"]),
            row["kind"],
            row["entity"] or "",
            f"{row['score']:.2f}",
            row["recognizer"],
        )
    return result
