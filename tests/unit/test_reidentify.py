"""Who could still be recognised in a pseudonymised text, what removes it, and what is sensitive in itself. All texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Settings
from archive.detection import gazetteer
from archive.detection.lexicon import lexicon
from archive.ingest.pipeline import read_through
from archive.ingest.readers import read
from archive.ingest.risk import shares
from archive.ingest.risk.details import find
from archive.ingest.risk.estimate import magnitude
from archive.ingest.risk.reidentify import Text, check, check_project
from archive.ingest.risk.sensitive import flags
from tests.released import released

YEAR = 2025


def says(*texts, role="deelnemer 1"):
    return [(role, text) for text in texts]


def told(turns, **more):
    """Return per person what is told of them."""
    return {one.person: {d.shown for d in one.details} for one in check(turns, this_year=YEAR, **more)}


def test_a_rare_trade_in_a_small_village_is_found():
    turns = says("Ik woon al jaren in Baflo. Ik ben klokkengieter, net als mijn vader.")
    (found,) = check(turns, this_year=YEAR)
    assert found.person == "deelnemer 1" and found.about == "minder dan 10"
    assert {(d.kind, turns[d.turn][1][d.start : d.end]) for d in found.details} == {
        ("place", "Baflo"),
        ("trade", "klokkengieter"),
    }
    assert {d.reason for d in found.details} == {"woonplaats of streek", "beroep"}


def test_a_large_town_without_a_trade_is_not():
    assert check(says("Ik woon al jaren in Amsterdam. Ik hou van tuinieren en ik ben vaak buiten.")) == []


def test_the_step_that_is_advised_removes_it():
    (found,) = check(says("Ik woon in Baflo en ik ben 47 jaar oud."), this_year=YEAR)
    (step,) = found.steps
    assert (step.kind, step.to) == ("age", "five")
    assert step.says == "leeftijd: maak van ‘47 jaar’ ‘45–49 jaar’"
    assert check(says("Ik woon in Baflo en ik ben [45–49 jaar]."), this_year=YEAR) == []
    (found,) = check(says("Ik woon in [Groningen]. Ik ben klokkengieter."), this_year=YEAR)
    assert found and check(says("Ik woon in [Groningen]. Ik werk in [ambacht]."), this_year=YEAR) == []


def test_as_many_steps_as_are_needed_are_advised_and_no_more():
    whole = "Ik ben 47 jaar oud, ik woon in Baflo, ik ben hoefsmid en ik kom uit Eritrea."
    (found,) = check(says(whole), this_year=YEAR)
    assert len(found.steps) > 1
    for step in found.steps:
        assert step.details and step.says


def test_the_smallest_combinations_are_named():
    (found,) = check(says("Ik ben 47 jaar oud. Ik ben hoefsmid en ik woon in Baflo."), this_year=YEAR)
    pairs = [{d.kind for d in some.details} for some in found.combinations]
    assert {"place", "trade"} in pairs and {"age", "place"} in pairs and {"age", "place", "trade"} not in pairs


def test_the_threshold_is_a_parameter():
    turns = says("Ik woon in [Groningen]. Ik ben klokkengieter.")
    assert check(turns, k=10) == [] and check(turns, k=50)


def test_what_is_told_near_a_pseudonym_is_told_of_its_bearer():
    turns = says("Ik woon in Baflo. [Aisha Lammers] is hoefsmid. En [Aisha] heeft een tweeling.")
    assert told(turns) == {"Aisha Lammers": {"Baflo", "hoefsmid", "tweeling"}}


def test_what_the_interviewer_says_to_somebody_is_told_of_them():
    turns = [("interviewer", "U bent hoefsmid, hè, hier in Baflo?"), ("deelnemer 1", "Ja, dat klopt.")]
    assert told(turns)["deelnemer 1"] == {"hoefsmid", "Baflo"}
    turns = [("interviewer", "En hoe oud bent u?"), ("deelnemer 1", "Drieënveertig. Ik woon in Baflo.")]
    assert told(turns)["deelnemer 1"] == {"43 jaar", "Baflo"}


def test_the_header_is_about_who_answers():
    assert "deelnemer 1" in told([("kop", "Gesprek met een klokkengieter, Baflo"), ("deelnemer 1", "Goedemorgen.")])


def test_the_mayor_one_meets_and_the_town_one_passes_through_are_not_told_of_anyone():
    assert check(says("Ik heb met de burgemeester gesproken. Toen reden we langs Baflo.")) == []


def test_an_age_of_long_ago_is_no_age_now():
    assert not [d for d in find("Toen ik achttien was, ging ik varen.", 0, YEAR) if d.kind == "age"]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("Ik ben een Syrische vrouw.", {"Syrië"}),
        ("Wij spreken thuis Tigrinya.", {"Eritrea"}),
        ("Ik kom uit Asmara.", {"Asmara"}),
        ("Ik ben geboren in [Marokko].", {"Marokko"}),
        ("Ik ging op vakantie naar Turkije.", set()),
        ("We aten een Griekse salade.", set()),
    ],
)
def test_an_origin(text, origin):
    assert {d.shown for d in find(text, 0, YEAR) if d.kind == "origin"} == origin


def test_two_transcripts_reveal_together_what_each_alone_does_not():
    one, two = says("Ik ben hoefsmid, dat is mooi werk."), says("Ik woon in Baflo, bij het spoor.")
    assert check(one) == [] and check(two) == []
    (found,) = check_project([Text("T1", one, "P07"), Text("T2", two, "P07")])
    assert found.person == "P07" and {d.text for d in found.details} == {"T1", "T2"}


def test_a_pseudonym_is_the_same_person_in_every_transcript():
    one = says("Mijn buurvrouw [Aisha Lammers] is hoefsmid.")
    two = says("Ik heet [Aisha Lammers]. Ik woon in Baflo.")
    (found,) = check_project([Text("T1", one), Text("T2", two)])
    assert found.person == "Aisha Lammers"


def test_speakers_of_other_transcripts_are_not_taken_for_one_person():
    one, two = says("Ik ben hoefsmid, dat is mooi werk."), says("Ik woon in Baflo, bij het spoor.")
    assert check_project([Text("T1", one, "P07"), Text("T2", two, "P08")]) == []
    assert check_project([Text("T1", one), Text("T2", two)]) == []


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("Ik heb suikerziekte.", "health", "gezondheid: artikel 9 AVG"),
        ("We gingen naar de moskee.", "religion", "geloof of levensovertuiging: artikel 9 AVG"),
        ("Ik was lid van de vakbond.", "union", "lidmaatschap van een vakbond: artikel 9 AVG"),
        ("Hij heeft op de PvdA gestemd.", "politics", "politieke opvatting: artikel 9 AVG"),
        ("Mijn zoon is homo.", "sexuality", "seksueel gedrag of gerichtheid: artikel 9 AVG"),
        ("Mijn broer zat in de gevangenis.", "conviction", "strafbare feiten of veroordeling: artikel 10 AVG"),
        ("De deurwaarder stond voor de deur.", "debt", "schulden: gevoelig, geen bijzonder gegeven in de AVG"),
        ("Een Koerdische familie.", "ethnicity", "etnische afkomst: artikel 9 AVG"),
    ],
)
def test_a_flag_has_its_reason(text, kind, reason):
    (flag,) = flags(text)
    assert (flag.kind, flag.reason) == (kind, reason) and 0 <= flag.start < flag.end <= len(text)


def test_a_plain_text_has_no_findings_and_no_flags():
    text = "Het regende. We dronken koffie en ik denk dat de buurt mooier wordt, met meer bomen en een bankje."
    assert check(says(text)) == [] and flags(text) == []


def test_masks_are_no_flags_and_labels_no_details():
    assert flags("Zij had [gezondheid] en [Joods Museum].") == []
    assert find("Ik woon in [plaats 2], ben [leeftijd] en werk als [beroep] bij [organisatie 1].", 0, YEAR) == []


def test_a_text_from_redact_can_be_checked():
    text = "I: Waar woont u?\nR: Ik ben Wolter Hoogendoorn. Ik woon in Baflo en ik ben klokkengieter.\nI: Mooi.\nR: Ja."
    reading = read_through(read(text.encode(), "a.txt"), Settings(), (), b"k" * 32, "wijk")
    for one in check(released(reading, []), reading):
        assert "Hoogendoorn" not in one.person and "Baflo" not in {d.shown for d in one.details}


@given(st.text("ik ben u [Aisha] Baflo 12 jaar hoefsmid.–\n", max_size=60))
def test_any_text_can_be_checked(text):
    for one in check([("deelnemer 1", text)], this_year=YEAR):
        assert all(0 <= d.start < d.end <= len(text) for d in one.details)


def test_an_estimate_is_told_as_an_order_of_magnitude():
    assert [magnitude(n) for n in (0.1, 12, 300, 5000, 90_000)] == [
        "minder dan 10", "enkele tientallen", "enkele honderden", "enkele duizenden", "meer dan 10.000",
    ]  # fmt: skip


def test_every_rung_is_shared_by_more_people_than_the_one_below():
    ladders = [shares.place("Baflo"), shares.age(42, 42), shares.born(1952, 1952, YEAR), shares.trade("hoefsmid", 1000)]
    for rungs in [*ladders, shares.origin("Eritrea", "Asmara")]:
        people = [rung.people for rung in rungs]
        assert people == sorted(people) and rungs[-1].step == "label"


def test_the_gazetteer_knows_where_a_place_lies_and_how_many_live_there():
    assert (gazetteer.region("zutphen"), gazetteer.country("Zutphen")) == ("Gelderland", "Nederland")
    assert gazetteer.region("Aleppo") == gazetteer.country("Aleppo") == "Syrië"
    assert gazetteer.region("Zutphenaar") == "Gelderland" and gazetteer.country("Syria") == "Syrië"
    assert (gazetteer.inhabitants("Baflo") or 0) > 1000 and gazetteer.inhabitants("Nergenshuizen") is None
    assert gazetteer.region("Nergenshuizen") == gazetteer.country("Europa") == ""


def test_every_rare_trade_has_a_sector_and_there_are_few():
    rare = [" ".join(p) for rows in lexicon().phrases.values() for p, kind in rows if kind == "PROFESSION_RARE"]
    assert all(gazetteer.sector(job) for job in rare) and len(gazetteer.sectors()) <= 20
    assert gazetteer.sector("Klokkengieter") == "ambacht" and gazetteer.sector("leraar") == ""


def test_every_sector_is_counted_and_every_province_is_known():
    counted = {row[1] for row in gazetteer.rows("shares") if row[0] == "sector"}
    assert counted == gazetteer.sectors()
    dutch = {row[2] for row in gazetteer.rows("places") if len(row) > 2 and row[1] in ("town", "district")}
    assert dutch - {"België"} == set(gazetteer.PROVINCES)
