"""Dutch search: the words people type find the words that were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dutch.lemmas import lemma, parts
from archive.search import index
from archive.search.facets import narrow
from archive.search.query import ask
from archive.search.schema import PUBLIC_FIELDS, public_schema
from archive.search.snippets import mark, snippet

DOCUMENTS = [
    {
        "key": "lesson/a",
        "title": "Buurtwerkplaatsen geven rust",
        "summary": "",
        "body": "De vrijwilligers repareren stoelen.",
        "words": "",
    },
    {
        "key": "lesson/b",
        "title": "Eerst bellen",
        "summary": "Dan pas schrijven",
        "body": "Een gesprek gevoerd bij mensen thuis.",
        "words": "uitnodiging",
    },
    {
        "key": "lesson/c",
        "title": "Schulden maken ziek",
        "summary": "",
        "body": "Brieven van schuldeisers. Rust helpt. Coördinatie ook.",
        "words": "",
    },
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    index.create(folder, public_schema(), DOCUMENTS)
    return index.open_folder(folder, public_schema(), PUBLIC_FIELDS)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("werkplaats", {"lesson/a"}), ("werkplaatsen", {"lesson/a"}), ("buurtwerkplaats", {"lesson/a"}),
        ("vrijwilliger", {"lesson/a"}), ("stoel", {"lesson/a"}), ("voeren", {"lesson/b"}), ("belt", {"lesson/b"}),
        ("schuld", {"lesson/c"}), ("brief", {"lesson/c"}), ("rust", {"lesson/a", "lesson/c"}), ("RUST", {"lesson/a", "lesson/c"}),
        ("rust -schuld", {"lesson/a"}), ('"eerst bellen"', {"lesson/b"}), ('"bellen eerst"', set()),
        ("uitnodiging", {"lesson/b"}), ("coordinatie", {"lesson/c"}), ("de rust van het", {"lesson/a", "lesson/c"}),
        ("", {"lesson/a", "lesson/b", "lesson/c"}), ("bestaatniet", set()), ("* OR title:", set()), ('"', {"lesson/a", "lesson/b", "lesson/c"}),
    ],
)  # fmt: skip
def test_a_question_finds(opened, question, found):
    assert set(opened.find(ask(question)).keys) == found


def test_when_not_every_word_is_found_any_will_do_and_it_is_said(opened):
    hits = opened.find(ask("stoelen brieven"))
    assert set(hits.keys) == {"lesson/a", "lesson/c"} and not hits.exact


def test_the_title_weighs_most(opened):
    assert opened.find(ask("rust")).keys[0] == "lesson/a"


@pytest.mark.parametrize(("typed", "meant"), [("schuldn", "schuld"), ("vrijwiliger", "vrijwilliger"), ("rust", None)])
def test_a_misspelling_is_corrected(opened, typed, meant):
    assert opened.suggest(ask(typed)) == meant


@given(st.text(max_size=80))
def test_anything_may_be_typed(text):
    asked = ask(text)
    assert all(group and all(group) for group in asked.wanted)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("huizen", "huis"),
        ("brieven", "brief"),
        ("gevoerd", "voer"),
        ("belt", "bel"),
        ("wijkteams", "wijkteam"),
        ("Één", "een"),
        ("reïntegratie", "reintegratie"),
    ],
)
def test_a_lemma_is_folded(word, expected):
    assert lemma(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("buurtwerkplaatsen", {"buurt", "plaats"}), ("wijkteams", {"wijk", "team"}), ("schuldhulpverlening", {"schuld", "hulp"}),
        ("arbeidsmarkt", {"arbeid", "markt"}), ("gemeente", set()), ("verkeer", set()), ("werkplaats", {"plaats"}),
    ],
)  # fmt: skip
def test_compounds_fall_apart(word, expected):
    assert expected <= set(parts(word)) and (expected or not parts(word))


def test_found_words_are_marked_whatever_their_form():
    assert mark("De brieven en de brief.", {"brief"}) == [
        ("De ", False), ("brieven", True), (" en de ", False), ("brief", True), (".", False),
    ]  # fmt: skip


@given(st.text(max_size=400), st.sets(st.sampled_from(["huis", "brief", "werk"])))
def test_a_marked_text_is_the_text(text, wanted):
    assert "".join(piece for piece, _ in mark(text, wanted)) == text


def test_a_snippet_shows_the_place_where_it_was_found():
    text = "woord " * 200 + "De brief kwam laat. " + "woord " * 200
    pieces = snippet(text, {"brief"})
    assert ("brief", True) in pieces and len("".join(p for p, _ in pieces)) < 400
    assert snippet("niets hier", {"brief"}) == []


def test_facets_widen_within_and_narrow_across():
    items = [("a", 1), ("a", 2), ("b", 1)]
    facets = {"letter": lambda i: (i[0],), "number": lambda i: (str(i[1]),)}
    kept, counted = narrow(items, facets, {"letter": frozenset("a"), "number": frozenset("1")})
    assert kept == [("a", 1)]
    assert {v.value: (v.count, v.chosen) for v in counted["letter"]} == {"a": (1, True), "b": (1, False)}
    assert {v.value: v.count for v in counted["number"]} == {"1": 1, "2": 1}
