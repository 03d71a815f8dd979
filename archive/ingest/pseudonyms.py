"""Names for people who must not be named: readable, in brackets, the same everywhere in a project.

Each part of a name has its own stand-in, chosen by a keyed digest of that part within its project. So `Fatima`,
`Fatima el Idrissi` and `mevrouw El Idrissi` match in every transcript, and nobody without the key can test which name
lies under one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from archive.detection.lexicon import lexicon
from archive.detection.marks import PARTICLES
from archive.dutch.fold import fold
from archive.model import LABELS, Entity

_KINDS = {"PLACE": "LOCATION_PLACE", "STREET": "LOCATION_STREET"}
_DIMINUTIVES = ("etje", "pje", "tje", "je", "ke")
_ENOUGH = 20  # names to choose from; with fewer, the choice itself would tell


def propose(
    forms: Mapping[str, tuple[str, ...]], key: bytes, project: str, taken: Callable[[str], bool] = lambda part: False
) -> tuple[Entity, ...]:
    """Return every entity with its pseudonym.

    `forms` holds what each entity was called, most frequent first. A pseudonym is never a name that occurs in the
    transcript, nor one that `taken` (folded part → is it the name of anybody in the project?) knows.
    """
    used = {part for names in forms.values() for name in names for part in _parts(name)}
    chosen: set[str] = set()
    entities = []
    for entity, names in sorted(forms.items(), key=lambda item: (item[0].split("#")[0], int(item[0].split("#")[1]))):
        kind, number = entity.split("#")
        if kind == "PERSON":
            first, last = _given_and_family(names)
            given = _pick(_given_names(first), key, f"{project}\0given\0{first or last}", used | chosen, taken)
            family = _pick(_family_names(last), key, f"{project}\0family\0{last or first}", used, taken)
            chosen.add(fold(given))  # two people of one name stay two
            entities.append(Entity(entity, "PERSON", names, f"{given} {family}"))
        else:
            label = _KINDS.get(kind, kind)
            entities.append(Entity(entity, label, names, f"{LABELS[label]} {number}"))
    return tuple(entities)


def shown(entity: Entity, said: str) -> str:
    """Return what stands for one mention of a person: first name for first name, initial for initial, `-tje` kept."""
    given, _, family = entity.pseudonym.partition(" ")
    parts = _parts(said)
    if not parts or not family:
        return entity.pseudonym
    if len(said) < 4 and sum(map(str.isupper, said)) > 1 and said.isalpha():
        return given[0] + family[0]
    if len(parts[0]) == 1 and len(parts) > 1:
        return f"{given[0]}. {family}"
    if len(parts) > 1 and not _double(said):
        return entity.pseudonym
    lex = lexicon()
    titled = fold(said.split()[0]) in PARTICLES and " " in said  # van Dam, De Wit
    family_only = (parts[0] in lex.last and parts[0] not in lex.first) or parts[0] in _lasts(entity)
    if titled or (family_only and parts[0] not in map(fold, _firsts(entity))):
        return family
    return given + _diminutive(parts[0], [fold(name) for name in _firsts(entity)])


def _double(said: str) -> bool:
    return "-" in said and " " not in said  # Gerrit-Jan


def _firsts(entity: Entity) -> list[str]:
    return [name.split()[0] for name in entity.names if len(name.split()) > 1 or len(entity.names) == 1]


def _lasts(entity: Entity) -> set[str]:
    return {_parts(name)[-1] for name in entity.names if len(_parts(name)) > 1 and not _double(name)}


def _diminutive(part: str, others: Iterable[str]) -> str:
    """Return the ending that makes a name a small one, when the person is also called without it."""
    for ending in _DIMINUTIVES:
        stem = part.removesuffix(ending)
        if stem != part and stem in others:
            return ending if ending != "pje" else "tje"
    return ""


def _parts(name: str) -> list[str]:
    return [p for p in fold(name).replace("-", " ").replace(".", " ").split() if p not in PARTICLES]


def _given_and_family(names: Sequence[str]) -> tuple[str, str]:
    """Return the folded first name and surname that somebody is mostly called by, each "" when never said."""
    lex, first, last = lexicon(), "", ""
    for name in names:
        parts = _parts(name)
        if parts and fold(name.split()[0]) in PARTICLES:
            last = last or parts[-1]
        elif len(parts) > 1 and not _double(name):
            first, last = first or (parts[0] if len(parts[0]) > 1 else ""), last or parts[-1]
        elif parts and parts[0] in lex.last and parts[0] not in lex.first:
            last = last or parts[0]
        elif parts and len(parts[0]) > 1:
            first = first or parts[0]
    return first, last


def _pick(candidates: Sequence[str], key: bytes, what: str, avoid: set[str], taken: Callable[[str], bool]) -> str:
    """Choose one by a keyed digest, walking on past names that are in use."""
    start = int.from_bytes(hmac.new(key, what.encode(), hashlib.sha256).digest()[:8]) % len(candidates)
    for name in (*candidates[start:], *candidates[:start]):
        if fold(name) not in avoid and not taken(fold(name)):
            return name
    return candidates[start]


def _given_names(first: str) -> tuple[str, ...]:
    """Return the first names to choose from: of the origin and gender that the name itself shows, else Dutch."""
    about = lexicon().first.get(first)
    return _listed_given(about.origin, about.gender) if about else _listed_given("nl", "x")


def _family_names(last: str) -> tuple[str, ...]:
    return _listed_family(lexicon().last.get(last, "nl"))


@cache
def _listed_given(origin: str, gender: str) -> tuple[str, ...]:
    lex = lexicon()
    found = tuple(
        name.capitalize()
        for name, about in sorted(lex.first.items())
        if about.origin == origin and gender in (about.gender, "x") and name.isalpha() and 3 < len(name) < 9
        if not lex.common(name) and name not in lex.last and name not in lex.places
    )
    if len(found) > _ENOUGH or (origin, gender) == ("nl", "x"):
        return found
    return _listed_given("nl", gender if origin != "nl" else "x")


@cache
def _listed_family(origin: str) -> tuple[str, ...]:
    lex = lexicon()
    found = tuple(
        name.capitalize()
        for name, its_origin in sorted(lex.last.items())
        if its_origin == origin and name.isalpha() and 5 < len(name) < 11
        if not lex.common(name) and name not in lex.first and name not in lex.places
    )
    return found if len(found) > _ENOUGH or origin == "nl" else _listed_family("nl")
