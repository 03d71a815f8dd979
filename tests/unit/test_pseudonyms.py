"""What people and details are called instead, and that it is never somebody's name."""

import pytest

from archive.config import Pseudonyms, Settings
from archive.detection.lexicon import lexicon
from archive.dutch.fold import fold
from archive.ingest import ladder
from archive.ingest.pipeline import read_through
from archive.ingest.pseudonyms import propose, shown
from archive.ingest.readers import read
from archive.ingest.redact import replacements
from archive.model import Decision
from tests.released import released

KEY = b"k" * 32


def reading(text, known=(), project="wijk"):
    return read_through(read(text.encode(), "a.txt"), Settings(), (), KEY, project, known)


def person(*names, key=KEY, taken=lambda part: False):
    return propose({"PERSON#1": names}, key, "wijk", taken)[0]


def test_every_part_of_a_name_has_its_own_stand_in_in_every_transcript():
    full, alone, family = person("Wietske Brouns"), person("Wietske"), person("van der Brouns", "Brouns")
    assert full.pseudonym.split()[0] == alone.pseudonym.split()[0]
    assert full.pseudonym.split()[1] == family.pseudonym.split()[1]
    assert person("Wietske", key=b"x" * 32).pseudonym != alone.pseudonym


def test_a_pseudonym_is_no_name_of_the_transcript_nor_of_the_project():
    first = person("Wietske").pseudonym.split()[0]
    taken = person("Wietske", taken=lambda part: part == fold(first))
    assert taken.pseudonym.split()[0] != first
    beside = propose({"PERSON#1": ("Wietske",), "PERSON#2": (first,)}, KEY, "wijk")
    assert first not in {name for entity in beside for name in entity.pseudonym.split()}


def test_a_pseudonym_is_of_the_origin_and_gender_that_the_name_shows():
    lex = lexicon()
    for name in ("Fatima", "Mehmet", "Agnieszka"):
        given = fold(person(name).pseudonym.split()[0])
        assert lex.first[given].origin == lex.first[fold(name)].origin
        assert lex.first[given].gender in (lex.first[fold(name)].gender, "x")


def test_two_people_of_one_name_stay_two():
    two = propose({"PERSON#1": ("Henk Brouns", "Henk"), "PERSON#2": ("Henk Terhorst", "Henk")}, KEY, "wijk")
    assert two[0].pseudonym.split()[0] != two[1].pseudonym.split()[0]


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("Jeroen Brouns", "{given} {family}"), ("Jeroen", "{given}"), ("Jeroentje", "{given}tje"), ("J. Brouns", "{g}. {family}"),
        ("Brouns", "{family}"), ("van Brouns", "{family}"), ("JB", "{g}{f}"),
    ],
)  # fmt: skip
def test_a_stand_in_has_the_form_of_what_was_said(said, form):
    entity = person("Jeroen Brouns", "Jeroen", "Jeroentje", "Brouns")
    given, family = entity.pseudonym.split()
    assert shown(entity, said) == form.format(given=given, family=family, g=given[0], f=family[0])


def test_a_possessive_stays():
    found = reading("Ik ben Wietske Brouns. Wietskes tafel staat daar, en Wietske d'r man ook.")
    given = next(entity for entity in found.entities if entity.kind == "PERSON").pseudonym.split()[0]
    text = released(found, [])[0][1]
    assert f"[{given}]s tafel" in text and f"[{given}] d'r man" in text


@pytest.mark.parametrize(
    ("kind", "said", "rungs", "vague"),
    [
        ("AGE", "drieënveertig", {}, "40–49 jaar"), ("AGE", "43 jaar", {"age": "five"}, "40–44 jaar"),
        ("AGE", "8 weken", {}, ""), ("AGE", "43", {"age": "keep"}, None), ("AGE", "43", {"age": "label"}, ""),
        ("DATE", "12 maart 1987", {}, "1987"), ("DATE", "negentien drieënzestig", {}, "1963"),
        ("DATE", "maart '09", {"date": "decade"}, "2000–2009"), ("DATE", "12 maart", {}, ""),
        ("DATE_BIRTH", "3-4-1952", {}, "1950–1959"), ("DATE_BIRTH", "drie april tweeënvijftig", {"birth": "year"}, "1952"),
        ("LOCATION_PLACE", "Zutphen", {}, "Gelderland"), ("LOCATION_PLACE", "Zutphen", {"place": "country"}, "Nederland"),
        ("LOCATION_PLACE", "Mogadishu", {}, "Somalië"), ("LOCATION_PLACE", "Nergenshuizen", {}, ""),
        ("PHONE", "06-71234567", {}, ""),
    ],
)  # fmt: skip
def test_a_detail_goes_up_the_ladder(kind, said, rungs, vague):
    assert ladder.vaguer(kind, said, Pseudonyms(**rungs)) == vague


def test_what_a_reviewer_masks_is_masked_although_the_settings_keep_its_kind():
    found = reading("Ik ben Wietske en ik ben 43 jaar oud.")
    age = next(mention for mention in found.mentions if mention.kind == "AGE")
    keep = Pseudonyms(age="keep")
    assert "43 jaar" in released(found, [], keep)[0][1]
    assert "43" not in released(found, [Decision(age.start, age.end, "AGE", "mask", "eva")], keep)[0][1]


def test_labels_stand_for_names_when_the_settings_say_so():
    found = reading("Wietske: Ik ken Henk Brouns.\nPetra: Wietske, wie is Henk?\n" * 3)
    said = " ".join(text for _, text in released(found, [], Pseudonyms(style="labels")))
    assert "[deelnemer 1], wie is [persoon" in said and "Henk" not in said


def test_every_replacement_is_logged_with_its_place_and_who_decided():
    found = reading("Ik ben Wietske Brouns uit Zutphen.")
    log = replacements(found, [Decision(7, 21, "PERSON", "mask", "eva")])
    assert [(one.start, one.end, one.kind, one.by) for one in log] == [
        (7, 21, "PERSON", "eva"), (26, 33, "LOCATION_PLACE", "Places"),
    ]  # fmt: skip
    assert log[1].shown == "Gelderland"
