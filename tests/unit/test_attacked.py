"""What a fresh attacker found. Each of these fails until it is mended."""

import re
import sqlite3

import pytest

from archive.consent import Consent
from archive.errors import ArchiveError, NotAllowed, NotFound, VaultError
from archive.ingest import review
from archive.ingest.sealing import recipients
from archive.model import Decision, Participant
from archive.rights import Grant
from archive.steward import agreeing, team
from archive.steward.tampering import tampered
from archive.vault import age
from archive.vault.secret import approval, pin, share
from tests import small
from tests.small import LAYERS, P07

FIRST, SECOND = "T0000000001", "T0000000002"


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path / "var", "eva", "tom", projects=("wijk",))
    made.grant("tom", "elders")
    made.tell(id=FIRST)
    with made.ledger() as ledger:
        made.open = ledger
        yield made


def put_key(desk, handle):
    own, public = age.new_identity()
    known, config = desk.home.settings().vault.recipients, desk.home.config
    text = config.read_text()
    if handle in known:
        config.write_text(text.replace(known[handle], public))
    else:
        config.write_text(text.replace("[vault.recipients]", f'[vault.recipients]\n{handle} = "{public}"'))
    return age.read_identity(own), public


def test_a_secret_made_by_who_writes_on_the_disk_is_none(desk):
    """secret.age anew, sealed to the public keys in config.toml; every approval anew under it; rows that fit."""
    real = desk.secret
    put_key(desk, "mallory")
    forged = b"m" * 32
    known = desk.home.settings().vault.recipients
    share(desk.home.secret, forged, known.values())
    for handle, key in known.items():
        desk.open.grants.approve(handle, key, approval(handle, key, forged), "steward")
    desk.open.grants.give(Grant("wijk", "mallory", "researcher"), "steward")
    assert (
        team.come_in(desk.home, desk.open, str(desk.identities["eva"])).secret == forged
    )  # a key file that does not say
    with pytest.raises(VaultError, match="is vervangen"):
        team.come_in(desk.home, desk.open, f"{age.PIN} {pin(real)}\n{desk.identities['eva']}\n")


def test_a_role_that_the_secret_does_not_vouch_for_gets_no_story_sealed_to_it(desk):
    """A colleague with a key who writes on the disk: a role, and a row of the log that fits it."""
    desk.open.grants.give(Grant("wijk", "noor", "researcher"), "steward")
    put_key(desk, "noor")
    team.approve(desk.home, desk.open, "noor", desk.who())
    assert "noor" not in recipients(desk.home.settings(), desk.open, P07, desk.secret)
    assert any("noor" in said for said in tampered(desk.home, desk.home.settings(), desk.open, desk.who()))
    team.grant(desk.home, desk.open, Grant("wijk", "noor", "researcher"), desk.who())
    assert "noor" in recipients(desk.home.settings(), desk.open, P07, desk.secret)


def test_a_steward_of_one_project_gets_no_key_of_anothers_by_hiding_rows(desk):
    desk.grant("eva", "wijk", "steward")
    with sqlite3.connect(desk.home.ledger) as db:
        db.execute("DELETE FROM grants WHERE handle='tom' AND project='elders'")
    db.close()
    put_key(desk, "tom")
    with pytest.raises(NotAllowed):
        team.approve(desk.home, desk.open, "tom", desk.who("eva"))


def test_the_hold_of_another_project_is_not_lifted_by_ones_own(desk):
    elders = Participant("elders", "P01")
    desk.open.agreements.rest({"lesson/een": [P07, elders]})
    desk.open.forget((), "tom", items=["lesson/een"], because=elders)
    desk.open.forget((), "eva", items=["lesson/een"], because=P07)
    assert {row.participant for row in desk.open.agreements.held()} == {P07, elders}


def test_one_person_does_not_take_a_name_from_the_gate(desk):
    before = desk.open.name_digests()
    desk.decide(FIRST, "eva", Decision(13, 34, "PERSON", "keep", "eva"))
    review.finish(desk.home, desk.open, FIRST, desk.who("eva"))
    assert set(desk.open.name_digests()) >= set(before)


def test_after_sending_back_the_gate_knows_the_names_again(desk):
    before = desk.open.name_digests()
    desk.decide(FIRST, "eva", Decision(13, 34, "PERSON", "keep", "eva"))
    review.finish(desk.home, desk.open, FIRST, desk.who("eva"))
    review.reopen(desk.open, FIRST, "tom")
    assert set(desk.open.name_digests()) >= set(before)


def test_who_was_excluded_does_not_destroy(desk):
    desk.open.agreements.put(Consent(P07, LAYERS, "2020-01-01", readers=("ada",)), "steward")
    with pytest.raises(NotAllowed):
        agreeing.ask(desk.home, desk.home.settings(), desk.open, P07, None, desk.who("eva"))


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


from types import SimpleNamespace  # noqa: E402

from archive.cli.site import sealed_names  # noqa: E402
from archive.publish import resting  # noqa: E402
from archive.publish.content import load  # noqa: E402
from archive.publish.valve import publish  # noqa: E402
from archive.web.desk.app import create_app  # noqa: E402

THEMES = '[[theme]]\nslug = "eerste-contact"\nname = "Eerste contact"\nname_en = "First contact"\nexplanation = "Hoe u begint."\n'


@pytest.fixture
def site(desk, tmp_path):
    root = tmp_path / "content"
    for folder in ("lessons", "approaches", "videos", "collections", "pages", "media"):
        (root / folder).mkdir(parents=True)
    (root / "themes.toml").write_text(THEMES)
    name = (
        '[[public_names]]\nname = "Wendelmoed Krijgsveld"\nreason = "draagt de eigen naam"\nparticipant = "wijk/P99"\n'
    )
    (root / "videos" / "film.md").write_text(
        f'+++\ntitle = "Een film"\nsummary = "Kort."\n{name}+++\n\nZoals Wendelmoed Krijgsveld zegt.\n'
    )
    desk.content = root
    return desk


def test_a_sealed_name_does_not_pass_by_the_consent_of_somebody_made_up(site):
    made_up = Consent(Participant("wijk", "P99"), ("bewaren", "film"), "2020-01-01", own_name_in_film=True)
    assert not agreeing.ask(
        site.home, site.home.settings(), site.open, made_up.participant, made_up, site.who("eva")
    ).proposed
    with pytest.raises(ArchiveError):
        publish(site.home, site.home.settings(), site.content, sealed_names(site.home, site.who("eva")))


def test_a_film_with_somebodys_own_name_goes_when_they_go(site):
    film = site.content / "videos" / "film.md"
    film.write_text(film.read_text().replace("P99", "P07"))
    assert P07 in resting.rests(load(site.content).library).get("video/film", ())


@pytest.fixture
def web(desk):
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


def test_another_host_by_name_is_not_the_desk(web):
    """A page elsewhere whose name is pointed at this machine (DNS rebinding)."""
    form = {"naam": "tom", "wachtzin": web.made.words["tom"]}
    answer = web.app.test_client().post(
        "/inloggen", data=form, base_url="http://evil.example", headers={"Origin": "http://evil.example"}
    )
    assert answer.status_code in (400, 403, 421)


def test_a_changed_row_of_another_project_does_not_close_the_list(web):
    web.made.open.agreements.put(Consent(Participant("elders", "P05"), LAYERS, "2020-01-01"), "tom")
    with sqlite3.connect(web.made.home.ledger) as db:
        db.execute("UPDATE consents SET since='2021-01-01' WHERE project='elders'")
    db.close()
    answer = web.enter("eva").get("/deelnemers")
    assert answer.status_code == 200 and "elders" not in answer.text
