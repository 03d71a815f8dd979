"""Any installed spaCy pipeline with entities, as one more pair of eyes: it adds findings and takes none away."""

from __future__ import annotations

from collections.abc import Iterator

from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.words import Words
from archive.errors import SettingsError
from archive.model import KINDS

_KINDS = {
    "PERSON": "PERSON", "PER": "PERSON", "GPE": "LOCATION_PLACE", "LOC": "LOCATION_PLACE", "FAC": "LOCATION_PLACE",
    "ORG": "ORGANISATION", "DATE": "DATE", **{kind: kind for kind in sorted(KINDS)},
}  # fmt: skip


class SpacyModel(Recognizer):
    """Wraps `detect.model`. The model must be installed: nothing is fetched."""

    kinds = tuple(sorted(KINDS))

    def __init__(self, model: str) -> None:
        super().__init__()
        import spacy  # loaded here: the default works without a model, and spaCy takes a second to start

        try:
            self._nlp = spacy.load(model)
        except OSError:
            raise SettingsError(
                f"Het taalmodel `{model}` (detect.model in config.toml) is niet geïnstalleerd. Installeer het, "
                "geef een pad, of maak detect.model leeg."
            ) from None

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield the pipeline's entities of kinds we know."""
        for entity in self._nlp(text).ents:
            if kind := _KINDS.get(entity.label_):
                yield kind, entity.start_char, entity.end_char, 0.55
