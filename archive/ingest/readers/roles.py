"""Speaker labels → roles, so that a label that is a name never leaves `read`."""

from __future__ import annotations

from collections.abc import Iterable

from archive.dutch.role_words import asks, machine_number

HEADER = "kop"


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
        if asks(key):
            return "interviewer"
        if (number := machine_number(key)) is not None:
            return f"spreker {number}"
        self._people += 1
        return f"deelnemer {self._people}"
