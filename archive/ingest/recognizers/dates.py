"""Dates and birth dates, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.lexicon import MONTH, MONTHS, NUMBER, fold
from archive.ingest.numbers import value
from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Words

_NUMERIC = re.compile(r"(?<![\w.-])(?:\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})(?![\w-])")
_WITH_MONTH = re.compile(
    r"(?<!\w)(?:(?P<day>\d{1,2}(?:e|ste|de)?|[^\W\d]+)\s+)?"
    rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
    r"(?:\s+(?P<year>(?:19|20)\d{2}|'\d{2}|[^\W\d]+(?:\s+[^\W\d]+)?))?(?!\w)",
    re.I,
)
_YEAR = re.compile(
    r"(?<![\w.,/€-])(?:19|20)\d{2}(?![\w/%]|[.,-]\d|\s*(?:euro|eur|gulden|kilo|meter|mensen|woningen|huizen|uur|keer|inwoners)\b)"
)
_STAMPED = re.compile(r"(?<!\d)\d{6}(?=_)|(?<!\d)20\d{6}(?=[_-])")
_BORN = re.compile(
    r"\b(?:geb\.?|geboren|geboortedatum|geboortedag|jarig|verjaardag|verjaar|bouwjaar)\b[^.!?\n]{0,40}$", re.I
)


def _year(text: str | None) -> bool:
    """Say whether words are a year: `1964`, `'64`, `negentienhonderd negenenzestig`, `vierenzestig`."""
    if not text:
        return False
    parts = text.split()
    numbers = [value(fold(part.strip("'"))) for part in parts]
    if any(number is None for number in numbers):
        return False
    total = sum(number for number in numbers if number is not None)
    return 1900 <= total <= 2035 or (len(parts) == 1 and 20 <= total <= 99)


class Dates(Recognizer):
    """DATE, and DATE_BIRTH where the words before it say that somebody was born."""

    kinds = ("DATE", "DATE_BIRTH")

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield dates."""
        for start, end, score in self._spans(text, words):
            born = _BORN.search(text[max(0, start - 60) : start])
            yield ("DATE_BIRTH" if born else "DATE"), start, end, score

    def _spans(self, text: str, words: Words) -> Iterator[tuple[int, int, float]]:
        for match in words.matches(_NUMERIC):
            yield *match.span(), 0.95
        for match in self._months(words):
            day, year = match["day"], match["year"]
            has_day = day is not None and 1 <= (value(fold(day)) or 0) <= 31
            has_year = _year(year)
            if not has_year and year and _year(year.split()[0]):
                year, has_year = year.split()[0], True
            if has_day or has_year:
                start = match.start("day") if has_day else match.start("month")
                end = match.start("year") + len(year) if has_year and year else match.end("month")
                yield start, end, 0.9
        for match in words.matches(_YEAR):
            yield *match.span(), 0.7
        for match in words.matches(_STAMPED):
            yield *match.span(), 0.7
        yield from self._spoken(words)

    def _months(self, words: Words) -> Iterator[re.Match[str]]:
        done = 0
        for index in words.select(MONTH):
            low = words.starts[max(index - 1, 0)]
            if low >= done and (match := _WITH_MONTH.search(words.text, low, words.all[index].end + 100)):
                yield match
                done = match.end()

    def _spoken(self, words: Words) -> Iterator[tuple[int, int, float]]:
        """Yield years in words, and dates such as `drie vijf vierenzestig`."""
        for index in words.select(NUMBER):
            word = words.all[index]
            number = word.form.number
            if number is None or word.folded.isdecimal():
                continue
            following = words.at(index + 1)
            second = following.form.number if following and words.joined(index) else None
            if following and number in (1900, 2000) and second is not None and 1 <= second <= 99:
                yield word.start, following.end, 0.85
            elif 1900 <= number <= 2035 and len(word.folded) > 11:
                yield word.start, word.end, 0.85
            elif 1 <= number <= 31 and self._is_day_month_year(words, index):
                yield word.start, words.all[index + 2].end, 0.8

    def _is_day_month_year(self, words: Words, index: int) -> bool:
        """Say whether a number and the two after it are a date, such as `drie vijf vierenzestig`."""
        second, third, fourth = (words.at(index + ahead) for ahead in (1, 2, 3))
        if second is None or third is None or not (words.joined(index) and words.joined(index + 1)):
            return False
        month, year = second.form.number or 0, third.form.number or 0
        longer = fourth is not None and words.joined(index + 2) and fourth.form.number is not None
        return 1 <= month <= 12 and (30 <= year <= 99 or 1900 <= year <= 2035) and not longer
