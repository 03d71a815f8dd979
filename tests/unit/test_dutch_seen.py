"""Text as a reader sees it: a name that somebody can read is one that the gate can read, and it stands where it says."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dutch.seen import seen, words


@pytest.mark.parametrize(
    "raw",
    [
        "Sa**hra**", "*S*ahra", "Sa__hra", "~~Sahra~~", "`Sahra`", "Sa<b>hra</b>", "<i title='x'>Sa</i>hra", "Sa<!-- x -->hra", "Sa\\*hra",
        "Sa&shy;hra", "Sa&#173;hra", "Sa&zwj;hra", "S&#97;hra", "S&#x61;hra", "S&#X61hra", "Sa\u00adhra", "Sa\u200bhra", "Sa\u2060hra",
        "Sa\ufe0fhra", "Sa\u034fhra", "\u202eSahra", "Ｓahra", "𝐒ahra",
        "S&#x0000061;hra", "S&#00000097;hra",
    ],
)  # fmt: skip
def test_markup_entities_and_what_nobody_sees_are_undone(raw):
    assert seen(raw).text == "Sahra"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""), ("1 < 2 en 3", "1 < 2 en 3"), ("R&D", "R&D"), ("a & b", "a & b"), ("&amp;shy;", "&shy;"), ("Zo&euml", "Zoë"), ("&nbsp;x", " x"),
        ("ﬁets", "fiets"), ("m²", "m²"), ("&lt;b&gt;", "<b>"), ("&#xD800;", "\ufffd"), ("&#x110000;", "\ufffd"), ("*", ""), ("a\tb\nc", "a\tb\nc"),
    ],
)  # fmt: skip
def test_the_rest_reads_as_it_stands(raw, text):
    assert seen(raw).text == text


def test_where_no_page_is_made_of_it_only_what_nobody_sees_is_left_out():
    raw = "**Sa\u00adhra** &amp; <b>ﬁets</b>"
    assert seen(raw, markup=False).text == "**Sahra** &amp; <b>fiets</b>"


PIECES = st.sampled_from(
    ["Sahra", "Łódź", " ", "\n", "**", "_", "<b>", "</b>", "<", ">", "&", "&amp;", "&shy;", "&#97;", "&#8203;", "&notit;", "&frac12;",
     "\u00ad", "\u200b", "ﬁ", "𝐒", "\u0301", "\\*", "\\", "½", "王", "&#0;", "\ud800"]
)  # fmt: skip


@given(st.lists(PIECES | st.characters(), max_size=25).map("".join), st.booleans())
def test_every_character_that_is_seen_is_traced_to_where_it_stands(raw, markup):
    view = seen(raw, markup=markup)
    places = [view.place(at) for at in range(len(view.text))]
    assert places == sorted(places) and all(0 <= place < len(raw) for place in places)
    for character, place in zip(view.text, places, strict=True):
        there = raw[place]
        marks = next((n for n in range(place + 1, len(raw)) if not unicodedata.combining(raw[n])), len(raw))
        same = character == there or character in unicodedata.normalize("NFKC", raw[place:marks])
        assert same or (markup and there == "&")


@given(st.text(max_size=40))
def test_the_place_behind_the_last_character_is_within_the_text(raw):
    view = seen(raw)
    assert 0 <= view.place(len(view.text)) <= len(raw)


@given(st.text("abc &<>*;#x\u00ad\n", max_size=30))
def test_plain_text_is_seen_as_it_is_and_reading_twice_shows_no_more(raw):
    text = raw.translate(dict.fromkeys(map(ord, "&<>*\u00ad")))
    assert seen(text).text == text and seen(text).place(0) == 0


# ---- its words ----


def read(text):
    return [(sight.at, sight.folded) for sight in words(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dag Özlem, dag!", [(0, "dag"), (4, "ozlem"), (11, "dag")]), ("fotoWendelmoed.png", [(0, "foto"), (4, "wendelmoed"), (15, "png")]),
        ("ÉmileZola", [(0, "emile"), (5, "zola")]), ("IJssel", [(0, "ijssel")]), ("a1b_c", [(0, "a"), (2, "b"), (4, "c")]), ("HTML", [(0, "html")]),
        ("Wendelm\u043eed", [(0, "wendelmoed")]), ("НЕNK", [(0, "henk")]), ("O’Brien", [(0, "o"), (2, "brien")]), ("", []), ("123 — !", []),
        ("ŞahinYılmaz", [(0, "sahin"), (5, "yilmaz")]), ("fotoŞahin", [(0, "foto"), (4, "sahin")]),
        ("ŁukaszKowalski", [(0, "lukasz"), (6, "kowalski")]),
    ],
)  # fmt: skip
def test_each_word_is_found_where_it_stands_with_look_alike_letters_taken_for_ours(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Wolte-rink", "Wolte-\nrink", "Wolte- rink", "Wolte-\r\n  rink", "Wolte\u00adrink", seen("Wolte-<br>rink").text,
        "Wolte\u2010rink", (seen("Wolte\u2011rink").text),
    ],
)  # fmt: skip
def test_a_name_that_is_broken_in_two_is_one_name_too(text):
    assert [sight.joined for sight in words(text)] == [(), ("wolterink",)]


@pytest.mark.parametrize("text", ["Wolte rink", "Wolte\nrink", "Wolte, rink", "Wolte--rink", "Wolte/rink"])
def test_two_words_are_not_taken_for_one_that_was_broken(text):
    assert [sight.joined for sight in words(text)] == [(), ()]


def test_a_name_is_known_with_an_s_behind_it_but_a_short_word_loses_none():
    assert [sight.forms for sight in words("Wendelmoeds huis is los")] == [
        ("wendelmoeds", "wendelmoed"), ("huis",), ("is",), ("los",),
    ]  # fmt: skip
