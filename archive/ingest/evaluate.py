"""Scores detection against gold annotation, as the Text Anonymization Benchmark does.

A mention counts when every letter and digit of it lies in a finding; a person when all their mentions do. Precision is
per token: the share of masked tokens that the gold masks too.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from archive.model import DIRECT, QUASI

_TOKEN = re.compile(r"[^\W_]+")


@dataclass
class Score:
    """Counts of one or more files: (covered, all) per kind and for persons; tokens masked and rightly masked."""

    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    persons: list[int] = field(default_factory=lambda: [0, 0])
    masked: int = 0
    rightly: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def share(self, kinds: Iterable[str]) -> float:
        """Return the share of mentions of these kinds that are covered, 1.0 when there are none."""
        rows = [self.kinds[kind] for kind in kinds if kind in self.kinds]
        return sum(row[0] for row in rows) / max(sum(row[1] for row in rows), 1) if rows else 1.0

    def summary(self) -> dict[str, float]:
        """Return the four figures."""
        return {
            "direct": round(self.share(DIRECT), 4),
            "persons": round(self.persons[0] / max(self.persons[1], 1), 4),
            "quasi": round(self.share(QUASI), 4),
            "precision": round(self.rightly / max(self.masked, 1), 4),
        }


def load_gold(path: Path) -> list[dict[str, object]]:
    """Read one gold file: a list of {start, end, type, entity, text}."""
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]  # the file's format


def score(into: Score, name: str, raw: str, gold: list[dict], found: list[tuple[int, int, str]]) -> None:  # type: ignore[type-arg]
    """Add one file's counts to `into`. Spans are code points into `raw`."""
    covered = bytearray(len(raw))
    for start, end, _ in found:
        covered[start:end] = b"\1" * (end - start)
    people: defaultdict[str, list[bool]] = defaultdict(list)
    allowed = bytearray(len(raw))
    for row in gold:
        start, end, kind = row["start"], row["end"], row["type"]
        allowed[start:end] = b"\1" * (end - start)
        if kind == "PUBLIC":
            continue
        hit = all(covered[i] for i in range(start, end) if raw[i].isalnum())
        into.kinds[kind][0] += hit
        into.kinds[kind][1] += 1
        if row["entity"]:
            people[row["entity"]].append(hit)
        if not hit and kind in DIRECT | QUASI:
            into.missed.append((name, kind, _context(raw, start, end)))
    into.persons[0] += sum(all(hits) for hits in people.values())
    into.persons[1] += len(people)
    for start, end, kind in found:
        for token in _TOKEN.finditer(raw, start, end):
            into.masked += 1
            right = any(allowed[token.start() : token.end()])
            into.rightly += right
            if not right:
                into.wrong.append((name, kind, _context(raw, token.start(), token.end())))


def _context(raw: str, start: int, end: int) -> str:
    clean = lambda text: " ".join(text.split())  # noqa: E731  # three uses in one line
    return f"{clean(raw[max(0, start - 40) : start])} ⟦{clean(raw[start:end])}⟧ {clean(raw[end : end + 25])}"
