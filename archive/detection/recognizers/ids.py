"""Client, dossier, case, V-, reference and docket numbers: known by the word beside them or by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from archive.detection.marks import DIGIT
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.recognizers.spoken import runs
from archive.detection.words import Words

_CUE = re.compile(
    r"(?:nummers?|nummertje|nr|nrs|code|kenm|kenmerk|ref|referte|referentie|dossier|zaak|pasje|boete|registratie)$"
)
# Numbers of things, of places and of telephones.
_NOT_CUE = re.compile(
    r"^(?:huis|telefoon|tel|mobiele?|rug|kamer|pagina|volg|rang|tram|lijn|bus|ton|record|post|bar|dress|streepjes|kleur|"
    r"toegangs|pin|gezins|nood|alarm|06-?)|serie|artikel|onderdeel|model|type|stel|product"
)
_THING = re.compile(
    r"meter|machine|serie|artikel|onderdeel|barcode|streepjescode|drukker|apparaat|model|typenummer|stelnummer|lezer|klem|ventiel|printer",
    re.I,
)
_BETWEEN = frozenset(
    (
        "is was heet van mij mijn ons onze nummer met dan ook de het gemeente sd heeft negen cijfers eh ja dat op bij "
        "een uw haar zijn"
    ).split()
)
_MOST_BETWEEN = 6
_NUMBER = re.compile(r"[A-Z]{0,5}[-/.]?\d(?:\w|[-/.](?=\w)|[-/]\r?\n(?=\w)|[ \t]{1,3}(?=\d))*", re.I)
_DOCKET = re.compile(r"(?<!\w)\d{2}[-/]\d{6}[-/]\d{2}(?!\w)")
_CODE = re.compile(r"(?<![\w-])[A-Z]{2,5}[-/]\d{2,4}[-/]\d{3,6}(?![\w-])")
_MIXED = re.compile(
    r"(?<![\w.-])(?=[\w/. -]{0,12}\d{3})"
    r"(?:[A-Z]{1,5}(?:-[A-Z]{1,3})?[ -]?\d{2,4}[-/.]\d{2,6}(?:-[A-Z])?|\d{2,3}[/-]\d{3}-[A-Z])(?![\w-])"
)
_LONG = re.compile(r"(?<![\w.,/€+-])\d(?:[ .]?\d){6,11}(?![\w/-]|[.,]\d|\s*(?:euro|mensen|inwoners))")
_ANY_CODE = re.compile(
    r"(?<![\w@/.€-])(?=[\d/.-]*[A-Z])(?=(?:[A-Z/.-]*\d){3})[A-Z0-9][A-Z0-9/.-]{3,24}(?<![/.-])(?!\w)"
)
_STROKES = frozenset("streepje kruis schuine min dash liggend".split())
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
                done = start + len(match[0].rstrip(" \t.-/"))
                yield "ID_NUMBER", start, done, 0.8
        yield from self._spoken(words)
        for pattern, score in (
            (_DOCKET, 0.97),
            (_CODE, 0.8),
            (_BOAT, 0.6),
            (_MIXED, 0.5),
            (_LONG, 0.45),
            (_ANY_CODE, 0.45),
        ):
            for match in words.matches(pattern):
                if score > 0.5 or not _is_thing(text, *match.span()):
                    yield "ID_NUMBER", *match.span(), score

    def _spoken(self, words: Words) -> Iterator[Span]:
        """Yield numbers said digit by digit, with the letters before them: `bw streepje nul acht een zeven`."""
        for run in runs(words, 3):
            first, coded = run.first, False
            if words.folded(first - 1) in _STROKES and len(words.folded(first - 2)) < 5:
                first, coded = first - 2, True
            if _is_thing(words.text, words.all[first].start, words.all[run.last].end):
                continue
            if coded or len(run.digits) > 6 or (len(run.digits) > 3 and self._is_led(words, first)):
                yield "ID_NUMBER", words.all[first].start, words.all[run.last].end, 0.6 if coded else 0.45

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


def _is_thing(text: str, start: int, end: int) -> bool:
    """Say whether a number is that of a machine or a part, by the words around it."""
    return _THING.search(text, max(0, start - 60), end + 30) is not None


@lru_cache(maxsize=4096)
def _is_cue(folded: str) -> bool:
    return _CUE.search(folded) is not None and _NOT_CUE.search(folded) is None
