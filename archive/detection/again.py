"""What was found once is found everywhere: further occurrences of a name part, misspelt ones too."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from archive.detection.marks import CAPITAL, CONNECTORS, DETERMINERS
from archive.detection.words import Words
from archive.dutch.dictionary import is_function_word
from archive.dutch.fold import fold
from archive.dutch.role_words import is_role_word
from archive.model import Mention

_SURE, _SEEN = 0.5, 0.45


class Spellings:
    """Names by their first letter and length, to find the one that a misspelt form was meant to be."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._shelves: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a folded name. One of less than five letters is compared as it stands only."""
        if len(name) > 4:
            self._shelves[name[0], len(name)].append(name)

    def nearest(self, form: str) -> str | None:
        """Return the name that a folded form is one letter away from (two, in a name of eight letters and more)."""
        if len(form) < 5:
            return None
        for length in sorted(range(max(5, len(form) - 2), len(form) + 3), key=lambda n: abs(n - len(form))):
            if shelf := self._shelves.get((form[0], length)):
                allowed = 1 if length < 8 else 2
                best = process.extractOne(
                    form, shelf, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, processor=None
                )
                if best:
                    return str(best[0])
        return None


def again(words: Words, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield every further occurrence of a name; of a name that is also a word only those with a capital."""
    mentions, tails = list(mentions), list[tuple[int, int]]()
    covered, sure, seen_once = bytearray(len(words)), set[str](), set[str]()
    for mention in mentions:
        inside = words.within(mention.start, mention.end)
        covered[inside.start : inside.stop] = b"\1" * len(inside)
        if mention.kind == "PERSON" and mention.score >= (_SURE if words.lower else _SEEN):
            names = {words.all[i].folded for i in inside if len(words.all[i].folded) > 2} - CONNECTORS
            (sure if mention.score >= _SURE else seen_once).update(names)
        elif inside and mention.end < (end := words.all[inside[-1]].end):
            tails.append((mention.end, end))
    if tails:
        yield from _tails(words, mentions, tails)
    lex = words.lexicon
    signs = _signs(words)
    spellings = Spellings(name for name in sorted(sure) if not lex.common(name))
    seen: dict[str, tuple[float, int]] = {}
    for index in range(len(words)) if words.lower else words.select(CAPITAL):
        if covered[index]:
            continue
        word = words.all[index]
        if word.text in signs:  # MH = Marloes van den Heuvel
            yield Mention(word.start, word.end, "PERSON", 0.8, "again")
            continue
        if words.lower and word.folded in sure and lex.common(word.folded):
            if words.before(index) not in DETERMINERS and not is_function_word(word.folded):
                yield Mention(word.start, word.end, "PERSON", 0.45, "again")
            continue
        if (found := seen.get(word.text)) is None:
            found = seen[word.text] = _compare(words, word.folded, sure, spellings)
        score, cut = found
        if not score and word.folded in seen_once and not words.lower:
            score = _SEEN  # what was doubtful there is doubtful here
        if score:
            yield Mention(word.start, word.end - cut, "PERSON", score, "again")


def _tails(words: Words, mentions: list[Mention], tails: list[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the names at the end of words of which a number took the beginning: `3106O’Brien`."""
    people = [mention for mention in mentions if mention.kind == "PERSON"]
    inside = (words.all[i] for mention in people for i in words.within(mention.start, mention.end))
    names = {part for word in inside for part in word.folded.split("'") if len(part) > 2}
    begun = [mention.start for mention in mentions]
    for start, end in tails:
        taken = bisect_left(begun, start) < bisect_left(begun, end)
        start = end - len(words.text[start:end].lstrip("'’-"))
        if not taken and fold(words.text[start:end]).removesuffix("'s") in names:
            yield Mention(start, end, "PERSON", 0.6, "again")


def _compare(words: Words, folded: str, sure: set[str], spellings: Spellings) -> tuple[float, int]:
    """Return how sure it is that a form is one of the names, and how many letters at its end are a possessive."""
    lex = words.lexicon
    if len(folded) < 3 or not folded[0].isalpha() or folded in lex.not_names or folded in lex.places:
        return 0.0, 0
    stem = folded.removesuffix("'s")
    if words.lower and lex.common(stem):
        return 0.0, 0
    if stem in sure:
        return 0.6, len(folded) - len(stem)
    if stem.removesuffix("s") in sure and len(stem) > 4:
        return 0.6, 1 + len(folded) - len(stem)
    if not lex.common(stem) and spellings.nearest(stem):
        return _SURE, 0
    return 0.0, 0


def _signs(words: Words) -> set[str]:
    """Return the initials that stand as speaker labels."""
    labels = {words.all[i].text for start, end in words.labels for i in words.within(start, end)}
    return {text for text in labels if text.isupper() and 1 < len(text) < 4 and not is_role_word(text)}
