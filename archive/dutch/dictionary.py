"""Which words are ordinary Dutch ones. Names stand in dictionaries too, with a capital: they are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from archive.dutch.fold import fold

_DATA = Path(__file__).parent / "data"


def dictionary() -> Mapping[str, str]:
    """Return simplemma's Dutch dictionary, word → lemma: the one its lemmatizer uses, so that it is loaded once."""
    return DEFAULT_DICTIONARY_FACTORY.get_dictionary("nl")


@lru_cache(maxsize=65536)
def in_dictionary(folded: str) -> bool:
    """Say whether a folded word is in the dictionary in lower case, or a function word. Names have a capital there."""
    lemma = listed_lemma(folded) or (listed_lemma(folded[:-1]) if folded.endswith("s") else "")
    return is_function_word(folded) or lemma[:1].islower() or folded in _more_words()


def is_english(folded: str) -> bool:
    """Say whether a folded word is an English one: summaries are in English too. Reads that dictionary (0.3 s) once."""
    return folded in DEFAULT_DICTIONARY_FACTORY.get_dictionary("en")


@lru_cache(maxsize=65536)
def is_verb_form(folded: str) -> bool:
    """Say whether a word is a conjugated verb: `speelde`, `komt`. Its lemma is an infinitive that it is not itself."""
    lemma = listed_lemma(folded)
    return lemma.endswith("en") and lemma != folded and not folded.endswith("en")


def is_function_word(folded: str) -> bool:
    """Say whether a word has no meaning of its own: `die`, `daarvoor`, `nou`."""
    return folded in _function_words()


def is_derived(folded: str) -> bool:
    """Say whether a capital is that of a people or a language: `Syrische`, `Zutphense`."""
    return folded.endswith(("isch", "ische", "se", "sche", "ees", "eze"))


def listed_lemma(folded: str) -> str:
    """Return the lemma the dictionary gives for a folded word, "" when it is not there."""
    return dictionary().get(folded) or _accented().get(folded, "")


def function_words() -> frozenset[str]:
    """Return every function word, folded."""
    return _function_words()


@cache
def short_words() -> tuple[str, ...]:
    """Return plain words of four to seven letters, for passphrases (more than 40,000: 15 bits a word).

    What insults somebody is left out: a passphrase is read aloud, and shown to whoever begins.
    """
    fit = (word for word in dictionary() if 4 <= len(word) <= 7 and re.fullmatch("[a-z]+", word))
    return tuple(sorted(word for word in fit if not _INSULTS.match(word)))


_INSULTS = re.compile(
    "neger|nikker|flikker|hoer|kut|lul|kanker|tering|mongool|debiel|idioot|homo|pot|zwart|jood|joden|turk|spast|slet|"
    "pedo|nazi|moord|dood|verkr|sterf|lijk|haat"
)


@cache
def _accented() -> dict[str, str]:
    """Return the dictionary's words with diacritics, folded → lemma."""
    return {fold(word): dictionary()[word] for word in dictionary() if not word.isascii()}


@cache
def _function_words() -> frozenset[str]:
    return frozenset(map(fold, _lines("function_words")))


@cache
def _more_words() -> frozenset[str]:
    return frozenset(_lines("words"))


def _lines(name: str) -> list[str]:
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
