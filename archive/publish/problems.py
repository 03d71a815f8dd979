"""What is wrong with content: where, what, and why, for the one who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.errors import ContentError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that stops publication. `what` may quote the content: show it to its author, never log it."""

    file: Path
    line: int
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} — {self.why}"


class Blocked(ContentError):
    """Nothing was published; `problems` says why, in file order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        count = "1 probleem" if len(problems) == 1 else f"{len(problems)} problemen"
        super().__init__(f"Niet gepubliceerd: {count}. De vorige uitgave blijft staan.")
