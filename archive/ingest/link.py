"""Mentions → entities: who is meant, over all spellings.

Full names come first, then those that are a part of one. People are looked up by their name parts, so the work grows
with the text and no faster.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.ingest.again import Spellings, again
from archive.ingest.lexicon import PARTICLES, fold, is_word
from archive.ingest.words import Words
from archive.model import Mention

_LINKED = {"PERSON": "PERSON", "LOCATION_PLACE": "PLACE", "ORGANISATION": "ORGANISATION", "LOCATION_STREET": "STREET"}
_DIMINUTIVES = ("tje", "je", "ke", "pje", "etje", "ie")
_OTHER = frozenset(["andere", "tweede"])  # `de andere Martina`, and `nog een Martina`
_MINE = frozenset("mijn m'n me ons onze".split())


@dataclass(eq=False)
class Person:
    """Somebody spoken of: the folded parts of every name used for them, and what kin they were called."""

    first: Counter[str] = field(default_factory=Counter)
    last: Counter[str] = field(default_factory=Counter)
    kin: set[str] = field(default_factory=set)
    sign: str = ""


@dataclass(frozen=True)
class _Said:
    """One mention, taken apart: first names (or initials), surnames, and the kin word before it, if any."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    sign: str  # the folded letters where they are initials alone: `MH`, `JSp`
    kin: str
    other: bool  # the words say that this is somebody else of the same name


def link(words: Words, mentions: Iterable[Mention]) -> list[Mention]:
    """Give every person, place, organisation and street an entity, and add the mentions that were missed.

    Entities are numbered by kind in order of appearance: `PERSON#1`, `PLACE#2`.
    """
    found = list(mentions)
    if more := list(again(words, found)):
        found = sorted([*found, *more])
    people = _people(words, [mention for mention in found if mention.kind == "PERSON"])
    numbers: defaultdict[str, dict[object, int]] = defaultdict(dict)
    linked = []
    for mention in found:
        if prefix := _LINKED.get(mention.kind):
            who: object = people.get(mention) or " ".join(fold(words.text[mention.start : mention.end]).split())
            number = numbers[prefix].setdefault(who, len(numbers[prefix]) + 1)
            mention = Mention(*mention.span, mention.score, mention.recognizer, f"{prefix}#{number}")
        linked.append(mention)
    return linked


def _people(words: Words, mentions: list[Mention]) -> dict[Mention, Person]:
    """Decide who is who."""
    said = {mention: _take_apart(words, mention) for mention in mentions}
    known, owner = _Known(said.values()), {}
    for mention in sorted(mentions, key=lambda m: (-len(said[m].first) - 2 * len(said[m].last), m.start)):
        owner[mention] = known.who(said[mention])
    return owner


def _take_apart(words: Words, mention: Mention) -> _Said:
    inside = words.within(mention.start, mention.end)
    lex = words.lexicon
    cut_off = words.all[inside[-1]].end - mention.end if inside else 0  # a possessive s
    forms = [words.all[i].folded for i in inside]
    if cut_off > 0:
        forms[-1] = forms[-1][:-cut_off]
    while len(forms) > 1 and lex.before.get(forms[0]) == "title":  # a speaker label: `MEVR. LAN`
        forms.pop(0)
    plain = tuple(p for form in forms for p in form.removesuffix("'s").split("-") if p and p not in PARTICLES)
    index = inside.start
    before = words.before(index)
    kin = before if lex.before.get(before) == "kin" and words.before(index, 2) in _MINE else ""
    other = before in _OTHER or (before == "een" and words.before(index, 2) in ("ook", "nog"))
    text = words.text[mention.start : mention.end]
    if len(text) < 4 and sum(map(str.isupper, text)) > 1 and plain and plain[0] not in lex.first:
        return _Said((), (), plain[0], "", False)
    if len(plain) == 1:
        titled = lex.before.get(before) == "title" and plain[0] not in lex.first
        surname = titled or forms[0] in PARTICLES or (plain[0] in lex.last and plain[0] not in lex.first)
        return _Said(() if surname else plain, plain if surname else (), "", kin, other)
    cut = max(1, len(forms[0].split("-")) if forms[0] not in PARTICLES else 1)  # Gerrit-Jan
    while cut < len(plain) - 1 and (len(plain[cut]) == 1 or (plain[cut] in lex.first and plain[cut] not in lex.last)):
        cut += 1
    return _Said(plain[:cut], plain[cut:], "", kin, other)


class _Known:
    """The people met so far, by the parts of their names. A misspelt part counts as the part it was meant to be."""

    def __init__(self, said: Iterable[_Said]) -> None:
        counted = Counter(part for one in said for part in (*one.first, *one.last))
        spellings, self._meant = Spellings(), {}
        for part in sorted(counted, key=lambda part: (-counted[part], part)):
            self._meant[part] = part if is_word(part) else spellings.nearest(part) or part
            if self._meant[part] == part and not is_word(part):
                spellings.add(part)
        self._all: list[Person] = []
        self._by_first: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_last: defaultdict[str, list[Person]] = defaultdict(list)
        self._by_start: defaultdict[str, list[Person]] = defaultdict(list)

    def who(self, said: _Said) -> Person:
        """Return the person who is meant, somebody new when it is nobody known."""
        first, last = (tuple(self._meant[part] for part in parts) for parts in (said.first, said.last))
        person = self._signed(said.sign) if said.sign else None if said.other else self._find(first, last, said.kin)
        if person is None:
            person = Person()
            self._all.append(person)
        for part in {*first} - {*person.first}:
            self._by_first[part].append(person)
            self._by_start[part[:1]].append(person)
            if len(part) > 2:
                self._by_start[part[:3]].append(person)
        for part in {*last} - {*person.last}:
            self._by_last[part].append(person)
        person.sign = person.sign or said.sign
        person.first.update(first)
        person.last.update(last)
        person.kin |= {said.kin} - {""}
        return person

    def _find(self, first: tuple[str, ...], last: tuple[str, ...], kin: str) -> Person | None:
        if last and first:
            same = [p for part in last for p in self._by_last[part]]
            return next((p for p in same if not p.first or any(_agrees(a, b) for a in first for b in p.first)), None)
        if last:
            same = [p for part in last for p in self._by_last[part]]
            return next(iter([*same, *(p for part in last for p in self._by_first[part])]), None)
        same = [p for part in first for p in self._by_first[part]]
        same += [p for part in first for p in self._by_last[part] if not p.first]
        if not same:
            starts = [p for part in first for p in self._by_start[part[:3]]]
            same = [p for p in starts if any(_short(a, b) for a in first for b in p.first)]
        if not same:  # a surname that is also a first name: `Warsame`, when there is one Sahra Warsame
            same = [p for part in first for p in self._by_last[part]]
            same = same if len({id(p) for p in same}) == 1 else []
        # `mijn opa Ismail` and `mijn zoon Ismail` are two.
        return next((p for p in same if not kin or not p.kin or kin in p.kin), None)

    def _signed(self, sign: str) -> Person | None:
        """Return the one person of these initials: `MH` for Marloes van den Heuvel, `JSp` for Jildou Spoelstra."""
        fit = [
            person
            for person in self._all
            if sign == "".join(part[0] for part in (*list(person.first)[:1], *list(person.last)[-1:]))
            or any(
                first[:1] == sign[:1] and last.startswith(sign[1:]) for first in person.first for last in person.last
            )
            or person.sign == sign
        ]
        return fit[0] if len(fit) == 1 else None


def _agrees(one: str, other: str) -> bool:
    """Say whether two first names can be one: equal, an initial of it, or a short form."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) < 3 and long.startswith(short)) or _short(one, other)


def _short(one: str, other: str) -> bool:
    """Say whether one name is a call name or diminutive of the other: `Hen`, `Hennie`; `Jeroentje`, `Jeroen`."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short == long:
        return len(short) == 1 and short == long[:1]
    return long.startswith(short) and (len(long) - len(short) <= 4 or long[len(short) :] in _DIMINUTIVES)


def surface_forms(words: Words, mentions: Iterable[Mention]) -> dict[str, tuple[str, ...]]:
    """Return, for every entity, the forms in which it is said, most frequent first."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if mention.entity:
            forms[mention.entity][" ".join(words.text[mention.start : mention.end].split())] += 1
    return {
        entity: tuple(sorted(counter, key=lambda form: (-counter[form], form))) for entity, counter in forms.items()
    }
