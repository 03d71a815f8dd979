"""Bank account numbers: ISO 13616, with check digits; spaced, dotted or in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.marks import NUMBER
from archive.detection.recognizers.base import GAP, Recognizer, Span
from archive.detection.words import Words

_SEP = rf"(?:{GAP}|[.-])?"
_DUTCH = rf"NL{_SEP}\d{{2}}(?:{_SEP}[A-Z]){{4}}(?:{_SEP}\d){{10}}"
_OTHER = r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"
_IBAN = re.compile(rf"(?<!\w)(?:{_DUTCH}|{_OTHER})(?!\w)", re.I)


def has_valid_check(iban: str) -> bool:
    """Say whether the check digits fit (ISO 7064, mod 97-10)."""
    compact = re.sub(r"[^A-Z0-9]", "", iban.upper())
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


class Iban(Recognizer):
    """IBAN; a Dutch one with a typing error is still an account number, so it is masked as an ID_NUMBER."""

    kinds = ("IBAN", "ID_NUMBER")

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield account numbers."""
        for match in words.matches(_IBAN):
            if has_valid_check(match[0]):
                yield "IBAN", *match.span(), 1.0
            elif match[0][:2].upper() == "NL":
                yield "ID_NUMBER", *match.span(), 0.97
        yield from self._spoken(words)

    def _spoken(self, words: Words) -> Iterator[Span]:
        """Yield `nl tweeëntachtig rabo nul negen negen twee …`, right or wrong: said aloud it is an account number."""
        for index in words.select(NUMBER):
            bank, last = words.at(index + 1), index + 2
            if words.folded(index - 1) != "nl" or bank is None or len(bank.folded) != 4:
                continue
            digits = ""
            while (word := words.at(last)) and (word.form.number is not None or word.folded.isdecimal()):
                digits += word.folded if word.folded.isdecimal() else str(word.form.number)
                last += 1
            if len(digits) > 6:
                yield "IBAN", words.all[index - 1].start, words.all[last - 1].end, 0.95
