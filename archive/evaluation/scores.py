"""Scores findings against gold annotation, as the Text Anonymization Benchmark does.

A mention counts when every letter and digit of it lies under a mask, whatever the mask's kind; a person when all their
mentions do. Precision is per token: the share of masked tokens that the gold masks too. A public figure needs no mask
(PUBLIC in the gold): masking one is no leak, and costs precision.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.errors import UnreadableFile
from archive.model import DIRECT, FLAGGED, KINDS, QUASI

# The groups that are reported apart; `mentions` is what must be masked, as one figure.
GROUPS = {"direct": DIRECT, "quasi": QUASI, "mentions": DIRECT | QUASI, "flagged": FLAGGED}
_PUBLIC = "PUBLIC"
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Gold:
    """What an annotator marked: code points into the file, a kind, and for a person who it is."""

    start: int
    end: int
    kind: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class Mask:
    """One mask: code points into the file, and the kinds it may stand for (a peer's label can mean more than one)."""

    start: int
    end: int
    kinds: frozenset[str]


@dataclass
class Kind:
    """Counts of one kind: gold mentions, those covered, those covered as it; tokens masked as it, and rightly."""

    all: int = 0
    covered: int = 0
    as_kind: int = 0
    masked: int = 0
    rightly: int = 0


@dataclass
class Score:
    """Counts of one or more files. `missed` and `wrong` hold text in context: for the screen, never for a report."""

    kinds: dict[str, Kind] = field(default_factory=lambda: defaultdict(Kind))
    persons: int = 0
    persons_covered: int = 0
    masked: int = 0
    rightly: int = 0
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def count(self, kinds: Iterable[str]) -> tuple[int, int]:
        """Return (covered, all) of the mentions of these kinds."""
        rows = [self.kinds[kind] for kind in kinds if kind in self.kinds]
        return sum(row.covered for row in rows), sum(row.all for row in rows)

    def summary(self) -> dict[str, float | None]:
        """Return the figures, each between 0 and 1, or None where there was nothing to measure."""
        figures = {name: share(*self.count(kinds)) for name, kinds in GROUPS.items()}
        return figures | {
            "persons": share(self.persons_covered, self.persons),
            "precision": share(self.rightly, self.masked),
        }

    def add(self, other: Score) -> None:
        """Add the counts of another score to this one."""
        for kind, row in other.kinds.items():
            mine = self.kinds[kind]
            for name, value in vars(row).items():
                setattr(mine, name, getattr(mine, name) + value)
        for name in ("persons", "persons_covered", "masked", "rightly", "missed", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def total(scores: Iterable[Score]) -> Score:
    """Return the sum of scores."""
    result = Score()
    for one in scores:
        result.add(one)
    return result


def share(part: int, whole: int) -> float | None:
    """Return part of whole in four decimals, or None of nothing."""
    return round(part / whole, 4) if whole else None


def load_gold(data: bytes, raw: str) -> list[Gold]:
    """Read one gold file, a list of {start, end, type, entity, text}, and check it against the file it annotates.

    Raises UnreadableFile when a span does not stand in the file as the gold says.
    """
    try:
        rows: list[dict[str, Any]] = json.loads(data)
        gold = [Gold(int(r["start"]), int(r["end"]), str(r["type"]), r.get("entity")) for r in rows]
        right = all(
            raw[g.start : g.end] == r.get("text", raw[g.start : g.end]) for g, r in zip(gold, rows, strict=True)
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UnreadableFile("Een bestand in gold/ is geen lijst van {start, end, type, entity, text}.") from None
    if not right or any(not 0 <= g.start < g.end <= len(raw) or g.kind not in KINDS | {_PUBLIC} for g in gold):
        raise UnreadableFile("Een bestand in gold/ past niet op zijn transcript. Maak de annotatie opnieuw.")
    return gold


def score(
    name: str, raw: str, gold: Iterable[Gold], found: Sequence[Mask], without: Iterable[tuple[int, int]] = ()
) -> Score:
    """Return one file's counts.

    Args:
        name: what the file is called in `missed` and `wrong`.
        raw: the file as the gold counts it; all spans are code points into it.
        gold: what the annotator marked.
        found: the masks. They may overlap; a token counts once.
        without: spans that are left out on both sides, such as speaker labels.
    """
    result, left_out, covered = Score(), _marks(len(raw), without), _marks(len(raw), ((f.start, f.end) for f in found))
    rows = [g for g in gold if not all(left_out[i] for i in range(g.start, g.end) if raw[i].isalnum())]
    people: defaultdict[str, list[bool]] = defaultdict(list)
    for g in rows:
        if g.kind == _PUBLIC:
            continue
        letters = [i for i in range(g.start, g.end) if raw[i].isalnum()]
        hit = all(covered[i] for i in letters)
        same = {i for f in found if g.kind in f.kinds for i in range(max(f.start, g.start), min(f.end, g.end))}
        kind = result.kinds[g.kind]
        kind.all, kind.covered, kind.as_kind = kind.all + 1, kind.covered + hit, kind.as_kind + same.issuperset(letters)
        if g.entity:
            people[g.entity].append(hit)
        if not hit and g.kind in DIRECT | QUASI:
            result.missed.append((name, g.kind, _context(raw, g.start, g.end)))
    result.persons, result.persons_covered = len(people), sum(all(hits) for hits in people.values())
    _tokens(result, name, raw, [g for g in rows if g.kind != _PUBLIC], found, left_out)
    return result


def _tokens(result: Score, name: str, raw: str, gold: list[Gold], found: Sequence[Mask], left_out: bytearray) -> None:
    """Count the masked tokens outside what is left out, each once, and which of them the gold masks."""
    allowed, seen = _marks(len(raw), ((g.start, g.end) for g in gold)), bytearray(len(raw))
    for mask in found:
        for token in _TOKEN.finditer(raw, mask.start, mask.end):
            low, high = token.span()
            if any(seen[low:high]) or all(left_out[low:high]):
                continue
            seen[low:high] = b"\1" * (high - low)
            right = any(allowed[low:high])
            result.masked, result.rightly = result.masked + 1, result.rightly + right
            for kind in mask.kinds:
                row = result.kinds[kind]
                row.masked, row.rightly = row.masked + 1, row.rightly + right
            if not right:
                result.wrong.append((name, "/".join(sorted(mask.kinds)) or "?", _context(raw, low, high)))


def _marks(length: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    marks = bytearray(length)
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _context(raw: str, start: int, end: int) -> str:
    before, inside, after = (
        " ".join(text.split()) for text in (raw[max(0, start - 40) : start], raw[start:end], raw[end : end + 25])
    )
    return f"{before} ⟦{inside}⟧ {after}"
