"""Phrases that look like names and name nobody are no people; where one may be somebody, it is masked all the same."""

import pytest

from archive.detection.lists import sections
from archive.detection.presidio import detect
from archive.detection.words import Words
from archive.publish.gate import Allowed, check

SURE, DOUBTFUL = ([entry for entry in part if " " in entry] for part in sections("not_names", "# also private names"))


class NoNames:
    """An archive without a single story."""

    def weight(self, part):
        return 0


def people(text):
    return [text[m.start : m.end] for m in detect(Words(text)) if m.kind == "PERSON"]


def test_there_is_a_list():
    assert len(SURE) > 250 and len(DOUBTFUL) > 10


@pytest.mark.parametrize("phrase", SURE)
def test_a_listed_phrase_in_a_plain_sentence_is_nobody(phrase):
    assert people(f"Vorig jaar ging het over {phrase} in de wijk.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Toen kwam Bart Smit binnen.", ["Bart Smit"]), ("Ik kocht het bij Bart Smit.", []), ("Wij gingen naar de Leen Bakker.", []),
        ("Ik heet Albert Heijn, ja echt.", ["Albert Heijn"]), ("Daar zat mevrouw Leen Bakker.", ["Leen", "Bakker"]),
        ("Vraag het Jan Albert Heijn maar.", ["Jan Albert Heijn"]), ("Ik zag Albert. Heijn ging weg, zei hij.", ["Albert"]),
        ("Ik was bij Albert Heijn en daarna bij Fatima.", ["Fatima"]), ("Wij keken Dik Trom.", []),
    ],
)  # fmt: skip
def test_what_stands_around_decides_where_a_phrase_could_be_somebody(text, found):
    assert people(text)[: len(found) or None] == found


def test_the_gate_lets_a_lesson_with_two_brands_pass(tmp_path):
    raw = "Zij deelden bonnen uit van Albert Heijn en Douwe Egberts, in het Centrum voor Jeugd en Gezin."
    assert check(tmp_path / "les.md", raw, Allowed(), NoNames(), 0.75) == []
