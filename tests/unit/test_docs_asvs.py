"""docs/asvs.md has every requirement of levels 1 and 2 once, says plainly which are met, and names what is there."""

import re
from collections import Counter

from tests.conftest import ROOT
from tests.named import named_in, written_tests

TEXT = (ROOT / "docs" / "asvs.md").read_text()
ROW = re.compile(r"(?m)^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$")
ROWS = ROW.findall(TEXT)
NUMBERS = [tuple(map(int, number.split("."))) for number, *_ in ROWS]


def test_every_requirement_of_both_levels_has_its_row():
    """ASVS 5.0.0 has 70 of level 1 and 183 of level 2."""
    assert Counter(level for _, level, *_ in ROWS) == {"1": 70, "2": 183}
    assert sorted(set(NUMBERS)) == NUMBERS and {number[0] for number in NUMBERS} == set(range(1, 18))
    assert len(re.findall(r"(?m)^\| \d+\.\d+\.\d+ ", TEXT)) == len(ROWS), "a row that is not one"


def test_a_row_is_met_or_not_or_does_not_apply_and_says_why():
    for number, _, what, met, where, shown in ROWS:
        assert met in {"met", "met (pending)", "not met", "not met (pending)", "does not apply"}, number
        assert what.strip() and where.strip() and (shown == "–" or re.fullmatch(r"`test_\w+`(, `test_\w+`)*", shown)), (
            number
        )
        assert met != "does not apply" or shown == "–", number


def test_every_test_that_the_table_names_is_there():
    assert len(named_in("asvs.md")) > 60 and named_in("asvs.md") - written_tests() == set()


def test_every_file_that_the_table_names_is_there():
    named = set(re.findall(r"`([a-z_/]+/[a-z_]+\.(?:py|html))`", TEXT))
    assert len(named) > 10 and {path for path in named if not (ROOT / "archive" / path).exists()} == set()
