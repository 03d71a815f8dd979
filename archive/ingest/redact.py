"""Text + spans → pseudonymised text. On any doubt it shows less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.ingest.names import NAME, parts, weigh
from archive.ingest.pseudonyms import shown
from archive.model import LABELS, Decision, Entity, Mention, Reading


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


def redact(reading: Reading, decisions: Sequence[Decision], pseudonym: str = "") -> list[tuple[str, str]]:
    """Return (role, pseudonymised text) of every turn. `pseudonym` is the participant's own choice, or empty."""
    kept = {(d.start, d.end) for d in decisions if d.verdict == "keep"}
    spans = _everywhere(reading.transcript.text, masked(reading.mentions, decisions), kept)
    spans = _withhold(spans, withheld(decisions))
    entities = {entity.id: entity for entity in reading.entities}
    if pseudonym and (own := participant(reading)):
        entities[own] = replace(entities[own], pseudonym=pseudonym)
    return [
        (turn.role, _redact(reading.transcript.text, turn.at, turn.at + len(turn.text), spans, entities))
        for turn in reading.transcript.turns
    ]


def withheld(decisions: Iterable[Decision]) -> list[tuple[int, int]]:
    """Return the passages that the participant does not want to share: the last word on each counts."""
    latest = {(d.start, d.end): d.verdict for d in decisions}
    return [place for place, verdict in latest.items() if verdict == "withhold"]


def participant(reading: Reading) -> str | None:
    """Return the entity of who told the story: the one person in the labels of participants' turns, or None."""
    roles: dict[int, str] = {}
    for start, end in reading.transcript.labels:
        turn = next((turn for turn in reading.transcript.turns if turn.at >= end), None)
        roles[start] = turn.role if turn else ""
    found = {
        mention.entity
        for mention in reading.mentions
        for start, end in reading.transcript.labels
        if mention.kind == "PERSON" and start <= mention.start < end and roles[start].startswith("deelnemer")
    }
    return found.pop() if len(found) == 1 else None


def _withhold(spans: list[Mention], passages: list[tuple[int, int]]) -> list[Mention]:
    """Put the passages in place of every span that lies in one."""
    outside = [s for s in spans if not any(start <= s.start and s.end <= end for start, end in passages)]
    return sorted(outside + [Mention(start, end, "OTHER_UNIQUE", 1.0, "withheld") for start, end in passages])


def _everywhere(text: str, spans: list[Mention], kept: set[tuple[int, int]]) -> list[Mention]:
    """Mask every further occurrence of a masked person's name, also of one that a reviewer marked by hand."""
    from archive.ingest.words import Words  # loads Presidio: a second that other commands need not wait

    said = {part for s in spans if s.kind == "PERSON" for part in parts(text[s.start : s.end])}
    sure = {part for part in said if weigh(part) == NAME}
    covered = bytearray(len(text))
    for start, end in [(span.start, span.end) for span in spans] + sorted(kept):
        covered[start:end] = b"\1" * (end - start)
    long = [part for part in sure if len(part) > 4]
    more = []
    for word in Words(text).all:
        names = said if word.capital and not word.opens else sure
        mine = {form for part in parts(word.text) for form in (part, part.removesuffix("s"))}
        glued = any(part in word.folded for part in long)  # `#sahrayusuf`, `wolterinks`
        if not covered[word.start] and (glued or not names.isdisjoint(mine)):
            more.append(Mention(word.start, word.end, "PERSON", 1.0, "again"))
    return sorted(spans + more)


def _redact(text: str, start: int, end: int, spans: list[Mention], entities: dict[str, Entity]) -> str:
    out, at = [], start
    for span in spans:
        if span.end <= at or span.start >= end:
            continue
        out.append(text[at : max(span.start, at)])
        entity = entities.get(span.entity or "")
        word = shown(entity, text[span.start : span.end]) if entity else LABELS[span.kind]
        if span.recognizer == "withheld":
            word = "weggelaten"
        if span.start >= at or not out[-1].endswith("]"):
            out.append(f"[{word}]")
        at = min(span.end, end)
    out.append(text[at:end])
    return " ".join("".join(out).split())
