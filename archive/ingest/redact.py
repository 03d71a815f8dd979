"""Text + spans → pseudonymised text. On any doubt it shows less."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from archive.config import Pseudonyms
from archive.detection.names import NAME, parts, weigh
from archive.detection.words import Words
from archive.ingest.ladder import vaguer
from archive.ingest.pseudonyms import shown
from archive.model import LABELS, Decision, Entity, Mention, Reading, Replacement, Transcript

_DEFAULT = Pseudonyms()
_Span = TypeVar("_Span", Mention, Replacement)


def masked(mentions: Iterable[Mention], decisions: Iterable[Decision]) -> list[Mention]:
    """Return the spans to mask: found or added, unless the last word on that span is "keep".

    What is undecided is masked.
    """
    spans = {(mention.start, mention.end): mention for mention in mentions}
    for decision in decisions:
        place = (decision.start, decision.end)
        if decision.verdict == "keep":
            spans.pop(place, None)
        else:
            before = spans.get(place)
            entity = before.entity if before and before.kind == decision.kind else None
            spans[place] = Mention(*place, decision.kind, 1.0, "reviewer", entity)
    return sorted(spans.values())


def redact(transcript: Transcript, replaced: Sequence[Replacement]) -> list[tuple[str, str]]:
    """Return (role, pseudonymised text) of every turn, with what `replacements` gave in place of what was said."""
    text, touching = transcript.text, overlapping(replaced)
    ends = ((turn, turn.at + len(turn.text)) for turn in transcript.turns)
    return [(turn.role, _written(text, turn.at, end, touching(turn.at, end))) for turn, end in ends]


def overlapping(spans: Iterable[_Span]) -> Callable[[int, int], Sequence[_Span]]:
    """Return what tells which of some spans, in reading order, stand in text[low:high].

    A span that lies within an earlier one is left out: the earlier one stands for it.
    """
    kept: list[_Span] = []
    for span in spans:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    starts, ends = [span.start for span in kept], [span.end for span in kept]
    return lambda low, high: kept[bisect_right(ends, low) : bisect_left(starts, high)]


def replacements(
    reading: Reading, decisions: Sequence[Decision], rungs: Pseudonyms = _DEFAULT, pseudonym: str = ""
) -> list[Replacement]:
    """Return what stands for every masked span, in reading order: the log that is sealed with a released text.

    `pseudonym` is the participant's own choice, or empty.
    """
    text, spans = reading.transcript.text, masked(reading.mentions, decisions)
    kept = {(d.start, d.end) for d in decisions if d.verdict == "keep"}
    by = {(d.start, d.end): d.by for d in decisions if d.verdict == "mask"}
    names = _names(reading, rungs)
    own = teller(reading) if pseudonym else None
    if own:
        names[own] = replace(names[own], pseudonym=pseudonym)
    found = []
    for span in _withhold(_everywhere(text, spans, kept), withheld(decisions)):
        if span.recognizer == "withheld":
            found.append(Replacement(span.start, span.end, span.kind, "weggelaten", span.recognizer))
            continue
        said, who = text[span.start : span.end], by.get((span.start, span.end), span.recognizer)
        entity = names.get(span.entity or "")
        vague = vaguer(span.kind, said, rungs)
        if vague is None and (span.start, span.end) not in by:
            continue  # the settings leave this kind as it is, and no reviewer thought otherwise
        if entity and entity.kind == "PERSON" and (rungs.style == "names" or span.entity == own):
            vague = shown(entity, said)
        word = vague or (entity.pseudonym if entity else LABELS[span.kind])
        found.append(Replacement(span.start, span.end, span.kind, word, who))
    return found


def withheld(decisions: Iterable[Decision]) -> list[tuple[int, int]]:
    """Return the passages that the participant does not want to share: the last word on each counts."""
    latest = {(d.start, d.end): d.verdict for d in decisions}
    return [place for place, verdict in latest.items() if verdict == "withhold"]


def teller(reading: Reading) -> str | None:
    """Return the entity of who told the story: the one person in the labels of participants' turns, or None."""
    found: set[str | None] = set()
    touching = overlapping(mention for mention in reading.mentions if mention.kind == "PERSON")
    for (start, end), role in _labelled(reading.transcript):
        if role.startswith("deelnemer"):
            found |= {mention.entity for mention in touching(start, end) if start <= mention.start}
    return found.pop() if len(found) == 1 else None


def _withhold(spans: list[Mention], passages: list[tuple[int, int]]) -> list[Mention]:
    """Put the passages in place of every span that lies in one."""
    passages = sorted(passages)
    starts, ends = [start for start, _ in passages], [0, *accumulate((end for _, end in passages), max)]
    outside = [s for s in spans if s.end > ends[bisect_right(starts, s.start)]]
    return sorted(outside + [Mention(start, end, "OTHER_UNIQUE", 1.0, "withheld") for start, end in passages])


def _names(reading: Reading, rungs: Pseudonyms) -> dict[str, Entity]:
    """Return the entities by id; with labels for names, a speaker by their role and another by their number."""
    entities = {entity.id: entity for entity in reading.entities}
    if rungs.style == "names":
        return entities
    roles: dict[str, str] = {}
    touching = overlapping(mention for mention in reading.mentions if mention.entity)
    for (low, high), role in _labelled(reading.transcript):
        if role and (found := touching(low, high)):
            roles.setdefault(found[0].entity or "", role)
    return {
        id: replace(entity, pseudonym=roles.get(id, f"{LABELS[entity.kind]} {id.rpartition('#')[2]}"))
        for id, entity in entities.items()
    }


def _labelled(transcript: Transcript) -> list[tuple[tuple[int, int], str]]:
    """Return the speakers' labels, each with the role of the turn that follows it, "" behind the last turn."""
    starts = [turn.at for turn in transcript.turns]
    roles = [*(turn.role for turn in transcript.turns), ""]
    return [(label, roles[bisect_left(starts, label[1])]) for label in transcript.labels]


def _everywhere(text: str, spans: list[Mention], kept: set[tuple[int, int]]) -> list[Mention]:
    """Mask every further occurrence of a masked person's name, also of one that a reviewer marked by hand."""
    said = {part for s in spans if s.kind == "PERSON" for part in parts(text[s.start : s.end])}
    sure = {part for part in said if weigh(part) == NAME}
    covered = bytearray(len(text))
    for start, end in [(span.start, span.end) for span in spans] + sorted(kept):
        covered[start:end] = b"\1" * (end - start)
    glued = _Glued(part for part in sure if len(part) > 4)
    forms: dict[str, set[str]] = {}
    more = []
    for word in Words(text).all:
        if covered[word.start]:
            continue
        if word.text not in forms:
            forms[word.text] = {form for part in parts(word.text) for form in (part, part.removesuffix("s"))}
        names = said if word.capital and not word.opens else sure
        if not names.isdisjoint(forms[word.text]) or word.folded in glued:
            more.append(Mention(word.start, word.end, "PERSON", 1.0, "again"))
    return sorted(spans + more)


class _Glued:
    """Says of a word whether a name stands in it: `#sahrayusuf`, `wolterinks`. Each word is looked through once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._lengths = sorted({len(name) for name in self._names})
        self._looked: dict[str, bool] = {}

    def __contains__(self, word: str) -> bool:
        if word not in self._looked:
            ends = ((at, at + length) for length in self._lengths for at in range(len(word) - length + 1))
            self._looked[word] = any(word[start:end] in self._names for start, end in ends)
        return self._looked[word]


def _written(text: str, start: int, end: int, replaced: Sequence[Replacement]) -> str:
    out, at = [], start
    for one in replaced:
        if one.end <= at or one.start >= end:
            continue
        out.append(text[at : max(one.start, at)])
        if one.start >= at or not out[-1].endswith("]"):
            out.append(f"[{one.shown}]")
        at = min(one.end, end)
    out.append(text[at:end])
    return " ".join("".join(out).split())
