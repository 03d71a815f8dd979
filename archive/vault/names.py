"""Names as keyed digests: how the gate knows a sealed name without opening a story.

Every part of every person's name is folded and digested, with its weight (detection/names.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.detection.names import weights
from archive.home import Home
from archive.model import Reading
from archive.vault.digests import digest, digest_key


def digested(reading: Reading, key: bytes) -> set[tuple[str, int]]:
    """Return the (digest, weight) of every name part in a story."""
    return {(digest(part, key), weight) for part, weight in weights(reading).items()}


@dataclass(frozen=True)
class KnownNames:
    """Every sealed name of an archive, comparable but not readable."""

    weights: Mapping[str, int]
    key: bytes = field(repr=False)

    def weight(self, part: str) -> int:
        """Return the weight of a folded name part, 0 when no story holds it."""
        return self.weights.get(digest(part, self.key), 0)

    def whose(self, part: str) -> str:
        """Return which story holds a name part and who typed it; "" as long as this publisher may not know."""
        return ""


def known_names(home: Home, digests: Mapping[str, int]) -> KnownNames:
    """Return the sealed names of an archive, from the digests in its ledger (digest → weight)."""
    return KnownNames(digests, digest_key(home.digest_key))
