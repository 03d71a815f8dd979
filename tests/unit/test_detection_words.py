"""The words of a text and what the lists say of them: looked up once, and in their place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.detection import gazetteer, marks
from archive.detection.forms import Form, forms
from archive.detection.lists import rows, sections
from archive.detection.phrases import Phrases
from archive.detection.words import Words

END = pytest.mark.xfail(strict=True, reason="Words.gap() of the last word is two line ends, whatever stands behind it")


def bits(written):
    return {name for name, bit in vars(marks).items() if isinstance(bit, int) and Form(written).bits & bit}


@pytest.mark.parametrize(
    ("written", "has"),
    [
        ("Zutphen", {"CAPITAL", "PLACE"}), ("zutphen", {"PLACE"}), ("Zutphen's", {"CAPITAL", "PLACE"}), ("Jan's", {"CAPITAL", "FIRST"}),
        ("Hennies", {"CAPITAL", "FIRST"}), ("drie", {"NUMBER"}), ("65", {"DIGIT", "NUMBER"}), ("x1", {"DIGIT"}), ("H", {"CAPITAL", "LETTER"}),
        ("th", {"LETTER"}), ("s-h-c-h", {"LETTER"}), ("Lindestraat", {"CAPITAL", "STREET"}), ("’t", {"PARTICLE"}), ("maart", {"MONTH"}),
    ],
)  # fmt: skip
def test_a_form_has_what_the_lists_say_of_it(written, has):
    assert has <= bits(written) and ("CAPITAL" in bits(written)) == ("CAPITAL" in has)


@pytest.mark.parametrize(
    ("written", "capital"),
    [
        ("d'Artagnan", True), ("o’Brien", True), ("’s", False), ("Ольга", True), ("ольга", False), ("فاطمة", True), ("王小明", True), ("İ", True),
        ("1e", False), ("é", False), ("E", True),
    ],
)  # fmt: skip
def test_a_script_without_capitals_may_be_a_name_and_one_with_them_by_its_capital(written, capital):
    assert Form(written).capital == capital


def test_a_form_is_looked_up_once_and_an_apostrophe_is_its_possessive():
    assert (
        forms()["Zutphen’s"] is forms()["Zutphen’s"]
        and Form("Zutphen’s").stem == "zutphen"
        and Form("Kees’").stem == "kees"
    )


@given(st.text(max_size=80))
def test_words_stand_in_the_text_in_order_with_what_is_between_them(text):
    words, end = Words(text), 0
    for word in words.all:
        assert words.text[word.start : word.end] == word.text and words.text[end : word.start] == word.lead
        end = word.end
    assert not any(character.isalnum() for character in words.text[end:])


@given(st.text("Ab c.\n", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_within_holds_every_word_that_a_span_touches_and_no_other(text, start, end):
    words = Words(text)
    if start < end <= len(text):
        touched = [i for i, word in enumerate(words.all) if word.start < end and start < word.end]
        assert list(words.within(start, end)) == touched


def test_no_words_are_no_trouble():
    words = Words("")
    assert (len(words), words.lower, words.at(0), words.folded(-1), words.select(marks.CAPITAL)) == (
        0,
        False,
        None,
        "",
        [],
    )
    assert list(words.within(0, 0)) == [] and words.before(0) == "" and not words.joined(0)
    assert list(words.matches(re.compile("x"))) == list(words.initials(re.compile("x"))) == []


def test_a_text_is_in_lower_case_by_its_words_not_by_one_name_in_it():
    assert Words("ik ging naar huis en jan kwam").lower and not Words("ik ging naar huis en Jan kwam").lower
    assert not Words("dag jan").lower  # too short to say
    assert Words("zo gaat dat nu eenmaal " * 30 + "Jan").lower


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Dag mevr. Jansen", "mevr"), ("Ik kwam. Jansen", ""), ("Ik kwam; Jansen", "kwam"), ("naam: Jansen", "naam"), ("x = Jansen", ""),
        ("Ik kwam\nJansen", ""), ("Hoe? Jansen", ""), ("Jansen", ""), ("St. Jansen", ""),
    ],
)  # fmt: skip
def test_the_word_before_ends_with_the_sentence(text, before):
    words = Words(text)
    assert words.before(len(words) - 1) == before


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Ik zag Jan", False), ("Ik kwam. Jan", True), ("Ik kwam, Jan", False), ("“Jan", True), ("- Jan", True), ("(Jan", True), ("Ik\nJan", True),
        ("Jan", True), ("toen: Jan", True), ("bij van\nJan", False),
    ],
)  # fmt: skip
def test_a_capital_means_nothing_where_something_begins(text, opens):
    assert Words(text).all[-1].opens == opens


def test_a_phrase_goes_on_over_one_line_end_and_not_over_two():
    assert (
        Words("a\nb").joined(0)
        and not Words("a\n\nb").joined(0)
        and not Words("a, b").joined(0)
        and Words("J. Jansen").joined(0)
    )


@pytest.mark.parametrize(("text", "gap"), [("Jan, kom", ", "), pytest.param("Dag Jan.", ".", marks=END)])
def test_the_mark_behind_a_word_is_known_at_the_end_of_a_text_too(text, gap):
    words = Words(text)
    assert words.gap(next(i for i, word in enumerate(words.all) if word.text == "Jan")) == gap


# ---- lists ----


def test_a_list_is_its_lines_without_comments_and_its_sections_hold_all_of_them():
    before, after = sections("not_names", "# also private names")
    assert before and after and not any(line.startswith("#") for line in before + after)
    assert sections("not_names", "# no such line") == ([row[0] for row in rows("not_names")], [])


@pytest.mark.parametrize(
    ("said", "region", "country"),
    [
        ("Zutphen", "Gelderland", "Nederland"), ("Zutphen's", "Gelderland", "Nederland"), ("Zutphenaren", "Gelderland", "Nederland"),
        (" Den   Haag ", "Zuid-Holland", "Nederland"), ("’s-Gravenhage", "Zuid-Holland", "Nederland"), ("Hengelo", "Overijssel", "Nederland"),
        ("Aleppo", "Syrië", "Syrië"), ("SYRIË", "Syrië", "Syrië"), ("Nederland", "Nederland", "Nederland"), ("", "", ""), ("er", "", ""),
        ("Nergenshuizen", "", ""), ("Europa", "", ""),
    ],
)  # fmt: skip
def test_where_a_place_lies(said, region, country):
    assert (gazetteer.region(said), gazetteer.country(said)) == (region, country)


def test_what_a_list_does_not_know_is_empty_and_never_an_error():
    assert (
        gazetteer.inhabitants("Nergenshuizen") is None
        and gazetteer.sector("") == ""
        and gazetteer.sector("leraar") == ""
    )
    assert gazetteer.sector(" KLOKKENGIETER ") == "ambacht" in gazetteer.sectors()


def found(text, *listed):
    return [(text[start:end], about) for start, end, about in Phrases(listed).find(Words(text))]


def test_the_longest_phrase_counts_and_none_overlap():
    listed = (("klokken", 1), ("klokken gieter", 2), ("gieter", 3))
    assert found("klokken gieter klokken", *listed) == [("klokken gieter", 2), ("klokken", 1)]


def test_a_star_is_any_end_of_a_word_and_a_whole_word_goes_before_it():
    listed = (("moskee*", "star"), ("moskeebestuur", "whole"), ("mos*", "short"))
    assert found("Moskeeën, moskeebestuur, mossel", *listed) == [
        ("Moskeeën", "star"),
        ("moskeebestuur", "whole"),
        ("mossel", "short"),
    ]


def test_a_phrase_of_nothing_is_found_nowhere():
    assert found("iets", ("", 1)) == [] and found("", ("iets", 1)) == []
