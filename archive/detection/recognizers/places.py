"""Towns, districts, regions, countries; and the people of a town (`Zutphenaar`)."""

from __future__ import annotations

from collections.abc import Iterator

from archive.detection.marks import CAPITAL, PARTICLES, PLACE
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.words import Word, Words
from archive.dutch.lemmas import is_word

_WHERE = frozenset("in uit naar te bij rond vanuit richting tot omgeving".split())
_ARTICLES = frozenset(["de", "het", "'t"])
_PEOPLE = ("enaren", "enaar", "naren", "naar", "aren", "aar", "ers", "er", "se", "e")


class Places(Recognizer):
    """Places by list; by list and place word where they are also words; and capitals that somebody is in or from."""

    kinds = ("LOCATION_PLACE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield places."""
        done = 0
        for index in words.select(PLACE if words.lower else CAPITAL):
            if index < done:
                continue
            size, score = self._listed(words, index)
            if not size:
                size, score = self._unlisted(words, index)
            if size:
                yield "LOCATION_PLACE", words.all[index].start, words.all[index + size - 1].end, score
                done = index + size

    def _listed(self, words: Words, index: int) -> tuple[int, float]:
        """Return how many words from here are a place on the list, and how sure that is."""
        lexicon, word = words.lexicon, words.all[index]
        for phrase in lexicon.place_phrases.get((word.folded, words.folded(index + 1)), ()):
            last = index + len(phrase) - 1
            if (
                last < len(words.all)
                and all(
                    words.all[index + ahead].folded == part and words.joined(index + ahead - 1)
                    for ahead, part in enumerate(phrase[1:], 1)
                )
                and (words.all[last].capital or words.lower)
            ):
                return len(phrase), self._trust(words, index, " ".join(phrase), word)
        if word.folded in lexicon.places and word.folded != "nederland":
            return 1, self._trust(words, index, word.folded, word)
        return self._inhabitant(words, index, word)

    def _trust(self, words: Words, index: int, name: str, word: Word) -> float:
        lexicon = words.lexicon
        located = words.before(index) in _WHERE or (
            words.before(index) in _ARTICLES and words.before(index, 2) in _WHERE
        )
        ambiguous = name in lexicon.place_words or name in lexicon.first or name in lexicon.last
        if not ambiguous:
            return 0.85
        if located and not words.lower:
            return 0.88
        if words.lower:
            return 0.6 if located and name not in lexicon.place_words else 0.0
        if word.opens:  # `Plaats: Deventer`: a surname too, but no first name and no word
            return 0.55 if name not in lexicon.place_words and name not in lexicon.first else 0.0
        return 0.5

    def _inhabitant(self, words: Words, index: int, word: Word) -> tuple[int, float]:
        if not word.capital or word.opens or word.folded in words.lexicon.not_names:
            return 0, 0.0
        if word.folded in words.lexicon.last or words.folded(index - 1) in PARTICLES - _ARTICLES:
            return 0, 0.0
        for end in _PEOPLE if word.folded.endswith(_PEOPLE) else ():
            stem = word.folded.removesuffix(end)
            if stem != word.folded and words.lexicon.places.get(stem) == "town":
                return 1, 0.75
        return 0, 0.0

    def _unlisted(self, words: Words, index: int) -> tuple[int, float]:
        """Take a capital after `in`, `uit`, `naar` for a place, when nothing else explains it."""
        word, lexicon = words.all[index], words.lexicon
        one, two = words.before(index), words.before(index, 2)
        located = one in ("in", "uit", "naar", "te") or (one in _ARTICLES and two in ("in", "uit", "naar"))
        if words.lower or not word.capital or word.opens or not located or word.folded == "nederland":
            return 0, 0.0
        if (
            word.folded in lexicon.not_names
            or word.folded in lexicon.first
            or word.folded in lexicon.before
            or is_word(word.folded)
        ):
            return 0, 0.0
        if (
            word.folded in lexicon.organisations
            or word.folded.endswith(lexicon.organisation_ends or ("\0",))
            or len(word.text) < 4
        ):
            return 0, 0.0
        size = 1
        while (
            words.joined(index + size - 1) and (following := words.at(index + size)) and following.capital and size < 3
        ):
            size += 1
        return size, 0.62 if one != "te" else 0.55
