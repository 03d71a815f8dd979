"""Of whom a detail is told. Simple on purpose: the nearest word for a person in the sentence decides.

`ik` and `mijn` are the speaker (what is told of `mijn man` narrows the speaker's household down too; only ages of kin
go to the kin), `u` and `je` in a question the one who answers, a pseudonym in brackets its bearer. A short answer
without such a word is the speaker's. What is left belongs to nobody known, sentence by sentence. Irony, quotations and
dreams are taken at their word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.ingest.risk.details import MASK, Detail, find, person

Turns = Sequence[tuple[str, str]]
HEADER, ASKS = "kop", "interviewer"

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?\n]+|$)")
_FIRST = re.compile(r"(?<!\w)(?:ik|mijn|m['’]n|mij|me|wij|we|ons|onze)(?!\w)", re.I)
_SECOND = re.compile(r"(?<!\w)(?:u|uw|je|jij|jou|jouw)(?!\w)", re.I)
_KIN = re.compile(
    r"(?:mijn|m['’]n|ons|onze|uw|je|jouw) (?:\w+ )?(man|vrouw|zoon|dochter|kind|kinderen|vader|moeder|broer|broertje|"
    r"zus|zusje|oma|opa|kleinkind|kleinzoon|kleindochter|neef|nicht|oom|tante|partner|vriend|vriendin|buurman|"
    r"buurvrouw|jongste|oudste)(?!\w)",
    re.I,
)
_NAMED = re.compile(r"(?<!\w)(?:ik heet|ik ben|mijn naam is|ze noemen me|noem me)(?: \w+)? \[([^\[\]]+)\]", re.I)
_LIVES = re.compile(
    r"(?<!\w)(?:woon\w*|wonen\w*|gewoond|geboren|opgegroeid|getogen|groei\w*|verhuis\w*|kom\w*|kwam\w*|uit|hier|thuis|"
    r"bij ons|dorp\w*|stad|wijk\w*|buurt\w*|leef\w*|leven|werk\w*|gewerkt|zaak|winkel|school|gevestigd)(?!\w)",
    re.I,
)
# `met de burgemeester`, `voor een Syrische vrouw`: somebody else, unless somebody is, was or works as that.
_ANOTHER = re.compile(r"(?<!\w)(?:de|die|dat|het|een|zo'n|deze|andere|twee|veel) $", re.I)
_IS = re.compile(
    r"(?<!\w)(?:ben|bent|is|zijn|was|waren|word|wordt|werd|werk|werkt|werkte|als|geweest)(?: \w+){0,3} $", re.I
)
_MET = re.compile(r"(?<!\w)(?:bij|met|naar|van|voor|door|aan|via|tegen|over) (?:de|het|een|die) $", re.I)
_WITHIN = re.compile(r"(?<!\w)in (?:de|het) $", re.I)
_FAR = 120  # characters: speech written without full stops is one long sentence


@dataclass
class People:
    """The people of one text, each with what is told of them; `names` says under which pseudonym a role goes."""

    details: dict[str, list[Detail]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    home: Detail | None = None  # the place the text is about


def people(turns: Turns, this_year: int) -> People:
    """Return who is spoken of in the turns, and what is told of each."""
    result, places = People(), []
    roles = list(dict.fromkeys(role for role, _ in turns if role not in (HEADER, ASKS)))
    answering = _answering(turns, roles)
    for number, (role, said) in enumerate(turns):
        speaker = (roles[0] if roles else "de tekst") if role == HEADER else role
        hears = answering[number]
        if role not in (HEADER, ASKS) and (match := _NAMED.search(said)) and person(match[1]):
            result.names.setdefault(role, match[1])
        asked = number > 0 and turns[number - 1][0] == ASKS and role not in (HEADER, ASKS)
        found = find(said, number, this_year, turns[number - 1][1] if asked else "")
        places += [detail for detail in found if detail.kind == "place"]
        starts = [detail.start for detail in found]
        for at, (low, high) in enumerate(_sentences(said)):
            whole = role == HEADER or (asked and at == 0) or len(said[low:high].split()) < 7
            default = "" if role == ASKS or not whole else speaker
            here = found[bisect_left(starts, low) : bisect_left(starts, high)]
            lives = role == HEADER or _LIVES.search(said[low:high]) or {detail.kind for detail in here} - {"place"}
            for detail in here:
                who = _whose(said, low, high, detail, "" if role == ASKS else speaker, hears, default)
                other = role != HEADER and not _titled(said, detail) and _another(said, low, detail)
                if (detail.kind == "place" and not lives) or (other and detail.kind == "trade" and _common(detail)):
                    continue  # somewhere one passes through, the mayor one meets
                who = _titled(said, detail) or ("" if other else who) or f"iemand in beurt {number + 1}, zin {at + 1}"
                result.details.setdefault(who, []).append(detail)
    often = Counter(place.shown for place in places)
    result.home = min(places, key=lambda place: (-often[place.shown], place.people), default=None)
    return result


def _answering(turns: Turns, roles: list[str]) -> list[str]:
    """Return who is addressed in each turn, "" outside a question: the only one there is, or who speaks next."""
    addressed, following = [], ""
    for role, _ in reversed(turns):
        addressed.append("" if role != ASKS else roles[0] if len(roles) == 1 else following)
        if role not in (HEADER, ASKS):
            following = role
    return addressed[::-1]


def _whose(said: str, low: int, high: int, detail: Detail, speaker: str, hears: str, default: str) -> str:
    """Return who a detail is about: the nearest word for a person before it in the sentence, else the nearest after."""
    cues = list(_cues(said, max(low, detail.start - _FAR), min(high, detail.end + _FAR), speaker, hears))
    before = [cue for cue in cues if cue[0] < detail.start]
    who = before[-1][1] if before else cues[0][1] if cues else default
    if detail.kind == "age" and who in (speaker, hears) and who:
        kin = list(_KIN.finditer(said, max(low, detail.start - _FAR), detail.start))
        if kin and before and kin[-1].start() >= before[-1][0]:
            return f"{kin[-1][1].lower()} van {who}"
    return who


def _titled(said: str, detail: Detail) -> str:
    """Return whose trade it is when a pseudonym follows at once: `pastoor [Bartus Wolffs]`."""
    match = re.compile(r" \[([^\[\]]+)\]").match(said, detail.end) if detail.kind == "trade" else None
    return match[1] if match and person(match[1]) else ""


def _another(said: str, low: int, detail: Detail) -> bool:
    before = said[max(low, detail.start - _FAR) : detail.start]
    if detail.kind not in ("trade", "origin") or _WITHIN.search(before):
        return False
    return bool(_MET.search(before) or (_ANOTHER.search(before) and not _IS.search(before)))


def _common(detail: Detail) -> bool:
    """Say whether a trade is one that every place has: it has no sector of its own."""
    return "sector" not in {rung.step for rung in detail.rungs}


def _cues(said: str, low: int, high: int, speaker: str, hears: str) -> Iterator[tuple[int, str]]:
    """Yield where in a sentence a person is meant, and who."""
    found = [(match.start(), match[1]) for match in MASK.finditer(said, low, high) if person(match[1])]
    if speaker:
        found += [(match.start(), speaker) for match in _FIRST.finditer(said, low, high)]
    if hears:
        found += [(match.start(), hears) for match in _SECOND.finditer(said, low, high)]
    yield from sorted(found)


def _sentences(said: str) -> list[tuple[int, int]]:
    return [match.span() for match in _SENTENCE.finditer(said)]
