"""Who may do what, and where: closed by default, one form of every name, and no project or code that names a person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.detection.names import names_somebody
from archive.errors import NotAllowed, NotFound
from archive.ingest.pipeline import check_code, check_project
from archive.ledger import tables
from archive.ledger.store import Ledger
from archive.model import Participant, one_project
from archive.rights import HOLD_KEYS, ROLES, STEWARD, Grant, Right, key_holders, may
from archive.steward.team import check_project_name

TODAY = date(2026, 11, 28)
YESTERDAY = (TODAY - timedelta(1)).isoformat()
EVA = Grant("wijk", "eva", "researcher")


# ---- closed by default ----


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize(
    ("grants", "handle", "project"),
    [
        ([], "eva", "wijk"), ([EVA], "eva", "oost"), ([EVA], "eva", "wjik"), ([EVA], "eva", "Wijk"), ([EVA], "eva", ""), ([EVA], "tom", "wijk"),
        ([EVA], "", "wijk"), ([Grant("oost", "eva", "steward")], "eva", "wijk"), ([Grant("wijk", "eva", role, YESTERDAY) for role in ROLES], "eva", "wijk"),
    ],
    ids=["no role", "another project", "a typing error", "another form", "no project", "no role for this one", "nobody", "a steward elsewhere", "ended yesterday"],
)  # fmt: skip
def test_what_nobody_granted_nobody_may(grants, handle, project, right):
    assert not may(grants, handle, right, project, TODAY)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gives_its_own_rights_and_no_other_up_to_its_last_day(role):
    for until in ("", TODAY.isoformat(), "2999-01-01"):
        given = [Grant("wijk", "eva", role, until)]
        assert {right for right in Right if may(given, "eva", right, "wijk", TODAY)} == ROLES[role]


def test_nobody_releases_what_they_review_by_one_role_and_a_curator_reads_no_story():
    assert not [role for role, rights in ROLES.items() if {Right.REVIEW, Right.RELEASE} <= rights]
    assert not ROLES["curator"] & {Right.SEE, Right.OPEN, Right.READ} and "curator" not in HOLD_KEYS


def test_the_stewards_own_key_may_everything_everywhere():
    assert all(may([], STEWARD, right, "wijk", TODAY) for right in Right)


def test_stories_are_sealed_to_who_holds_a_role_with_a_key_today():
    given = [
        EVA, Grant("wijk", "tom", "reader", YESTERDAY), Grant("oost", "noor", "reader"), Grant("wijk", "cas", "curator"),
        Grant("wijk", "ada", "steward", TODAY.isoformat()), Grant("wijk", STEWARD, "researcher"),
    ]  # fmt: skip
    assert key_holders(given, "wijk", TODAY) == ["ada", "eva"] and key_holders(given, "west", TODAY) == []


# ---- kept in the ledger ----


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def test_a_role_holds_until_it_ends_and_every_change_is_in_the_log(ledger):
    ledger.grants.give(EVA, "steward")
    ledger.grants.give(Grant("wijk", "eva", "researcher", "2999-01-01"), "steward")  # until when changed
    assert ledger.grants.all() == [Grant("wijk", "eva", "researcher", "2999-01-01")]
    assert ledger.grants.may("eva", Right.REVIEW, "wijk") and not ledger.grants.may("eva", Right.RELEASE, "wijk")
    ledger.grants.take(EVA, "ada")
    assert ledger.grants.all() == [] and not ledger.grants.may("eva", Right.REVIEW, "wijk")
    with pytest.raises(NotFound):
        ledger.grants.take(EVA, "ada")
    rows = [(row.who, row.what, row.about, row.why, row.project) for row in ledger.events()]
    about = "/role/wijk/eva/researcher"
    assert rows == [
        ("ada", "revoke", about, None, "wijk"),
        ("steward", "grant", about, "2999-01-01", "wijk"),
        ("steward", "grant", about, None, "wijk"),
    ]


def test_a_role_that_ended_yesterday_is_none_in_the_ledger_too(ledger):
    ledger.grants.give(Grant("wijk", "eva", "researcher", (date.today() - timedelta(1)).isoformat()), "steward")
    assert not any(ledger.grants.may("eva", right, "wijk") for right in Right)
    ledger.grants.give(Grant("wijk", "eva", "researcher", date.today().isoformat()), "steward")
    assert ledger.grants.may("eva", Right.REVIEW, "wijk")


def test_a_role_that_is_none_is_not_written(ledger):
    with pytest.raises(NotAllowed):
        ledger.grants.give(Grant("wijk", "eva", "baas"), "steward")
    assert ledger.grants.all() == [] and ledger.events() == [] and ledger.grants.projects() == []


def test_a_project_is_one_that_somebody_was_granted_a_role_in_and_stays_one(ledger):
    assert ledger.grants.projects() == []
    ledger.grants.give(EVA, "steward")
    ledger.grants.take(EVA, "steward")
    with tables.writing(ledger.engine) as db:  # by hand
        db.execute(tables.grants.insert().values(project="oost", handle="eva", role="reader", until="", seal=""))
    assert ledger.grants.projects() == ["wijk"] and ledger.grants.all() == []


def test_who_is_shut_out_has_no_role_left_anywhere(ledger):
    for grant in (EVA, Grant("oost", "eva", "reader"), Grant("wijk", "tom", "reader")):
        ledger.grants.give(grant, "steward")
    ledger.grants.approve("eva", "age1eva", "seal", "steward")
    ledger.grants.shut_out("eva", "ada")
    assert ledger.grants.all() == [Grant("wijk", "tom", "reader")] and ledger.grants.keys() == {}
    assert [row.what for row in ledger.events()[:3]] == ["user-remove", "revoke", "revoke"]


def test_a_project_that_is_none_is_refused_with_the_nearest_that_is():
    with pytest.raises(NotFound, match="Bedoelt u `waterkwartier`"):
        check_project("waterkwatier", ["waterkwartier", "oost"])
    with pytest.raises(NotFound, match="er niet") as told:
        check_project("archief", ["oost"])
    assert "oost" not in str(told.value)
    check_project("oost", ["oost"])


# ---- one form ----


@pytest.mark.parametrize(
    ("project", "code"),
    [
        ("wijk", "P07"), (" Wijk ", "p-07"), ("WIJK", " P07 "), ("wijk", "p 07"), ("wijk", "P_07"), ("wi\u200bjk", "P\u200b07"), ("wi\u00adjk", "P\u206007"),
        ("\ufeffwijk", "\ufeffP07"), ("ｗｉｊｋ", "Ｐ０７"), ("wijk\u00a0", "\u2009P07"), ("\twijk\n", "P.07"), ("wijk\ufe0f", "P07\ufe0f"), ("wij\u034fk", "P\u034f07"),
        ("wijk\u3164", "P\u116007"),
    ],
)  # fmt: skip
def test_a_participant_has_one_form_however_it_was_typed(project, code):
    assert Participant(project, code) == Participant("wijk", "P07") and hash(Participant(project, code)) == hash(
        Participant("wijk", "P07")
    )
    assert str(Participant(project, code)) == "wijk/P07"


@pytest.mark.parametrize(
    "typed", ["cafe\u0301 zuid", "CAFE\u0301  Zuid", "café\u00a0zuid", "cafe\u200b\u0301 zuid", " café\nzuid"]
)
def test_letters_in_parts_and_odd_blanks_are_one_project(typed):
    assert one_project(typed) == "café zuid"


@given(st.text())
def test_the_one_form_has_itself_as_its_form(text):
    once = one_project(text)
    assert one_project(once) == once == one_project(f" {once}\u200b\n")


def test_what_differs_stays_apart():
    assert len({Participant("wijk", code) for code in ("P07", "P7", "P007", "P07A", "R07")}) == 5
    assert len({one_project(name) for name in ("zutphen-noord", "zutphen noord", "zutphennoord")}) == 3


# ---- nobody's name ----

NEIGHBOURHOODS = (
    """
waterkwartier|De Hoven|zutphen-noord|wijk 4|Beatrixpark|Leesten|De Berkel|oost|West|op zuid|heel oost|archief|proef|pilot 2|zorg 2026
De Pijp|Overvecht|Lombok|Schilderswijk|Bospolder Tussendijken|Oude Noorden|Jan van Galenbuurt|Emmen|De Bilt|Anna Paulowna|Den Helder
Horst aan de Maas|Maas en Waal|De Linde|de hoop|Wilhelminapark|Van der Pekbuurt|Indische Buurt|Oranjewijk|wmo 2015|blok b noord
""".strip()
    .replace("\n", "|")
    .split("|")
)
PEOPLE = (
    """
Noor Achterberg|noor|NOOR|Jan|kees|Fadime|Fadime Yılmaz|familie Korkmaz|project noor achterberg|Jan van Dijk|Kees Bakker|P. de Vries|n.achterberg
Korkma\u0306z|Fa\u200bdime|noor-achterberg|noor_achterberg|de heer Jansen|van Jansen|El Khattabi|fadime2026|Roos de Wit|noor 7
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("name", NEIGHBOURHOODS)
def test_a_neighbourhood_is_a_project(name):
    check_project_name(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_persons_name_is_no_project(name):
    with pytest.raises(NotAllowed, match="naam van een mens") as told:
        check_project_name(name)
    assert name not in str(told.value)


@pytest.mark.parametrize("name", ["", " ", "7", "x" * 61, "wijk/oost", "wijk\u2028", "<wijk>", "wijk;", "wijk\\"])
def test_a_name_that_is_too_long_or_odd_is_no_project(name):
    if one_project(name) == "wijk":
        check_project_name(name)
    else:
        with pytest.raises(NotAllowed, match="hoogstens 60"):
            check_project_name(name)


@pytest.mark.parametrize("code", ["P07", "p-07", "X12345", "DEEL01", "INT3", "RESP4", "OMA1", "P07a", "7", ""])
def test_a_code_is_letters_and_digits(code):
    check_code(Participant("wijk", code))


@pytest.mark.parametrize(
    "code", ["Noor", "Noor7", "jan-1985", "Fatima1", "F\u200bATIMA1", "Achterberg", "Noor Achterberg", "wendelmoed1"]
)
def test_a_persons_name_is_no_code_with_a_number_or_without(code):
    with pytest.raises(NotAllowed, match="Een naam hoort daar niet"):
        check_code(Participant("wijk", code))


def test_what_holds_no_word_names_nobody():
    assert not names_somebody("") and not names_somebody("4") and not names_somebody("de van der")
