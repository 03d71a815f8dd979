"""Postcodes and streets, with the house number where it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.lexicon import STREET
from archive.ingest.lexicon import in_dictionary as is_word
from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Word, Words

_POSTCODE = re.compile(r"(?<![\w-])[1-9]\d{3}[ \u00a0]?(?!S[ADS])[A-Z]{2}(?![\w-])")
_POSTCODE_LOWER = re.compile(r"(?<![\w-])[1-9]\d{3} ?[a-z]{2}(?![\w-])")
_NOT_LETTERS = frozenset(
    ("en in is op de te al ze we je er om zo nu of ik km cm kg m2 st ga wo ma di do vr za zo").split()
)
_SURE = re.compile(
    r"(?:straat|straatje|laan|weg|plein|singel|kade|gracht|steeg|plantsoen|dreef|strjitte|boulevard|dijk|hof|pad|burgwal)$"
)
_ADDITION = re.compile(r"[ -]?(?:(?:bis|hs|huis|rood|zwart|[IVX]{1,4}|[a-z]|\d{1,2})(?!\w))", re.I)
_WHERE = frozenset("aan op in bij naar van langs uit adres straat de".split())
_OLD_AND_NEW = frozenset("nieuwe oude grote kleine lange korte hoge lage eerste tweede derde".split())
_PLAIN = frozenset(
    (
        "snelweg ringweg fietspad voetpad zandpad marktplein schoolplein plein straat weg laan hoofdweg "
        "hoofdstraat winkelstraat zijstraat doorweg omweg onderweg halverwege spoorweg uitweg zijweg landweg "
        "achterstraat buurt wijk kerkhof rolmodel gaandeweg"
    ).split()
)
_BEFORE_NUMBER = re.compile(r"\b(?:huisnummer|huisnr\.?|nummer|op nummer)\s+$", re.I)


class Postcode(Recognizer):
    """Dutch postcodes: four digits and two letters; in small letters where the two are no word."""

    kinds = ("POSTCODE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield postcodes."""
        for match in words.matches(_POSTCODE):
            yield "POSTCODE", *match.span(), 0.95
        for match in words.matches(_POSTCODE_LOWER):
            if match[0][-2:] not in _NOT_LETTERS:
                yield "POSTCODE", *match.span(), 0.8 if " " not in match[0] else 0.6


class Street(Recognizer):
    """Streets by the end of their name, also when named after a person, and house numbers."""

    kinds = ("LOCATION_STREET",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield streets and lone house numbers."""
        for index in words.select(STREET):
            word = words.all[index]
            if score := self._score(words, index, word):
                first = self._begin(words, index)
                yield "LOCATION_STREET", words.all[first].start, self._house_number(words, index), score
            elif word.folded in ("nummer", "huisnummer", "huisnr") and (following := words.at(index + 1)):
                near = words.before(index, 2) in ("op", "van", "de") or words.before(index) in (
                    "op",
                    "hiernaast",
                    "naar",
                )
                number = following.form.number
                if (
                    (number is not None or word.folded != "nummer")
                    and (near or word.folded != "nummer")
                    and (number or 0) < 1000
                ):
                    start = following.start if word.folded != "nummer" else word.start
                    yield "LOCATION_STREET", start, _with_addition(text, following.end), 0.5

    def _score(self, words: Words, index: int, word: Word) -> float:
        """Return how sure it is that a street's name ends here, 0 for not at all."""
        if word.folded in _PLAIN:
            return 0.0
        following = words.at(index + 1)
        numbered = following is not None and words.joined(index) and following.form.number is not None
        sure = bool(_SURE.search(word.folded)) and len(word.folded) > 6
        if words.lower:
            located = any(words.before(index, distance) in _WHERE for distance in (1, 2, 3))
            return 0.7 if sure and located and (numbered or not is_word(word.folded)) else 0.0
        if not word.capital and not (sure and numbered and not is_word(word.folded)):
            return 0.0
        if word.opens and is_word(word.folded) and not numbered:
            return 0.0
        if sure:
            return 0.9 if len(_stem(word.folded)) > 1 or (index and words.all[index - 1].capital) else 0.0
        return 0.75 if numbered and words.before(index) in _WHERE else 0.0

    def _begin(self, words: Words, index: int) -> int:
        """Walk back over the capitals of a name such as `Pastoor van Leeuwenstraat`."""
        first = index
        while first and words.joined(first - 1) and not words.all[first].opens:
            previous = words.all[first - 1]
            linked = previous.folded in ("van", "de", "der", "den", "te", "ten", "ter", "het", "'t")
            linked = linked or previous.folded in _OLD_AND_NEW
            if (previous.capital and not (previous.opens and is_word(previous.folded) and not linked)) or (
                linked
                and not previous.capital
                and first > 1
                and words.all[first - 2].capital
                and not words.all[first - 2].opens
            ):
                first -= 1
            else:
                break
        while words.lower and first and index - first < 3:
            before = words.all[first - 1].folded
            if is_word(before) and before != "van":
                break
            first -= 1
        return first

    def _house_number(self, words: Words, index: int) -> int:
        """Return where the street ends, its number and addition included."""
        following = words.at(index + 1)
        if following is None or words.gap(index).strip(" \n") not in ("", ","):
            return words.all[index].end
        if following.folded in ("nummer", "nr") and (third := words.at(index + 2)) and third.form.number is not None:
            return _with_addition(words.text, third.end)
        number = following.form.number
        digits = re.match(r"\d{1,4}", following.text)
        if digits or (number is not None and number < 1000 and "ste" not in following.folded):
            return _with_addition(words.text, following.end)
        return words.all[index].end


def _with_addition(text: str, end: int) -> int:
    match = _ADDITION.match(text, end)
    return match.end() if match else end


def _stem(folded: str) -> str:
    return _SURE.sub("", folded)
