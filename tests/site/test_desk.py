"""The desk: closed by default, two people for a release, nothing on disk that was said."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from archive.home import Home
from archive.web.desk.app import create_app
from tests.conftest import ROOT

SAMPLE = ROOT / "samples" / "interview-1.txt"


class Person:
    """Somebody at the desk."""

    def __init__(self, app, user, passphrase):
        self.client = app.test_client()
        self.answer = self.client.post("/inloggen", data={"naam": user, "wachtzin": passphrase})

    def get(self, path):
        """Fetch a page; where the desk asks why a story is opened, say so."""
        answer = self.client.get(path)
        if 'name="reden"' in answer.text and path.startswith("/teksten/"):
            assert self.post(f"{path}/openen", reden="beoordelen").status_code == 303
            answer = self.client.get(path)
        return answer

    def post(self, path, **form):
        if path.startswith("/teksten/") and not path.endswith("/openen"):
            page = self.get(path.rpartition("/")[0]).text
            form.setdefault("stand", self.stand(page, form.get("vondst")))
        if path.endswith("/vrijgeven"):
            shown = re.search(r'name="gelezen" value="([^"]+)"', self.get(path.removesuffix("/vrijgeven")).text)
            form.setdefault("gelezen", shown[1] if shown else "")
        token = re.search(r'name="form_token" value="([^"]+)"', self.client.get("/").text)[1]
        return self.client.post(path, data=form | {"form_token": token})

    @staticmethod
    def stand(page, finding=None):
        """What a browser sends along unseen: the state of a finding, or of the whole text."""
        form = page.split(f'name="vondst" value="{finding}"')[-1] if finding else page.split('id="gemist"')[-1]
        found = re.search(r'name="stand" value="(\d+)"', form)
        return found[1] if found else ""


@pytest.fixture
def desk(archive):
    home = Home(archive.home)
    app = create_app(home, home.settings())
    archive.app = app
    yield archive
    app.extensions["desk"].ledger.close()


def test_a_wrong_passphrase_and_an_unknown_name_get_the_same_answer(desk):
    wrong = Person(desk.app, "eva", "onzin").answer
    unknown = Person(desk.app, "niemand", "onzin").answer
    traversal = Person(desk.app, "../../config", "onzin").answer
    assert wrong.status_code == unknown.status_code == traversal.status_code == 403
    assert wrong.text == unknown.text == traversal.text and "Set-Cookie" not in wrong.headers


def test_logging_in_sets_a_strict_cookie_and_logging_out_ends_it(desk):
    eva = Person(desk.app, "eva", desk.logins["eva"])
    cookie = eva.answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert eva.get("/").status_code == 200
    assert eva.post("/uitloggen").status_code == 303 and eva.get("/").status_code == 303


def test_an_idle_session_is_locked(desk):
    desk.app.extensions["desk"].sessions._idle = -1
    eva = Person(desk.app, "eva", desk.logins["eva"])
    assert eva.get("/").status_code == 303


def test_a_form_without_its_token_or_from_elsewhere_is_refused(desk):
    id = desk.upload(SAMPLE)
    eva = Person(desk.app, "eva", desk.logins["eva"])
    assert eva.client.post(f"/teksten/{id}/klaar").status_code == 403
    elsewhere = {"Origin": "https://elders.example"}
    assert eva.client.post("/inloggen", data={}, headers=elsewhere).status_code == 403
    assert eva.client.post("/inloggen", data={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_one_person_cannot_release_alone_and_two_can(desk):
    id = desk.upload(SAMPLE)
    eva, tom = (Person(desk.app, user, desk.logins[user]) for user in ("eva", "tom"))
    assert eva.post(f"/teksten/{id}/vrijgeven").status_code == 400
    assert eva.post(f"/teksten/{id}/besluit", vondst="PERSON#1", besluit="mask").status_code == 303
    assert eva.post(f"/teksten/{id}/klaar").status_code == 303
    assert "tweede lezer" in eva.post(f"/teksten/{id}/vrijgeven").text
    assert tom.post(f"/teksten/{id}/vrijgeven").status_code == 303
    text = tom.get(f"/teksten/{id}").text
    assert "Achterberg" not in text and "vrijgegeven" in text


def test_whoever_decided_anything_cannot_release_even_if_another_finished(desk):
    id = desk.upload(SAMPLE)
    eva, tom = (Person(desk.app, user, desk.logins[user]) for user in ("eva", "tom"))
    tom.post(f"/teksten/{id}/besluit", vondst="PERSON#1", besluit="mask")
    eva.post(f"/teksten/{id}/klaar")
    assert tom.post(f"/teksten/{id}/vrijgeven").status_code == 400


def test_the_rule_of_two_holds_after_any_number_of_visits(desk):
    id = desk.upload(SAMPLE)
    eva = Person(desk.app, "eva", desk.logins["eva"])
    eva.post(f"/teksten/{id}/klaar")
    for _ in range(210):
        eva.get(f"/teksten/{id}")
    assert eva.post(f"/teksten/{id}/vrijgeven").status_code == 400


def test_what_is_released_is_what_the_second_reader_read(desk):
    id = desk.upload(SAMPLE)
    eva, tom = (Person(desk.app, user, desk.logins[user]) for user in ("eva", "tom"))
    eva.post(f"/teksten/{id}/klaar")
    read = re.search(r'name="gelezen" value="([^"]+)"', tom.get(f"/teksten/{id}").text)[1]
    eva.post(f"/teksten/{id}/terug")
    eva.post(f"/teksten/{id}/besluit", vondst="PERSON#1", besluit="keep")
    eva.post(f"/teksten/{id}/klaar")
    assert "veranderd" in tom.post(f"/teksten/{id}/vrijgeven", gelezen=read).text
    assert list((desk.home / "desk" / "released").iterdir()) == []


def test_a_double_click_releases_once(desk):
    id = desk.upload(SAMPLE)
    eva, tom = (Person(desk.app, user, desk.logins[user]) for user in ("eva", "tom"))
    eva.post(f"/teksten/{id}/klaar")
    page = tom.get(f"/teksten/{id}").text
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("form_token", "gelezen")}
    name, cookie = tom.answer.headers["Set-Cookie"].split(";")[0].split("=", 1)

    def click(_):
        client = desk.app.test_client()
        client.set_cookie(name, cookie)
        return client.post(f"/teksten/{id}/vrijgeven", data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert sorted(answers) == [303, 400, 400, 400]
    assert tom.get(f"/teksten/{id}").status_code == 200 and tom.get("/zoeken?q=buurt").status_code == 200


def test_a_name_is_no_code_for_a_participant(desk):
    done = desk.call("upload", SAMPLE, "--consent", "onderzoek", "--participant", "Noor Achterberg")
    assert done.status == 2 and "P07" in done.err
    done = desk.call("upload", SAMPLE, "--consent", "onderzoek", "--project", "Familie Korkmaz")
    assert done.status == 2 and list((desk.home / "desk" / "sealed").iterdir()) == []


def test_without_consent_for_research_nothing_is_released(desk):
    id = desk.upload(SAMPLE, "lessen")
    eva, tom = (Person(desk.app, user, desk.logins[user]) for user in ("eva", "tom"))
    eva.post(f"/teksten/{id}/klaar")
    assert "stemde niet in met onderzoek" in tom.post(f"/teksten/{id}/vrijgeven").text
    assert list((desk.home / "desk" / "released").iterdir()) == []


def test_a_review_sharpens_what_the_gate_knows(desk, content):
    from tests.conftest import write_lesson

    id = desk.upload(SAMPLE)
    write_lesson(content, "tweede-les", "Een tweede les", "In de kliederhoek is het fijn. Lieke zei dat ook.")
    assert desk.call("publish", "--content", content).status == 2
    eva = Person(desk.app, "eva", desk.logins["eva"])
    key = re.search(r'data-key="(PERSON#\d+)"[^>]*>\s*<p><strong>Lieke', eva.get(f"/teksten/{id}").text)[1]
    eva.post(f"/teksten/{id}/besluit", vondst=key, besluit="keep")
    eva.post(f"/teksten/{id}/klaar")
    assert "verzegelde naam" in desk.call("publish", "--content", content).err  # one person takes no name from the gate
    tom = Person(desk.app, "tom", desk.logins["tom"])
    assert tom.post(f"/teksten/{id}/vrijgeven").status_code == 303
    done = desk.call("publish", "--content", content)
    assert "verzegelde naam" not in done.err


def test_an_upload_over_the_limit_is_refused_and_stays_in_memory(desk):
    eva = Person(desk.app, "eva", desk.logins["eva"])
    token = re.search(r'name="form_token" value="([^"]+)"', eva.get("/").text)[1]
    parts = [
        ("form_token", "", token.encode()),
        ("toestemming", "", b"onderzoek"),
        ("project", "", b"wijk"),
        ("bestanden", '; filename="groot.txt"', b"x" * 30_000_000),
    ]
    body = b"".join(
        f'--grens\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + data + b"\r\n"
        for name, more, data in parts
    )
    stream, kind = (
        io.BytesIO(body + b"--grens--\r\n"),
        "multipart/form-data; boundary=grens",
    )  # the client itself would spool
    answer = eva.client.post("/inleveren", input_stream=stream, content_type=kind)
    assert answer.status_code in (400, 413) and "20 MB" in answer.text
    assert list(desk.temporary.iterdir()) == []


def test_pages_are_never_cached(desk):
    eva = Person(desk.app, "eva", desk.logins["eva"])
    assert eva.get("/").headers["Cache-Control"] == "no-store"


def test_a_text_that_is_not_there_is_not_found(desk):
    eva = Person(desk.app, "eva", desk.logins["eva"])
    assert eva.get("/teksten/T0000000000").status_code == 404


def test_axe_finds_nothing_at_the_desk_and_no_page_is_wider_than_its_screen(archive, page):
    id = archive.upload(SAMPLE)
    address = archive.start("desk")
    source = (Path(Axe.__init__.__globals__["__file__"]).parent / "axe.min.js").read_text()
    for path in (
        "/inloggen",
        "/",
        f"/teksten/{id}",
        "/inleveren",
        "/zoeken?q=buurt",
        "/logboek",
        "/deelnemers",
        "/deelnemers/1",
        "/deelnemers/1/intrekken",
        "/nakijken",
        "/mensen",
        "/bestaat-niet",
    ):
        page.goto(address + path)
        if path == f"/teksten/{id}":
            page.click("text=Open de tekst")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        found = page.evaluate(f"async () => {{ {source}; return await axe.run() }}")
        assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == [], path
        if path == "/inloggen":
            page.fill("#naam", "eva")
            page.fill("#wachtzin", archive.logins["eva"])
            page.click("main button")
