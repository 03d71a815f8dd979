"""Mentions → entities: who is meant, over all spellings; and what was found once is found everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import DamerauLevenshtein

from archive.ingest.detect import settle
from archive.ingest.lexicon import CONNECTORS, PARTICLES, Lexicon, fold, is_word, lexicon
from archive.ingest.readers.roles import is_role_word
from archive.ingest.words import Word, Words
from archive.model import Mention

_LINKED = {"PERSON": "PERSON", "LOCATION_PLACE": "PLACE", "ORGANISATION": "ORGANISATION", "LOCATION_STREET": "STREET"}
_DIMINUTIVES = ("tje", "je", "ke", "pje", "etje", "ie")


@dataclass
class Person:
    """Somebody spoken of: the folded parts of every name used for them."""

    number: int
    first: Counter[str] = field(default_factory=Counter)
    last: Counter[str] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)


def link(words: Words, mentions: Iterable[Mention]) -> list[Mention]:
    """Give every person, place, organisation and street an entity, and add the mentions that were missed.

    Entities are numbered by kind in order of appearance: `PERSON#1`, `PLACE#2`.
    """
    found = list(mentions)
    found = settle(words.text, [*found, *_again(words, found)])
    people = _people(words, [mention for mention in found if mention.kind == "PERSON"])
    numbers: dict[tuple[str, str], int] = {}
    linked = []
    for mention in found:
        prefix = _LINKED.get(mention.kind)
        if prefix == "PERSON":
            mention = replace(mention, entity=f"PERSON#{people[mention].number}")
        elif prefix:
            key = (prefix, " ".join(fold(words.text[mention.start : mention.end]).split()))
            number = numbers.setdefault(key, 1 + sum(known == prefix for known, _ in numbers))
            mention = replace(mention, entity=f"{prefix}#{number}")
        linked.append(mention)
    return linked


def _again(words: Words, mentions: list[Mention]) -> list[Mention]:
    """Find every further occurrence of a name part, also misspelt; a name that is a word only with a capital."""
    lex = words.lexicon
    sure: set[str] = set()
    for mention in mentions:
        if mention.kind == "PERSON" and mention.score >= 0.5:
            inside = [words.all[i] for i in words.within(mention.start, mention.end)]
            sure |= {word.folded for word in inside if len(word.folded) > 2 and word.folded not in CONNECTORS}
    labels = {words.all[i].text for start, end in words.labels for i in words.within(start, end)}
    signs = {text for text in labels if text.isupper() and 1 < len(text) < 4 and not is_role_word(text)}
    covered = {i for mention in mentions for i in words.within(mention.start, mention.end)}
    strange = {name for name in sure if len(name) > 4 and not lex.common(name)}
    found = []
    for index, word in enumerate(words.all):
        if index not in covered and word.text in signs:  # MH = Marloes van den Heuvel
            found.append(Mention(word.start, word.end, "PERSON", 0.8, "again"))
        if index in covered or not _may_be_name(words, word, lex):
            continue
        stem = word.folded.removesuffix("'s")
        exact = stem in sure or (stem.removesuffix("s") in sure and len(stem) > 4)
        if exact and (word.capital or (words.lower and not lex.common(stem))):
            end = word.start + (len(stem) - (stem not in sure)) if len(word.folded) == len(word.text) else word.end
            found.append(Mention(word.start, end, "PERSON", 0.6, "again"))
        elif (
            not exact
            and len(stem) > 4
            and not lex.common(stem)
            and (word.capital or words.lower)
            and _misspelt(stem, strange)
        ):
            found.append(Mention(word.start, word.end, "PERSON", 0.5, "again"))
    return found


def _may_be_name(words: Words, word: Word, lex: Lexicon) -> bool:
    return (
        len(word.folded) > 2
        and word.folded[0].isalpha()
        and word.folded not in lex.not_names
        and (word.folded not in lex.places)
    )


def _misspelt(stem: str, names: set[str]) -> bool:
    """Say whether a word is one letter (two, in a long name) away from a name that is no ordinary word."""
    return any(
        abs(len(name) - len(stem)) < 3
        and stem[0] == name[0]
        and DamerauLevenshtein.distance(stem, name, score_cutoff=2) <= (1 if len(name) < 8 else 2)
        for name in names
    )


def _people(words: Words, mentions: list[Mention]) -> dict[Mention, Person]:
    """Decide who is who: full names first, then those that are part of one."""
    people: list[Person] = []
    owner: dict[Mention, Person] = {}
    split = {mention: _parts(words, mention) for mention in mentions}
    for mention in sorted(mentions, key=lambda m: (-len(split[m][0]) - 2 * len(split[m][1]), m.start)):
        first, last = split[mention]
        person = _best(people, first, last)
        if person is None:
            person = Person(len(people) + 1)
            people.append(person)
        person.first.update(first)
        person.last.update(last)
        person.names.append(words.text[mention.start : mention.end])
        owner[mention] = person
    for number, person in enumerate(
        sorted(
            {id(p): p for m in mentions for p in [owner[m]]}.values(),
            key=lambda p: min(m.start for m in mentions if owner[m] is p),
        ),
        1,
    ):
        person.number = number
    return owner


def _parts(words: Words, mention: Mention) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a name into first names (or initials) and surnames, folded."""
    inside = [words.all[i] for i in words.within(mention.start, mention.end)]
    plain = [p for word in inside for p in word.folded.removesuffix("'s").split("-") if p and p not in PARTICLES]
    index = next(iter(words.within(mention.start, mention.end)), 0)
    titled = words.lexicon.before.get(words.before(index)) == "title"
    particle = bool(inside) and inside[0].folded in PARTICLES
    if len(plain) == 1:
        surname = (
            (titled and plain[0] not in lexicon().first)
            or particle
            or (plain[0] in lexicon().last and plain[0] not in lexicon().first)
        )
        return ((), tuple(plain)) if surname else (tuple(plain), ())
    cut = 1
    while cut < len(plain) - 1 and (
        len(plain[cut]) == 1 or (plain[cut] in lexicon().first and plain[cut] not in lexicon().last)
    ):
        cut += 1
    return tuple(plain[:cut]), tuple(plain[cut:])


def _best(people: list[Person], first: tuple[str, ...], last: tuple[str, ...]) -> Person | None:
    """Return the person a name belongs to, or None for somebody new."""
    for person in people:
        same_last = any(_same(a, b) for a in last for b in person.last)
        same_first = any(_same(a, b) for a in first for b in person.first)
        if last and first:
            if same_last and (same_first or not person.first):
                return person
        elif last:
            if same_last or any(_same(a, b) for a in last for b in person.first):
                return person
        elif same_first or any(_same(a, b) for a in first for b in person.last if not person.first):
            return person
    if first and not last:
        return next((p for p in people if any(_short(a, b) for a in first for b in p.first)), None)
    return None


def _same(one: str, other: str) -> bool:
    """Say whether two folded parts are one name: equal, an initial of it, or a letter apart."""
    if one == other:
        return True
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    if min(len(one), len(other)) < 5 or one[0] != other[0] or is_word(one) or is_word(other):
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=2) <= (1 if len(one) < 8 else 2)


def _short(one: str, other: str) -> bool:
    """Say whether one name is a call name or diminutive of the other: `Hen`, `Hennie`; `Jeroentje`, `Jeroen`."""
    short, long = sorted((one, other), key=len)
    if len(short) < 3 or short == long:
        return False
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
