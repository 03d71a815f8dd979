"""Dutch numbers in words."""

from __future__ import annotations

from functools import cache

_UNITS = "nul een twee drie vier vijf zes zeven acht negen".split()
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_ORDINALS = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "zesde": 6, "zevende": 7, "achtste": 8, "twaalfde": 12}

# What a number counts when it is no age and no year.
COUNTED = frozenset(
    (
        "uur minuten minuut dagen dag weken week maanden maand euro procent keer mensen man vrouwen kinderen jaren "
        "gulden kilometer meter graden uren brieven personen cent centen kilo gram liter stuks huizen woningen van of "
        "jaar hoog bij op tot x maal"
    ).split()
)

# The first two letters of number words.
NUMBER_STARTS = frozenset("nu ee tw dr vi ze ac ne ti el de ve ho du da ta".split())


@cache
def numbers() -> dict[str, int]:
    """Return every number word from 0 to 9999 as it is written in one word, folded → its value."""
    table = {word: value for value, word in enumerate(_UNITS + _TEENS)}
    for tens, word in enumerate(_TENS, 2):
        table[word] = tens * 10
        for unit in range(1, 10):
            # fold() takes the diaeresis away: tweeëntwintig → tweeentwintig
            table[f"{_UNITS[unit]}en{word}"] = tens * 10 + unit
    below = {value: word for word, value in table.items()}
    for hundreds in range(1, 100):
        if hundreds % 10 == 0 and hundreds > 9:
            continue
        head = ("" if hundreds == 1 else below[hundreds]) + "honderd"
        table[head] = hundreds * 100
        for rest in range(1, 100):
            table[head + below[rest]] = hundreds * 100 + rest
            if rest < 13:
                table[f"{head}en{below[rest]}"] = hundreds * 100 + rest
    for rest in range(10, 100):
        table["negentien" + below[rest]] = 1900 + rest  # a year: negentienvijftig
    for thousands in range(1, 10):
        head = ("" if thousands == 1 else below[thousands]) + "duizend"
        table[head] = thousands * 1000
        for rest in range(1, 100):
            table[head + below[rest]] = thousands * 1000 + rest
            table[f"{head}en{below[rest]}"] = thousands * 1000 + rest
    return table


def value(folded: str) -> int | None:
    """Return the value of a folded number word, cardinal or ordinal, or of digits; None for anything else."""
    if folded.isdecimal():
        return int(folded) if len(folded) <= 4 else None
    found = numbers().get(folded, _ORDINALS.get(folded))
    if found is None and folded.endswith(("ste", "de")):
        stem = folded.removesuffix("ste") if folded.endswith("ste") else folded.removesuffix("de")
        found = int(stem) if stem.isdecimal() and len(stem) < 4 else numbers().get(stem)
    if found is None and folded.endswith(("jarig", "jarige", "e")):
        stem = folded.removesuffix("e").removesuffix("jarig").removesuffix("-")
        found = int(stem) if stem.isdecimal() and len(stem) < 4 else numbers().get(stem) if "jarig" in folded else None
    return found
