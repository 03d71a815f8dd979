"""Ages, in digits and in words. What follows and precedes a number says whether it counts somebody's years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.marks import MONTHS, NUMBER
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.words import Word, Words
from archive.dutch.dictionary import is_function_word
from archive.dutch.numbers import COUNTED

_PEOPLE = frozenset(
    (
        "man vrouw jongen meisje kind jongens meisjes iemand dochter zoon dame heer mannen vrouwen mevrouw meneer mens "
        "baby peuter kleuter puber weduwe gast knul meid"
    ).split()
)
_IS = frozenset("ben bent is was waren word wordt werd geworden".split())
_BETWEEN = frozenset(
    (
        "ik hij zij ze ie die je jij u we nu nou al pas net bijna nog toen ook dus zelf inmiddels ongeveer rond eh hè "
        "ja ergens geen maar "
        "alweer vandaag morgen volgende deze in het najaar voorjaar zomer winter week maand eigenlijk "
        "precies ruim dik eindelijk hier daar vanaf"
    ).split()
) | MONTHS  # fmt: skip
_PRONOUNS = frozenset("ik hij zij ze ie die je jij u we".split())
_THINGS = frozenset("het dat dit er wat zo".split())
_LATELY = frozenset("nu nou al net pas bijna nog toen ook".split())
_MY = frozenset("mijn zijn haar m'n z'n d'r hun je jouw".split())
_SINCE = frozenset("op vanaf tot rond voor na sinds tegen".split())
_GOES_ON = frozenset("en toen maar al nu nou geworden jaar dus was is werd want die".split())
_AFTER_ORDINAL = frozenset(("", "al", "ging", "werd", "was", "en", "kwam", "nog", "getrouwd", "verjaardag"))
_SPANS = frozenset("geleden lang bezig later bij gewerkt gezeten getrouwd".split())
_TERMS = frozenset("duur termijn periode traject".split())
_ROUGHLY = frozenset("begin eind midden halverwege plm ca circa ongeveer rond".split())
_ASKED = re.compile(r"hoe oud|leeftijd|jarig|jaar oud|\bik ben\b|\bgeboren\b|ik heet|mijn naam|\bis nou\b")


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
                yield "AGE", word.start, self._end(words, index), score

    def _end(self, words: Words, index: int) -> int:
        """Take `jaar`, `jr.`, `jaar en drie maanden` and `en een half` in."""
        ahead = [words.all[i].folded for i in range(index + 1, min(index + 5, len(words.all)))]
        if ahead[:1] in (["jaar"], ["weken"], ["maanden"], ["jr"]) and words.joined(index):
            index += 1
            if ahead[1:2] == ["en"] and ahead[3:4] == ["maanden"]:
                index += 3
        elif ahead[:3] == ["en", "een", "half"]:
            index += 3
        elif words.all[index].folded == "honderd" and ahead[:1] == ["en"] and index + 2 < len(words.all):
            index += 2 if words.all[index + 2].form.number else 0
        end = words.all[index].end
        return end + (words.all[index].folded == "jr" and words.text[end : end + 1] == ".")

    def _score(self, words: Words, index: int, number: int) -> float:
        word, following = words.all[index], words.at(index + 1)
        one, two = words.before(index), words.before(index, 2)
        next_word = following.folded if following and words.joined(index) else ""
        if word.folded.endswith(("jarige", "jarig")):
            return 0.85
        if word.folded.endswith(("ste", "de")) or (word.folded[-1] == "e" and word.folded[0].isdecimal()):
            late = number >= 10 or next_word in _AFTER_ORDINAL
            return 0.8 if one in _MY and two in _SINCE and late else 0.0
        if next_word in ("jaar", "jr"):
            return self._years(words, index, number, one, two)
        if next_word in ("weken", "maanden") and one in ("was", "is", "pas", "nog") and number < 30:
            return 0.5
        if one == "van" and two in _PEOPLE and next_word == "van":
            return 0.75
        if (next_word in COUNTED and word.folded != "honderd") or number == 1:
            return 0.0
        if one in ("leeftijd", "oud", "jong"):
            return 0.8
        if next_word == "geworden":
            return 0.8
        stops = self._stops(words, index, following)
        if stops and (score := self._after_copula(words, index, number)):
            return score
        if one == "bijna" and stops:
            return 0.55
        if one in _PRONOUNS and next_word in ("was", "werd", "ben", "is"):
            return 0.75  # toen ik achttien was
        if next_word in ("was", "is", "werd", "wordt") and words.folded(index + 2) in _PRONOUNS:
            return 0.7  # tachtig is ze
        if one == "geen" and two == "nog":
            return 0.6
        if self._beside_name(words, index, one):
            return 0.7
        if (one == "of" and two == "jaar") or (one in _ROUGHLY and number >= 20 and stops):
            return 0.5  # een jaar of tien, begin veertig
        closed = words.gap(index).lstrip()[:1] in (".", ",", "!")
        if (word.opens and closed) or (words.lower and one in ("nou", "eh")):
            return 0.8 if self._was_asked(words, index) else 0.0
        if one == "van":
            kin = two in _PEOPLE or two in words.lexicon.before or two in words.lexicon.first
            return 0.75 if kin and stops else 0.5 if number >= 50 and stops and not words.lower else 0.0
        if one in _PRONOUNS or (one in _LATELY and two in _PRONOUNS):
            return 0.6 if stops and number > 9 else 0.0  # hij vierentwintig, ik net twintig
        return 0.0

    def _stops(self, words: Words, index: int, following: Word | None) -> bool:
        """Say whether nothing that is counted follows: a mark, a small word, or a name."""
        if following is None or not words.gap(index)[:1].isspace():
            return True
        folded = following.folded
        if words.lower and folded in words.lexicon.first:
            return True
        return folded in _GOES_ON or following.capital or (folded not in COUNTED and is_function_word(folded))

    def _after_copula(self, words: Words, index: int, number: int) -> float:
        """Score `ik ben nou eenenzestig`, `die wordt in mei veertien`; not `het is twee`."""
        for distance in range(1, 6):
            word = words.before(index, distance)
            if word in _IS:
                beside = {words.before(index, distance + 1), words.before(index, distance - 1) if distance > 1 else ""}
                return 0.0 if beside & _THINGS else 0.75 if number > 3 else 0.5
            if word not in _BETWEEN:
                break
        return 0.0

    def _years(self, words: Words, index: int, number: int, one: str, two: str) -> float:
        """Score a number before `jaar`: an age, or a length of time."""
        after = words.at(index + 2)
        if after and after.folded == "oud":
            return 0.95
        if words.folded(index + 1) == "jr":
            return 0.8 if words.all[index].lead.strip().endswith(("(", ",")) else 0.0
        if after and after.folded in ("is", "was", "werd", "wordt") and words.folded(index + 3) in _PRONOUNS:
            return 0.7
        stops = after is None or not words.gap(index + 1)[:1].isspace()
        if stops and words.all[index].opens and number > 3 and self._was_asked(words, index):
            return 0.5
        if self._after_copula(words, index, number) and number > 3 and (after is None or after.folded not in _SPANS):
            return 0.6
        named = words.folded(index - 1)
        if self._beside_name(words, index, one) and named in words.lexicon.first and named not in words.lexicon.places:
            return 0.6
        return 0.55 if one == "van" and two not in _TERMS and number > 3 else 0.0

    def _beside_name(self, words: Words, index: int, one: str) -> bool:
        """Say whether a number stands behind a name: `Zohra (17)`, `Sem, 4,`, `(Habiba, plm. 70)`."""
        if words.folded(index - 1) in ("plm", "ca", "circa"):
            return True
        if not index or words.all[index].lead.strip() not in ("(", ",", ". (", ".("):
            return False
        end, named = words.all[index].end, words.all[index - 1]
        closed = words.text[end : end + 1] in (")", ",", ".") or words.folded(index + 1) in ("nu", "nou", "jaar", "jr")
        return closed and (named.capital or named.folded in _PEOPLE or named.folded == "jr")

    def _was_asked(self, words: Words, index: int) -> bool:
        """Say whether the words just before speak of age, or somebody introduces himself."""
        start = words.all[index].start
        return bool(_ASKED.search(words.text[max(0, start - (60 if words.lower else 160)) : start].lower()))
