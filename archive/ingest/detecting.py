"""What `archive detect` and `archive evaluate` show: findings as places in a file, and scores over gold sets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.table import Table

from archive.config import Settings
from archive.ingest.evaluate import Score, load_gold, score
from archive.ingest.pipeline import find
from archive.ingest.readers import read


def report(
    untrusted_bytes: bytes, untrusted_name: str, settings: Settings, cast: Iterable[str] = (), encoding: str = "utf-8"
) -> dict[str, Any]:
    """Return `{"text_sha256", "mentions": [{"start", "end", "kind", "entity", "score", "recognizer"}]}`.

    `start` and `end` are code points: into the decoded file for text formats, into the extracted text for the others.
    A mention that crosses cues or markup is one row a part, with the same entity.
    """
    transcript = read(untrusted_bytes, untrusted_name, encoding)
    _, mentions = find(transcript, settings, cast)
    text = transcript.text if transcript.format == "docx" else untrusted_bytes.decode(encoding)
    rows = [
        {"start": start, "end": end, "kind": m.kind, "entity": m.entity, "score": m.score, "recognizer": m.recognizer}
        for m in mentions
        for start, end in transcript.raw_spans(m.start, m.end)
        if any(character.isalnum() for character in text[start:end])
    ]
    return {"text_sha256": hashlib.sha256(text.encode()).hexdigest(), "mentions": rows}


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


def evaluate(folders: Iterable[Path], settings: Settings) -> tuple[Score, dict[str, Score]]:
    """Score every transcript of gold sets; return the total and a score a file. No cast lists are used."""
    total, rows = Score(), {}
    for folder in folders:
        for gold in sorted((folder / "gold").glob("*.json")):
            path = next(iter(sorted((folder / "transcripts").glob(f"{gold.stem}.*"))), None)
            if path is None:
                continue
            data = path.read_bytes()
            mentions = report(data, path.name, settings)["mentions"]
            found = [(m["start"], m["end"], m["kind"]) for m in mentions]
            rows[path.name] = Score()
            for into in (total, rows[path.name]):
                score(into, path.name, data.decode(), load_gold(gold), found)
    return total, rows
