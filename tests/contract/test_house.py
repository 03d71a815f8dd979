"""The house stays one that a stranger can read: no two things of one name, short files, no room that swallows the rest."""

import ast
from collections import defaultdict
from itertools import combinations

from tests.conftest import ROOT

PACKAGE = ROOT / "archive"
FILES = sorted(PACKAGE.rglob("*.py"))
LINES = {path: path.read_text().count("\n") for path in FILES}
EVERY_ROOM_HAS_ONE = {"__init__", "__main__", "app", "urls", "contexts"}
SUFFIXES = ("s", "ed", "er", "ers", "al", "als", "ing", "ings")
# Names that are a suffix apart all the same, each pair with its reason.
APART_ALL_THE_SAME = {
    ("age", "ages"): "age is the name of an encryption format, ages are what people are",
    ("readers", "reading"): "one reads files of strangers, the other opens what is sealed; a Reading is what both make",
}


def where(path):
    return str(path.relative_to(ROOT))


def over(most):
    return {where(path): lines for path, lines in LINES.items() if lines > most}


def bases(name):
    """A name, and what is left of it without each suffix."""
    return {name} | {name.removesuffix(suffix) for suffix in SUFFIXES}


def test_no_two_public_classes_share_a_name():
    found = defaultdict(list)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(where(path))
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_no_two_module_names_are_a_suffix_apart():
    names = {path.stem for path in FILES} | {path.parent.name for path in FILES if path.stem == "__init__"}
    alike = {
        pair for pair in combinations(sorted(names - EVERY_ROOM_HAS_ONE), 2) if not bases(pair[0]).isdisjoint(bases(pair[1]))
    }  # fmt: skip
    assert alike - set(APART_ALL_THE_SAME) == set()
    assert set(APART_ALL_THE_SAME) <= alike, "an exception that is none any more"


def test_few_files_lie_outside_every_room():
    loose = [where(path) for path in PACKAGE.iterdir() if path.is_file()]
    assert len(loose) <= 10, sorted(loose)


def test_no_file_is_long_and_few_are_longish():
    assert over(300) == {}
    assert len(over(200)) <= 10, over(200)


def test_no_room_is_a_quarter_of_the_house():
    rooms = {path.relative_to(PACKAGE).parts[0] for path in FILES if path.parent != PACKAGE}
    lines = {room: sum(n for path, n in LINES.items() if PACKAGE / room in path.parents) for room in sorted(rooms)}
    whole = sum(LINES.values())
    assert {room: f"{n} of {whole} lines" for room, n in lines.items() if 4 * n >= whole} == {}
