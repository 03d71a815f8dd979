"""Who is who, what they are called instead, and that nobody shows through."""

import json
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from archive.config import Settings
from archive.detection.find import find
from archive.dutch.fold import fold
from archive.ingest.pipeline import read_through
from archive.ingest.readers import read
from archive.model import Decision
from archive.vault.digests import digest
from archive.vault.names import digested
from archive.vault.reading import pack, unpack
from tests.conftest import ROOT
from tests.released import released

KEY = b"k" * 32


def reading(text, cast=()):
    return read_through(read(text.encode(), "a.txt"), Settings(), cast, KEY, "wijk")


def entities(text, cast=()):
    transcript = read(text.encode(), "a.txt")
    _, mentions = find(transcript, cast)
    return {transcript.text[m.start : m.end]: m.entity for m in mentions if m.kind == "PERSON"}


def test_a_first_name_a_full_name_and_a_surname_are_one_person():
    found = entities("Ik ben Fatima el Idrissi. Mevrouw El Idrissi, zeggen ze. Fatima dus.")
    assert len(set(found.values())) == 1 and len(found) == 3


def test_two_people_with_other_surnames_are_two():
    found = entities("Ik sprak Jeroen Wolterink. Daarna kwam Jeroen Hoogendoorn binnen.")
    assert len(set(found.values())) == 2


def test_a_misspelt_name_is_found_and_is_the_same_person():
    found = entities("Ik heet Krzysztof Wolterink. In de brief stond meneer Woltering, met een g.")
    assert found["Woltering"] == found["Krzysztof Wolterink"]


def test_what_is_found_once_is_found_everywhere():
    found = reading("Mijn zus heet Wendelmoed. Niemand zegt wendelmoed. Ja, Wendelmoed komt.")
    text = " ".join(said for _, said in released(found, []))
    assert "endelmoed" not in text and text.count("[") == 3


def test_the_cast_list_is_the_surest_evidence():
    text = "En toen kwam Bloem binnen. Bloem lachte."
    assert entities(text, ["Bloem de Haas"]).keys() >= {"Bloem"}


def test_a_pseudonym_is_the_same_in_every_transcript_of_a_project_and_is_not_the_name():
    one, two = reading("Ik ben Fatima el Idrissi."), reading("Dit is Fatima el Idrissi, zei hij.")
    assert one.entities[0].pseudonym == two.entities[0].pseudonym
    assert fold("Fatima") not in fold(one.entities[0].pseudonym)


def test_a_first_name_reads_as_a_first_name():
    found = reading("Ik ben Fatima el Idrissi. Fatima, zeggen ze.")
    first, _, _ = found.entities[0].pseudonym.partition(" ")
    assert f"[{first}], zeggen" in released(found, [])[0][1]


def test_undecided_is_masked_kept_is_shown_and_added_is_masked_everywhere():
    text = "Ik ben Fatima. Wij gingen naar Zutphen. Bij de Krakeling was het. De Krakeling is leuk."
    found = reading(text)
    place = found.transcript.text.index("Zutphen")
    krakeling = found.transcript.text.index("Krakeling")
    decisions = [
        Decision(place, place + 7, "LOCATION_PLACE", "keep", "eva"),
        Decision(krakeling, krakeling + 9, "PERSON", "mask", "eva"),
    ]
    said = released(found, decisions)[0][1]
    assert "Zutphen" in said and "Fatima" not in said and "Krakeling" not in said


@given(st.text(alphabet="abcdefgh FatimaJeroenZutphen.,\n", max_size=200))
def test_no_masked_span_shows_through(text):
    if not text.strip():
        return
    found = reading("Ik ben Fatima uit Zutphen. " + text)
    said = " ".join(said for _, said in released(found, []))
    assert "Fatima" not in said


def test_a_reading_survives_packing():
    found = reading("Ik ben Fatima el Idrissi uit Zutphen.")
    assert unpack(pack(found)) == found


def test_digests_hold_every_part_of_a_name_but_no_tussenvoegsel():
    found = reading("Ik ben Fatima el Idrissi.")
    marks = {mark for mark, _ in digested(found, KEY)}
    assert digest("idrissi", KEY) in marks and digest("fatima", KEY) in marks
    assert digest("el", KEY) not in marks


def test_the_same_file_gives_the_same_findings_under_any_hash_seed():
    sample = ROOT / "samples" / "interview-1.txt"
    outputs = set()
    for seed in ("0", "1", "4711"):
        command = [sys.executable, "-m", "archive.cli", "--home", "/nonexistent", "detect", str(sample), "--json"]
        done = subprocess.run(
            command, capture_output=True, text=True, env={"PYTHONHASHSEED": seed, "PATH": ""}, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        outputs.add(json.dumps(json.loads(done.stdout)))
    assert len(outputs) == 1


def test_initials_that_stand_as_a_label_are_the_person_of_those_initials():
    found = entities("MH: Ik ben Marloes Hoek.\nWK: En ik Winston Karto.\nMH: Dag.\nWK: Dag.\nMH: Ja.\nWK: Nee.\n")
    assert found["MH"] == found["Marloes Hoek"] != found["WK"]


def test_one_name_for_two_kin_is_two_people():
    transcript = read(b"Mijn opa Kobus voer op zee. Mijn zoon Kobus zit op school.", "a.txt")
    _, mentions = find(transcript)
    assert len({m.entity for m in mentions if m.kind == "PERSON"}) == 2


def test_a_surname_that_is_also_a_first_name_joins_the_one_who_bears_it():
    found = entities("Ik ben Sahra Abdi Warsame. Mevrouw Warsame, zeggen ze, en Sahra zeggen mijn vrienden.")
    assert len(set(found.values())) == 1
