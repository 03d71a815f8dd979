"""What a part of a name gives away by itself.

NAME counts wherever it stands. CAPITAL is also an ordinary word (`Roos`, `Wil`): it counts only where it is written as
a name. PAIR is also a place (`Delft`): it counts only beside another part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.lexicon import lexicon
from archive.detection.marks import PARTICLES
from archive.dutch.fold import fold
from archive.model import Reading

PAIR, CAPITAL, NAME = 1, 2, 3
_SURE = 0.5
_PART = re.compile(r"[^\W\d_]+")


def parts(name: str) -> Iterator[str]:
    """Yield the folded parts of a name that can give somebody away: three letters or more, no tussenvoegsel."""
    for part in _PART.findall(fold(name)):
        if len(part) > 2 and part not in PARTICLES:
            yield part


def weigh(part: str) -> int:
    """Return how much a folded name part says by itself."""
    if part in lexicon().not_names or (part in lexicon().places and part not in lexicon().first):
        return PAIR
    return CAPITAL if lexicon().common(part) else NAME


def weights(reading: Reading) -> dict[str, int]:
    """Return every name part of every person in a story, folded, with its weight.

    What was only guessed (below `_SURE`) is masked in the text but left out here: a wrong guess would stop lessons that
    name nobody. A review settles it: `review.finish` weighs what was decided.
    """
    places = {fold(name) for entity in reading.entities if entity.kind == "LOCATION_PLACE" for name in entity.names}
    found = {part for name in _people(reading) for part in parts(name)}
    return {part: PAIR if part in places else weigh(part) for part in found}


def only_typed(reading: Reading) -> set[str]:
    """Return the folded name parts that somebody typed as a name and that nothing else says is one.

    An organisation that was typed as a name would stop every lesson that tells of it: such a part counts at the gate
    when a reviewer decided that it is a name.
    """
    text = reading.transcript.text
    people = [m for m in reading.mentions if m.kind == "PERSON"]
    typed = {part for m in people if m.recognizer == "Cast" for part in parts(text[m.start : m.end])}
    found = {part for m in people if m.recognizer not in ("Cast", "again") for part in parts(text[m.start : m.end])}
    return {part for part in typed - found if part not in lexicon().first and part not in lexicon().last}


def names_somebody(untrusted_text: str) -> bool:
    """Say whether a few words, in lower case or not, are or hold the name of somebody, as far as the lists know.

    A name that is nothing else, a first name alone (`noor`, `jan`), or a first name or an initial before a surname. A
    listed place is a place, unless it is a first name too.
    """
    lex, words = lexicon(), _PART.findall(fold(untrusted_text))
    called = [word for word in words if word not in PARTICLES]
    if len(words) == 1 and len(words[0]) > 2 and words[0] in lex.first:
        return True
    if fold(untrusted_text).strip() in lex.places:
        return False
    if any(weigh(part) == NAME and (part in lex.first or part in lex.last) for part in called if len(part) > 2):
        return True
    initial = len(words[0]) == 1 if words else False
    firsts = [word in lex.first and word not in lex.places for word in called]
    return any((firsts[at] or (not at and initial)) and last in lex.last for at, last in enumerate(called[1:]))


def plain_names(reading: Reading) -> set[str]:
    """Return the names in a story, folded, for a scan by somebody who holds the key.

    Parts that give somebody away by themselves, and full names of two such or ordinary parts (`roos van der linde`).
    """
    full = {" ".join(_PART.findall(fold(name))) for name in _people(reading) if len(list(parts(name))) > 1}
    return full | {part for part, weight in weights(reading).items() if weight == NAME}


def _people(reading: Reading) -> set[str]:
    text = reading.transcript.text
    return {text[m.start : m.end] for m in reading.mentions if m.kind == "PERSON" and m.score >= _SURE}
