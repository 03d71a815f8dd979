"""Names of people. A list alone finds too much and too little: what stands around a word decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.marks import BEFORE, CAPITAL, CONNECTORS, FUNCTION, INTRODUCES, PARTICLE, PARTICLES
from archive.detection.recognizers.base import Recognizer, Span
from archive.detection.recognizers.name_cues import DOES, acts, after_title, cue_before, is_public, is_shouted
from archive.detection.recognizers.name_extents import (
    after_particles,
    extent,
    may_be_surname,
    with_initials,
    without_possessive,
)
from archive.detection.recognizers.name_phrases import names_nobody
from archive.detection.recognizers.spoken import spelled
from archive.detection.words import Words
from archive.dutch.dictionary import is_derived, is_function_word
from archive.dutch.lemmas import is_word
from archive.dutch.role_words import is_role_word

_INITIALS_FIRST = re.compile(
    r"(?<![\w-])(?:[A-Z](?:h|r)?\.[ ]?){1,5}"
    r"(?=(?:(?:van|de|der|den|ten?|ter|op|'t|het|el|al|bin|von|v\.d\.|vd|v\.|uit)[ -]?){0,3}[A-Z]\w)"
)
_LETTERS = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,4}(?![\w-]|\s?[A-Z])")
_ABBREVIATIONS = frozenset(
    "B.V. N.V. V.O.F. P.S. N.B. D.D. T.A.V. W.A. C.V. A.U.B. G.G.D. U.W.V. W.W. A.O.W. N.L.".split()
)
_SMALL, _SMALL_MASK = FUNCTION, FUNCTION | PARTICLE
_ABBREVIATED = re.compile(r"\.\s?[a-z:]")  # `Rapp. merkt op`, `Geb.: …`


class Persons(Recognizer):
    """Names by list, by title, by kinship, by introduction, by label, and by being a capital that no word explains."""

    kinds = ("PERSON",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield names."""
        yield from self._labels(words)
        covered = 0
        for match in () if words.lower else words.initials(_INITIALS_FIRST):
            if match.start() < covered:
                continue
            inside = [i for i in words.within(match.end(), match.end() + 40) if not words.all[i].text.islower()]
            if inside and may_be_surname(words.all[inside[0]]):
                covered = without_possessive(words, extent(words, inside[0])[1])
                yield "PERSON", match.start(), covered, 0.9
        done = 0
        for index in self._candidates(words):
            if index < done or not (score := self._score(words, index)):
                continue
            if stop := names_nobody(words, index):
                done = stop
                continue
            first, last = extent(words, index)
            if not is_public(words, first, last):
                yield "PERSON", with_initials(words, first), without_possessive(words, last), score
            done = last + 1
        for match in () if words.lower else words.initials(_LETTERS):
            if match[0] not in _ABBREVIATIONS:
                yield "PERSON", *match.span(), 0.45
        for start, end in spelled(words):
            yield "PERSON", start, end, 0.45

    def _candidates(self, words: Words) -> list[int]:
        """Return the words that can begin a name: capitals, or in lower case what is listed; and what follows a cue."""
        led = {index + 1 for index in words.select(BEFORE)}
        if words.lower:
            led |= {index + ahead for index in words.select(INTRODUCES) for ahead in (1, 2, 3)}
            led.update(index for index, word in enumerate(words.all) if not word.bits & FUNCTION)
        else:
            # A small word that opens a sentence is no name; `Van der Linde` may.
            led.update(
                i
                for i in words.select(CAPITAL)
                if not (words.all[i].opens and words.all[i].bits & _SMALL_MASK == _SMALL)
            )
        return sorted(index for index in led if index < len(words.all))

    def _labels(self, words: Words) -> Iterator[Span]:
        for start, end in words.labels:
            if is_role_word(words.text[start:end]):
                continue
            inside = [i for i in words.within(start, end) if words.all[i].folded not in words.lexicon.before]
            inside = [i for i in inside if not is_role_word(words.all[i].text)]
            if inside and words.text[start:end].isupper():
                inside = list(words.within(start, end))  # MEVR. LAN
            if inside and not all(
                is_word(words.all[i].folded) and words.all[i].folded not in words.lexicon.first for i in inside
            ):
                yield "PERSON", words.all[inside[0]].start, words.all[inside[-1]].end, 0.95

    def _score(self, words: Words, index: int) -> float:
        """Return how sure it is that a name begins at a word, 0 for not at all."""
        word, lexicon = words.all[index], words.lexicon
        folded = word.form.stem
        if folded in CONNECTORS and not word.capital:
            return after_title(words, index, word)
        if not folded[0].isalpha() or not (word.capital or words.lower):
            return 0.0
        cue = cue_before(words, index)
        if folded in PARTICLES and not words.lower:
            return self._particle(words, index, cue)
        if folded == "nederland" or (word.opens and is_function_word(folded)):
            return 0.0
        if folded in lexicon.before and not (word.opens or words.lower or cue) and folded in lexicon.last:
            following = words.at(index + 1)
            return 0.45 if not (following and following.capital and words.joined(index)) else 0.0  # meneer was Bakker
        if folded in lexicon.not_names or (folded in lexicon.before and (word.opens or words.lower or not cue)):
            return 0.0
        possessive = folded.endswith("s") and folded not in lexicon.also_names  # Hennies, but not Engels
        listed = folded in lexicon.first or (possessive and folded[:-1] in lexicon.first)
        if words.lower:
            return self._score_lower(words, index, folded, cue, listed)
        if len(folded) == 1:
            return 0.85 if cue == "title" and words.text[word.end : word.end + 1] == "." else 0.0
        common = lexicon.common(folded)
        if cue == "title" or (cue == "intro" and not word.opens) or (cue == "kin" and not common):
            return 0.9 if cue != "kin" else 0.85
        following = words.at(index + 1)
        surname_next = bool(
            following and following.capital and words.joined(index) and following.folded in lexicon.last
        )
        if listed and (surname_next or after_particles(words, index) or not (common and word.opens)):
            return 0.5 if word.opens and len(folded) < 3 else 0.7 if common else 0.85
        if listed and following and words.joined(index) and following.folded in DOES:
            return 0.45  # `Roos zei …`
        if word.opens and word.lead.endswith("(") and folded in lexicon.last and len(folded) > 3:
            return 0.45  # Maatregel (Dekker, …)
        if folded in lexicon.places or (common and word.opens) or (word.text.isupper() and len(word.text) < 6):
            return 0.0
        if folded in lexicon.also_names and not surname_next and not listed:
            return 0.3  # Engels, Hollander
        if (folded in lexicon.last and not common) or (word.opens and surname_next):
            return 0.6
        strange = not common and not is_derived(folded)
        if word.opens:
            return 0.42 if strange and len(folded) > 2 and not _ABBREVIATED.match(words.text, word.end) else 0.0
        if strange:
            return 0.5
        # Dutch writes a word with a capital in mid-sentence when it is a name, or a title, or shouted.
        unnamed = (
            folded in lexicon.also_names
            or is_derived(folded)
            or words.before(index) == "een"
            or is_shouted(words, index)
        )
        return 0.3 if unnamed else 0.45

    def _particle(self, words: Words, index: int, cue: str) -> float:
        """Score a particle with a capital: `meneer Van Dam`, `Van der Linde`; not `De man`."""
        word, target = words.all[index], after_particles(words, index) or index + 1
        name = words.at(target)
        if name is None or not name.capital or name.folded in PARTICLES or is_shouted(words, index):
            return 0.0
        if not words.joined(index):
            return 0.0
        if cue:
            return 0.9
        if word.opens:
            return 0.6 if target > index + 1 and name.folded in words.lexicon.last else 0.0
        return 0.6

    def _score_lower(self, words: Words, index: int, folded: str, cue: str, listed: bool) -> float:
        """Score in a text without capitals: lists and cues only, and a title outweighs a dictionary."""
        surname, common = folded in words.lexicon.last, words.lexicon.common(folded)
        if (
            len(folded) == 1
            and folded not in "unst"
            and words.folded(index + 1) in ("de", "van")
            and words.joined(index)
        ):
            ahead = index + 2 + (words.folded(index + 2) in ("der", "den"))
            return 0.5 if words.folded(ahead) in words.lexicon.last else 0.0
        if len(folded) < 3 or is_function_word(folded):
            return 0.0
        if cue == "title":
            verb = folded in DOES or folded in words.lexicon.before
            return 0.8 if listed or surname or not common else 0.0 if verb or len(folded) < 4 else 0.42
        if cue and (listed or not common) and folded not in words.lexicon.places:
            return 0.75
        if listed and not common:
            return 0.8
        if folded in words.lexicon.places:
            return 0.0
        if common:
            return 0.45 if (listed or surname) and acts(words, index) else 0.0
        if surname:
            return 0.5
        return 0.42 if len(folded) > 3 and folded.isalpha() and not is_derived(folded) else 0.0
