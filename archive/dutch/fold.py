"""One folding for all that is compared: lists, names, digests, search terms."""

from __future__ import annotations

import unicodedata

# What Unicode does not take apart, or takes apart otherwise than Dutch writers do.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"})


def fold(text: str) -> str:
    """Lower-case, without diacritics, apostrophes alike: `Özlem` and `ozlem`, `Łódź` and `lodz` are one word."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)  # first apart: `Ǿ` is an ø, `ℍ` an H
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ʼ", "'")
