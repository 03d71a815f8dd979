"""Builds a Transcript piece by piece, so that every character knows where it stood in the file."""

from __future__ import annotations

from bisect import bisect_left
from math import isfinite

from archive.dutch.seen import HIDDEN
from archive.ingest.readers import limits
from archive.ingest.readers.roles import HEADER, Roles
from archive.model import Piece, Transcript, Turn


class Builder:
    """Collects text with its place in the file, and turns with their speakers. Raises UnreadableFile for too much."""

    def __init__(self, format: str, raw: str) -> None:
        self._format, self._raw = format, raw
        self._parts: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._labels: list[tuple[int, int]] = []
        self._again: list[tuple[int, int]] = []
        self._turns: list[tuple[str | None, int, float | None, float | None]] = []
        self.speaker = ""  # the label of the turn that is being built
        self._steps, self._characters = limits.Count(limits.STEPS, "stukjes"), limits.Count(limits.CHARACTERS, "tekens")
        self._counted = limits.Count(limits.TURNS, "beurten")
        self._called = limits.Count(limits.TURNS, "namen van sprekers")

    def copy(self, start: int, end: int) -> None:
        """Append raw[start:end], without what no reader sees: a soft hyphen inside a name must not hide it."""
        self._steps()
        for hidden in HIDDEN.finditer(self._raw, start, end):
            self._steps()
            self._run(start, hidden.start())
            start = hidden.end()
        self._run(start, end)

    def _run(self, start: int, end: int) -> None:
        if start >= end:
            return
        last = self._pieces[-1] if self._pieces else None
        if (
            last
            and last.at + last.length == self._length
            and last.raw_at + last.raw_length == start
            and (last.length == last.raw_length)
        ):
            size = last.length + end - start
            self._pieces[-1] = Piece(last.at, last.raw_at, size, size)
        else:
            self._pieces.append(Piece(self._length, start, end - start, end - start))
        self._append(self._raw[start:end])

    def escaped(self, character: str, start: int, end: int) -> None:
        """Append one character that the file writes as raw[start:end]."""
        self._steps()
        if HIDDEN.fullmatch(character):
            return
        self._pieces.append(Piece(self._length, start, 1, end - start))
        self._append(character)

    def glue(self, text: str = "\n") -> None:
        """Append text that is not in the file."""
        self._append(text)

    def label(self, start: int, end: int) -> str:
        """Append a speaker's label and return it: it is looked at, but never part of a turn."""
        self._called()
        at = self._length
        self.copy(start, end)
        self._labels.append((at, self._length))
        return self._raw[start:end]

    def label_again(self, start: int, end: int) -> None:
        """Keep a label that only repeats who speaks: it goes to the end of the text, out of the way of what is said."""
        self._called()
        self._again.append((start, end))

    def length(self) -> int:
        """Return how much text there is."""
        return self._length

    def label_from(self, at: int) -> None:
        """Mark what was appended since `at` as a speaker's label."""
        if at < self._length:
            self._called()
            self._labels.append((at, self._length))

    def turn(self, label: str | None, start: float | None = None, end: float | None = None) -> None:
        """Begin a turn here. `label` None continues the speaker before; "" has no speaker; "kop" is a header."""
        self._counted()
        self.speaker = self.speaker if label is None else label
        start, end = (when if when is not None and isfinite(when) else None for when in (start, end))
        self._turns.append((label, self._length, start, end))

    def done(self) -> Transcript:
        """Return the transcript, with roles in place of labels."""
        for low, high in self._again:
            self._turns.append((HEADER, self._length, None, None))
            self.glue()
            at = self._length
            self.copy(low, high)
            self._labels.append((at, self._length))
        text = "".join(self._parts)
        roles = Roles(label for label, *_ in self._turns if label)
        turns: list[Turn] = []
        ends = [at for _, at, _, _ in self._turns[1:]] + [len(text)]
        role, starts = roles.of(""), [low for low, _ in self._labels]
        for (label, at, start, stop), end in zip(self._turns, ends, strict=True):
            role = role if label is None else roles.of(label)
            label_at = bisect_left(starts, at)
            said_end = min([*starts[label_at : label_at + 1], end])
            said = text[at:said_end]
            at += len(said) - len(said.lstrip())
            if said.strip():
                turns.append(Turn(role, said.strip(), at, start, stop))
        return Transcript(self._format, text, tuple(turns), tuple(self._pieces), tuple(self._labels))

    def _append(self, text: str) -> None:
        self._characters(len(text))
        self._parts.append(text)
        self._length += len(text)


def seconds(stamp: str) -> float:
    """Return the seconds of a stamp such as `00:12:34`, `01:02,500`, `00:00:06-8`."""
    total = 0.0
    for part in stamp.replace(",", ".").replace("-", ".").split(":"):
        total = total * 60 + float(part)
    return total
