"""Bank account numbers: ISO 13616, with check digits; spaced, dotted or in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Words

_DUTCH = r"NL[ .-]?\d{2}(?:[ .-]?[A-Z]){4}(?:[ .-]?\d){10}"
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
