"""The desk is closed by default: no view without a login, no form from elsewhere or without its token, nobody who left."""

import re
import time
from types import SimpleNamespace

import pytest

from archive.ingest.sealing import recipients
from archive.web.desk.app import create_app
from archive.web.desk.urls import ROUTES
from tests import small


@pytest.fixture
def desk(tmp_path):
    """A desk with two researchers; `enter(name)` is a browser in which somebody is logged in."""
    made = small.make(tmp_path / "var", "eva", "tom")
    app = create_app(made.home, made.home.settings())
    state = app.extensions["desk"]

    def enter(user, client=None):
        client = client or app.test_client()
        client.set_cookie(small.cookie(app), state.sessions.begin(made.who(user)))
        return client

    yield SimpleNamespace(made=made, home=made.home, app=app, state=state, enter=enter, client=app.test_client)
    state.ledger.close()


def token(client):
    return re.search(r'name="form_token" value="([^"]+)"', client.get("/").text)[1]


def log_in(desk, user="eva", words=None, **headers):
    form = {"naam": user, "wachtzin": words or desk.made.words["eva"]}
    return desk.client().post("/inloggen", data=form, headers=headers)


ELSEWHERE = [
    {"Origin": "https://elders.example"}, {"Origin": "http://localhost.elders.example"}, {"Origin": "http://localhost:81"},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    {"Origin": "null"}, {"Origin": ""}, {"Origin": "https://localhost"}, {"Origin": "http://localhost:8x"},
]  # fmt: skip
HERE = [
    {},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:80"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", HERE, ids=str)
def test_the_right_words_from_our_own_form_log_in(desk, headers):
    assert log_in(desk, **headers).status_code == 303


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_another_sites_form_logs_nobody_in_with_the_right_words(desk, headers):
    answer = log_in(desk, **headers)
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_another_sites_form_does_nothing_with_a_valid_session_and_token(desk, headers):
    eva = desk.enter("eva")
    form = {"form_token": token(eva)}
    assert eva.post("/uitloggen", data=form, headers=headers).status_code == 403
    assert eva.get("/").status_code == 200 and eva.post("/uitloggen", data=form).status_code == 303


def address(rule):
    return re.sub(r"<int:\w+>", "1", rule.replace("<id>", "T0000000001"))


def test_every_view_wants_a_login(desk):
    client = desk.client()
    for route in ROUTES:
        answer = client.open(address(route.rule), method=route.method)
        if route.rule != "/inloggen":
            expected = (403, None) if route.method == "POST" else (303, "/inloggen")
            assert (answer.status_code, answer.headers.get("Location")) == expected, (route.rule, route.method)
    assert client.get("/bestaat-niet").headers.get("Location") == "/inloggen"


def test_every_form_wants_its_own_token(desk):
    eva, tom = desk.enter("eva"), desk.enter("tom")
    wrong = ({}, {"form_token": ""}, {"form_token": token(tom)}, {"form_token": "x" * 43})
    for rule in (route.rule for route in ROUTES if route.method == "POST" and route.rule != "/inloggen"):
        assert [eva.post(address(rule), data=form).status_code for form in wrong] == [403] * 4, rule


def test_who_is_removed_is_out_at_the_next_click_and_their_key_is_forgotten(desk):
    eva = desk.enter("eva")
    assert eva.get("/").status_code == 200
    desk.made.remove("eva")
    assert eva.get("/").status_code == 303 and desk.state.sessions._open == {}


def test_an_idle_session_is_locked_and_every_click_keeps_it_open(desk, monkeypatch):
    eva, start = desk.enter("eva"), time.monotonic()
    idle = desk.state.settings.desk.idle_minutes * 60
    for minutes, status in ((15, 200), (30, 200), (30 + idle / 60 + 0.1, 303)):
        monkeypatch.setattr(time, "monotonic", lambda at=start + minutes * 60: at)
        assert eva.get("/").status_code == status
    assert desk.state.sessions._open == {}  # the key with it


def test_a_login_ends_the_older_session_of_that_person_only(desk):
    first, tom = desk.enter("eva"), desk.enter("tom")
    second = desk.enter("eva")
    assert [client.get("/").status_code for client in (first, tom, second)] == [303, 200, 200]


def test_logging_out_ends_the_session_itself_not_just_the_cookie(desk):
    eva = desk.enter("eva")
    kept = eva.get_cookie(small.cookie(desk.app)).value
    eva.post("/uitloggen", data={"form_token": token(eva)})
    again = desk.client()
    again.set_cookie(small.cookie(desk.app), kept)
    assert again.get("/").status_code == 303


@pytest.mark.parametrize("name", ["niemand", "steward", "../identities/eva", "eva/../eva", "EVA ", ""])
def test_a_name_that_is_nobodys_is_refused_even_with_anothers_words(desk, name):
    desk.made.remove("tom")  # eva's is the one lock there is
    answer = log_in(desk, name)
    if name.strip().lower() == "eva":
        assert answer.status_code == 303
    else:
        assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


def test_one_persons_words_open_no_other_persons_session(desk):
    assert log_in(desk, "tom").status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk):
    cookie = log_in(desk).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Secure" not in cookie
    desk.state.settings = desk.state.settings.model_copy(
        update={"desk": desk.state.settings.desk.model_copy(update={"https": True})}
    )
    secure = log_in(desk).headers["Set-Cookie"]
    assert secure.startswith("__Host-desk-") and "; Secure" in secure and "; Path=/;" in secure


def test_who_is_shut_out_in_the_settings_is_not_sealed_to_from_the_next_click(desk):
    eva = desk.enter("eva")
    desk.made.remove("tom")
    eva.get("/")
    assert set(recipients(desk.state.settings, desk.state.ledger, small.P07)) == {"steward", "eva"}


def test_no_page_is_kept_by_a_browser_and_no_upload_leaves_memory(desk):
    for address in ("/inloggen", "/", "/bestaat-niet"):
        assert desk.enter("eva").get(address).headers["Cache-Control"] == "no-store"
    with desk.app.test_request_context():
        from flask import request

        assert type(request._get_file_stream(10**9, "text/plain")).__name__ == "BytesIO"
