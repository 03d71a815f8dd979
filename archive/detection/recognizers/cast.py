"""The names that the researcher typed: the surest evidence there is."""

from __future__ import annotations

from collections.abc import Iterator

from archive.detection.marks import PARTICLES
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.recognizers.name_extents import extent, with_particles, without_possessive
from archive.detection.words import Words
from archive.dutch.dictionary import is_function_word
from archive.dutch.fold import fold


class Cast(Recognizer):
    """The names the researcher typed: the surest evidence there is. Every word of them, wherever it stands."""

    kinds = ("PERSON",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield every occurrence of a typed name or a part of it."""
        parts = {fold(part) for name in words.cast for part in name.replace("-", " ").split()} - PARTICLES
        if not parts:
            return
        signs = {"".join(part[0] for part in name.split() if fold(part) not in PARTICLES) for name in words.cast}
        done = 0
        for index, word in enumerate(words.all):
            if index < done:
                continue
            stem = word.form.stem
            if parts & {stem, stem.removesuffix("s"), *stem.split("-")} and (
                word.capital or words.lower or not words.lexicon.common(stem)
            ):
                first, last = extent(words, index)
                done = last + 1
                yield "PERSON", words.all[with_particles(words, first)].start, without_possessive(words, last), 1.0
            elif word.capital and (word.text in signs if word.text.isupper() else self._call_name(words, index, parts)):
                yield "PERSON", word.start, word.end, 0.9

    def _call_name(self, words: Words, index: int, parts: set[str]) -> bool:
        """Say whether a word is a typed name cut short: `Ing` for Ingrid; `Hen, kom` but not `Hen zag ik`."""
        folded = words.all[index].folded
        short = len(folded) > 2 and any(part.startswith(folded) and len(part) - len(folded) < 5 for part in parts)
        return short and (not is_function_word(folded) or words.gap(index)[:1] in (",", ".", "!", "?"))
