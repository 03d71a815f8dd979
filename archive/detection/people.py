"""The people of a text, and which of them a name belongs to.

They are looked up by their name parts, so the work grows with the text and no faster.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from archive.detection.again import Spellings
from archive.dutch.lemmas import is_word


@dataclass(eq=False)
class Person:
    """Somebody spoken of: the folded parts of every name used for them, and what kin they were called."""

    first: Counter[str] = field(default_factory=Counter)
    last: Counter[str] = field(default_factory=Counter)
    kin: set[str] = field(default_factory=set)
    sign: str = ""
    number: int = 0  # in order of appearance


@dataclass(frozen=True)
class Said:
    """One mention, taken apart: first names (or initials), surnames, and the kin word before it, if any."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    sign: str  # the folded letters where they are initials alone: `MH`, `JSp`
    kin: str
    other: bool  # the words say that this is somebody else of the same name


class Known:
    """The people met so far, by the parts of their names. A misspelt part counts as the part it was meant to be."""

    def __init__(self, said: Iterable[Said]) -> None:
        counted = Counter(part for one in said for part in (*one.first, *one.last))
        spellings, self._meant = Spellings(), {}
        for part in sorted(counted, key=lambda part: (-counted[part], part)):
            self._meant[part] = part if is_word(part) else spellings.nearest(part) or part
            if self._meant[part] == part and not is_word(part):
                spellings.add(part)
        self._met = 0
        self._by_first: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_last: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_last_only: defaultdict[str, deque[Person]] = defaultdict(deque)
        # By (first name, surname) and by (what it may be cut short to, surname); by first names alone, surname "".
        self._named: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        self._longer: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
        self._by_sign: defaultdict[str, set[Person]] = defaultdict(set)

    def who(self, said: Said) -> Person:
        """Return the person who is meant, somebody new when it is nobody known."""
        first, last = (tuple(self._meant[part] for part in parts) for parts in (said.first, said.last))
        person = self._signed(said.sign) if said.sign else None if said.other else self._find(first, last, said.kin)
        if person is None:
            person = Person(number=self._met)
            self._met += 1
        self._keep(person, first, last)
        if said.sign and not person.sign:
            person.sign = said.sign
            self._by_sign[said.sign].add(person)
        person.kin |= {said.kin} - {""}
        return person

    def _keep(self, person: Person, first: tuple[str, ...], last: tuple[str, ...]) -> None:
        """Add name parts to a person, and the person to the tables."""
        new_first = [part for part in dict.fromkeys(first) if part not in person.first]
        new_last = [part for part in dict.fromkeys(last) if part not in person.last]
        old_last = list(person.last)
        pairs = [(one, other) for one in new_first for other in ("", *old_last)]
        person.first.update(first)
        person.last.update(last)
        pairs += [(one, other) for one in person.first for other in new_last]
        for one, other in pairs:
            self._named[one, other].append(person)
            for short in _shorter(one):
                self._longer[short, other].append(person)
            for size in range(4) if other else ():
                self._by_sign[one[:1] + other[:size]].add(person)
        for part in new_first:
            self._by_first[part].append(person)
        for part in new_last:
            self._by_last[part].append(person)
            if not person.first:
                self._by_last_only[part].append(person)

    def _find(self, first: tuple[str, ...], last: tuple[str, ...], kin: str) -> Person | None:
        if last and first:
            return next((found for part in last if (found := self._agreeing(first, part))), None)
        if last:
            tables = (*(self._by_last[part] for part in last), *(self._by_first[part] for part in last))
            return next(chain.from_iterable(tables), None)
        alone = [person for part in first if (person := self._without_first(part))]
        same: Iterator[Person] = chain(*(self._by_first[part] for part in first), alone)
        if not alone and not any(self._by_first[part] for part in first):
            same = chain.from_iterable(map(self._short_of, first))
            if (start := next(same, None)) is not None:
                same = chain([start], same)
            else:  # a surname that is also a first name: `Warsame`, when there is one Sahra Warsame
                people = list(dict.fromkeys(p for part in first for p in self._by_last[part][:2]))
                same = iter(people if len(people) == 1 else ())
        # `mijn opa Ismail` and `mijn zoon Ismail` are two.
        return next((p for p in same if not kin or not p.kin or kin in p.kin), None)

    def _agreeing(self, first: tuple[str, ...], last: str) -> Person | None:
        """Return who was met first of this surname and a first name that can be one of these, or none."""
        tables = [self._named[one, last] for part in first for one in (part, *_shorter(part))]
        tables += [self._longer[part, last] for part in first]
        found = [table[0] for table in tables if table]
        if alone := self._without_first(last):
            found.append(alone)
        return min(found, key=lambda person: person.number, default=None)

    def _without_first(self, last: str) -> Person | None:
        """Return who was met first of a surname and is known by that only."""
        people = self._by_last_only[last]
        while people and people[0].first:
            people.popleft()
        return people[0] if people else None

    def _short_of(self, part: str) -> Iterator[Person]:
        """Yield the people whose first name this is short for, or who are called by a short form of it."""
        if len(part) != 2:
            yield from self._longer[part, ""]
        for short in _shorter(part):
            if len(short) > 2:
                yield from self._named[short, ""]

    def _signed(self, sign: str) -> Person | None:
        """Return the one person of these initials: `MH` for Marloes van den Heuvel, `JSp` for Jildou Spoelstra."""
        fit = self._by_sign[sign]
        return next(iter(fit)) if len(fit) == 1 else None


def _shorter(name: str) -> list[str]:
    """Return what a first name can be cut short to: `J`, `Je`, and `Jeroen` for `Jeroentje` (four letters at most)."""
    shorter = [*(name[:-cut] for cut in range(1, 5) if len(name) - cut > 2), name[:2], name[:1]]
    return [short for short in dict.fromkeys(shorter) if short != name]
