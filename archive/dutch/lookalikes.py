"""Letters that look like ours: Cyrillic `а`, Armenian `ո`, Cherokee `Ꮶ`, Latin `ƙ` and `ᴋ`, read as we would.

Two sources: Unicode's own table of confusables (TR 39, from the package confusable-homoglyphs) and, for Latin letters
that it leaves out, their Unicode names. Both are asked only for a letter that is not ours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby

from archive.dutch.fold import fold

# The table's own answer is another letter (`к` → `ĸ`, `Ι` → `l`), or none.
_OURS = dict(
    zip(
        "аеорсухіјѕһкмтвнАЕОРСУХІЈЅКМТВНαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧӀӏĸ",
        "aeopcyxijshkmtbhAEOPCYXIJSKMTBHaovptuikABEZHIKMNOPTYXIik",
        strict=True,
    )
)
_LATIN = re.compile(r"LATIN (?:.* )?LETTER (?:.* )?([A-Z])(?: WITH .*)?")


def _marks() -> str:
    """Return every combining mark, of any script, as ranges of a pattern: `a\u0306` is one letter.

    Beyond lie no marks but selectors, which nobody sees.
    """
    marks = [code for code in range(0x300, 0x1E950) if unicodedata.category(chr(code))[0] == "M"]
    runs = [
        (group[0][1], group[-1][1])
        for _, rows in groupby(enumerate(marks), lambda row: row[1] - row[0])
        if (group := list(rows))
    ]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


MARKS = _marks()
_MARK = re.compile(f"[{MARKS}]+")


def as_ours(word: str) -> str:
    """Return a word with every letter that looks like one of ours as that letter, and without combining marks."""
    if word.isascii():
        return word
    return "".join(map(_letter, _MARK.sub("", unicodedata.normalize("NFD", word))))


@lru_cache(maxsize=4096)
def _letter(letter: str, depth: int = 2) -> str:
    """Return what a letter looks like, in ASCII; itself when folding does that, or when it looks like none of ours."""
    if letter.isascii() or letter in _OURS:
        return _OURS.get(letter, letter)
    if fold(letter).isascii():
        return letter
    name = unicodedata.name(letter, "")
    if latin := _LATIN.fullmatch(name):
        return latin[1] if letter.isupper() else latin[1].lower()
    alike = [_MARK.sub("", unicodedata.normalize("NFKD", other)) for other in _confusable().get(letter, ())]
    plain = [other for other in alike if other.isascii() and other.isalpha()]
    if not plain and depth:
        plain = [found for other in alike if len(other) == 1 and (found := _letter(other, depth - 1)).isascii()]
    if not plain and " WITH " in name:  # a letter with something added: `ҝ`
        try:
            return _letter(unicodedata.lookup(name.split(" WITH ")[0]), depth)
        except KeyError:
            return letter
    return plain[0] if plain else letter


@cache
def _confusable() -> dict[str, tuple[str, ...]]:
    from confusable_homoglyphs.confusables import confusables_data  # a tenth of a second, so only where it is needed

    return {letter: tuple(row["c"] for row in rows) for letter, rows in confusables_data.items()}
