"""What a reviewer works on, who is in, and what a text still tells: without an app around it."""

import pytest

from archive.errors import NotAllowed
from archive.ingest.redact import overlapping
from archive.ingest.review import Opened
from archive.ingest.risk.sensitive import REASONS
from archive.model import Decision, Entity, Mention, Participant, Reading, Replacement, Transcript, Turn
from archive.vault.secret import Keyholder
from archive.web.desk import sheet
from archive.web.desk.sessions import Sessions
from archive.web.desk.told import told
from tests import small

TEXT = "Kees zag Piet. Kees lachte\nin Delft."
READING = Reading(
    Transcript("txt", TEXT, (Turn("deelnemer 1", TEXT[:14], 0), Turn("interviewer", TEXT[15:], 15)), ()),
    (Mention(0, 4, "PERSON", 0.9, "x", "PERSON#1"), Mention(9, 13, "PERSON", 0.6, "x", "PERSON#2"), Mention(15, 19, "PERSON", 0.7, "x", "PERSON#1"), Mention(30, 35, "LOCATION_PLACE", 0.5, "x")),
    (Entity("PERSON#1", "PERSON", ("Kees",), "Jan Vos"), Entity("PERSON#2", "PERSON", ("Piet",), "Bob Lam")),
)  # fmt: skip


def decided(start, end, verdict, kind="PERSON"):
    return Decision(start, end, kind, verdict, "eva")


def rows(*decisions, shown=()):
    return {row.key: row for row in sheet.findings(Opened("T1", READING, decisions), shown)}


def test_a_person_is_one_row_however_often_and_a_loose_span_is_its_own():
    found = rows()
    assert list(found) == ["PERSON#1", "PERSON#2", "30-35"] and (found["PERSON#1"].count, found["PERSON#1"].score) == (
        2,
        0.9,
    )
    assert found["30-35"].said == "Delft" and {row.verdict for row in found.values()} == {""}


def test_a_row_is_decided_when_all_of_it_is_decided_alike():
    assert (
        rows(decided(0, 4, "mask"))["PERSON#1"].verdict == ""
        and rows(decided(0, 4, "mask"), decided(15, 19, "keep"))["PERSON#1"].verdict == ""
    )
    both = decided(0, 4, "mask"), decided(15, 19, "mask")
    assert (
        rows(*both)["PERSON#1"].verdict == "mask"
        and rows(*both, decided(15, 19, "keep"), decided(0, 4, "keep"))["PERSON#1"].verdict == "keep"
    )


def test_what_a_reviewer_added_is_a_row_and_what_they_took_back_stays_one():
    added = rows(decided(20, 26, "mask", "ORGANISATION"))
    assert (added["20-26"].said, added["20-26"].score, added["20-26"].verdict) == ("lachte", 1.0, "mask")
    assert (
        rows(decided(20, 26, "mask", "ORGANISATION"), decided(20, 26, "keep", "ORGANISATION"))["20-26"].verdict
        == "keep"
    )


def test_a_row_says_who_decided_and_on_what_state_the_next_decision_is_made():
    one, back = decided(0, 4, "mask"), decided(0, 4, "back")
    other = Decision(15, 19, "PERSON", "keep", "tom")
    assert (rows()["PERSON#1"].by, rows()["PERSON#1"].stand) == ("", 0)
    found = rows(one, other)["PERSON#1"]
    assert (found.by, found.stand, found.verdict) == ("eva, tom", 2, "")
    found = rows(one, other, back)["PERSON#1"]  # taken back: she decided nothing, and the state is another one
    assert (found.by, found.stand) == ("tom", 3) and rows(one, back)["PERSON#1"].verdict == ""


def test_a_row_shows_the_whole_stand_in_of_a_person_and_what_is_withheld_as_that():
    assert rows(shown=[Replacement(0, 4, "PERSON", "Jan", "x")])["PERSON#1"].pseudonym == "Jan Vos"
    assert rows(shown=[Replacement(30, 35, "LOCATION_PLACE", "Zuid-Holland", "x")])["30-35"].pseudonym == "Zuid-Holland"
    assert (
        rows(decided(9, 13, "withhold"), shown=[Replacement(9, 13, "PERSON", "weggelaten", "withheld")])[
            "PERSON#2"
        ].pseudonym
        == "weggelaten"
    )


def test_the_stretches_of_a_turn_are_the_turn_also_where_a_span_runs_over_its_end():
    spoken = sheet.turns(READING, [decided(0, 4, "keep"), decided(12, 20, "mask", "ORGANISATION")])
    assert ["".join(one.text for one in turn.stretches) for turn in spoken] == [TEXT[:14], TEXT[15:]]
    assert [(one.text, one.kept) for one in spoken[0].stretches if one.key] == [
        ("Kees", True),
        ("Piet", False),
        (".", False),
    ]
    for turn in spoken:
        assert all(TEXT[one.at : one.at + len(one.text)] == one.text for one in turn.stretches)


def test_a_verdict_on_a_row_is_one_on_each_of_its_places_and_on_no_row_none():
    assert [(d.start, d.end, d.by) for d in sheet.about(READING, [], "PERSON#1", "keep", "tom")] == [
        (0, 4, "tom"),
        (15, 19, "tom"),
    ]
    assert sheet.about(READING, [], "", "keep", "tom") == sheet.about(READING, [], "PERSON#9", "keep", "tom") == []


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("KEES", [(0, 4), (15, 19)]), ("lachte in", [(20, 29)]), ("zag  Piet", [(5, 13)]), ("Piet. Kees", [(9, 19)]), ("ees", []), ("Kee", []), (".*", []), ("(", []), ("K", []), ("", []),
    ],
)  # fmt: skip
def test_words_are_found_whole_whatever_their_capitals_and_line_ends(words, places):
    assert sheet.places(READING, words) == places


def long(text):
    return Reading(Transcript("txt", text, (Turn("deelnemer 1", text, 0),), ()), (), ())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("ja " * (sheet.MOST_WORDS + 1), "hoogstens 300 woorden"), ("a" * (sheet.MOST_CHARACTERS + 1), "2000 tekens"), ("ja", "meer dan 2000 plekken"),
    ],
)  # fmt: skip
def test_more_words_or_places_than_anybody_adds_at_once_are_refused_with_what_to_do(words, says):
    with pytest.raises(NotAllowed, match=says) as caught:
        sheet.places(long("ja " * (sheet.MOST_PLACES + 1)), words)
    assert str(caught.value).endswith(".")


def test_words_that_almost_fit_everywhere_are_looked_for_once_along_the_text():
    """A pattern of 2,000 such words held the whole desk 17 seconds: it began anew at every word of the story."""
    text = "ja " * 20_000
    assert sheet.places(long(text + "nee"), "ja " * 299 + "nee") == [(len(text) - 299 * 3, len(text) + 3)]
    assert sheet.places(long(text), "ja " * 299 + "nee") == []
    assert sheet.places(long("ja ja ja ja ja"), "ja ja") == [(0, 5), (6, 11)]


@pytest.mark.parametrize("turns", [1_000, 2_000])
def test_a_turn_is_cut_at_the_mentions_in_it_and_looks_at_no_other(turns, monkeypatch):
    text = "Kees ja. " * turns
    reading = Reading(
        Transcript("txt", text, tuple(Turn("deelnemer 1", "Kees ja.", 9 * at) for at in range(turns)), ()),
        tuple(Mention(9 * at, 9 * at + 4, "PERSON", 0.9, "x", "PERSON#1") for at in range(turns)),
        (Entity("PERSON#1", "PERSON", ("Kees",), "Jan Vos"),),
    )
    keys = []
    monkeypatch.setattr(sheet, "overlapping", lambda spans: lambda a, b: keys.extend(seen := there(a, b)) or seen)
    there = overlapping(sorted(reading.mentions))
    spoken = sheet.turns(reading, [])
    assert (
        len(keys) == turns and ["".join(part.text for part in one.stretches) for one in spoken] == ["Kees ja."] * turns
    )


# ---- sessions ----


def test_a_session_is_known_by_its_cookie_alone_and_shows_no_secret():
    sessions = Sessions(60)
    cookie = sessions.begin(Keyholder("eva", "sleutel", b"geheim"))
    assert sessions.get(cookie).user == "eva" and sessions.get("") is sessions.get(cookie[:-1]) is None
    assert (
        cookie not in str(vars(sessions))
        and "sleutel" not in repr(sessions.get(cookie))
        and sessions.get(cookie).form_token not in repr(sessions.get(cookie))
    )


def test_a_person_has_one_session_and_another_person_another():
    sessions = Sessions(60)
    first, other, second = (
        sessions.begin(Keyholder("eva", None, b"")),
        sessions.begin(Keyholder("tom", None, b"")),
        sessions.begin(Keyholder("eva", None, b"")),
    )
    assert sessions.get(first) is None and sessions.get(second).user == "eva" and sessions.get(other).user == "tom"
    assert sessions.get(second).form_token != sessions.get(other).form_token


def test_a_session_ends_when_it_is_ended_or_left_alone(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("archive.web.desk.sessions.time.monotonic", lambda: now[0])
    sessions = Sessions(60)
    cookie = sessions.begin(Keyholder("eva", None, b""))
    for now[0] in (60.0, 120.0):  # used in time, twice
        assert sessions.get(cookie)
    now[0] = 180.1
    assert sessions.get(cookie) is None
    cookie = sessions.begin(Keyholder("eva", None, b""))
    sessions.end(cookie)
    sessions.end(cookie)
    assert sessions.get(cookie) is None


# ---- what a text still tells ----


def test_what_a_text_tells_is_told_once_a_word_and_by_its_reason(tmp_path):
    made = small.make(tmp_path / "var", "eva")
    deposit = made.tell()
    said = "Ik woon in Baflo. Ik ben klokkengieter. Moskee, moskee en kerk. Ik heb suikerziekte."
    with made.ledger() as ledger:
        found = told(made.home, ledger, deposit, [("deelnemer 1", said)], small.read(said), "eva")
    assert found.sensitive[REASONS["religion"]].count("moskee") == 1 and REASONS["health"] in found.sensitive
    assert [one.person for one in found.alone] == ["deelnemer 1"] and list(found.together) == []


def test_what_other_texts_of_somebody_else_tell_is_not_told_of_this_one(tmp_path):
    made = small.make(tmp_path / "var", "eva")
    made.tell(id="T0000000001", who=Participant("elders", "P01"))
    deposit = made.tell(id="T0000000002", who=Participant("wijk", "P02"))
    with made.ledger() as ledger:
        found = told(made.home, ledger, deposit, [("deelnemer 1", "Dag.")], small.read("Dag."), "eva")
    assert (list(found.alone), list(found.together), found.sensitive) == ([], [], {})
