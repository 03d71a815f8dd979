"""Runs every recognizer over a text, through Presidio: the one place where an analyzer is made."""

from __future__ import annotations

from functools import cache
from typing import Any

from presidio_analyzer import AnalyzerEngine, ContextAwareEnhancer, RecognizerRegistry, RecognizerResult

from archive.detection.recognizers import ALL, dutch
from archive.detection.recognizers.model import SpacyModel
from archive.detection.settle import settle
from archive.detection.words import Engine, Words
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
    recognizers = dutch() + ([SpacyModel(model)] if model else [])
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["nl"])
    # log_decision_process would write the text's words to the log.
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=Engine(),
        supported_languages=["nl"],
        log_decision_process=False,
        context_aware_enhancer=_NoContext(),
    )
