"""Exotic characters → ordinary ones, one for one, so that places in a text stay where they are."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LONG_DASH = re.compile(r"[\u2012-\u2015](?:(?<![^\W\d_].)|(?![^\W\d_]))")  # not between two letters: `dag—Hennie`


def ordinary(text: str) -> str:
    """Return a text with ordinary spaces, line ends, dashes, digits and letters for exotic ones, one for one.

    A non-breaking space inside a number, or a full-width @, must not hide it from a pattern.
    """
    if text.isascii():
        return text
    for character in set(text):
        if not character.isascii() and (plain := _plain(character)) != character:
            text = text.replace(character, plain)
    return _LONG_DASH.sub("-", text)


@cache
def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp") or character == "\x85":
        return "\n"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if (category == "Pd" or character == "\u2212") and not "\u2012" <= character <= "\u2015":
        return "-"
    if category == "Zs":
        return " "
    alike = unicodedata.normalize("NFKC", character) if category != "No" else character  # ² is a note, no digit
    return alike if len(alike) == 1 and alike.isascii() else character
