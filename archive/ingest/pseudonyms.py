"""Names for people who must not be named: readable, in brackets, the same everywhere in a project."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from functools import cache

from archive.ingest.lexicon import PARTICLES, Name, fold, lexicon
from archive.model import LABELS, Entity

_FAMILY_NAMES = (
    "Akkerman Berendsen Coenders Dijkgraaf Elzinga Fransen Geurtsen Hofstede IJzerman Kolkman Lammers "
    "Meulenbeld Nijhof Oosting Pieterse Roelofsen Schuurman Tempelman Uiterwijk Venema Wesselink Zandstra"
).split()


def propose(forms: Mapping[str, tuple[str, ...]], key: bytes, project: str) -> tuple[Entity, ...]:
    """Return every entity with its pseudonym.

    The choice is a keyed digest of the name within its project: the same person gets the same pseudonym in every
    transcript, and nobody without the key can test which name lies under one. A pseudonym is never a name that
    occurs in the transcript.
    """
    used = {part for names in forms.values() for name in names for part in fold(name).replace("-", " ").split()}
    entities, taken = [], set[str]()
    for entity, names in sorted(forms.items(), key=lambda item: (item[0].split("#")[0], int(item[0].split("#")[1]))):
        kind, number = entity.split("#")
        if kind == "PERSON":
            pseudonym = _person(names, key, project, used, taken)
            entities.append(Entity(entity, "PERSON", names, pseudonym))
        else:
            label = {"PLACE": "LOCATION_PLACE", "STREET": "LOCATION_STREET"}.get(kind, kind)
            entities.append(Entity(entity, label, names, f"{LABELS[label]} {number}"))
    return tuple(entities)


def shown(entity: Entity, said: str) -> str:
    """Return what stands in the released text for one mention: first name for first name, surname for surname."""
    if entity.kind != "PERSON":
        return entity.pseudonym
    first, _, last = entity.pseudonym.partition(" ")
    parts = [part for part in fold(said).replace("-", " ").split() if part not in PARTICLES]
    if len(parts) > 1 and "." not in said:
        return entity.pseudonym
    listed = parts and parts[0] in lexicon().first
    return (
        last if parts and not listed and (parts[0] in lexicon().last or (said[:1].islower() and " " in said)) else first
    )


def _person(names: tuple[str, ...], key: bytes, project: str, used: set[str], taken: set[str]) -> str:
    parts = [part for name in names for part in fold(name).replace("-", " ").split()]
    known = next((lexicon().first[part] for part in parts if part in lexicon().first), Name("nl", "x"))
    canonical = min(names, key=lambda name: (-len(name.split()), name))
    seed = hmac.new(key, f"{project}\0{fold(canonical)}".encode(), hashlib.sha256).digest()
    candidates = _given_names(known.origin, known.gender)
    first = _pick(candidates, seed[:8], used | taken)
    last = _pick(_FAMILY_NAMES, seed[8:16], used | taken)
    taken |= {fold(first)}
    return f"{first} {last}"


def _pick(candidates: Iterable[str], seed: bytes, avoid: set[str]) -> str:
    """Choose one by the seed, walking on past names that are in use."""
    ordered = list(candidates)
    start = int.from_bytes(seed) % len(ordered)
    return next((name for name in ordered[start:] + ordered[:start] if fold(name) not in avoid), ordered[start])


@cache
def _given_names(origin: str, gender: str) -> tuple[str, ...]:
    """Return the listed first names of an origin and gender that are no ordinary word, in their own spelling."""
    lex = lexicon()
    found = [
        name.capitalize()
        for name, about in sorted(lex.first.items())
        if about.origin == origin and gender in (about.gender, "x") and name.isalpha() and 3 < len(name) < 9
        if not lex.common(name)
    ]
    return (
        tuple(found)
        if len(found) > 20 or (origin, gender) == ("nl", "x")
        else _given_names("nl", gender if origin != "nl" else "x")
    )
