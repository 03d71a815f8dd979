"""Mentions → entities: who is meant, over all spellings.

Full names come first, then those that are a part of one. People are looked up by pairs of name parts, so the work grows
with the text and no faster, also where a whole village has one surname.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from archive.detection.again import again
from archive.detection.marks import PARTICLES
from archive.detection.people import Known, Person, Said
from archive.detection.words import Words
from archive.dutch.fold import fold
from archive.model import Mention

_LINKED = {"PERSON": "PERSON", "LOCATION_PLACE": "PLACE", "ORGANISATION": "ORGANISATION", "LOCATION_STREET": "STREET"}
_OTHER = frozenset(["andere", "tweede"])  # `de andere Martina`, and `nog een Martina`
_MINE = frozenset("mijn m'n me ons onze".split())


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
    known, owner = Known(said.values()), {}
    for mention in sorted(mentions, key=lambda m: (-len(said[m].first) - 2 * len(said[m].last), m.start)):
        owner[mention] = known.who(said[mention])
    return owner


def _take_apart(words: Words, mention: Mention) -> Said:
    inside = words.within(mention.start, mention.end)
    lex = words.lexicon
    forms = [words.all[i].folded for i in inside]
    last = words.all[inside[-1]]
    if mention.start > words.starts[inside.start] or mention.end < last.end:  # half a word, or a possessive s
        forms[0] = fold(words.text[mention.start : words.all[inside.start].end])
        forms[-1] = fold(words.text[max(last.start, mention.start) : mention.end]).rstrip(".")
    while len(forms) > 1 and lex.before.get(forms[0]) == "title":  # a speaker label: `MEVR. LAN`
        forms.pop(0)
    plain = tuple(p for form in forms for p in form.removesuffix("'s").split("-") if p and p not in PARTICLES)
    index = inside.start
    before = words.before(index)
    mine = words.before(index, 2) in _MINE  # `mijn opa`: a title too, as in `opa Kobus`
    kin = before if mine and lex.before.get(before) in ("kin", "title") else ""
    other = before in _OTHER or (before == "een" and words.before(index, 2) in ("ook", "nog"))
    text = words.text[mention.start : mention.end]
    if len(text) < 4 and sum(map(str.isupper, text)) > 1 and plain and plain[0] not in lex.first:
        return Said((), (), plain[0], "", False)
    if len(plain) == 1:
        titled = lex.before.get(before) == "title" and plain[0] not in lex.first
        surname = titled or forms[0] in PARTICLES or (plain[0] in lex.last and plain[0] not in lex.first)
        return Said(() if surname else plain, plain if surname else (), "", kin, other)
    cut = max(1, len(forms[0].split("-")) if forms[0] not in PARTICLES else 1)  # Gerrit-Jan
    while cut < len(plain) - 1 and (len(plain[cut]) == 1 or (plain[cut] in lex.first and plain[cut] not in lex.last)):
        cut += 1
    return Said(plain[:cut], plain[cut:], "", kin, other)


def surface_forms(words: Words, mentions: Iterable[Mention]) -> dict[str, tuple[str, ...]]:
    """Return, for every entity, the forms in which it is said, most frequent first."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if mention.entity:
            forms[mention.entity][" ".join(words.text[mention.start : mention.end].split())] += 1
    return {
        entity: tuple(sorted(counter, key=lambda form: (-counter[form], form))) for entity, counter in forms.items()
    }
