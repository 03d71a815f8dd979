"""A word as it is written: what it means is looked up once, and shared by every place where it stands."""

from __future__ import annotations

import unicodedata
from functools import cache

from archive.detection.lexicon import lexicon
from archive.detection.marks import CAPITAL, DIGIT, FIRST, LETTER, NUMBER, ORGANISATION, STREET
from archive.dutch.fold import fold
from archive.dutch.numbers import NUMBER_STARTS, value

_INITIALS = frozenset(["th", "ch", "ph", "chr", "joh"])


class Form:
    """A word as it is written: looked up once, shared by every place where it stands."""

    __slots__ = ("bits", "capital", "folded", "number", "said", "stem", "text")

    def __init__(self, text: str) -> None:
        lex = lexicon()
        self.text = text
        self.folded = self.stem = folded = fold(text)
        self.capital = _has_capital(text)
        self.number: int | None = None
        bits = lex.bits.get(folded, 0)
        if self.capital:
            bits |= CAPITAL
        if not folded.isalpha():
            self.stem = folded.removesuffix("'s").removesuffix("'") or folded  # without a possessive
            bits |= lex.bits.get(self.stem, 0)
            if any(map(str.isdecimal, folded)):
                bits |= DIGIT
        if folded[-1] == "s":
            bits |= lex.bits.get(folded[:-1], 0) & FIRST
        if bits & DIGIT or folded[:2] in NUMBER_STARTS:
            self.number = value(folded)
            if self.number is not None:
                bits |= NUMBER
        if len(folded) == 1 or folded in _INITIALS or (len(folded) > 6 and set(folded[1::2]) == {"-"}):  # s-h-c-h
            bits |= LETTER
        if folded[-2:] in lex.tails and len(folded) > 3:
            if folded.endswith(lex.street_ends):
                bits |= STREET
            if len(folded) > 5 and folded.endswith(lex.organisation_ends):
                bits |= ORGANISATION
        self.bits = bits
        self.said = (self, text, folded, bits, self.capital)  # what every word of this form carries with it


def _has_capital(text: str) -> bool:
    """Say whether a word is written as names are: `Artagnan`, `d'Artagnan`; a script without capitals may be one."""
    if text[0].isupper() or (text[1:2] in ("'", "’") and text[2:3].isupper()):
        return True
    return not text[0].isascii() and (unicodedata.category(text[0]) in ("Lo", "Lt") or "ა" <= text[0] <= "ჿ")


class _Forms(dict[str, Form]):
    """Forms by their spelling. Kept in memory only, and forgotten when there are many."""

    def __missing__(self, text: str) -> Form:
        if len(self) > 200_000:
            self.clear()
        form = self[text] = Form(text)
        return form


@cache
def forms() -> dict[str, Form]:
    """Return the table of forms, which fills itself: `forms()["Zutphen"]`."""
    return _Forms()
