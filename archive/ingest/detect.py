"""Runs every recognizer over a transcript, through Presidio, and settles what overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from archive.ingest.lexicon import PARTICLES
from archive.ingest.recognizers import ALL
from archive.ingest.recognizers.model import SpacyModel
from archive.ingest.words import Engine, Words
from archive.model import Mention

_FOUND = sorted({kind for recognizer in ALL for kind in recognizer.kinds})


def detect(words: Words, model: str = "", min_score: float = 0.4) -> list[Mention]:
    """Return what identifies in a text, in reading order, without overlaps.

    Raises SettingsError when `model` names a spaCy pipeline that is not installed. Nothing is downloaded, and no
    recognizer opens a socket.
    """
    results = _analyzer(model).analyze(
        words.text, language="nl", entities=_FOUND, nlp_artifacts=words, score_threshold=min_score
    )
    found = [
        Mention(r.start, r.end, r.entity_type, round(r.score, 2), (r.recognition_metadata or {})["recognizer_name"])
        for r in results
    ]
    return settle(words.text, found)


def settle(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Make mentions disjoint: the surest, then the longest, keeps its span; of another, what sticks out remains."""
    taken: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (-m.score, m.start - m.end, m.start, m.kind)):
        pieces = [(mention.start, mention.end)]
        for other in taken:
            pieces = (
                [
                    part
                    for start, end in pieces
                    for part in ((start, min(end, other.start)), (max(start, other.end), end))
                    if part[0] < part[1]
                ]
                if any(start < other.end and other.start < end for start, end in pieces)
                else pieces
            )
        for start, end in pieces:
            start += len(text[start:end]) - len(text[start:end].lstrip(" \n,.;:-'’"))
            end -= len(text[start:end]) - len(text[start:end].rstrip(" \n,;:-"))
            rest = text[start:end].lower().split()
            cut = end - start < mention.end - mention.start
            if any(map(str.isalnum, text[start:end])) and not (
                cut and mention.kind == "PERSON" and PARTICLES.issuperset(rest)
            ):
                taken.append(Mention(start, end, mention.kind, mention.score, mention.recognizer, mention.entity))
    return sorted(taken)


@cache
def _analyzer(model: str) -> AnalyzerEngine:
    recognizers = [recognizer() for recognizer in ALL] + ([SpacyModel(model)] if model else [])
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["nl"])
    # log_decision_process would write the text's words to the log.
    return AnalyzerEngine(
        registry=registry, nlp_engine=Engine(), supported_languages=["nl"], log_decision_process=False
    )
