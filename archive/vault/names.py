"""Names as keyed digests: how the gate knows a sealed name without opening a story.

Every part of every person's name is folded and digested, with its weight (detection/names.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from archive.detection.names import weights
from archive.model import Participant, Reading
from archive.vault.digests import digest


def digested(reading: Reading, key: bytes) -> set[tuple[str, int]]:
    """Return the (digest, weight) of every name part in a story."""
    return {(digest(part, key), weight) for part, weight in weights(reading).items()}


@dataclass(frozen=True)
class KnownNames:
    """Every sealed name of an archive, comparable but not readable.

    `tells` says of a digest which stories hold it, for a publisher who may know; for others it says nothing.
    """

    weights: Mapping[str, int]
    key: bytes = field(repr=False)
    tells: Callable[[str], str] = lambda digest: ""
    holders: Callable[[str], Collection[Participant]] = lambda digest: ()

    def weight(self, part: str) -> int:
        """Return the weight of a folded name part, 0 when no story holds it."""
        return self.weights.get(digest(part, self.key), 0)

    def is_of(self, part: str, participant: Participant) -> bool:
        """Say whether a folded name part stands in a story of a participant."""
        return participant in self.holders(digest(part, self.key))

    def whose(self, part: str) -> str:
        """Return which stories hold a folded name part, "" for who may not know."""
        return self.tells(digest(part, self.key))
