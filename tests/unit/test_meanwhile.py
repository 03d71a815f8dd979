"""What happened meanwhile: a proposal that was replaced, somebody who was shut out, another who used the browser."""

import re
from types import SimpleNamespace

import pytest

from archive.consent import Consent
from archive.errors import NotFound
from archive.steward import agreeing, team
from archive.web.desk.app import create_app
from tests import small
from tests.small import LAYERS, P07

FIRST = "T0000000001"


@pytest.fixture
def desk(tmp_path):
    """Two researchers and a story; `open` is the ledger."""
    made = small.make(tmp_path / "var", "eva", "tom", projects=("wijk",))
    made.grant("tom", "elders")
    made.tell(id=FIRST)
    with made.ledger() as ledger:
        made.open = ledger
        yield made


@pytest.fixture
def web(desk):
    """The desk of that archive; `enter(name)` is a browser in which somebody is logged in."""
    app = create_app(desk.home, desk.home.settings())
    state = app.extensions["desk"]

    def enter(user, client=None):
        client = client or app.test_client()
        client.set_cookie(small.cookie(app), state.sessions.begin(desk.who(user)))
        return client

    yield SimpleNamespace(made=desk, app=app, state=state, enter=enter)
    state.ledger.close()


def token(client):
    return re.search(r'name="form_token" value="([^"]+)"', client.get("/").text)[1]


def test_a_proposal_of_who_was_shut_out_is_gone(desk):
    agreeing.ask(desk.home, desk.home.settings(), desk.open, P07, None, desk.who("eva"))
    desk.remove("eva")
    assert desk.open.proposals.of(P07) is None


def test_a_confirmed_proposal_is_the_very_one_that_is_dropped(desk, monkeypatch):
    """Between reading a proposal and dropping it, another takes its place."""
    settings = desk.home.settings()
    agreeing.ask(desk.home, settings, desk.open, P07, None, desk.who("eva"))
    number = desk.open.proposals.of(P07).number
    real = desk.open.proposals.of

    def of(participant):
        found = real(participant)
        monkeypatch.setattr(desk.open.proposals, "of", real)
        desk.open.proposals.make(P07, Consent(P07, LAYERS, "2020-01-01"), "eva")  # thought better of it
        return found

    monkeypatch.setattr(desk.open.proposals, "of", of)
    with pytest.raises(NotFound):
        agreeing.confirm(desk.home, settings, desk.open, P07, number, desk.who("tom"))
    assert (desk.home.sealed / FIRST).exists()


def test_a_stale_page_does_not_reject_what_was_proposed_since(web):
    web.made.open.proposals.make(P07, None, "eva")
    tom = web.enter("tom")
    number = web.made.open.proposals.of(P07).number
    web.made.open.proposals.make(P07, Consent(P07, LAYERS, "2020-01-01", form="F1"), "eva")
    at = web.made.open.agreements.get(P07).number
    tom.post(f"/deelnemers/{at}/afwijzen", data={"form_token": token(tom), "voorstel": str(number)})
    assert web.made.open.proposals.of(P07) is not None


def test_who_is_excluded_does_not_reject_a_proposal(web):
    web.made.open.agreements.put(Consent(P07, LAYERS, "2020-01-01", readers=("tom",)), "steward")
    web.made.open.proposals.make(P07, Consent(P07, LAYERS, "2020-01-01"), "tom")
    eva, at = web.enter("eva"), web.made.open.agreements.get(P07).number
    number = web.made.open.proposals.of(P07).number
    eva.post(f"/deelnemers/{at}/afwijzen", data={"form_token": token(eva), "voorstel": str(number)})
    assert web.made.open.proposals.of(P07) is not None


def test_logging_in_as_another_ends_the_session_of_that_browser(web):
    browser = web.enter("eva")
    form = {"naam": "tom", "wachtzin": web.made.words["tom"]}
    assert browser.post("/inloggen", data=form).status_code == 303
    assert {s.user for s in web.state.sessions._open.values()} == {"tom"}


def test_a_session_of_who_was_shut_out_is_not_that_of_the_new_one_under_the_handle(web):
    eva = web.enter("eva")
    assert eva.get("/").status_code == 200
    web.made.remove("eva")
    team.add_user(web.made.home, web.made.open, "eva", web.made.who("steward"))
    web.made.grant("eva")
    assert eva.get("/").status_code == 303
