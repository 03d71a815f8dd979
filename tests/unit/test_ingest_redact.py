"""Vaguer words, and what stands for what: where it is hard, the text shows less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Pseudonyms
from archive.ingest.ladder import vaguer, year_of
from archive.ingest.redact import _Glued, _withhold, masked, overlapping, redact, replacements, teller, withheld
from archive.model import Decision, Entity, Mention, Reading, Replacement, Transcript, Turn

FUTURE = pytest.mark.xfail(
    strict=True, reason="two digits up to 35 are taken for this century: who was born in '35 is not born yet"
)


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("maart '84", 1984), ("in 1987 en 1990", 1987), ("12-3-84", 1984), ("’52", 1952), ("negentien drieënzestig", 1963), ("tweeduizend tien", 2010),
        ("tweeduizend", 2000), ("twintig twaalf", 2012), ("negentienvijftig", 1950), ("drie vijf vierenzestig", 1964), ("84", 1984), ("12-3-'09", 2009),
        ("", 0), ("twaalf maart", 0), ("6 mei", 0), ("honderd", 0), ("1899", 0), ("12 maart 19", 0),
        pytest.param("'35", 1935, marks=FUTURE), pytest.param("3-4-'31", 1931, marks=FUTURE),
    ],
)  # fmt: skip
def test_the_year_in_a_date(said, year):
    assert year_of(said) == year


@pytest.mark.parametrize(
    ("kind", "said", "rungs", "vague"),
    [
        ("AGE", "9", {}, "0–9 jaar"), ("AGE", "40", {}, "40–49 jaar"), ("AGE", "49 jaar", {"age": "five"}, "45–49 jaar"), ("AGE", "110", {}, "110–119 jaar"),
        ("AGE", "zes jaar en drie maanden", {}, ""), ("AGE", "oud", {}, ""), ("DATE", "2000", {"date": "decade"}, "2000–2009"), ("DATE", "mei", {}, ""),
        ("LOCATION_PLACE", "Utrecht", {"place": "country"}, "Nederland"), ("LOCATION_PLACE", "Europa", {}, ""), ("LOCATION_PLACE", "Holland", {}, "Nederland"),
        ("PROFESSION_RARE", "klokkengieter", {}, "ambacht"), ("PROFESSION_RARE", "onbekend", {}, ""), ("PROFESSION_RARE", "x", {"job": "keep"}, None),
        ("MEDICAL", "astma", {}, ""), ("WAT_NIEUWS", "x", {}, ""),
    ],
)  # fmt: skip
def test_a_detail_at_the_edge_of_its_rung(kind, said, rungs, vague):
    assert vaguer(kind, said, Pseudonyms(**rungs)) == vague


@given(st.sampled_from(["five", "ten"]), st.integers(0, 110))
def test_an_age_lies_within_the_years_it_becomes(rung, age):
    low, high = map(int, vaguer("AGE", f"{age} jaar", Pseudonyms(age=rung)).removesuffix(" jaar").split("–"))
    assert low <= age <= high and high - low == (4 if rung == "five" else 9)


# ---- what is masked ----


def found(start, end, kind="PERSON", entity=None):
    return Mention(start, end, kind, 0.9, "machine", entity)


def decided(start, end, verdict, kind="PERSON"):
    return Decision(start, end, kind, verdict, "eva")


def test_the_last_word_on_a_span_counts_and_on_that_span_only():
    one = found(0, 3, entity="PERSON#1")
    assert masked([one], []) == [one] and masked([one], [decided(0, 3, "keep")]) == []
    assert masked([one], [decided(0, 2, "keep")]) == [one]
    assert masked([one], [decided(0, 3, "keep"), decided(0, 3, "mask")])[0].recognizer == "reviewer"
    assert masked([], [decided(4, 5, "mask", "AGE")]) == [Mention(4, 5, "AGE", 1.0, "reviewer")]


def test_a_passage_is_withheld_until_the_word_is_taken_back():
    assert withheld([decided(0, 3, "withhold")]) == [(0, 3)] and withheld([]) == []
    assert withheld([decided(0, 3, "withhold"), decided(0, 3, "mask")]) == []


TEXT = "Kees zag Piet en Kees. Dag."
TWO = Transcript("txt", TEXT, (Turn("deelnemer 1", TEXT[:22], 0), Turn("interviewer", TEXT[23:], 23)), ())


def written(*shown):
    return [
        text for _, text in redact(TWO, [Replacement(start, end, "PERSON", word, "x") for start, end, word in shown])
    ]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ([], ["Kees zag Piet en Kees.", "Dag."]), ([(0, 4, "Jan"), (9, 13, "Bob")], ["[Jan] zag [Bob] en Kees.", "Dag."]), ([(0, 22, "weg")], ["[weg]", "Dag."]),
        ([(17, 25, "Jan")], ["Kees zag Piet en [Jan]", "[Jan]g."]), ([(0, 27, "weg")], ["[weg]", "[weg]"]), ([(5, 9, "x"), (9, 13, "y")], ["Kees [x][y] en Kees.", "Dag."]),
    ],
)  # fmt: skip
def test_what_stands_for_it_stands_in_its_place_in_every_turn_it_touches(shown, text):
    assert written(*shown) == text


@given(st.lists(st.tuples(st.integers(0, 26), st.integers(1, 8)), max_size=5))
def test_no_character_under_a_mask_is_shown_however_masks_overlap(spans):
    shown = sorted((start, min(start + size, 27), "#") for start, size in spans if start < 27)
    covered = {at for start, end, _ in shown for at in range(start, end)}
    left = "".join(character for at, character in enumerate(TEXT) if at not in covered and at != 22)
    told = "".join(written(*shown)).replace("[#]", "")
    assert told.replace(" ", "") == left.replace(" ", "")


def reading(text, *names):
    places = [text.index(name) for name in names]
    mentions = tuple(
        found(at, at + len(name), entity=f"PERSON#{n}")
        for n, (at, name) in enumerate(zip(places, names, strict=True), 1)
    )
    known = tuple(Entity(f"PERSON#{n}", "PERSON", (name,), f"Ayla{n} Venema{n}") for n, name in enumerate(names, 1))
    return Reading(Transcript("txt", text, (Turn("deelnemer 1", text, 0),), ()), mentions, known)


def told(one, *decisions, **more):
    return redact(one.transcript, replacements(one, decisions, **more))[0][1]


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("Sahra kwam. Daar was sahra weer, en Sahras huis, #sahrayusuf.", "[Ayla1] kwam. Daar was [persoon] weer, en [persoon] huis, #[persoon]."),
        ("Roos kwam. Een roos bloeide.", "[Ayla1] kwam. Een roos bloeide."), ("Roos kwam en toen zag ik Roos.", "[Ayla1] kwam en toen zag ik [persoon]."),
        ("ℍelmoed kwam met helmoed.", "[Ayla1] kwam met [persoon]."),
    ],
)  # fmt: skip
def test_a_masked_name_is_masked_wherever_it_is_a_name(text, shows):
    assert told(reading(text, text.split()[0])) == shows


def test_what_a_reviewer_keeps_is_shown_and_what_a_reviewer_adds_is_masked_everywhere():
    one = reading("Ik ben Kees. Wendelmoed kwam, wendelmoed dus.", "Kees")
    assert told(one, decided(7, 11, "keep")) == "Ik ben Kees. Wendelmoed kwam, wendelmoed dus."
    assert told(one, decided(13, 23, "mask")) == "Ik ben [Ayla1]. [persoon] kwam, [persoon] dus."


def test_a_passage_that_is_withheld_takes_every_name_in_it_along_and_leaves_the_rest_of_one_masked():
    one = reading("Ik ben Kees. Hij kwam.", "Kees")
    assert told(one, decided(0, 12, "withhold", "OTHER_UNIQUE")) == "[weggelaten] Hij kwam."
    assert "es" not in told(one, decided(5, 9, "withhold", "OTHER_UNIQUE"))


def test_labels_give_everybody_a_number_and_settings_that_keep_a_kind_keep_it():
    one = reading("Kees zag Piet.", "Kees", "Piet")
    assert told(one, rungs=Pseudonyms(style="labels")) == "[persoon 1] zag [persoon 2]."
    aged = Reading(one.transcript, (found(0, 4, "AGE"),), ())
    assert told(aged, rungs=Pseudonyms(age="keep")) == "Kees zag Piet."
    assert told(aged, decided(0, 4, "mask", "AGE"), rungs=Pseudonyms(age="keep")) == "[leeftijd] zag Piet."


def test_who_tells_is_the_one_person_in_a_participants_label_and_nobody_when_there_are_two():
    text = "Noor: Ja.\nPiet: Nee."
    transcript = Transcript(
        "txt", text, (Turn("deelnemer 1", "Ja.", 6), Turn("deelnemer 2", "Nee.", 16)), (), ((0, 4), (10, 14))
    )
    noor, piet = found(0, 4, entity="PERSON#1"), found(10, 14, entity="PERSON#2")
    assert (
        teller(Reading(transcript, (noor,), ())) == "PERSON#1" and teller(Reading(transcript, (noor, piet), ())) is None
    )
    assert teller(Reading(transcript, (), ())) is None and teller(reading("Ik ben Kees.", "Kees")) is None


# ---- the work grows with the text ----

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12)


def spans(pairs):
    return sorted({(low, low + size): Mention(low, low + size, "PERSON", 1.0, "x") for low, size in pairs}.values())


@given(SPANS, st.integers(0, 40), st.integers(1, 10))
def test_what_stands_in_a_stretch_is_what_touches_it_but_what_lies_in_an_earlier_span(pairs, low, size):
    listed, high = spans(pairs), low + size
    outer = [one for at, one in enumerate(listed) if all(one.end > other.end for other in listed[:at])]
    assert overlapping(listed)(low, high) == [one for one in outer if one.start < high and low < one.end]


@given(SPANS, SPANS)
def test_a_span_within_a_passage_that_is_withheld_is_gone_and_every_other_stays(pairs, passages):
    passages = [(one.start, one.end) for one in spans(passages)]
    kept = [one for one in _withhold(spans(pairs), passages) if one.recognizer != "withheld"]
    assert kept == [one for one in spans(pairs) if not any(a <= one.start and one.end <= b for a, b in passages)]


@given(st.text("abs", max_size=12), st.sets(st.text("abs", min_size=1, max_size=4), max_size=5))
def test_a_name_is_seen_wherever_it_stands_in_a_word(word, names):
    assert (word in _Glued(names)) == any(name in word for name in names)
