"""What counts as a Dutch word, a number, a role: by the lists, at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dutch.dictionary import (
    in_dictionary,
    is_derived,
    is_function_word,
    is_verb_form,
    listed_lemma,
    short_words,
)
from archive.dutch.fold import fold
from archive.dutch.numbers import numbers, value
from archive.dutch.role_words import asks, is_role_word, machine_number


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("nul", 0), ("een", 1), ("elfde", 11), ("achtste", 8), ("eenentwintigste", 21), ("honderdste", 100), ("honderdenelf", 111),
        ("negentienvijftig", 1950), ("negentienhonderdvijftig", 1950), ("tweeduizendeen", 2001), ("achtjarige", 8), ("8-jarige", 8),
        ("zeven-jarige", 7), ("65e", 65), ("065", 65), ("9999", 9999), ("٣", 3),
    ],
)  # fmt: skip
def test_a_number_has_its_value_however_it_is_said(word, number):
    assert value(word) == number


@pytest.mark.parametrize("word", ["", "ste", "de", "e", "jarig", "jarige", "ene", "tiende-", "12345", "1000ste", "²", "½", "tienduizend", "twintigvijf"])  # fmt: skip
def test_what_is_no_number_has_none(word):
    assert value(word) is None


@given(st.sampled_from(sorted(numbers())))
def test_a_number_word_keeps_its_value_as_an_age(word):
    assert value(f"{word}jarige") == value(f"{word}-jarig") == numbers()[word]


@pytest.mark.parametrize(("label", "who_asks"), [("I", True), ("int.", True), ("Vraag", True), ("R2", False), ("P 12", False), ("Geïnterviewde", False), ("SPEAKER_00", False), (" bewoner 3 ", False)])  # fmt: skip
def test_a_role_is_no_name_and_says_who_asks(label, who_asks):
    assert is_role_word(label) and asks(label) == who_asks


@pytest.mark.parametrize(
    "label", ["Noor", "Iris", "Bep", "R2D2", "", "I.B.", "Interviewer Noor", "Speaker", "deelnemer twaalf"]
)
def test_a_name_is_no_role(label):
    assert not is_role_word(label) and not asks(label) and machine_number(label) is None


def test_the_number_a_machine_gave_is_kept_zero_too():
    assert [machine_number(label) for label in ("SPEAKER_00", "S1", "spk 03", "Spreker12", "S")] == [0, 1, 3, 12, None]


def test_names_that_stand_in_the_dictionary_are_no_words():
    for name in ("jan", "utrecht", "wendelmoed"):
        assert not in_dictionary(name)
    assert in_dictionary("fiets") and in_dictionary("cafe") and in_dictionary("reintegratie") and not in_dictionary("")


def test_a_conjugated_verb_is_told_from_its_infinitive():
    assert all(map(is_verb_form, ("speelde", "komt", "liep"))) and not any(
        map(is_verb_form, ("spelen", "gisteren", ""))
    )


def test_a_word_with_diacritics_is_looked_up_without_them():
    assert listed_lemma("cafe") == "café" and listed_lemma("bestaatnergens") == ""


def test_function_words_are_folded_and_say_nothing_by_themselves():
    assert is_function_word("die") and not is_function_word("fiets") and not is_function_word("")
    assert is_derived("syrische") and is_derived("chinees") and not is_derived("syrie")


def test_words_for_passphrases_are_short_plain_different_and_many():
    words = short_words()
    assert len(set(words)) == len(words) > 16_000  # 14 bits a word
    assert all(4 <= len(word) <= 7 and word.isascii() and word.isalpha() for word in words)


def test_words_for_passphrases_have_no_capital():
    assert [word for word in short_words() if word != fold(word)] == []
