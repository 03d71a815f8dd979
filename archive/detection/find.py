"""Text in, mentions out: what identifies somebody in a transcript, each with who or what it is."""

from __future__ import annotations

from collections.abc import Iterable

from archive.detection.link import link
from archive.detection.presidio import detect
from archive.detection.words import Words
from archive.model import Mention, Transcript


def find(
    transcript: Transcript, cast: Iterable[str] = (), model: str = "", min_score: float = 0.4
) -> tuple[Words, list[Mention]]:
    """Detect and link: everything that identifies in a transcript, each with its entity.

    Args: cast holds names that the researcher typed; model names an installed spaCy pipeline, or is empty; what scores
    below min_score (0-1) is dropped. Raises SettingsError for a model that is not here.
    """
    words = Words(transcript.text, transcript.labels, cast)
    return words, link(words, detect(words, model, min_score))
