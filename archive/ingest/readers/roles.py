"""Speaker labels → roles, so that a label that is a name never leaves `read`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ASKS = re.compile(r"(i|int|interviewer|interviewster|v|vraag|q|gespreksleider|gespreksleiding|onderzoeker)\.?", re.I)
_ANSWERS = re.compile(r"(r|b|a|p|antwoord|respondent|resp|geïnterviewde|bewoner|deelnemer)\.?\s*\d*", re.I)
_MACHINE = re.compile(r"(?:s|spk|speaker|spreker)[ _]?(\d+)", re.I)
HEADER = "kop"


def is_role_word(label: str) -> bool:
    """Say whether a label is a word for a role, or a number a machine gave, and so no name."""
    return any(pattern.fullmatch(label.strip()) for pattern in (_ASKS, _ANSWERS, _MACHINE))


class Roles:
    """The roles of one transcript: `interviewer`, `deelnemer 1`, `deelnemer 2` … in order of appearance."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._known: dict[str, str] = {}
        self._people = 0
        for label in labels:
            self.of(label)

    def of(self, label: str) -> str:
        """Return the role that stands for a label."""
        key = label.strip().casefold()
        if key == HEADER:
            return HEADER
        if not key:
            return "spreker"
        if key not in self._known:
            self._known[key] = self._new(key)
        return self._known[key]

    def _new(self, key: str) -> str:
        if _ASKS.fullmatch(key):
            return "interviewer"
        if machine := _MACHINE.fullmatch(key):
            return f"spreker {int(machine[1])}"
        self._people += 1
        return f"deelnemer {self._people}"
