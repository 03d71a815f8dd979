"""Nothing can be done that consent does not cover, and the refusal says why."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.consent import LAYERS, Consent, check, refusal, require
from archive.errors import NoConsent, NotAllowed
from archive.ingest.redact import teller
from archive.model import Decision, Entity, Mention, Participant, Reading, Transcript, Turn
from tests.released import released

TODAY = date(2026, 11, 22)
ALL = Consent(Participant("wijk", "P07"), tuple(LAYERS), "2026-01-01")


@pytest.mark.parametrize(
    ("consent", "layer", "who", "says"),
    [
        (None, "bewaren", None, "geen toestemming bekend"),
        (replace(ALL, layers=("bewaren",)), "lessen", None, "stemde niet in met lessen"),
        (replace(ALL, layers=("lessen",)), "lessen", None, "stemde niet in"),
        (replace(ALL, since="2026-12-01"), "bewaren", None, "gaat pas in op 2026-12-01"),
        (replace(ALL, until="2026-11-21"), "onderzoek", None, "liep af op 2026-11-21"),
        (replace(ALL, embargo={"lessen": "2027-06-01"}), "lessen", None, "pas vanaf 2027-06-01"),
        (replace(ALL, readers=("eva",)), "onderzoek", "tom", "enkele onderzoekers"),
    ],
)  # fmt: skip
def test_what_is_not_covered_is_refused_with_the_reason(consent, layer, who, says):
    with pytest.raises(NoConsent, match=says):
        require(consent, layer, TODAY, who)


@pytest.mark.parametrize(
    ("consent", "layer", "who"),
    [
        (ALL, "film", None), (replace(ALL, until="2026-11-22"), "lessen", None), (replace(ALL, embargo={"lessen": "2026-11-22"}), "lessen", None),
        (replace(ALL, embargo={"film": "2027-01-01"}), "lessen", None), (replace(ALL, readers=("eva",)), "onderzoek", "eva"),
    ],
)  # fmt: skip
def test_what_is_covered_passes(consent, layer, who):
    require(consent, layer, TODAY, who)


@given(
    st.sets(st.sampled_from(sorted(LAYERS))),
    st.sampled_from(sorted(LAYERS)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_less_consent_never_allows_more(layers, layer, day):
    fewer = replace(ALL, layers=tuple(layers))
    assert refusal(fewer, layer, day) or not refusal(ALL, layer, day)


@pytest.mark.parametrize(
    "wrong",
    [
        {"participant": Participant("wijk", "Noor Achterberg")}, {"layers": ("alles",)}, {"until": "morgen"}, {"since": "2026-13-01"}, {"form": "formulier van Noor"},
        {"pseudonym": "P07"}, {"pseudonym": "x"}, {"readers": ("Eva Jansen",)}, {"embargo": {"lessen": "volgend jaar"}}, {"embargo": {"alles": "2027-01-01"}},
    ],
)  # fmt: skip
def test_names_and_nonsense_are_no_consent(wrong):
    with pytest.raises(NotAllowed):
        check(replace(ALL, **wrong))


TEXT = "Fadime: Mijn broer dronk.\nFadime: Nu gaat het goed met Fadime."
READING = Reading(
    Transcript("txt", TEXT, (Turn("deelnemer 1", "Mijn broer dronk.", 8), Turn("deelnemer 1", "Nu gaat het goed met Fadime.", 34)), (), ((0, 7), (26, 33))),
    (Mention(0, 6, "PERSON", 0.9, "x", "PERSON#1"), Mention(26, 32, "PERSON", 0.9, "x", "PERSON#1"), Mention(55, 61, "PERSON", 0.9, "x", "PERSON#1")),
    (Entity("PERSON#1", "PERSON", ("Fadime",), "Ayla Venema"),),
)  # fmt: skip


def test_a_participant_goes_by_the_pseudonym_they_chose():
    assert teller(READING) == "PERSON#1"
    assert released(READING, pseudonym="Sterre Zee")[1][1] == "Nu gaat het goed met [Sterre]."
    assert released(READING)[1][1] == "Nu gaat het goed met [Ayla]."


def test_a_passage_that_is_withheld_is_left_out_whole_until_the_word_is_taken_back():
    decisions = [Decision(8, 25, "OTHER_UNIQUE", "withhold", "eva")]
    assert released(READING, decisions)[0][1] == "[weggelaten]"
    around = [Decision(34, 62, "OTHER_UNIQUE", "withhold", "eva")]
    assert released(READING, around)[1][1] == "[weggelaten]"
    assert released(READING, [*decisions, Decision(8, 25, "OTHER_UNIQUE", "keep", "eva")])[0][1] == "Mijn broer dronk."
