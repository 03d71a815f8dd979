"""Dates and birth dates, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.marks import BIRTH, MONTH, MONTHS, NUMBER
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.words import Words
from archive.dutch.fold import fold
from archive.dutch.numbers import COUNTED, value

_NUMERIC = re.compile(
    r"(?<![\w.-])(?:\d{1,2}[-/.]\d{1,2}[-/.](?:(?:19|20)?\d{2}|['’]\d{2})|(?:19|20)\d{2}-\d{2}-\d{2})(?![\w-])"
)
_DAY_MONTH = re.compile(
    r"(?<![\w.,/€:-])(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|1[0-2])(?![\w/-]|[.,]\d|\s*(?:uur|keer|gewonnen|verloren)\b)"
)
_ON = re.compile(
    r"(?:^|\n|\b(?:op|per|dd|d\.d\.|van|tot|sinds|vanaf|t/m|concept|huisbezoek|gesprek|brief|mail)\.?\s)\s*\(?$", re.I
)
_SHORT_YEAR = re.compile(r"(?<!\w)['’]\d{2}(?!\w)")
_WITH_MONTH = re.compile(
    r"(?<!\w)(?:(?P<day>\d{1,2}(?:e|ste|de)?|[^\W\d]+)\s+)?"
    rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
    r"(?:\s+(?P<year>(?:19|20)\d{2}|['’]\d{2}|[^\W\d]+(?:\s+[^\W\d]+)?))?(?!\w)",
    re.I,
)
_YEAR = re.compile(
    r"(?<![\w.,/€-])(?:19|20)\d{2}(?![\w/%]|[.,-]\d|\s*(?:euro|eur|gulden|kilo|meter|mensen|woningen|huizen|uur|keer|inwoners)\b)"
)
_YEARS = re.compile(r"(?<![\w.,/€-])(?:19|20)\d{2} ?- ?(?:19|20)\d{2}(?![\w/%-]|[.,]\d)")
_STAMPED = re.compile(r"(?<!\d)\d{6}(?=_)|(?<!\d)20\d{6}(?=[_-])")
_FEAST = re.compile(
    r"(?<!\w)(?:[Nn]ieuwjaar(?:sdag)?|[Dd]riekoningen|[Ss]interklaas(?:avond)?|[Kk]erst(?:mis|dag|avond)?|"
    r"[Oo]udjaar(?:sdag)?|[Pp]asen|[Pp]inksteren|[Hh]emelvaart(?:sdag)?|[Ss]int (?:[Jj]an|[Mm]aarten|[Bb]arbara)|"
    r"[Nn](?:ew|ow|ou)ro[uo]?z|[Kk]onin(?:gs|ginne)dag|[Bb]evrijdingsdag|[Vv]alentijn(?:sdag)?|[Ss]uikerfeest|[Oo]fferfeest|"
    r"[Aa]shura|[Dd]iwali|[Hh]oli|[Ee]nkutatash|[Mm]eskel|[Tt]imkat|[Cc]arnaval|[Aa]llerheiligen|[Ss]int-[A-Z]\w+)(?!\w)"
)
_TO_DATE = frozenset("op in de is was te ben ik eh nou d.d datum het jaar".split())
_SPOKEN_YEARS = {(19, rest) for rest in range(30, 100)} | {(20, rest) for rest in range(10, 36)}
_BORN_IN = frozenset("ik ben hij zij ze is wanneer en kind iemand eentje".split())
_BORN = re.compile(
    r"\b(?:geb\.?|geboren|geboortedatum|geboortedag|jarig|verjaardag|verjaar|bouwjaar)\b[^.!?\n]{0,40}$", re.I
)


def _short(text: str | None) -> bool:
    """Say whether a word behind a day and a month is a year said short: `zeventien februari negentien`."""
    return bool(text) and len(str(text).split()) == 1 and 0 < (value(fold(str(text))) or 0) < 100


def _year(text: str | None) -> bool:
    """Say whether words are a year: `1964`, `'64`, `negentienhonderd negenenzestig`, `vierenzestig`."""
    if not text:
        return False
    parts = text.split()
    numbers = [value(fold(part.strip("'’"))) for part in parts]
    if any(number is None for number in numbers):
        return False
    total = sum(number for number in numbers if number is not None)
    return 1900 <= total <= 2035 or (len(parts) == 1 and 20 <= total <= 99) or text[0] in "'’"


class Dates(Recognizer):
    """DATE, and DATE_BIRTH where the words before it say that somebody was born."""

    kinds = ("DATE", "DATE_BIRTH")

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield dates."""
        for start, end, score in self._spans(text, words):
            born = _BORN.search(text[max(0, start - 60) : start])
            yield ("DATE_BIRTH" if born else "DATE"), start, end, score
        yield from self._birthdays(text, words)

    def _spans(self, text: str, words: Words) -> Iterator[tuple[int, int, float]]:
        for match in words.matches(_NUMERIC):
            yield *match.span(), 0.95
        for match in self._months(words):
            day, year = match["day"], match["year"]
            has_day = day is not None and 1 <= (value(fold(day)) or 0) <= 31
            has_year = _year(year) or (has_day and _short(year))
            if not has_year and year and _year(year.split()[0]):
                year, has_year = year.split()[0], True
            if has_day or has_year:
                start = match.start("day") if has_day else match.start("month")
                if has_day and str(day).endswith("e") and text[max(0, start - 3) : start].lower() == "de ":
                    start -= 3  # de zesde januari
                end = match.start("year") + len(year) if has_year and year else match.end("month")
                yield start, end, 0.9
        for pattern in (_YEAR, _YEARS, _SHORT_YEAR):
            for match in words.matches(pattern):
                yield *match.span(), 0.7
        for match in words.matches(_DAY_MONTH):
            if _ON.search(text, max(0, match.start() - 30), match.start()):
                yield *match.span(), 0.55
        for match in words.matches(_STAMPED):
            yield *match.span(), 0.7
        yield from self._spoken(words)

    def _birthdays(self, text: str, words: Words) -> Iterator[Span]:
        """Yield what says when somebody was born: a feast day, a month, or numbers right behind `geboren`."""
        for index in words.select(BIRTH):
            word = words.all[index]
            for match in _FEAST.finditer(text, max(0, word.start - 50), word.end + 60):
                yield "DATE_BIRTH", *match.span(), 0.6
            for near in words.within(max(0, word.start - 25), word.end + 30):
                if words.all[near].bits & MONTH and len(words.all[near].folded) > 2:
                    yield "DATE_BIRTH", words.all[near].start, words.all[near].end, 0.5
            first = index + 1
            while words.folded(first) in _TO_DATE:
                first += 1
            last = first
            while (part := words.at(last)) and (
                part.bits & (NUMBER | MONTH) or (last > first and part.folded in ("van", "de"))
            ):
                last += 1
            while last > first and not words.all[last - 1].bits & (NUMBER | MONTH):
                last -= 1
            if last - first > 1:
                yield "DATE_BIRTH", words.all[first].start, words.all[last - 1].end, 0.65

    def _months(self, words: Words) -> Iterator[re.Match[str]]:
        done = 0
        for index in words.select(MONTH):
            low = words.starts[max(index - 1, 0)]
            if low >= done and (match := _WITH_MONTH.search(words.text, low, words.all[index].end + 100)):
                yield match
                done = match.end()

    def _spoken(self, words: Words) -> Iterator[tuple[int, int, float]]:
        """Yield years in words, `drie vijf vierenzestig`, `de vierde van de tiende`, and `in vijfenzestig`."""
        for index in words.select(NUMBER):
            word = words.all[index]
            number = word.form.number
            if number is None or word.folded.isdecimal():
                continue
            following = words.at(index + 1)
            second = following.form.number if following and words.joined(index) else None
            if following and number in (1900, 2000) and second is not None and 1 <= second <= 99:
                yield word.start, following.end, 0.85
            elif following and second is not None and (number, second) in _SPOKEN_YEARS:
                yield word.start, following.end, 0.8
            elif 1900 <= number <= 2035 and len(word.folded) > 11:
                yield word.start, word.end, 0.85
            elif 1 <= number <= 31 and self._is_day_month_year(words, index):
                yield word.start, words.all[index + 2].end, 0.8
            elif 1 <= number <= 31 and (last := self._ordinals(words, index)):
                yield words.all[index - (words.folded(index - 1) == "de")].start, words.all[last].end, 0.85
            elif 30 <= number <= 99 and self._is_year(words, index):
                yield word.start, word.end, 0.5

    def _is_day_month_year(self, words: Words, index: int) -> bool:
        """Say whether a number and the two after it are a date, such as `drie vijf vierenzestig`."""
        second, third, fourth = (words.at(index + ahead) for ahead in (1, 2, 3))
        if second is None or third is None or not (words.joined(index) and words.joined(index + 1)):
            return False
        month, year = second.form.number or 0, third.form.number or 0
        longer = fourth is not None and words.joined(index + 2) and fourth.form.number is not None
        longer = longer and fourth is not None and fourth.folded != "een"
        return 1 <= month <= 12 and (30 <= year <= 99 or 1900 <= year <= 2035) and not longer

    def _ordinals(self, words: Words, index: int) -> int:
        """Return the last word of `vierde van de tiende drieënzestig`, 0 when it is none."""
        ahead = [words.at(index + i) for i in range(1, 5)]
        if words.folded(index + 1) != "van" or words.folded(index + 2) != "de" or ahead[2] is None:
            return 0
        month = ahead[2].form.number or 0
        if not (words.all[index].folded.endswith("e") and ahead[2].folded.endswith("e") and 1 <= month <= 12):
            return 0
        year = ahead[3].form.number if ahead[3] and words.joined(index + 3) else None
        return index + (4 if year is not None and (30 <= year <= 99 or 1900 <= year <= 2035) else 3)

    def _is_year(self, words: Words, index: int) -> bool:
        """Say whether a number from thirty on is a year: `in vijfenzestig`, `het jaar achtenvijftig`."""
        one, two, following = words.before(index), words.before(index, 2), words.at(index + 1)
        led = (
            one in ("in", "sinds", "uit")
            or (one == "jaar" and two in ("het", "'t"))
            or (one == "van" and two in _BORN_IN)
        )
        return led and (following is None or not words.joined(index) or following.folded not in COUNTED)
