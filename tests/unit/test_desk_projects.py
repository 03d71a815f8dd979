"""Who is not of a project sees nothing of it in any view, can do nothing with it, and cannot tell that it is there."""

import io
import json
import re
from types import SimpleNamespace

import pytest

from archive.consent import Consent
from archive.ingest import research, review
from archive.ingest.release import Released
from archive.model import Participant
from archive.rights import ROLES, Grant
from archive.web.desk.app import create_app
from tests import small
from tests.small import LAYERS, P07

ID = "T0000000001"
SAID = "een fietsenstalling"


@pytest.fixture
def desk(tmp_path):
    """A story of the project wijk that opens with tom's key too, from when he was one of its people. Now eva is."""
    made = small.make(tmp_path / "var", "eva", "tom", projects=())
    made.grant("tom")
    made.grant("eva", "wijk", *ROLES)
    made.grant("tom", "elders", *ROLES)
    made.tell()
    with made.ledger() as ledger:
        for role in ("researcher", "reader"):
            ledger.grants.take(Grant("wijk", "tom", role), "steward")
    app = create_app(made.home, made.home.settings())
    state = app.extensions["desk"]

    def enter(user):
        client = app.test_client()
        client.set_cookie(small.cookie(app), state.sessions.begin(made.who(user)))
        for session in state.sessions._open.values():
            session.opened[ID] = "beoordelen"  # opened while it was theirs to open
        return client

    yield SimpleNamespace(
        made=made, home=made.home, state=state, ledger=state.ledger, eva=enter("eva"), tom=enter("tom")
    )
    state.ledger.close()


def post(client, path, **form):
    form.setdefault("stand", "0")
    form["form_token"] = re.search(r'name="form_token" value="([^"]+)"', client.get("/inleveren").text)[1]
    return client.post(path, data=form)


def events(desk):
    return [(row.who, row.what) for row in desk.ledger.events() if row.what != "refused"]


def decided(desk):
    return review.open_story(desk.home, desk.ledger, ID, desk.made.who("eva")).history


def release(desk):
    """Release the story, as far as the views can see."""
    desk.ledger.move(ID, "uploaded", "released", "eva")
    turns = (("deelnemer 1", f"Wij bouwden {SAID}."),)
    (desk.home.released / f"{ID}.json").write_text(json.dumps({"id": ID, "project": "wijk", "turns": turns}))
    desk.state.index.add(research.documents(Released(ID, "wijk", turns)))


def test_a_text_of_another_project_is_as_absent_as_one_that_is_not_there(desk):
    absent = desk.tom.get("/teksten/T9999999999")
    for _ in ("to review", "released"):
        answer = desk.tom.get(f"/teksten/{ID}")
        assert (answer.status_code, answer.text) == (404, absent.text)
        assert desk.eva.get(f"/teksten/{ID}").status_code == 200
        release(desk)


DEEDS = {
    "openen": {"reden": "controle"}, "besluit": {"vondst": "PERSON#1", "besluit": "keep"}, "toevoegen": {"woorden": "over het", "soort": "PERSON"},
    "klaar": {}, "terug": {}, "vrijgeven": {"gelezen": "x"},
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_nothing_is_done_to_a_text_of_another_project(desk, deed):
    if deed in ("terug", "vrijgeven"):
        desk.ledger.move(ID, "uploaded", "decided", "eva")
    before = events(desk)
    assert post(desk.tom, f"/teksten/{ID}/{deed}", **DEEDS[deed]).status_code == 404
    assert events(desk) == before and decided(desk) == ()


def test_no_list_names_a_text_or_a_participant_of_another_project(desk):
    desk.ledger.forget((), "eva", items={"lesson/vraag-door"}, because=P07)
    for path, word in (
        ("/", ID),
        ("/deelnemers", "P07"),
        ("/logboek", ID),
        ("/logboek", "P07"),
        ("/nakijken", "vraag-door"),
    ):
        assert word in desk.eva.get(path).text and word not in desk.tom.get(path).text, path


def test_a_participant_of_another_project_is_not_found_and_not_changed(desk):
    before, consent = events(desk), desk.ledger.agreements.get(P07)
    for path in ("/deelnemers/1", "/deelnemers/1/intrekken"):
        assert desk.eva.get(path).status_code == 200 and desk.tom.get(path).status_code == 404
    assert post(desk.tom, "/deelnemers/1", toestemming="film").status_code == 404
    assert post(desk.tom, "/deelnemers/1/intrekken", code="P07").status_code == 404
    assert desk.ledger.agreements.get(P07) == consent and events(desk) == before and desk.ledger.has(ID)


def test_search_finds_nothing_of_another_project_or_beyond_its_readers(desk):
    release(desk)
    assert "fietsenstalling" in desk.eva.get("/zoeken?q=fietsenstalling").text
    assert ID not in desk.tom.get("/zoeken?q=fietsenstalling").text
    desk.ledger.agreements.put(Consent(P07, LAYERS, "2020-01-01", readers=("noor",)), "eva")
    assert ID not in desk.eva.get("/zoeken?q=fietsenstalling").text


def test_a_story_is_not_withdrawn_before_its_code_is_typed(desk):
    for code in ("", "P08", "7"):
        assert post(desk.eva, "/deelnemers/1/intrekken", code=code).status_code == 400
    assert desk.ledger.has(ID)
    answer = post(desk.eva, "/deelnemers/1/intrekken", code=" p-07 ")  # she is a steward too, and holds the key
    assert answer.status_code == 200 and not desk.ledger.has(ID)


@pytest.mark.parametrize("deed", ["besluit", "toevoegen", "klaar", "vrijgeven"])
def test_nothing_opens_a_story_behind_the_questions_back(desk, deed):
    for session in desk.state.sessions._open.values():
        session.opened.clear()
    assert "Krijgsveld" not in desk.eva.get(f"/teksten/{ID}").text
    assert post(desk.eva, f"/teksten/{ID}/{deed}", **DEEDS[deed]).status_code == 400
    assert "open" not in {what for _, what in events(desk)} and desk.ledger.get(ID).state == "uploaded"


@pytest.mark.parametrize(
    "form",
    [{"reden": "zomaar"}, {}, {"reden": "controle", "code": "Noor Achterberg"}, {"reden": "controle", "code": "NOOR"}],
    ids=str,
)
def test_a_story_opens_for_a_fixed_reason_and_no_name_gets_into_the_log(desk, form):
    assert post(desk.eva, f"/teksten/{ID}/openen", **form).status_code == 400
    assert post(desk.eva, f"/teksten/{ID}/openen", reden="controle", code="V-7").status_code == 303
    (row,) = [row for row in desk.ledger.events() if row.what == "open"]
    assert (row.who, row.transcript, row.about, row.why) == ("eva", ID, "wijk/P07", "controle V-7")


@pytest.mark.parametrize("code", ["P09", "P07"])
def test_nothing_is_handed_in_for_another_project_and_the_answer_tells_nothing(desk, code):
    def hand_in(project):
        file = (io.BytesIO(b"Bewoner: Dag."), "x.txt")
        form = {"toestemming": "film", "project": project, "deelnemer": code, "bestanden": file}
        answer = post(desk.tom, "/inleveren", **form)
        return answer.status_code, answer.text

    before = desk.ledger.agreements.all()
    assert hand_in("wijk") == hand_in("bestaat niet") and hand_in("wijk")[0] == 404
    assert desk.ledger.agreements.all() == before and len(desk.ledger.all()) == 1
    assert hand_in(" Elders ")[0] == 303 and desk.ledger.of(Participant("elders", code))


def test_what_is_held_back_for_another_project_stays_held_back(desk):
    desk.ledger.forget((), "eva", items=["lesson/bel-eerst"], because=P07)
    assert (
        post(desk.tom, "/nakijken", stuk="lesson/bel-eerst", vanwege="wijk/P07", reden="herschreven").status_code == 404
    )
    assert [row.item for row in desk.ledger.agreements.held()] == ["lesson/bel-eerst"]
    assert (
        post(desk.eva, "/nakijken", stuk="lesson/bel-eerst", vanwege="wijk/P07", reden="herschreven").status_code == 303
    )
    assert desk.ledger.agreements.held() == []
