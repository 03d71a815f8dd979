"""Runs every recognizer over a transcript, through Presidio, and settles what overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from presidio_analyzer import AnalyzerEngine, ContextAwareEnhancer, RecognizerRegistry, RecognizerResult

from archive.ingest.lexicon import PARTICLES
from archive.ingest.recognizers import ALL
from archive.ingest.recognizers.model import SpacyModel
from archive.ingest.words import Engine, Words
from archive.model import Mention

_EDGE = " \n,;:-"
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
    taken, kept = bytearray(len(text)), []
    for mention in sorted(mentions, key=lambda m: (-m.score, m.start - m.end, m.start, m.kind)):
        for low, high in _free(taken, mention.start, mention.end):
            start = high - len(text[low:high].lstrip(_EDGE + ".'’"))
            end = low + len(text[low:high].rstrip(_EDGE))
            cut = end - start < mention.end - mention.start
            if not any(map(str.isalnum, text[start:end])):
                continue
            if cut and mention.kind == "PERSON" and PARTICLES.issuperset(text[start:end].lower().split()):
                continue
            taken[start:end] = b"\1" * (end - start)
            kept.append(replace(mention, start=start, end=end) if cut else mention)
    return sorted(kept)


def _free(taken: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches between start and end that nothing has taken."""
    while start < end:
        low = taken.find(0, start, end)
        if low < 0:
            return
        high = taken.find(1, low, end)
        start = end if high < 0 else high
        yield low, start


class _NoContext(ContextAwareEnhancer):  # type: ignore[misc]  # Presidio has no types here
    """Our recognizers weigh the context themselves; Presidio's enhancer copies every result to look five words back."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], nlp_artifacts: Any, recognizers: Any, context: Any = None
    ) -> list[RecognizerResult]:
        """Return the results as they are."""
        return raw_results


@cache
def _analyzer(model: str) -> AnalyzerEngine:
    recognizers = [recognizer() for recognizer in ALL] + ([SpacyModel(model)] if model else [])
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["nl"])
    # log_decision_process would write the text's words to the log.
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=Engine(),
        supported_languages=["nl"],
        log_decision_process=False,
        context_aware_enhancer=_NoContext(),
    )
