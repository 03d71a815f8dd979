"""Every mutant still fits the code and has its tests, and docs/mutants.md shows them all."""

import re
from collections import Counter

import pytest

from tests.mutants import DOCUMENT, ROOT, mutants, table

ROWS = mutants()


@pytest.mark.parametrize("mutant", ROWS, ids=lambda row: row.name)
def test_a_mutant_fits_its_file(mutant):
    """A guard that is rewritten takes its mutant along: change `old` and `new` in tests/mutants.toml."""
    assert mutant.broken(ROOT) not in (None, (ROOT / mutant.file).read_text())


def test_the_tests_that_mutants_name_are_there():
    named = {tuple(test.split("::")) for row in ROWS for test in row.tests}
    there = {
        (file, name)
        for file in {file for file, _ in named}
        for name in re.findall(r"(?m)^def (test_\w+)", (ROOT / file).read_text())
    }
    assert named - there == set()
    assert [name for name, count in Counter(row.name for row in ROWS).items() if count > 1] == []


def test_the_document_shows_the_table_as_it_is():
    """`python -m tests.mutants --table` prints it."""
    assert DOCUMENT.read_text().endswith("\n\n" + table(ROWS))
