"""One of how many somebody is by what is told of them, and the least that must become vaguer so that they are more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from archive.ingest.risk.details import Detail, kind_of
from archive.ingest.risk.shares import EVERYBODY, Rung

_RUNGS = ("keep", "year", "five", "sector", "province", "decade", "ten", "country", "label")  # from exact to vague


@dataclass(frozen=True)
class Step:
    """One detail, everywhere it is told of this person, made vaguer. `to` is a rung as config.toml calls it."""

    kind: str
    to: str
    details: tuple[Detail, ...]
    says: str  # the advice, in Dutch


@dataclass(frozen=True)
class Combination:
    """The fewest details that together already single somebody out: leave one away, and they no longer do."""

    details: tuple[Detail, ...]
    estimate: float


@dataclass(frozen=True)
class Exposure:
    """Somebody who is one of fewer than `k`: by which details, one of how many, and what removes it.

    `estimate` is of all `details` together, the rarest of each kind; `combinations` are the smallest parts of it that
    are rare enough. `steps` is the shortest list of steps that brings the whole to `k` or more, of equally short ones
    the mildest.
    """

    person: str
    details: tuple[Detail, ...]
    estimate: float
    combinations: tuple[Combination, ...]
    steps: tuple[Step, ...]

    @property
    def about(self) -> str:
        """The estimate in words: an order of magnitude."""
        return magnitude(self.estimate)


def magnitude(among: float) -> str:
    """Return an estimate in words: an order of magnitude."""
    bounds = (
        (10, "minder dan 10"),
        (100, "enkele tientallen"),
        (1_000, "enkele honderden"),
        (10_000, "enkele duizenden"),
    )
    return next((words for bound, words in bounds if among < bound), "meer dan 10.000")


def exposure(who: str, details: list[Detail], k: int) -> Exposure | None:
    """Return what singles somebody out; None when `k` or more share it. A place alone singles nobody out."""
    kinds = _by_kind(details)
    among = estimate(details)
    if among >= k or not any(detail.kind != "place" for detail in details):
        return None
    rarest = tuple(min(same, key=lambda detail: detail.people) for same in kinds.values())
    small: list[Combination] = []
    for size in range(1, len(rarest) + 1):
        for some in combinations(rarest, size):
            if estimate(some) < k and not any(set(known.details) <= set(some) for known in small):
                small.append(Combination(some, estimate(some)))
    return Exposure(who, tuple(sorted(details, key=_order)), among, tuple(small), _steps(kinds, k))


def _steps(kinds: dict[str, list[Detail]], k: int) -> tuple[Step, ...]:
    """Try every rung for every kind: the fewest steps, of those the fewest rungs climbed, of those what keeps most."""
    choices = []
    for kind, same in kinds.items():
        longest = max((detail.rungs for detail in same), key=len)
        choices.append(
            [
                (kind, climbed, rung.step, min(_at(one, rung.step).people if climbed else one.people for one in same))
                for climbed, rung in enumerate(longest)
            ]
        )
    tried = []
    for chosen in product(*choices):
        people = prod(least / EVERYBODY for *_, least in chosen)
        if people * EVERYBODY >= k:
            moved = [(kind, to) for kind, climbed, to, _ in chosen if climbed]
            tried.append((len(moved), sum(climbed for _, climbed, *_ in chosen), people, moved))
    return tuple(_step(kind, to, kinds[kind]) for kind, to in min(tried)[3]) if tried else ()


def _step(kind: str, to: str, same: list[Detail]) -> Step:
    changed = tuple(detail for detail in same if _at(detail, to) != detail.rungs[0])
    pairs = dict.fromkeys((detail.shown, _at(detail, to).shown) for detail in changed)
    parts = [f"maak van ‘{said}’ ‘{shown}’" if shown else f"maskeer ‘{said}’" for said, shown in pairs]
    advice = f"{kind_of(kind)}: {', '.join(parts)}"
    return Step(kind, to, changed, advice)


def _at(detail: Detail, to: str) -> Rung:
    """Return a detail at a rung, or at the first one above it that it has; as it is where it is vaguer already."""
    high = _RUNGS.index(to)
    return next((rung for rung in detail.rungs if _RUNGS.index(rung.step) >= high), detail.rungs[-1])


def estimate(details: Iterable[Detail]) -> float:
    """Return how many people share details, each kind by its rarest, as if kinds had nothing to do with each other."""
    kinds = _by_kind(details)
    return EVERYBODY * prod(min(detail.people for detail in same) / EVERYBODY for same in kinds.values())


def _by_kind(details: Iterable[Detail]) -> dict[str, list[Detail]]:
    kinds: dict[str, list[Detail]] = {}
    for detail in details:
        kinds.setdefault(detail.kind, []).append(detail)
    return kinds


def _order(detail: Detail) -> tuple[str, int, int]:
    return detail.text, detail.turn, detail.start
