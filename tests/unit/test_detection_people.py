"""Overlaps settled, names found again, and who is who: on hand-made mentions, in any order."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.detection.again import Spellings, again
from archive.detection.link import link, surface_forms
from archive.detection.people import Known, Said
from archive.detection.settle import settle
from archive.detection.words import Words
from archive.model import Mention

ORDER = pytest.mark.xfail(
    strict=True, reason="a full name joins whoever was met first by its initial, so J. Brouns makes Jan of Jeroen"
)


def mention(text, said, kind="PERSON", score=0.9, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = text.index(said, at + 1)
    return Mention(at, at + len(said), kind, score, "test")


def settled(text, *mentions):
    return [(text[m.start : m.end], m.kind) for m in settle(text, mentions)]


def test_the_surest_keeps_its_span_and_of_the_other_what_sticks_out_remains():
    text = "Jan Jansen, Zutphen"
    whole, sure = mention(text, "Jan Jansen, Zutphen", score=0.5), mention(text, "Jansen", "LOCATION_PLACE")
    assert settled(text, whole, sure) == [("Jan", "PERSON"), ("Jansen", "LOCATION_PLACE"), ("Zutphen", "PERSON")]


def test_of_two_as_sure_the_longest_counts_whatever_their_order():
    text = "Jan Jansen"
    two = [mention(text, "Jan", "AGE"), mention(text, "Jan Jansen")]
    for order in itertools.permutations(two):
        assert settled(text, *order) == [("Jan Jansen", "PERSON")]


def test_small_words_that_stick_out_of_a_name_are_no_name_and_marks_are_nothing():
    text = "Van der Linde --- ’s"
    assert settled(text, mention(text, "Van der Linde", score=0.5), mention(text, "Linde", "ORGANISATION")) == [
        ("Linde", "ORGANISATION")
    ]
    assert settled(text, mention(text, "---")) == [] and settle("", []) == []


# ---- again ----


def again_in(text, *names, labels=(), score=0.9):
    return [
        (text[m.start : m.end], m.start)
        for m in again(Words(text, labels), [mention(text, name, score=score) for name in names])
    ]


@pytest.mark.parametrize(
    ("form", "meant"),
    [
        ("woltering", "wolterink"), ("wolteringh", "wolterink"), ("krzystof", "krzysztof"), ("krzsytof", "krzysztof"), ("fatma", "fatima"),
        ("jann", None), ("walter", None), ("olterink", None), ("", None), ("woltersen", None),
    ],
)  # fmt: skip
def test_a_form_is_the_name_it_is_a_slip_of_the_pen_away_from(form, meant):
    assert Spellings(["wolterink", "krzysztof", "fatima", "jan"]).nearest(form) == meant


def test_a_name_is_found_again_without_its_possessive():
    text = "Ik zag Wendelmoed. Wendelmoeds huis, Wendelmoed’s hond."
    assert again_in(text, "Wendelmoed") == [("Wendelmoed", 19), ("Wendelmoed", 37)]


def test_a_name_that_is_a_word_is_found_again_with_a_capital_only():
    assert [said for said, _ in again_in("Ik ken Roos. Een roos. De Roos komt.", "Roos")] == ["Roos"]
    assert again_in("ik ken roos en zij gaf mij toen een roos", "roos") == []


def test_a_surname_is_found_again_and_its_small_words_are_not():
    assert [
        said for said, _ in again_in("Ik zag Toon van den Boogaard. Van den Berg. Boogaard.", "Toon van den Boogaard")
    ] == ["Boogaard"]


def test_initials_are_found_again_where_they_stand_as_a_label_and_a_role_is_not():
    text = "MH: Ja.\nR: Nee, MH. R?"
    assert again_in(text, labels=((0, 2), (8, 9))) == [("MH", 0), ("MH", 16)]


def test_what_was_hardly_a_name_is_not_looked_for():
    assert again_in("Ik zag Zilverlinde. Toen kwam Zilverlinde.", "Zilverlinde", score=0.42) == []


# ---- who is who ----


def who(*people):
    """Number the person behind each, in order of appearance."""
    known, met = Known(people), []
    found = [known.who(one) for one in people]
    for person in found:
        if person not in met:
            met.append(person)
    return [met.index(person) for person in found]


def said(*first, last=(), sign="", kin="", other=False):
    return Said(first, tuple(last), sign, kin, other)


JEROEN, JAN = said("jeroen", last=["brouns"]), said("jan", last=["brouns"])


def test_a_part_of_a_name_is_the_one_who_has_it_and_another_surname_somebody_else():
    assert who(said("fatima", last=["idrissi"]), said("fatima"), said(last=["idrissi"])) == [0, 0, 0]
    assert who(JEROEN, said("jeroen", last=["hoek"]), said("jeroen")) == [0, 1, 0]
    assert who(JEROEN, JAN, said(last=["brouns"])) == [0, 1, 0]


def test_short_forms_are_the_same_person_but_two_letters_are_not():
    assert who(said("jeroen"), said("jeroentje"), said("jer")) == [0, 0, 0] and who(said("jeroen"), said("je")) == [
        0,
        1,
    ]


def test_one_name_for_two_kin_and_for_another_of_the_name_is_two_people():
    assert who(said("ismail", kin="opa"), said("ismail", kin="zoon"), said("ismail")) == [0, 1, 0]
    assert who(said("martina"), said("martina", other=True)) == [0, 1]


def test_initials_are_the_one_they_fit_and_nobody_where_they_fit_two():
    assert who(said("marloes", last=["heuvel"]), said(sign="mh"), said(sign="mh")) == [0, 0, 0]
    assert who(said("marloes", last=["heuvel"]), said("mark", last=["hoek"]), said(sign="mh")) == [0, 1, 2]


def test_a_mention_without_any_name_is_somebody_of_its_own():
    assert who(said(), said()) == [0, 1]


@given(st.permutations([JEROEN, JAN, said("jeroen", last=["hoek"]), said("wietske")]))
def test_full_names_are_told_apart_in_any_order(people):
    assert len(set(who(*people))) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Jeroen Brouns en Jan Brouns en J. Brouns.",
        pytest.param("J. Brouns en Jeroen Brouns en Jan Brouns.", marks=ORDER),
    ],
)
def test_an_initial_does_not_make_one_person_of_two(text):
    found = link(Words(text), [mention(text, name) for name in ("J. Brouns", "Jeroen Brouns", "Jan Brouns")])
    entity = {text[m.start : m.end]: m.entity for m in found}
    assert entity["Jeroen Brouns"] != entity["Jan Brouns"]


def test_entities_are_numbered_by_kind_in_order_of_appearance_and_their_forms_by_how_often():
    text = "Wietske, Zutphen, Wendelmoed, zutphen, Zutphen."
    found = link(Words(text), [mention(text, "Wietske"), mention(text, "Wendelmoed"), *(mention(text, p, "LOCATION_PLACE", nth=n) for p, n in (("Zutphen", 0), ("zutphen", 0), ("Zutphen", 1)))])  # fmt: skip
    assert {m.entity for m in found} == {"PERSON#1", "PERSON#2", "PLACE#1"}
    assert surface_forms(Words(text), found)["PLACE#1"] == ("Zutphen", "zutphen")
