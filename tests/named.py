"""Which tests a document names, and which there are."""

import re
from functools import cache

from tests.conftest import ROOT


def named_in(document: str) -> set[str]:
    """Return every test that a file of docs/ names."""
    return set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / document).read_text()))


@cache
def written_tests() -> frozenset[str]:
    """Return the name of every test function."""
    files = (ROOT / "tests").rglob("test_*.py")
    return frozenset(name for path in files for name in re.findall(r"(?m)^def (test_\w+)", path.read_text()))
