"""The sheet a reviewer works on: a reading and its decisions as rows and marked turns, and what its forms mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.errors import NotAllowed
from archive.ingest.redact import overlapping
from archive.ingest.review import Opened
from archive.model import LABELS, Decision, Entity, Mention, Reading, Replacement

# What somebody may add at once. A passage that is left out may be long; no name stands in a text this often.
MOST_WORDS, MOST_CHARACTERS, MOST_PLACES = 300, 2_000, 2_000
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def anchor(key: str) -> str:
    """Return where a finding stands on the page."""
    return f"v-{key.replace('#', '-')}"


@dataclass(frozen=True)
class Finding:
    """One entity or loose span in a text under review: what it is, how often, and what was decided."""

    key: str  # the entity's id, or `start-end` of a loose span
    kind: str
    label: str
    said: str
    pseudonym: str
    count: int
    score: float
    verdict: str  # "mask", "keep" or "" for undecided
    by: str  # who decided, with commas; "" for nobody
    stand: int  # how often anybody decided on it: the state that a decision is made on

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return anchor(self.key)

    @property
    def percent(self) -> int:
        """How sure the machine is, of a hundred."""
        return round(self.score * 100)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a turn's text; `key` is the finding it belongs to, or ""."""

    text: str
    key: str
    kept: bool
    at: int

    @property
    def anchor(self) -> str:
        """Where its finding stands on the page."""
        return anchor(self.key)


@dataclass(frozen=True)
class Spoken:
    """One turn on the page."""

    role: str
    stretches: Sequence[Stretch]

    @property
    def at(self) -> int:
        """Where it starts in the text."""
        return self.stretches[0].at if self.stretches else 0


def findings(opened: Opened, replaced: Iterable[Replacement]) -> list[Finding]:
    """Return what was found or added, one row an entity, in order of appearance, with what will stand for it."""
    reading, decisions = opened.reading, opened.decisions
    times = Counter((d.start, d.end) for d in opened.history)
    deciders: dict[tuple[int, int], set[str]] = {}
    for d in decisions:
        deciders.setdefault((d.start, d.end), set()).add(d.by)
    shown = {(one.start, one.end): one.shown for one in replaced}
    latest = {(d.start, d.end): d for d in decisions}
    entities = {entity.id: entity for entity in reading.entities}
    grouped: dict[str, list[Mention]] = {}
    for mention in _all(reading, decisions):
        grouped.setdefault(_key(mention), []).append(mention)
    rows = []
    for key, mentions in grouped.items():
        first = mentions[0]
        said = reading.transcript.text[first.start : first.end]
        verdicts = {latest[(m.start, m.end)].verdict if (m.start, m.end) in latest else "" for m in mentions}
        entity = entities.get(first.entity or "")
        stands = shown.get((first.start, first.end), "")  # `Noor` for one mention; the row shows the whole name
        if verdicts == {"withhold"}:
            entity = Entity("", first.kind, (said,), "weggelaten")
        rows.append(
            Finding(
                key, first.kind, LABELS[first.kind], " ".join((entity.names[0] if entity else said).split()),
                entity.pseudonym if entity and stands and stands in entity.pseudonym else stands,
                len(mentions), max(m.score for m in mentions),
                verdicts.pop() if len(verdicts) == 1 else "",
                ", ".join(sorted({who for m in mentions for who in deciders.get((m.start, m.end), ())})),
                sum(times[place] for place in {(m.start, m.end) for m in mentions}),
            )
        )  # fmt: skip
    return rows


def turns(reading: Reading, decisions: Sequence[Decision]) -> list[Spoken]:
    """Return the turns, each cut into stretches at the mentions."""
    latest = {(d.start, d.end): d.verdict for d in decisions}
    kept = {place for place, verdict in latest.items() if verdict == "keep"}
    touching = overlapping(_all(reading, decisions))
    result = []
    for turn in reading.transcript.turns:
        stretches, at, end = [], turn.at, turn.at + len(turn.text)
        for mention in touching(at, end):
            start, stop = max(mention.start, at), min(mention.end, end)
            stretches.append(Stretch(reading.transcript.text[at:start], "", False, at))
            place = (mention.start, mention.end)
            stretches.append(Stretch(reading.transcript.text[start:stop], _key(mention), place in kept, start))
            at = stop
        stretches.append(Stretch(reading.transcript.text[at:end], "", False, at))
        result.append(Spoken(turn.role, [stretch for stretch in stretches if stretch.text]))
    return result


def about(reading: Reading, decisions: Sequence[Decision], key: str, verdict: str, who: str) -> list[Decision]:
    """Return the decisions that a verdict on one finding means: one for each of its mentions."""
    mentions = [mention for mention in _all(reading, decisions) if _key(mention) == key]
    return [Decision(m.start, m.end, m.kind, verdict, who) for m in mentions]


def places(reading: Reading, words: str) -> list[tuple[int, int]]:
    """Return every place where words stand, whatever their capitals and line ends.

    Raises NotAllowed for more words, or more places, than anybody adds at once. The work grows with the text, however
    much the words resemble it: a text's words become letters of one long string, and that is searched.
    """
    wanted = _TOKEN.findall(words.strip())
    if len(words) < 2 or not wanted:
        return []
    if len(words) > MOST_CHARACTERS or len(words.split()) > MOST_WORDS:
        raise NotAllowed(
            f"Dat is te veel in één keer: hoogstens {MOST_WORDS} woorden of {MOST_CHARACTERS} tekens. "
            "Neem een lange passage in delen over."
        )
    text = reading.transcript.text
    letters: dict[str, str] = {}
    spans = [match.span() for match in _TOKEN.finditer(text)]
    flat = "".join(letters.setdefault(_plain(text[a:b]), chr(len(letters))) for a, b in spans)
    sought = "".join(letters.get(_plain(token), "") or "\U0010ffff" for token in wanted)
    found, at = [], flat.find(sought)
    while at >= 0:
        end = at + len(sought)
        found.append((spans[at][0], spans[end - 1][1]))
        if len(found) > MOST_PLACES:
            raise NotAllowed(f"Dit staat op meer dan {MOST_PLACES} plekken. Neem er een paar woorden bij.")
        at = flat.find(sought, end)
    return found


def _plain(token: str) -> str:
    return " " if token.isspace() else token.casefold()


def _all(reading: Reading, decisions: Iterable[Decision]) -> list[Mention]:
    """Return the machine's mentions and the spans that reviewers added, in reading order."""
    known = {(mention.start, mention.end) for mention in reading.mentions}
    added = {(d.start, d.end): Mention(d.start, d.end, d.kind, 1.0, "reviewer") for d in decisions}
    return sorted([*reading.mentions, *(mention for place, mention in added.items() if place not in known)])


def _key(mention: Mention) -> str:
    return mention.entity or f"{mention.start}-{mention.end}"
