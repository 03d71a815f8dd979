"""The nouns of the inside: frozen, no I/O, importing nothing of ours but errors."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

DIRECT = frozenset(
    ("PERSON LOCATION_STREET DATE_BIRTH PHONE EMAIL IBAN BSN POSTCODE LICENCE_PLATE URL_HANDLE ID_NUMBER").split()
)
QUASI = frozenset(["LOCATION_PLACE", "ORGANISATION", "DATE", "AGE"])
FLAGGED = frozenset(["PROFESSION_RARE", "MEDICAL", "OTHER_UNIQUE"])
KINDS = DIRECT | QUASI | FLAGGED

# What a masked span reads as when it has no pseudonym of its own. Always in brackets in a text.
LABELS = {
    "PERSON": "persoon", "LOCATION_STREET": "straat", "LOCATION_PLACE": "plaats", "ORGANISATION": "organisatie",
    "DATE_BIRTH": "geboortedatum", "DATE": "datum", "AGE": "leeftijd", "PHONE": "telefoonnummer",
    "EMAIL": "e-mailadres", "IBAN": "rekeningnummer", "BSN": "bsn", "POSTCODE": "postcode",
    "LICENCE_PLATE": "kenteken", "URL_HANDLE": "webadres", "ID_NUMBER": "nummer",
    "PROFESSION_RARE": "beroep", "MEDICAL": "gezondheid", "OTHER_UNIQUE": "bijzonder detail",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Participant:
    """Who told a story: a code within a project, never a name. As text it is `project/code`.

    Both have one form, however they were typed: `Wijk /p-07` is `wijk/P07`.
    """

    project: str
    code: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "project", one_project(self.project))
        object.__setattr__(self, "code", re.sub(r"[\W_]+", "", _plain(self.code)).upper())

    def __str__(self) -> str:
        return f"{self.project}/{self.code}"

    @classmethod
    def parse(cls, text: str) -> Participant:
        """Return the participant in `project/code`; what stands behind the last stroke is the code."""
        project, _, code = text.rpartition("/")
        return cls(project, code)


def one_project(untrusted_text: str) -> str:
    """Return the one form of a project's name: lower case, single spaces, one way of writing each letter."""
    return " ".join(_plain(untrusted_text).lower().split())


def _plain(untrusted_text: str) -> str:
    """Return text in one normal form, without what cannot be seen (a zero-width blank, a soft hyphen, a filler)."""
    text = unicodedata.normalize("NFKC", untrusted_text)
    seen = "".join(letter for letter in text if letter.isspace() or not _is_unseen(letter))
    return unicodedata.normalize("NFKC", seen)  # what stood apart by something unseen now stands together


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Cc") or bool(_FILLER.match(letter))


# Code points that Unicode calls ignorable and gives another category: joiners, fillers, variation selectors.
_FILLER = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]")


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the ledger knows of one transcript that was handed in. `consent` is what the participant agrees to now.

    `found` is how many mentions the machine found; where they stand lies sealed with the story.
    """

    id: str
    participant: Participant
    format: str
    words: int
    consent: tuple[str, ...]
    state: str  # uploaded, decided, released
    at: str
    found: int = 0

    @property
    def project(self) -> str:
        """The project it belongs to."""
        return self.participant.project


@dataclass(frozen=True, slots=True)
class Bound:
    """What the ledger knows of a sealed folder: its project, and the mark of its newest version ("" for none yet)."""

    project: str
    mark: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of `Transcript.text` that stands in the file as it lies on disk, in code points.

    `length` is counted in the text, `raw_length` in the file: they differ only where the file escapes a
    character (`\\u00eb`), and such a piece is one character long.
    """

    at: int
    raw_at: int
    length: int
    raw_length: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said. `at` is where `text` starts in `Transcript.text`; times are seconds, or None."""

    role: str
    text: str
    at: int
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a reader made of an untrusted file.

    `text` is all that is read and detected on, speaker labels and header included. `labels` are the spans of
    speaker labels in it; a turn carries the role that stands for its label, never the label.
    """

    format: str
    text: str
    turns: tuple[Turn, ...]
    pieces: tuple[Piece, ...]
    labels: tuple[tuple[int, int], ...] = ()

    def raw_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where text[start:end] stands in the file: one span a run, since a name may cross cues or markup."""
        spans: list[tuple[int, int]] = []
        index = max(bisect_right(self.pieces, start, key=lambda piece: piece.at) - 1, 0)
        for piece in map(self.pieces.__getitem__, range(index, len(self.pieces))):  # a slice would copy the rest
            if piece.at >= end:
                break
            low, high = max(start, piece.at), min(end, piece.at + piece.length)
            if low >= high:
                continue
            raw_low = piece.raw_at + (low - piece.at)
            raw_high = piece.raw_at + piece.raw_length if piece.length != piece.raw_length else raw_low + high - low
            if spans and spans[-1][1] == raw_low:
                spans[-1] = (spans[-1][0], raw_high)
            else:
                spans.append((raw_low, raw_high))
        return spans

    @property
    def words(self) -> int:
        """The number of words said, labels and header left out."""
        return sum(len(turn.text.split()) for turn in self.turns if turn.role != "kop")


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A span of `Transcript.text` that identifies. It holds no text: only who has the transcript can read it."""

    start: int
    end: int
    kind: str
    score: float = field(compare=False)
    recognizer: str = field(compare=False)
    entity: str | None = field(default=None, compare=False)

    @property
    def span(self) -> tuple[int, int, str]:
        """Where it stands, and what it is."""
        return self.start, self.end, self.kind

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.kind not in KINDS:
            raise ValueError(f"no such mention: {self.kind} {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, place or organisation behind one or more mentions, and the pseudonym proposed for it.

    `names` are the surface forms as they were said: sealed with the story, never in the ledger.
    """

    id: str
    kind: str
    names: tuple[str, ...]
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A transcript and what the machine found in it: what is sealed beside the original."""

    transcript: Transcript
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer said of a span. Appended, never overwritten: the last one on a span counts.

    "mask", "keep", or "withhold": a passage the participant does not want to share. "back" takes back everything that
    this person decided on this span.
    """

    start: int
    end: int
    kind: str
    verdict: str
    by: str


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that were not taken back, oldest first."""
    left: list[Decision] = []
    for one in decisions:
        if one.verdict == "back":
            left = [d for d in left if (d.start, d.end, d.by) != (one.start, one.end, one.by)]
        else:
            left.append(one)
    return left


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands for text[start:end] in a released text, and who or what decided that."""

    start: int
    end: int
    kind: str
    shown: str  # without its brackets
    by: str  # a recognizer or a reviewer
