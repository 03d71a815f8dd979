"""Text + spans → pseudonymised text. On any doubt it shows less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.config import Pseudonyms
from archive.detection.names import NAME, parts, weigh
from archive.detection.words import Words
from archive.ingest.ladder import vaguer
from archive.ingest.pseudonyms import shown
from archive.model import LABELS, Decision, Entity, Mention, Reading, Replacement, Transcript

_DEFAULT = Pseudonyms()


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
    text = transcript.text
    return [(turn.role, _written(text, turn.at, turn.at + len(turn.text), replaced)) for turn in transcript.turns]


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


def _names(reading: Reading, rungs: Pseudonyms) -> dict[str, Entity]:
    """Return the entities by id; with labels for names, a speaker by their role and another by their number."""
    entities = {entity.id: entity for entity in reading.entities}
    if rungs.style == "names":
        return entities
    roles: dict[str, str] = {}
    for low, high in reading.transcript.labels:
        turn = next((turn for turn in reading.transcript.turns if turn.at >= high), None)
        speaker = next((m.entity for m in reading.mentions if m.start < high and low < m.end and m.entity), None)
        if turn and speaker:
            roles.setdefault(speaker, turn.role)
    return {
        id: replace(entity, pseudonym=roles.get(id, f"{LABELS[entity.kind]} {id.rpartition('#')[2]}"))
        for id, entity in entities.items()
    }


def _everywhere(text: str, spans: list[Mention], kept: set[tuple[int, int]]) -> list[Mention]:
    """Mask every further occurrence of a masked person's name, also of one that a reviewer marked by hand."""
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
