"""Postcodes and streets, with the house number where it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.marks import MONTHS, STREET
from archive.detection.recognizers.base import GAP, LONGEST, Recognizer, Span
from archive.detection.words import Word, Words
from archive.dutch.dictionary import in_dictionary as is_word

_POSTCODE = re.compile(rf"(?<![\w-])[1-9]\d{{3}}{GAP}?(?!S[ADS])[A-Z]{{2}}(?![\w-]|[ \t]*[:>\]])")
_POSTCODE_LOWER = re.compile(r"(?<![\w-])[1-9]\d{3}[ \t]{0,3}[a-z]{2}(?![\w-])")
_NOT_LETTERS = frozenset(
    ("en in is op de te al ze we je er om zo nu of ik km cm kg m2 st ga wo ma di do vr za zo").split()
)
_SURE = re.compile(
    r"(?:straat|straatje|laan|weg|plein|singel|kade|gracht|steeg|plantsoen|dreef|strjitte|boulevard|dijk|hof|pad|burgwal)$"
)
_ADDITION = re.compile(r"[ -]?(?:(?:bis|hs|huis|rood|zwart|[IVX]{1,4}|[a-z]|\d{1,2})(?!\w|\.\w))", re.I)
_NUMBERED = frozenset("nummer huisnummer huisnr nr".split())
_APART = re.compile(r",? (?:op|nummer|nr\.?|op nummer) (\d{1,3}(?:[ -]?(?:bis|[a-z]|\d{1,2}))?)(?![\w.,-]*\d)")
# A name with a capital and a house number: `Achter de Hoven 12`, `aan de Hooge Zij 3`, `Boeier 31-07`.
_PHRASE = re.compile(
    r"(?:\b(?:(?:aan|op|in) (?:de|het|'t)|naar|woont|wonende|[Aa]dres:?)\s+|[,:]\s+|\n\s*"
    r"|(?=\b(?:Achter|Langs|Onder|Tussen) ))"
    r"((?:(?:Achter|Langs|Onder|Boven|Voor|Tussen|Over|Op|In|Aan|Bij|Het|De|'t)(?: (?:de|het|'t|den))? )?"
    r"[A-Z][a-z'-]\w{1,30}(?: [A-Z][a-z'-]\w{1,30}){0,2})"
    r" \d{1,4}(?:-\d{1,3}|[ -]?(?:bis|hs|[a-z])(?![\w.]))?(?![\w.,:-]*\d)"
)
_COUNTS = re.compile(
    r"\s*(?:jaar|jr|keer|x|uur|euro|mensen|kinderen|dagen|weken|maanden|minuten|procent|%|man|stuks|kilo|meter|graden|punten)\b"
)
_WHERE = frozenset("aan op in bij naar van langs uit adres straat de".split())
_OLD_AND_NEW = frozenset("nieuwe oude grote kleine lange korte hoge lage eerste tweede derde".split())
_PLAIN = frozenset(
    (
        "snelweg ringweg fietspad voetpad zandpad marktplein schoolplein plein straat weg laan hoofdweg "
        "hoofdstraat winkelstraat zijstraat doorweg omweg onderweg halverwege spoorweg uitweg zijweg landweg "
        "achterstraat buurt wijk kerkhof rolmodel gaandeweg"
    ).split()
)


class Postcode(Recognizer):
    """Dutch postcodes: four digits and two letters; in small letters where the two are no word."""

    kinds = ("POSTCODE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield postcodes."""
        for match in words.matches(_POSTCODE):
            broken = match[0].splitlines()[1:]  # over a line end, where a label or `EN TOEN` may follow a year
            if not (broken and broken[0].strip().lower() in _NOT_LETTERS):
                yield "POSTCODE", *match.span(), 0.6 if broken else 0.95
        for match in words.matches(_POSTCODE_LOWER):
            if match[0][-2:] not in _NOT_LETTERS:
                yield "POSTCODE", *match.span(), 0.8 if match[0].isalnum() else 0.6


class Street(Recognizer):
    """Streets by the end of their name, also when named after a person, and house numbers."""

    kinds = ("LOCATION_STREET",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield streets and lone house numbers."""
        for index in words.select(STREET):
            word = words.all[index]
            if score := self._score(words, index, word):
                first, end = self._begin(words, index), self._house_number(words, index)
                yield "LOCATION_STREET", words.all[first].start, end, score
                if apart := _APART.match(text, end):  # Nagelerstraat, op 34
                    yield "LOCATION_STREET", apart.start(1), apart.end(), 0.5
            elif word.folded in _NUMBERED:
                yield from self._lone(words, index)
        for match in words.matches(_PHRASE):
            if not {match[1].split()[0].lower()} & (words.lexicon.not_streets | MONTHS) and not _COUNTS.match(
                text, match.end()
            ):
                yield (
                    "LOCATION_STREET",
                    match.start(1),
                    match.end(),
                    0.85 if match[1][0].isupper() and " " in match[1] else 0.6,
                )

    def _lone(self, words: Words, index: int) -> Iterator[Span]:
        """Yield a house number apart from its street: `op nummer eh honderdtwaalf`, `huisnr. 19 bis`."""
        word, ahead = words.all[index], index + 1
        while words.folded(ahead) in ("eh", "in", "brp", "afwijkt"):
            ahead += 1
        following = words.at(ahead)
        if following is None or following.form.number is None or following.form.number > 999:
            return
        near = words.before(index) in ("op", "hiernaast", "naar", "van", "de") or words.before(index, 2) in (
            "op",
            "van",
            "de",
        )
        if near or word.folded not in ("nummer", "nr") or word.opens:
            start = word.start if word.folded == "nummer" and ahead == index + 1 else following.start
            yield "LOCATION_STREET", start, _with_addition(words.text, following.end), 0.5 if near else 0.45

    def _score(self, words: Words, index: int, word: Word) -> float:
        """Return how sure it is that a street's name ends here, 0 for not at all."""
        if word.folded in _PLAIN:
            return 0.0
        following = words.at(index + 1)
        numbered = following is not None and words.joined(index) and following.form.number is not None
        sure = bool(_SURE.search(word.folded)) and len(word.folded) > 6
        if words.lower:
            located = any(words.before(index, distance) in _WHERE for distance in (1, 2, 3))
            return (
                0.7
                if sure and (numbered or not is_word(word.folded)) and (located or numbered or _stem(word.folded))
                else 0.0
            )
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
        while first and index - first < LONGEST and words.joined(first - 1) and not words.all[first].opens:
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
            named = before in words.lexicon.first or before in words.lexicon.last or before in _OLD_AND_NEW
            if is_word(before) and not named and words.lexicon.before.get(before) != "title" and before != "van":
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
