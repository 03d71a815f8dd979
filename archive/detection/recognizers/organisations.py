"""Named employers, schools, churches, practices, shops: also when a person's name is in them."""

from __future__ import annotations

from collections.abc import Iterator

from archive.detection.marks import BEFORE, CAPITAL, FIRST, LAST, LEGAL_FORMS, ORGANISATION
from archive.detection.recognizers.base import LONGEST, Recognizer, Span
from archive.detection.words import Words
from archive.dutch.dictionary import is_derived, is_function_word
from archive.dutch.lemmas import is_word

_LINKS = frozenset("& en van de der den het 't in voor te op aan bij".split())
_ARTICLES = frozenset(["de", "het", "'t", "d'n"])
_OWN = frozenset(
    ["de", "het", "'t", "ons", "onze", "van"]
)  # written with a capital in a name: `De Kievit`, `Ons Genoegen`


class Organisations(Recognizer):
    """A kind of place or firm with a name, a compound that ends in one, or a capital that somebody works at."""

    kinds = ("ORGANISATION",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield organisations."""
        for index in words.select(BEFORE):
            saint, following = words.all[index], words.at(index + 1)
            if saint.folded in ("sint", "st", "sinte") and following and following.bits & (FIRST | LAST | CAPITAL):
                yield "ORGANISATION", saint.start, words.all[self._forward(words, index + 1)].end, 0.88
        for index in () if words.lower else words.select(CAPITAL):
            yield from self._article(words, index)
        for index in words.select(ORGANISATION):
            word = words.all[index]
            if word.folded in words.lexicon.organisations:
                yield from self._named(words, index)
            elif self._compound(words, index):
                first = self._back(words, index)
                yield "ORGANISATION", words.all[first].start, word.end, 0.9 if not words.lower else 0.7
            elif word.folded in LEGAL_FORMS and word.capital and index and words.all[index - 1].capital:
                first = self._back(words, index)
                if first < index:
                    yield "ORGANISATION", words.all[first].start, word.end, 0.85
            elif word.folded == "bij":
                yield from self._at(words, index)

    def _named(self, words: Words, index: int) -> Iterator[Span]:
        """Yield `Slagerij De Koning`, `wijkcentrum De Piet Hein`, `Toko Roy & Zonen`."""
        last = self._forward(words, index)
        if last == index:
            return
        word = words.all[index]
        if word.opens and not words.all[index + 1].capital and not words.lower:
            return
        first = index  # the kind is part of what others know it by: `gezondheidscentrum De Linde`
        if word.capital and index and not words.lower:
            first = self._back(words, index)
        yield "ORGANISATION", words.all[first].start, words.all[last].end, 0.9 if not words.lower else 0.6

    def _forward(self, words: Words, index: int) -> int:
        last = index
        if words.lower:
            return self._forward_lower(words, index)
        while last - index < LONGEST and (words.joined(last) or words.gap(last) in (" & ", " '")):
            following = words.at(last + 1)
            if following is None:
                break
            if following.capital and not following.opens:
                last += 1
                continue
            ahead = last + 1
            while (
                ahead < len(words.all)
                and words.all[ahead].folded in _LINKS
                and ahead - last < 3
                and words.joined(ahead)
            ):
                ahead += 1
            target = words.at(ahead)
            linked = (
                words.all[last + 1].folded in _LINKS - {"in", "bij", "voor", "op", "aan", "te"}
                or words.gap(last) == " & "
            )
            if last > index and target and target.capital and linked and ahead > last + 1:
                last = ahead
                continue
            break
        return last

    def _forward_lower(self, words: Words, index: int) -> int:
        """Return the last word of a name without capitals: `zorgcentrum de lückerhof`, `bakkerij jan van der wiel`."""
        last, lex = index, words.lexicon
        while last - index < 4 and words.joined(last) and (following := words.at(last + 1)):
            folded = following.folded
            if is_function_word(folded) and folded not in (*_ARTICLES, "van", "der", "den"):
                break
            named = folded in lex.first or not lex.common(folded) or lex.before.get(folded) in ("title", "kin")
            if named or (folded in _ARTICLES and last == index) or (folded in ("van", "der", "den") and last > index):
                last += 1
            elif words.folded(last) in _ARTICLES and not is_function_word(folded):
                last += 1  # de ruwaard, de witte …
                if (
                    folded.endswith("e")
                    and (after := words.at(last + 1))
                    and is_word(after.folded)
                    and not is_function_word(after.folded)
                ):
                    last += 1  # … wolk
                break
            else:
                break
        while last > index and (words.folded(last) in _ARTICLES or words.folded(last) in ("van", "der", "den")):
            last -= 1
        return last

    def _compound(self, words: Words, index: int) -> bool:
        word, ends = words.all[index], words.lexicon.organisation_ends
        if not ends or not word.folded.endswith(ends) or word.folded in words.lexicon.organisations:
            return False
        stem = next(word.folded.removesuffix(end) for end in ends if word.folded.endswith(end))
        if len(stem.strip("-'")) < 3 or is_word(word.folded):
            return False
        return (word.capital and not (word.opens and is_word(stem))) or (words.lower and not is_word(stem))

    def _back(self, words: Words, index: int) -> int:
        """Walk back over the capitals of `Louise de Colignyschool`."""
        first = index
        while first and index - first < LONGEST and words.joined(first - 1):
            previous = words.all[first - 1]
            if words.lower:
                if (index - first < 1 and not is_word(previous.folded)) or previous.folded in (
                    "sint",
                    "paus",
                    "koningin",
                ):
                    first -= 1
                    continue
                break
            if (
                previous.capital
                and not (previous.opens and is_word(previous.folded))
                and words.lexicon.before.get(previous.folded) not in ("kin", "role")
            ):
                first -= 1
            elif (
                previous.folded in _LINKS
                and first > 1
                and words.all[first - 2].capital
                and not words.all[first - 2].opens
            ):
                first -= 2
            else:
                break
        return first

    def _article(self, words: Words, index: int) -> Iterator[Span]:
        """Yield `de Tijgerinnen`, `het Ommelander`: in mid-sentence a capital after an article is a name."""
        word, lexicon = words.all[index], words.lexicon
        if word.opens:
            return
        following = words.at(index + 1)
        if word.folded in _OWN and following and following.capital and words.joined(index):
            named = words.at(index - 1)
            inside = named is not None and named.folded in ("in", "op", "bij", "naar", "uit")
            plain = named is not None and named.folded not in lexicon.before and following.folded not in lexicon.last
            if named and not named.capital and (inside or plain):
                yield "ORGANISATION", word.start, words.all[self._forward(words, index + 1)].end, 0.62
            return
        if (
            words.before(index) not in _ARTICLES
            or word.folded in lexicon.not_names
            or word.folded in lexicon.also_names
            or word.folded in lexicon.before
            or word.folded in lexicon.places
            or word.text.isdecimal()
        ):
            return
        article = words.all[index - 1]
        if (
            is_derived(word.folded)
            or article.capital
            or (index > 1 and words.all[index - 2].capital and words.joined(index - 2))
        ):
            return  # `Ingrid de Wit`
        last = self._forward(words, index)
        yield "ORGANISATION", word.start, words.all[last].end, 0.52

    def _at(self, words: Words, index: int) -> Iterator[Span]:
        """Yield the capital after `bij`, unless it is a person's first name."""
        start = index + 1
        while (word := words.at(start)) and word.folded in _ARTICLES and words.joined(start) and not word.capital:
            start += 1
        if word is None or not word.capital or words.lower or not words.joined(index):
            return
        lexicon = words.lexicon
        if (
            word.folded in lexicon.first
            or word.folded in lexicon.not_names
            or word.folded in lexicon.before
            or word.folded in lexicon.places
        ):
            return
        last = self._forward(words, start)
        yield "ORGANISATION", word.start, words.all[last].end, 0.58
