"""What is asked, how it is matched and what is shown of it: each step of a search by itself, without an index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis import DutchAnalyzer, terms
from archive.search.facets import Value, narrow
from archive.search.query import MAX_WORDS, Asked, ask, build
from archive.search.schema import PUBLIC_FIELDS, public_schema, research_schema
from archive.search.snippets import mark, snippet

LONG = pytest.mark.xfail(
    strict=True, reason="a snippet ends at spaces only: a run of letters without one is shown whole"
)


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("rust -schuld", [("rust",)], [("schuld",)]), ('"eerst bellen" x', [("eerst", "bel"), ("x",)], []), ('-"de rust"', [], [("de", "rust")]),
        ("de het een", [], []), ("-de", [], [("de",)]), ("NIET de rust", [("rust",)], []), ("- rust", [("rust",)], []), ("--x", [], [("x",)]),
        ("wmo-aanvraag", [("wmo-aanvraag",)], []), ("c++", [("c",)], []), ('"', [], []), ('""', [], []), ("*", [], []), ("\u00ad", [], []), ("", [], []),
        ('rust"schuld', [("rust",)], []), ("Hen\u00adnie", [("hennie",)], []),
    ],
)  # fmt: skip
def test_what_was_typed_is_words_phrases_and_what_to_leave_out(typed, wanted, unwanted):
    assert ask(typed) == Asked(tuple(wanted), tuple(unwanted))


def test_only_so_many_words_and_characters_are_looked_at():
    assert len(ask("woord " * 400).wanted) == MAX_WORDS and len(ask("x" * 10_000).wanted[0][0]) == 400


def test_the_words_of_phrases_count_among_them():
    asked = ask('"' + "huis boom " * 10 + '" kat -hond')
    assert asked == Asked((("huis", "boom") * (MAX_WORDS // 2),), ())


def test_without_a_question_everything_matches_and_what_is_left_out_still_is():
    assert str(build(ask(""), PUBLIC_FIELDS, all_words=True)) == "<*>" or "*" in str(
        build(ask(""), PUBLIC_FIELDS, all_words=True)
    )
    assert "ANDNOT" in str(build(ask("-rust"), {"title": 1.0}, all_words=True))


def test_every_word_must_be_found_or_else_any_word():
    asked = ask("rust brief")
    assert " AND " in str(build(asked, {"title": 1.0}, all_words=True)) and " OR " in str(
        build(asked, {"title": 1.0}, all_words=False)
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Buurtwerkplaatsen", {"buurtwerkplaats", "buurt", "werk", "plaats", "werkplaats"}), ("Anne-Marie's", {"anne-marie", "anne", "marie", "s"}),
        ("O’Brien", {"o'brien", "o", "brien"}), ("R&D", {"r&d", "r", "d"}), ("Hen\u00adnie", {"hennie"}), ("ﬁets", {"fiets"}), ("a_b", {"a", "b"}), ("—", set()), ("", set()),
    ],
)  # fmt: skip
def test_a_word_is_found_by_its_base_form_and_by_its_parts(text, found):
    assert {term.text for term in terms(text, compounds=True)} == found


@given(st.text(max_size=60))
def test_a_term_stands_in_the_text_and_a_question_asks_no_more_than_is_indexed(text):
    indexed = list(terms(text, compounds=True))
    assert all(0 <= term.start < term.end <= len(text) for term in indexed)
    assert {(t.text, t.start) for t in terms(text, compounds=False)} <= {(t.text, t.start) for t in indexed}


def test_the_parts_of_a_compound_stand_in_one_place_so_that_phrases_hold():
    places = [
        (token.text, token.pos)
        for token in DutchAnalyzer()("Buurtwerkplaatsen geven rust", mode="index", positions=True)
    ]
    assert ("werkplaats", 0) in places and ("rust", 2) in places
    assert [token.text for token in DutchAnalyzer()("Buurtwerkplaatsen", mode="query", positions=True)] == [
        "buurtwerkplaats"
    ]


def test_two_analyzers_are_one_so_that_an_index_opens_again():
    assert DutchAnalyzer() == DutchAnalyzer() != 1 and hash(DutchAnalyzer()) == hash(DutchAnalyzer())


def test_nothing_is_indexed_but_what_is_listed():
    assert set(public_schema().names()) == {"key", "title", "summary", "body", "words"}
    assert set(research_schema().names()) == {"key", "transcript", "said"}


# ---- snippets ----


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("", {"brief"}, []), ("brief", set(), [("brief", False)]), ("brief", {"brief"}, [("brief", True)]), ("Anne-Marie", {"marie"}, [("Anne-Marie", True)]),
        ("Anne-Marie", {"anne-marie", "marie"}, [("Anne-Marie", True)]), ("bríefbrief", {"brief"}, [("bríefbrief", True)]), ("<b>brief</b>", {"brief"}, [("<b>", False), ("brief", True), ("</b>", False)]),
    ],
)  # fmt: skip
def test_found_words_are_marked_whole_and_once(text, wanted, marked):
    assert mark(text, wanted) == marked


@given(
    st.lists(st.sampled_from(["brief", "brieven", "huis", "en", "\n", "Zoë"]), max_size=120).map(" ".join),
    st.integers(20, 240),
)
def test_a_snippet_is_a_window_on_the_text(text, length):
    pieces = snippet(text, {"brief"}, length)
    assert bool(pieces) == ("brie" in text)
    said = "".join(piece for piece, _ in pieces).removeprefix("… ").removesuffix(" …")
    assert said in text and any(marked for _, marked in pieces) == bool(pieces)


@pytest.mark.parametrize("text", ["brief " + "woord " * 500, pytest.param("brief " + "x" * 5_000, marks=LONG)])
def test_a_snippet_is_short_whatever_stands_in_the_text(text):
    assert sum(len(piece) for piece, _ in snippet(text, {"brief"}, 100)) < 300


# ---- facets ----

FACETS = {"letter": lambda item: item[0], "number": lambda item: item[1]}
ITEMS = st.lists(
    st.tuples(st.lists(st.sampled_from("abc"), max_size=2), st.lists(st.sampled_from("12"), max_size=2)), max_size=6
)


@given(
    ITEMS,
    st.fixed_dictionaries(
        {}, optional={"letter": st.frozensets(st.sampled_from("abcd")), "number": st.frozensets(st.sampled_from("12"))}
    ),
)
def test_a_value_counts_what_choosing_it_would_show(items, chosen):
    kept, counted = narrow(items, FACETS, chosen)
    for facet, values in counted.items():
        for value in values:
            alone = narrow(items, FACETS, chosen | {facet: frozenset([value.value])})[0]
            assert value.count == len(alone) and value.chosen == (value.value in chosen.get(facet, ()))
    assert kept == [
        item for item in items if all(not chosen.get(f) or chosen[f] & set(FACETS[f](item)) for f in FACETS)
    ]


def test_nothing_found_still_shows_what_was_chosen_and_an_unknown_facet_changes_nothing():
    assert narrow([], FACETS, {"letter": frozenset("x")}) == ([], {"letter": [Value("x", 0, True)], "number": []})
    assert narrow([("a", "1")], FACETS, {"kleur": frozenset("x")})[0] == [("a", "1")]
