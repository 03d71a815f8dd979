"""The shape of a recognizer: it reads words, and yields spans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from weakref import WeakKeyDictionary

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from archive.detection.words import Words

# Between two parts of a number: a space or three, or one line end where a long line was broken.
GAP = r"(?:[ \t]{1,3}|[ \t]{0,2}(?:\r?\n|\r)[ \t]{0,2})"
LONGEST = 6  # words of a name or street that are walked over; a longer run of capitals is no single name
Span = tuple[str, int, int, float]  # kind, start, end (code points), score 0–1 (scores.py says what each means)
# The words of a text in somebody else's Presidio, for as long as that Presidio holds its own artifacts of it.
_made: WeakKeyDictionary[NlpArtifacts, Words] = WeakKeyDictionary()


class Recognizer(EntityRecognizer):
    """A Presidio recognizer of ours. A subclass names its `kinds` and implements `find`."""

    kinds: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__(supported_entities=list(self.kinds), supported_language="nl", name=type(self).__name__)

    def load(self) -> None:
        """Nothing to load: word lists are read once, in lexicon.py."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Presidio's entry: run `find` over the words that `Engine` made, or in another's Presidio over our own."""
        words = nlp_artifacts if isinstance(nlp_artifacts, Words) else _words(text, nlp_artifacts)
        return [
            RecognizerResult(kind, start, end, score, recognition_metadata={"recognizer_name": self.name})
            for kind, start, end, score in self.find(text, words)
            if kind in entities
        ]

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield what identifies."""
        raise NotImplementedError


def _words(text: str, artifacts: NlpArtifacts | None) -> Words:
    """Return the words of a text: made once for all recognizers that are handed the same artifacts."""
    if artifacts is None:
        return Words(text)
    if (words := _made.get(artifacts)) is None:
        words = _made[artifacts] = Words(text)
    return words
