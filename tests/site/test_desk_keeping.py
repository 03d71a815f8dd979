"""The desk keeps what was promised: a reason at every opening, own projects only, consent, withdrawal, the log."""

import json
import re
from functools import cache

import pytest

from archive.home import Home
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.steward.team import recognise
from archive.vault import passphrases
from tests import small
from tests.conftest import ROOT, write_lesson
from tests.site.test_desk import Person, desk  # noqa: F401  # the fixture

SAMPLE = ROOT / "samples" / "interview-1.txt"


@cache
def unlocked(wrapped, passphrase):
    return passphrases.unwrap(wrapped, passphrase)


class Inside(Person):
    """Somebody who logged in. Unlocking a key takes seconds on purpose: here each key is unlocked once."""

    def __init__(self, site, user):
        identity = unlocked((site.home / "desk" / "identities" / f"{user}.age").read_bytes(), site.logins[user])
        opened = site.app.extensions["desk"]
        self.client = site.app.test_client()
        cookie = opened.sessions.begin(recognise(opened.home, opened.ledger, identity))
        self.client.set_cookie(small.cookie(site.app), cookie)


@pytest.fixture
def wijk(desk):  # noqa: F811
    """A desk with one story of P07 in the project wijk."""
    who = ("--consent", "onderzoek,lessen", "--participant", "P07", "--project", "wijk", "--json")
    desk.id = json.loads(desk.call("upload", SAMPLE, *who, check=True).out)[0]["id"]
    return desk


def proposal(person):
    """The number of what is proposed about the first participant."""
    return re.search(r'name="voorstel" value="(\d+)"', person.client.get("/deelnemers/1").text)[1]


def agree(one, other, **form):
    """Change what the first participant agreed to: one proposes, another confirms."""
    assert "Voorgesteld" in one.post("/deelnemers/1", **form).text
    assert "Vastgelegd" in other.post("/deelnemers/1/bevestigen", voorstel=proposal(other)).text


def log(site):
    ledger = Ledger(Home(site.home).ledger)
    rows = ledger.events()
    ledger.close()
    return rows


def test_a_story_opens_after_a_reason_and_the_log_says_who_when_and_why(wijk):
    eva = Inside(wijk, "eva")
    asked = eva.client.get(f"/teksten/{wijk.id}").text
    assert "Waarom opent u" in asked and "Achterberg" not in asked
    for wrong in (
        {"reden": "zomaar"},
        {"reden": ""},
        {"reden": "controle", "code": "Noor Achterberg"},
        {"reden": "controle", "code": "NOOR"},
    ):
        assert eva.post(f"/teksten/{wijk.id}/openen", **wrong).status_code == 400
    for deed in ("besluit", "toevoegen", "klaar", "vrijgeven"):  # nothing opens it behind the question's back
        token = re.search(r'name="form_token" value="([^"]+)"', eva.client.get("/").text)[1]
        assert eva.client.post(f"/teksten/{wijk.id}/{deed}", data={"form_token": token}).status_code == 400
    assert eva.post(f"/teksten/{wijk.id}/openen", reden="controle", code="V-2026-7").status_code == 303
    assert "Achterberg" in eva.client.get(f"/teksten/{wijk.id}").text
    (row,) = [row for row in log(wijk) if row.what == "open"]
    assert (row.who, row.transcript, row.about, row.why) == ("eva", wijk.id, "wijk/P07", "controle V-2026-7")
    again = Inside(wijk, "eva")
    assert "Waarom opent u" in again.client.get(f"/teksten/{wijk.id}").text


def test_a_new_login_ends_the_older_session_and_who_is_shut_out_is_out_at_once(wijk):
    first, second = (Inside(wijk, "eva") for _ in range(2))
    assert first.client.get("/").status_code == 303 and second.client.get("/").status_code == 200
    wijk.call("user", "remove", "eva", check=True)
    assert second.client.get("/").status_code == 303
    token = "x"
    assert second.client.post("/inleveren", data={"form_token": token}).status_code == 403


def test_somebody_of_another_project_sees_nothing_of_it(wijk):
    for role in ("researcher", "reader"):
        wijk.call("role", "revoke", "tom", role, "wijk", check=True)
    eva, tom = (Inside(wijk, user) for user in ("eva", "tom"))
    assert wijk.id in eva.client.get("/").text and wijk.id not in tom.client.get("/").text
    absent = tom.client.get("/teksten/T0000000000")
    assert tom.client.get(f"/teksten/{wijk.id}").text == absent.text and absent.status_code == 404
    assert tom.client.get("/deelnemers/1").status_code == 404 and "P07" not in tom.client.get("/deelnemers").text
    assert "P07" in eva.client.get("/logboek").text and "P07" not in tom.client.get("/logboek").text


def test_named_readers_read_and_nobody_else_does(wijk):
    eva, tom = (Inside(wijk, user) for user in ("eva", "tom"))
    agree(eva, tom, toestemming=["onderzoek", "lessen"], lezers="eva")
    assert "enkele onderzoekers" in tom.post(f"/teksten/{wijk.id}/openen", reden="controle").text
    assert eva.post(f"/teksten/{wijk.id}/openen", reden="controle").status_code == 303
    assert "hoort daar niet bij" in tom.post("/deelnemers/1", toestemming=["onderzoek", "lessen"]).text
    wijk.call(
        "consent", "set", "P07", "--project", "wijk", "--until", "2020-01-01", "--since", "2019-01-01", check=True
    )
    assert "liep af" in eva.client.get(f"/teksten/{wijk.id}").text


def test_a_withheld_passage_and_a_chosen_pseudonym_stand_in_the_released_text(wijk):
    eva, tom = (Inside(wijk, user) for user in ("eva", "tom"))
    agree(eva, tom, toestemming=["onderzoek", "lessen"], pseudoniem="Sterre Zonneveld")
    eva.post(
        f"/teksten/{wijk.id}/toevoegen",
        woorden="ik heb zitten huilen boven een brief van de waterschapsbelasting",
        soort="withhold",
    )
    eva.post(f"/teksten/{wijk.id}/klaar")
    assert tom.post(f"/teksten/{wijk.id}/vrijgeven").status_code == 303
    text = tom.get(f"/teksten/{wijk.id}").text
    assert "Achterberg" not in text and "waterschapsbelasting" not in text
    assert "[weggelaten]" in text and "[Sterre Zonneveld]" in text
    agree(tom, eva, toestemming=["lessen"])
    assert "stemde niet in met onderzoek" not in tom.get("/zoeken?q=brief").text
    assert list((wijk.home / "desk" / "released").iterdir()) == []


def test_nonsense_in_the_consent_form_is_refused_and_changes_nothing(wijk):
    eva = Inside(wijk, "eva")
    for wrong in (
        {"tot": "morgen"},
        {"formulier": "van Noor"},
        {"lezers": "Eva J."},
        {"pseudoniem": "Noor Achterberg"},
        {"embargo-lessen": "ooit"},
    ):
        assert eva.post("/deelnemers/1", toestemming=["onderzoek"], **wrong).status_code == 400, wrong
    ledger = Ledger(Home(wijk.home).ledger)
    assert ledger.agreements.get(Participant("wijk", "P07")).layers == ("bewaren", "onderzoek", "lessen")
    ledger.close()


def test_a_story_is_taken_back_at_the_desk_after_seeing_what_goes(wijk, content):
    wijk.set("publish", content=str(content))
    write_lesson(content, "vraag-door", "Vraag door", front='rests_on = ["wijk/P07"]\n')
    wijk.call("publish", check=True)
    eva, tom = (Inside(wijk, user) for user in ("eva", "tom"))
    shown = eva.client.get("/deelnemers/1/intrekken").text
    assert wijk.id in shown and "lesson/vraag-door" in shown and "gaat er meteen af" in shown
    assert eva.post("/deelnemers/1/intrekken", code="P08").status_code == 400
    assert "Voorgesteld" in eva.post("/deelnemers/1/intrekken", code="P07").text
    assert "bevestigen" not in eva.client.get("/deelnemers/1").text and Home(wijk.home).sealed.glob("T*")
    number = proposal(tom)
    assert eva.post("/deelnemers/1/bevestigen", voorstel=number).status_code == 400  # her own
    assert list((wijk.home / "desk" / "sealed").iterdir()) != []
    done = tom.post("/deelnemers/1/bevestigen", voorstel=number).text
    assert "BEWIJS VAN VERNIETIGING" in done and "Achterberg" not in done
    assert list((wijk.home / "desk" / "sealed").iterdir()) == []
    assert "lesson/vraag-door" in eva.client.get("/nakijken").text
    assert eva.post("/nakijken", stuk="lesson/vraag-door", vanwege="wijk/P07", reden="Noor wil het").status_code == 404
    assert eva.post("/nakijken", stuk="lesson/vraag-door", vanwege="wijk/P07", reden="herschreven").status_code == 303
    assert "niets om na te kijken" in eva.client.get("/nakijken").text
    assert [row.what for row in log(wijk)[:3]] == ["look", "hold", "withdraw"]


def test_the_log_is_read_in_pages(wijk):
    wijk.call("role", "grant", "eva", "steward", "wijk", check=True)
    ledger = Ledger(Home(wijk.home).ledger)
    for _ in range(60):
        ledger.note("cli", "login")
    ledger.close()
    eva = Inside(wijk, "eva")
    first = eva.client.get("/logboek").text
    older = re.search(r'href="(/logboek\?voor=\d+)"', first)[1]
    numbers = [int(n) for page in (first, eva.client.get(older).text) for n in re.findall(r"<tr><td>(\d+)</td>", page)]
    elsewhere = 4 * 3 * 2 - 6 + 2 + 2  # roles in other projects, and what the steward did there: not hers to see
    assert len(numbers) > 60 and numbers == sorted(numbers, reverse=True) and numbers[-1] <= elsewhere
