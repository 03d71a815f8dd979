"""Settings, the folders of an archive, and the nouns: what can be, and what cannot."""

import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Settings, load
from archive.errors import NotAllowed, SettingsError
from archive.home import Home
from archive.model import DIRECT, FLAGGED, KINDS, LABELS, QUASI, Mention, Participant, Piece, Transcript, Turn
from archive.records import Confidence, GlossaryTerm, Item, Lesson, Library, PublicName
from archive.rights import STEWARD, Grant, Right, key_holders, may
from archive.rights import check as check_grant
from archive.steward.team import check_project_name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[desk]\nport = 8601.5", "desk.port"), ("[desk]\nport = true", "desk.port"), ("[retention]\nnames = -1", "retention.names"), ("[vault.projects]\nwijk = 'eva'", "archive role grant"),
        ("[vault.recipients]\neva = 5", "vault.recipients.eva"), ("[pseudonyms]\nage = 'x'", "'keep', 'five', 'ten' of 'label'"), ("desk = 5", "desk"), ("[desk]\nzzzzzz = 1", "kennen we niet.$"),
        ("[publish]\ngate_score = 75", "publish.gate_score"), ("[detect]\nmin_score = 40", "detect.min_score"),
        ("[upload]\nmax_mb = -1", "upload.max_mb"), ("[desk]\nport = 'x'", "`desk.port`: geef een heel getal"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_and_says_which(tmp_path, text, says):
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        load(tmp_path / "config.toml")


def test_every_mistake_is_told_at_once(tmp_path):
    (tmp_path / "config.toml").write_text("[desk]\nprot = 1\n[sit]\nport = 1\n")
    with pytest.raises(SettingsError) as told:
        load(tmp_path / "config.toml")
    assert "`port`" in str(told.value) and "`site`" in str(told.value) and len(str(told.value).splitlines()) == 2


def test_an_empty_file_is_every_default_and_settings_do_not_change(tmp_path):
    (tmp_path / "config.toml").write_text("")
    settings = load(tmp_path / "config.toml")
    assert settings == Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.desk.port = 1


TODAY = date(2026, 11, 28)


def granted(*rows):
    return [Grant(*row) for row in rows]


def test_what_nobody_granted_nobody_may():
    grants = granted(
        ("wijk", "eva", "researcher"), ("wijk", "tom", "reader", "2026-11-27"), ("oost", "tom", "researcher")
    )
    assert may(grants, "eva", Right.OPEN, "wijk", TODAY) and may(grants, "tom", Right.OPEN, "wijk", date(2026, 11, 27))
    for who, right, project in (
        ("eva", Right.RELEASE, "wijk"), ("eva", Right.OPEN, "oost"), ("eva", Right.OPEN, "wijkk"), ("eva", Right.OPEN, ""),
        ("tom", Right.OPEN, "wijk"), ("noor", Right.SEE, "wijk"), ("", Right.SEE, "wijk"),
    ):  # fmt: skip
        assert not may(grants, who, right, project, TODAY), (who, right, project)
    assert all(may([], STEWARD, right, "wijk", TODAY) for right in Right)


def test_keys_are_held_by_who_reads_or_destroys_and_by_no_curator():
    grants = granted(
        ("wijk", "eva", "researcher"),
        ("wijk", "tom", "curator"),
        ("wijk", "sam", "steward"),
        ("wijk", "oud", "reader", "2026-01-01"),
    )
    assert key_holders(grants, "wijk", TODAY) == ["eva", "sam"] and key_holders(grants, "oost", TODAY) == []


@pytest.mark.parametrize(
    ("role", "until"), [("baas", ""), ("", ""), ("reader", "morgen"), ("reader", "2026-13-01"), ("reader", "20261231")]
)
def test_a_role_or_a_day_that_is_none_is_refused(role, until):
    with pytest.raises(NotAllowed):
        check_grant(Grant("wijk", "eva", role, until))


SAME = [
    ("wijk", "P07"),
    (" Wijk ", "p-07"),
    ("WIJK", " P 07 "),
    ("wi\u200bjk", "P\u00ad07"),
    ("\uff57ijk", "\uff3007"),
    ("wijk\n", "P_07"),
]


@pytest.mark.parametrize(("project", "code"), SAME, ids=str)
def test_a_project_and_a_code_have_one_form_however_they_were_typed(project, code):
    assert Participant(project, code) == Participant("wijk", "P07") and str(Participant(project, code)) == "wijk/P07"


def test_letters_with_marks_are_one_however_they_are_composed_and_other_codes_stay_others():
    assert Participant("e\u0301\u0301n", "P1") != Participant("e\u0301n", "P1") == Participant("\u00e9n", "p1")
    assert len({Participant("wijk", code) for code in ("P07", "P7", "P70", "P007", "P07A", "Q07")}) == 6


@pytest.mark.parametrize("name", ["Familie Korkmaz", "fatima", "project van Fatima", "KORKMAZ"])
def test_a_project_is_not_named_after_a_person(name):
    with pytest.raises(NotAllowed, match="naam van een mens"):
        check_project_name(name)


@pytest.mark.parametrize(
    "name",
    ["archief", "waterkwartier", "De Hoven", "zutphen-noord", "wijk 4", "Leesten 2026", "voorbeeld", "Rivierenbuurt"],
)
def test_a_project_is_named_after_a_neighbourhood(name):
    check_project_name(name)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a/b", "<b>", "12"])
def test_a_project_has_a_plain_name(name):
    with pytest.raises(NotAllowed, match="hoogstens 60"):
        check_project_name(name)


# ---- home ----


def test_what_lies_inside_is_closed_to_others_and_making_it_twice_changes_nothing(tmp_path):
    home = Home(tmp_path / "var")
    home.make()
    (home.sealed / "T1").mkdir()
    home.make()
    inside = (home.desk, home.sealed, home.identities, home.released, home.certificates, home.logs)
    assert {folder.stat().st_mode & 0o777 for folder in inside} == {0o700} and (home.sealed / "T1").exists()
    assert home.public not in home.desk.parents and home.desk not in home.withdrawals.parents and home.public.is_dir()


def test_two_do_not_hold_the_lock_at_once_and_an_error_lets_it_go(tmp_path):
    home, order = Home(tmp_path), []
    home.desk.mkdir()
    with pytest.raises(RuntimeError), home.alone():
        raise RuntimeError

    def other():
        with home.alone():
            order.append("other")

    with home.alone():
        waiting = threading.Thread(target=other)
        waiting.start()
        waiting.join(0.05)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "other"] and (home.desk / ".lock").stat().st_mode & 0o077 == 0


# ---- nouns of the inside ----


def test_every_kind_is_of_one_group_and_has_a_label_of_its_own():
    assert (
        len(KINDS) == len(DIRECT) + len(QUASI) + len(FLAGGED) == len(LABELS) == len(set(LABELS.values()))
        and LABELS.keys() == KINDS
    )


@pytest.mark.parametrize(("text", "project", "code"), [("wijk/P07", "wijk", "P07"), ("a/b/P07", "a/b", "P07"), ("P07", "", "P07"), ("wijk/", "wijk", ""), ("", "", "")])  # fmt: skip
def test_a_participant_reads_back(text, project, code):
    assert Participant.parse(text) == Participant(project, code)
    assert Participant.parse(str(Participant(project, code))) == Participant(project, code)


@pytest.mark.parametrize("wrong", [(0, 0, "PERSON"), (-1, 2, "PERSON"), (3, 1, "AGE"), (0, 1, "NAAM"), (0, 1, "")])
def test_a_mention_of_nothing_or_of_no_kind_is_none(wrong):
    with pytest.raises(ValueError, match="no such mention"):
        Mention(*wrong, 0.5, "x")


TRANSCRIPT = Transcript(
    "txt",
    "abcdef",
    (Turn("kop", "ab", 0), Turn("deelnemer 1", "d ef", 3)),
    (Piece(0, 10, 2, 2), Piece(3, 20, 1, 6), Piece(4, 26, 2, 2)),
)


@pytest.mark.parametrize(
    ("span", "stands"),
    [((0, 6), [(10, 12), (20, 28)]), ((1, 4), [(11, 12), (20, 26)]), ((2, 3), []), ((3, 4), [(20, 26)]), ((4, 6), [(26, 28)]), ((5, 5), []), ((6, 9), []), ((-1, 1), [(10, 11)])],
)  # fmt: skip
def test_a_span_stands_in_the_file_in_runs_and_an_escape_is_whole(span, stands):
    assert TRANSCRIPT.raw_spans(*span) == stands


def test_words_of_a_header_are_not_said():
    assert TRANSCRIPT.words == 2 and Transcript("txt", "", (), ()).words == 0


# ---- nouns of the outside ----


@given(st.permutations(["hoog", "hoog", "redelijk", "laag"]))
def test_one_weak_point_does_not_sink_a_lesson_and_two_do(marks):
    assert (
        Confidence(**dict(zip(("method", "coherence", "adequacy", "relevance"), marks, strict=True)), why="x").overall
        == "redelijk"
    )
    two = Confidence(method="laag", coherence="hoog", adequacy="laag", relevance="hoog", why="x")
    assert two.overall == "laag"


def test_whose_name_it_is_and_on_whom_it_rests_is_in_no_json():
    name = PublicName(name="Noor", reason="draagt de eigen naam", participant="wijk/P07")
    lesson = Lesson(slug="a", title="Een les", rests_on=("wijk/P07",), public_names=(name,))
    assert "P07" not in Library(lessons=(lesson,)).model_dump_json() and lesson.rests_on == ("wijk/P07",)
    with pytest.raises(ValueError, match="reason"):
        PublicName(name="Noor", reason="omdat")


def test_an_item_has_a_key_and_a_term_a_place_on_its_page():
    assert Item(lesson="bel-eerst", question="En u?").key == "lesson/bel-eerst" and Lesson(
        slug="a", title="Een les", themes="geld"
    ).themes == ("geld",)
    assert GlossaryTerm(term="Wmo (2015)", meaning="x").anchor == "wmo-2015"
