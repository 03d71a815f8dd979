"""Client, dossier, case, V-, reference and docket numbers: known by the word beside them or by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from archive.ingest.lexicon import DIGIT
from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Words

_CUE = re.compile(
    r"(?:(?:klant|cliënt|client|dossier|zaak|kenmerk|referentie|v-?|pas|polis|lid|leden|parket|patiënt|patient|"
    r"registratie|bestel|factuur|relatie|inschrijf|personeels|cl\.?|contract|debiteur|aanslag|boete)-?"
    r"(?:nummer|nr|no)s?|kenm|ref|referte|dossier|zaak|pasje|kenmerk|nummer|boete|v-nummer)$"
)
_BETWEEN = frozenset(
    "is was heet van mij mijn ons onze nummer met dan ook de het gemeente sd heeft negen cijfers".split()
)
_MOST_BETWEEN = 6
_NUMBER = re.compile(r"[A-Z]{0,5}[-/.]?\d(?:\w|[-/.](?=\w)| (?=\d))*", re.I)
_DOCKET = re.compile(r"(?<!\w)\d{2}[-/]\d{6}[-/]\d{2}(?!\w)")
_CODE = re.compile(r"(?<![\w-])[A-Z]{2,5}[-/]\d{2,4}[-/]\d{3,6}(?![\w-])")
_BOAT = re.compile(r"(?<!\w)(?:ARM|YE|UK|SCH|IJM|TX|HD|VLI|BRU|GO|KG|TH|WR|ZK|LO|OD|SL|ST|BR|TS|HA)[ -]\d{1,3}(?!\w)")


class IdNumber(Recognizer):
    """Numbers that belong to a person or a case."""

    kinds = ("ID_NUMBER",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield numbers."""
        done = 0
        for index in words.select(DIGIT):
            first = index - (
                index > 0 and words.all[index].lead in ("-", "/", ".") and words.all[index - 1].text.isalpha()
            )
            start = words.starts[first]
            match = _NUMBER.match(text, start) if start >= done and self._is_led(words, first) else None
            if match and sum(map(str.isdecimal, match[0])) >= 3:
                done = start + len(match[0].rstrip(" .-/"))
                yield "ID_NUMBER", start, done, 0.8
        for pattern, score in ((_DOCKET, 0.97), (_CODE, 0.8), (_BOAT, 0.6)):
            for match in words.matches(pattern):
                yield "ID_NUMBER", *match.span(), score

    def _is_led(self, words: Words, first: int) -> bool:
        """Say whether the words before a number, small words left out, say what kind of number it is."""
        for index in range(first - 1, max(-1, first - 2 - _MOST_BETWEEN), -1):
            if words.all[index + 1].lead.strip(" \n:,."):
                return False
            folded = words.all[index].folded
            if _is_cue(folded) or (folded in ("nr", "no") and index and _is_cue(words.all[index - 1].folded + folded)):
                return True
            if folded not in _BETWEEN:
                return False
        return False


@lru_cache(maxsize=4096)
def _is_cue(folded: str) -> bool:
    return _CUE.search(folded) is not None
