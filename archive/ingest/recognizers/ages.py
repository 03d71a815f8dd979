"""Ages, in digits and in words. What follows and precedes a number says whether it counts somebody's years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.lexicon import NUMBER
from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Words

_COUNTED = frozenset(
    (
        "uur minuten minuut dagen dag weken week maanden maand euro procent keer mensen man vrouwen kinderen jaren "
        "gulden kilometer meter graden uren brieven personen cent centen kilo gram liter stuks huizen woningen"
    ).split()
)
_PEOPLE = frozenset("man vrouw jongen meisje kind jongens meisjes iemand dochter zoon dame heer mannen vrouwen".split())
_BECOMES = frozenset("ben bent werd word wordt".split())
_IS = _BECOMES | {"is", "was"}
_PRONOUNS = frozenset("ik hij zij ze ie die je jij u we".split())
_LATELY = frozenset("nu al pas net bijna nog toen ook".split())
_MY = frozenset("mijn zijn haar m'n z'n hun".split())
_SINCE = frozenset("op vanaf tot rond voor na sinds".split())
_GOES_ON = frozenset("en toen maar al nu geworden jaar dus was".split())
_AFTER_ORDINAL = frozenset(("", "al", "ging", "werd", "was", "en", "kwam", "nog"))
_SPANS = frozenset("geleden lang bezig later".split())
_TERMS = frozenset("duur termijn periode traject".split())
_ASKED = re.compile(r"hoe oud|leeftijd|jarig|jaar oud|\bik ben\b|\bgeboren\b|ik heet|mijn naam")


class Ages(Recognizer):
    """AGE: a number of years somebody has lived. A rule's age and a length of time are not."""

    kinds = ("AGE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield ages."""
        for index in words.select(NUMBER):
            word = words.all[index]
            number = word.form.number
            if number is None or not 0 < number < 111 or word.folded in ("een", "eerste", "tweede", "derde"):
                continue
            if score := self._score(words, index, number):
                following = words.at(index + 1)
                years = following and words.joined(index) and following.folded in ("jaar", "weken", "maanden")
                yield "AGE", word.start, following.end if following and years else word.end, score

    def _score(self, words: Words, index: int, number: int) -> float:
        following = words.at(index + 1)
        one, two = words.before(index), words.before(index, 2)
        next_word = following.folded if following and words.joined(index) else ""
        if words.all[index].folded.endswith(("ste", "de")):
            return 0.8 if one in _MY and two in _SINCE and number >= 10 and next_word in _AFTER_ORDINAL else 0.0
        if next_word == "jaar":
            return self._years(words, index, number, one, two)
        if next_word in ("weken", "maanden") and one in ("was", "is", "pas", "nog") and number < 30:
            return 0.5
        if next_word in _COUNTED or number == 1:
            return 0.0
        if one in ("leeftijd", "oud", "jong"):
            return 0.8
        stops = not words.gap(index)[:1].isspace() or next_word in _GOES_ON
        if one in _BECOMES or (one in _LATELY and two in _IS):
            return 0.75 if stops else 0.0
        if one in ("is", "was") or (one in _PRONOUNS and two in _IS):
            return 0.65 if stops or next_word in _PRONOUNS or next_word in words.lexicon.first else 0.0
        if one in _PRONOUNS and next_word in ("was", "werd", "ben", "is"):
            return 0.75  # toen ik achttien was
        if one == "geen" and two == "nog":
            return 0.6
        if self._beside_name(words, index):
            return 0.7
        if words.all[index].opens and words.gap(index).lstrip()[:1] in (".", ",", "!"):
            return 0.8 if self._was_asked(words, index) else 0.0
        if one == "van":
            return 0.75 if two in _PEOPLE else 0.5 if number >= 50 and stops and not words.lower else 0.0
        return 0.6 if one == "ik" and stops and number > 15 else 0.0

    def _years(self, words: Words, index: int, number: int, one: str, two: str) -> float:
        """Score a number before `jaar`: an age, or a length of time."""
        after = words.at(index + 2)
        if after and after.folded == "oud":
            return 0.95
        if one in _IS and number > 3 and (after is None or after.folded not in _SPANS):
            return 0.6
        return 0.55 if one == "van" and two not in _TERMS and number > 3 else 0.0

    def _beside_name(self, words: Words, index: int) -> bool:
        """Say whether a number stands behind a name: `Zohra (17)`, `Sem, 4,`."""
        end = words.all[index].end
        return (
            index > 0
            and (words.all[index - 1].capital or words.all[index - 1].folded in _PEOPLE)
            and words.gap(index - 1).strip() in ("(", ",")
            and words.text[end : end + 1] in (")", ",", ".")
        )

    def _was_asked(self, words: Words, index: int) -> bool:
        """Say whether the words just before speak of age, or somebody introduces himself."""
        start = words.all[index].start
        return bool(_ASKED.search(words.text[max(0, start - 160) : start].lower()))
