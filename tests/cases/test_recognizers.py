"""What each recognizer finds, and what it leaves alone, by its table in cases.toml."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.detection.presidio import detect
from archive.detection.recognizers import ALL
from archive.detection.recognizers.bsn import passes_11_test
from archive.detection.recognizers.iban import has_valid_check
from archive.detection.settle import settle
from archive.detection.words import Words
from archive.dutch.fold import fold
from archive.dutch.numbers import numbers, value
from archive.model import KINDS, Mention

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text())["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['text'][:32]}")
def test_a_case(case):
    found = [m for m in detect(Words(case["text"])) if m.kind == case["kind"]]
    assert [case["text"][m.start : m.end] for m in found] == case["found"]


def test_every_kind_that_is_found_has_cases():
    assert {kind for recognizer in ALL for kind in recognizer.kinds} == {case["kind"] for case in CASES}


def test_the_check_digits_are_really_computed():
    assert passes_11_test("999980105") and not passes_11_test("999980106") and not passes_11_test("000000000")
    assert has_valid_check("NL91ABNA0417164300") and not has_valid_check("NL92ABNA0417164300")


@pytest.mark.parametrize(
    ("word", "number"),
    [("drieëntachtig", 83), ("honderdveertien", 114), ("twintigste", 20), ("65ste", 65), ("boom", None)],
)
def test_a_number_word_has_a_value(word, number):
    assert value(fold(word)) == number


def test_number_words_are_unambiguous():
    assert len(numbers()) > 1000 and all(0 <= number <= 9999 for number in numbers().values())


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(sorted(KINDS)), st.floats(0.4, 1.0)),
        max_size=12,
    )
)
def test_settled_mentions_are_disjoint_and_cover_what_was_covered(rows):
    text = "vwxqzvwxqz" * 6
    mentions = [Mention(start, start + size, kind, score, "x") for start, size, kind, score in rows]
    settled = settle(text, mentions)
    assert all(one.end <= other.start for one, other in itertools.pairwise(settled))
    covered = {i for m in mentions for i in range(m.start, m.end)}
    assert {i for m in settled for i in range(m.start, m.end)} == covered


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_anything_can_be_searched(text):
    for mention in detect(Words(text)):
        assert 0 <= mention.start < mention.end <= len(text)


PIECES = [
    "a",
    "1",
    "1 ",
    "a.",
    "@a",
    "06",
    "A-",
    "nul ",
    "van de ",
    "X9",
    "(0",
    "punt a ",
    "NL",
    "9-",
    "é",
    " .",
    "/a",
    "1-1-",
    "A.",
    "[0:00",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", PIECES)
def test_no_text_makes_an_expression_run_away(piece):
    """What backtracks catastrophically never ends; the suite's own time limit then fails this test."""
    text = piece * 20_000
    assert all(mention.end <= len(text) for mention in detect(Words(text)))


def test_presidio_does_not_log_the_text(caplog):
    caplog.set_level("DEBUG")
    detect(Words("Mijn zus Hennie Wolterink belt 06-71234567."))
    assert not re.search("Hennie|Wolterink|71234567", caplog.text)
