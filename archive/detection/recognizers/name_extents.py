"""How far a name goes: initials and first names before it, tussenvoegsels and surnames behind it."""

from __future__ import annotations

import re

from archive.detection.marks import CONNECTORS, PARTICLES
from archive.detection.recognizers.name_cues import DOES, SURNAME_ONLY
from archive.detection.words import Word, Words
from archive.dutch.dictionary import is_function_word
from archive.dutch.fold import fold

_LONGEST = 6  # words before the one that was found
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ ]?(?:-[A-Z]\.)?){1,5}$")
_NICK = frozenset(
    (
        "dikke dunne lange korte kleine grote rooie rode zwarte witte blonde ouwe oude jonge gekke malle schele kale "
        "mooie dove manke stille snelle gouden zuster"
    ).split()
)
# Particles that are ordinary words too.
_ALSO_WORDS = frozenset("in te op aan uit bij onder over la di du des da do".split())
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")


def may_be_surname(word: Word) -> bool:
    """Say whether a word after initials can be a surname, and not the start of a sentence: `…-T. Die`."""
    return word.folded in PARTICLES or not (is_function_word(word.folded) or word.text.isupper())


def with_initials(words: Words, first: int) -> int:
    """Take initials before a surname in."""
    start = words.all[first].start
    match = _INITIALS.search(words.text, max(0, start - 24), start)
    return match.start() if match else start


def without_possessive(words: Words, last: int) -> int:
    """Leave a possessive out: `Hennies`, `Coby's`."""
    word = words.all[last]
    bare = _POSSESSIVE.sub("", word.text)
    if bare == word.text and len(bare) > 3 and bare.endswith("s"):
        folded, lexicon = fold(bare), words.lexicon
        if folded not in lexicon.first and folded not in lexicon.last and folded[:-1] in lexicon.first:
            bare = bare[:-1]
    if len(bare) == 1 and words.text[word.end : word.end + 1] == ".":
        return word.end + 1
    return word.start + len(bare)


def extent(words: Words, index: int) -> tuple[int, int]:
    """Return the first and last word of the name that stands at a word."""
    first = last = index
    if words.lower:
        return _extend_lower(words, index)
    while first and index - first < _LONGEST and words.joined(first - 1) and not words.all[first].opens:
        if not _continues(words, first - 1):
            break
        first -= 1
    while words.joined(last) and not _POSSESSIVE.search(words.all[last].text):
        if _continues(words, last + 1) and not words.all[last + 1].opens:
            last += 1
            continue
        ahead = after_particles(words, last)
        if not ahead:
            break
        last = ahead
    if (
        first
        and words.all[first - 1].folded in _NICK
        and words.joined(first - 1)
        and words.folded(first) in words.lexicon.first
    ):
        first -= 1 if words.before(first - 1) not in ("een", "de", "het") or words.all[first - 1].capital else 0
    return first, last


def with_particles(words: Words, first: int) -> int:
    """Take tussenvoegsels before a surname in, and the first name before those: `Wytze de Wit`, `Van 't Veer`."""
    begin = first
    while begin and first - begin < _LONGEST and words.joined(begin - 1) and words.folded(begin - 1) in PARTICLES:
        begin -= 1
    if (
        begin < first
        and begin
        and words.joined(begin - 1)
        and words.all[begin - 1].capital
        and not words.all[begin].opens
    ):
        return begin - 1
    return begin if begin < first and words.all[begin].capital else first


def _extend_lower(words: Words, index: int) -> tuple[int, int]:
    """Return the words of a name without capitals: `bram uit den boogaart`, `h w abdullahi`, `dikke henk`."""
    first = last = index
    lexicon = words.lexicon
    while first and index - first < _LONGEST and words.joined(first - 1):
        before = words.all[first - 1]
        initial = len(before.folded) == 1 and before.folded.isalpha() and before.folded not in ("u", "n", "s", "t")
        if not (initial or _continues(words, first - 1)):
            break
        first -= 1
    while words.joined(last) and not _POSSESSIVE.search(words.all[last].text):
        following = words.folded(last + 1)
        strange = len(following) > 2 and not lexicon.common(following) and following not in lexicon.places
        called = last == index and words.folded(index) in lexicon.first and not lexicon.common(words.folded(index))
        surname = called and (following in lexicon.last or following in lexicon.first) and following not in DOES
        if (
            _continues(words, last + 1)
            or (surname and not is_function_word(following))
            or (strange and following.isalpha() and words.folded(index) in lexicon.first)
        ):
            last += 1
        elif ahead := after_particles(words, last):
            last = ahead
        else:
            break
    if first and words.folded(first - 1) in _NICK and words.before(first, 2) not in ("een", "mijn", "zijn", "haar"):
        first -= 1
    return first, last


def after_particles(words: Words, last: int) -> int:
    """Return the word that particles after `last` lead to, `Toon van den Boogaard`, or 0 when they lead to no name."""
    ahead = last + 1
    while ahead < len(words.all) and words.all[ahead].folded in PARTICLES and words.joined(ahead) and ahead - last < 4:
        ahead += 1
    target = words.at(ahead)
    if target and words.lower and len(words.folded(last)) == 1 and target.folded in words.lexicon.last:
        return ahead  # j de wit
    if target is None or not (ahead > last + 1 or words.all[last].folded in PARTICLES):
        return 0
    doubtful = words.all[last + 1].folded not in CONNECTORS or words.all[last + 1].folded in _ALSO_WORDS
    lexicon = words.lexicon
    surname = target.folded in lexicon.last or not (lexicon.common(target.folded) or target.folded in lexicon.places)
    if words.lower:
        sure = words.folded(ahead - 1) in SURNAME_ONLY and not is_function_word(target.folded)
        known = target.folded in words.lexicon.last or not words.lexicon.common(target.folded)
        return ahead if (sure or known) and not (doubtful and not sure) else 0
    return ahead if target.capital and (surname or not doubtful) else 0


def _continues(words: Words, index: int) -> bool:
    """Say whether a word can be a further part of a name."""
    word, lexicon = words.all[index], words.lexicon
    if word.folded in lexicon.not_names or word.folded in lexicon.before or not word.folded[0].isalpha():
        return False
    if words.lower:
        listed = word.folded in lexicon.last or word.folded in lexicon.first
        return listed and not lexicon.common(word.folded) and word.folded not in lexicon.places
    if not word.capital or (word.opens and lexicon.common(word.folded)):
        return False
    return not (word.text.isupper() and 1 < len(word.text) < 4 and not words.all[index].opens)
