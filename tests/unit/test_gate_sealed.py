"""Sealed names alone stop a text, where nothing else about it looks like a name; and each item has its own exceptions."""

import pytest

from archive.detection.names import CAPITAL, NAME, PAIR
from archive.publish.content import load
from archive.publish.gate import Allowed, check
from archive.publish.inspection import inspect, inspect_shown
from archive.publish.valve import _rendered
from archive.vault.digests import digest
from archive.vault.names import KnownNames
from tests.conftest import write_lesson

KEY = b"k" * 32
PARTS = {"wendelmoed": NAME, "krijgsveld": NAME, "roos": CAPITAL, "delft": PAIR}
SEALED = KnownNames({digest(part, KEY): weight for part, weight in PARTS.items()}, KEY)


def whys(tmp_path, raw, own=frozenset()):
    problems = check(tmp_path / "les.md", raw, Allowed(own, own), SEALED, 0.75)
    return [problem.what for problem in problems if "verzegelde naam" in problem.why]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ("Aan de dijk was het stil. Roos Delft kwam.", ["«Delft»"]), ("Wij zagen Roos Delft.", ["«Delft»", "«Roos»"]), ("Een wendel-\nmoed van hier.", ["«moed»"]),
        ("Een wendelmoedkrijgsveld van hier.", ["«wendelmoedkrijgsveld»"]), ("Een wendelmoeddelft van hier.", ["«wendelmoeddelft»"]), ("municipality = [\"x\"]\nEen wendelmoed", ["«wendelmoed»"]),
        ("Een wendelmoeds huis.", ["«wendelmoeds»"]), ("Een wend\u0435lmoed van hier.", ["«wend\u0435lmoed»"]),
    ],
)  # fmt: skip
def test_a_sealed_name_is_stopped_by_itself(tmp_path, raw, what):
    assert whys(tmp_path, raw) == what


@pytest.mark.parametrize(
    "raw",
    [
        "Een roos in delft.",
        "Roos is er. Delft ook.",
        "De rozen en het delfts blauw.",
        'municipality = ["Delft"]',
        "Een roosdelft.",
    ],
)
def test_its_parts_that_are_words_are_not(tmp_path, raw):
    assert whys(tmp_path, raw) == []


def test_what_a_film_may_name_it_may_name_whole(tmp_path):
    assert whys(tmp_path, "Een wendelmoed van hier.", frozenset({"wendelmoed"})) == []
    assert whys(tmp_path, "Een wendelmoed, een krijgsveld.", frozenset({"wendelmoed"})) == ["«krijgsveld»"]


def test_each_gate_by_itself_knows_whose_exception_it_is(content):
    front = '[[public_names]]\nname = "Wendelmoed"\nreason = "draagt de eigen naam"\nparticipant = "wijk/P07"\n'
    (content / "videos" / "eigen.md").write_text(f'+++\ntitle = "Een film"\n{front}+++\n\nZoals wendelmoed zegt.\n')
    other = write_lesson(content, "andere", "Een andere les", "Zoals wendelmoed zegt.")
    loaded = load(content)
    for problems in (
        inspect(loaded, SEALED, 0.75, lambda *_: None),
        inspect_shown(loaded, _rendered(loaded), SEALED, 0.75),
    ):
        assert {problem.file for problem in problems} == {other}
