"""Client, dossier, case, V-, reference and docket numbers: known by the word beside them or by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Words

_CUE = re.compile(
    r"(?:(?:klant|cliënt|client|dossier|zaak|kenmerk|referentie|v-?|pas|polis|lid|leden|parket|patiënt|registratie|"
    r"bestel|factuur|relatie|inschrijf|personeels|cl\.?|contract|debiteur|aanslag|boete)\s?-?(?:nummer|nr|no)s?"
    r"|kenm|ref|referte|dossier|zaak|pasje|kenmerk|nummer|boete|v-nummer)\b\.?[\s:,]*"
    r"(?:(?:is|was|heet|van|mij|mijn|ons|onze|nummer|met|dan|ook|de|het|gemeente|SD|heeft|negen|cijfers)\b[\s:,]*){0,6}",
    re.I,
)
_NUMBER = re.compile(r"[A-Z]{0,5}[-/.]?\d(?:\w|[-/.](?=\w)| (?=\d))*", re.I)
_DOCKET = re.compile(r"(?<!\w)\d{2}[-/]\d{6}[-/]\d{2}(?!\w)")
_CODE = re.compile(r"(?<![\w-])[A-Z]{2,5}[-/]\d{2,4}[-/]\d{3,6}(?![\w-])")
_BOAT = re.compile(r"(?<!\w)(?:ARM|YE|UK|SCH|IJM|TX|HD|VLI|BRU|GO|KG|TH|WR|ZK|LO|OD|SL|ST|BR|TS|HA)[ -]\d{1,3}(?!\w)")


class IdNumber(Recognizer):
    """Numbers that belong to a person or a case."""

    kinds = ("ID_NUMBER",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield numbers."""
        for cue in _CUE.finditer(text):
            match = _NUMBER.match(text, cue.end())
            if match and sum(character.isdecimal() for character in match[0]) >= 3:
                end = match.start() + len(match[0].rstrip(" .-/"))
                yield "ID_NUMBER", match.start(), end, 0.8
        for pattern, score in ((_DOCKET, 0.97), (_CODE, 0.8), (_BOAT, 0.6)):
            for match in pattern.finditer(text):
                yield "ID_NUMBER", *match.span(), score
