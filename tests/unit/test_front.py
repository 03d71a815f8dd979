"""The door of both apps: the public address is the settings', a prefix stands before everything, and proxies are named."""

import os
import re
from io import BytesIO
from types import SimpleNamespace

import pytest
from flask import request

from archive.config import Desk, Site
from archive.publish.media import clean
from archive.web.desk.app import create_app as desk_app
from archive.web.front import MOST
from archive.web.public.app import create_app
from tests import issued, small, small_media
from tests.conftest import ROOT
from tests.unit.test_web_site import LIBRARY

EVIL = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example"}  # fmt: skip
MACHINES = ("/feed.atom", "/sitemap.xml", "/robots.txt", "/opensearch.xml", "/.well-known/security.txt")
PAGES = ("/", "/zoeken", "/zoeken?q=bel", "/themas", "/themas/geld", "/collecties/avond", "/collecties/avond/scherm/1", "/lessen/bel-eerst", "/aanpakken/winkel", "/films/film", "/films/elders", "/woorden", "/over", "/er-niet")  # fmt: skip
LINK = re.compile(r"""\s(?:href|src|action|formaction|poster)="([^"]*)\"""")


FILM = small_media.webm() + small_media.element(0xEC, bytes(99_000))  # with room left at its end
SIZE = len(clean("film.webm", FILM))


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    (root / "media").mkdir()
    (root / "media" / "film.webm").write_bytes(FILM)
    issued.write(root / "public", LIBRARY, root / "media", 2)
    return root / "public"


def site(public, **settings):
    return create_app(public, Site(**settings), "Een archief", issued.PUBLISHER).test_client()


def behind(app, peer):
    """A client that asks from a peer's address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = peer
    return client


# ---- the public address ----


@pytest.mark.parametrize("path", [*MACHINES, *PAGES])
def test_no_answer_holds_a_word_of_what_a_request_says_about_its_host(public, path):
    for settings in ({}, {"proxies": ["127.0.0.1"]}, {"address": "https://a.example", "https": True}):
        answer = site(public, **settings).get(path, headers=EVIL)
        assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", MACHINES)
def test_what_programs_read_holds_the_address_of_the_settings(public, path):
    assert "http://127.0.0.1:8600/" in site(public).get(path).text
    assert "http://[::1]:1234/" in site(public, host="::1", port=1234).get(path).text
    under = site(public, address="https://a.example/archief", https=True).get(path).text
    found = set(re.findall(r"https?://[^/\s<>\"]+(?:/[a-z]*)?", under)) - {"http://www.w3.org/2005", "http://a9.com/-"}
    assert {one for one in found if "example" in one} == {"https://a.example/archief"} and "127.0.0.1" not in under


@pytest.mark.parametrize("path", ["//themas", "//evil.example/x", "/themas/", "///", "/%2f/evil.example"])
def test_nobody_is_sent_on_to_an_address_they_made(public, path):
    assert site(public).get(path, headers=EVIL).status_code in (200, 404)


# ---- under a prefix ----


@pytest.mark.parametrize("path", PAGES)
def test_under_a_prefix_every_internal_address_begins_with_it(public, path):
    client = site(public, address="https://a.example/archief", https=True)
    whole, taken_off = client.get(f"/archief{path}"), client.get(path)
    assert whole.status_code == taken_off.status_code == (404 if path == "/er-niet" else 200)
    assert whole.text == taken_off.text and whole.headers["ETag"] if path != "/er-niet" else True
    links = LINK.findall(whole.text)
    assert len(links) > 3
    assert [one for one in links if not one.startswith(("/archief/", "#", "https://", "mailto:"))] == []
    assert LINK.findall(site(public).get(path).text) == [re.sub(r"^/archief", "", one) for one in links]


def test_a_text_that_looks_like_a_link_is_left_as_it_is(public, tmp_path):
    said = 'href="/x" en <b title="a > b">src="/y"</b> <a href="/lessen/x">z</a> <a href="//elders.example/">e</a>'
    page = LIBRARY.pages[0].model_copy(update={"html": said})
    issued.write(tmp_path, LIBRARY.model_copy(update={"pages": (page,)}), tmp_path / "none", 2)
    text = site(tmp_path, address="http://a.example/p").get("/p/over").text
    assert said.replace('"/lessen', '"/p/lessen') in text


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path / "var", "eva")
    opened = []

    def make(**settings):
        app = desk_app(made.home, made.home.settings().model_copy(update={"desk": Desk(**settings)}))
        opened.append(app)
        return app

    yield SimpleNamespace(made=made, make=make, form={"naam": "eva", "wachtzin": made.words["eva"]})
    for app in opened:
        app.extensions["desk"].ledger.close()


def test_under_a_prefix_the_desk_works_whole_and_its_cookie_stays_there(desk):
    app = desk.make(address="https://a.example/werk", https=True)
    client, base = app.test_client(), "https://a.example"
    assert client.get("/werk/", base_url=base).headers["Location"] == "/werk/inloggen"
    answer = client.post("/werk/inloggen", base_url=base, data=desk.form, headers={"Origin": base})
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status_code, answer.headers["Location"]) == (303, "/werk/")
    assert cookie.startswith("__Secure-desk-") and "; Path=/werk;" in f"{cookie};" and "Secure" in cookie
    page = client.get("/werk/", base_url=base)
    links = LINK.findall(page.text)
    assert page.status_code == 200 and "/werk/uitloggen" in links
    assert [one for one in links if not one.startswith(("/werk/", "#"))] == []
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)[1]
    out = client.post("/werk/uitloggen", base_url=base, data={"form_token": token}, headers={"Origin": base})
    assert "Path=/werk" in out.headers["Set-Cookie"] and client.get("/werk/", base_url=base).status_code == 303


# ---- behind a proxy ----

ORIGINS = [
    ("https://a.example", 303), ("https://a.example:443", 303), ("https://A.EXAMPLE", 303), ("http://a.example", 403),
    ("https://a.example:8443", 403), ("https://a.example.evil.example", 403), ("null", 403), ("https://evil.example", 403),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "status"), ORIGINS)
def test_with_an_address_in_the_settings_a_form_must_come_from_there_whatever_the_host_says(desk, origin, status):
    client = desk.make(address="https://a.example", https=True).test_client()
    for host in ("127.0.0.1:8601", "a.example", "evil.example"):
        headers = {"Origin": origin, "Host": host}
        assert client.post("/inloggen", data=desk.form, headers=headers).status_code == status


FORWARDED = {"Host": "127.0.0.1:8601", "X-Forwarded-Host": "a.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7", "Origin": "https://a.example"}  # fmt: skip


@pytest.mark.parametrize(
    ("proxies", "peer", "status"),
    [([], "127.0.0.1", 403), (["127.0.0.1"], "127.0.0.1", 303), (["127.0.0.1"], "127.0.0.2", 403), (["127.0.0.1"], "::ffff:127.0.0.1", 303), (["::1"], "::1", 303), (["::1"], "", 403)],
)  # fmt: skip
def test_only_a_named_proxy_is_believed_about_where_somebody_is(desk, proxies, peer, status):
    app, seen = desk.make(proxies=proxies), []
    app.before_request_funcs[None].insert(0, lambda: seen.append(request.remote_addr))
    assert behind(app, peer).post("/inloggen", data=desk.form, headers=FORWARDED).status_code == status
    assert seen == ["198.51.100.7" if status == 303 else peer]


# ---- cookies ----


def test_two_archives_on_one_host_have_cookies_of_their_own_and_the_site_sees_none(desk, public, tmp_path):
    other = small.make(tmp_path / "ander", "eva")
    app, second = desk.make(), desk_app(other.home, other.home.settings())
    names = {small.cookie(app), small.cookie(second)}
    second.extensions["desk"].ledger.close()
    assert len(names) == 2 and all(re.fullmatch(r"desk-[0-9a-f]{8}", name) for name in names)
    outside, seen = create_app(public, Site(), "x", issued.PUBLISHER), []
    outside.before_request(lambda: seen.append(request.headers.get("Cookie")))
    assert outside.test_client().get("/", headers={"Cookie": f"{names.pop()}=geheim"}).status_code == 200
    assert seen == [None]


# ---- huge numbers and large bodies ----

HUGE = ("9" * 10, "9" * 22, "9" * 5000, str(MOST + 1), "-1", "0x1", "１２")


@pytest.mark.parametrize("number", HUGE, ids=range(len(HUGE)))
def test_a_number_that_nothing_of_ours_has_is_not_there(desk, public, number):
    app = desk.make()
    client = app.test_client()
    client.set_cookie(small.cookie(app), app.extensions["desk"].sessions.begin(desk.made.who("eva")))
    for path in (f"/deelnemers/{number}", f"/deelnemers/{number}/intrekken"):
        assert client.get(path).status_code == 404
    assert site(public).get(f"/collecties/avond/scherm/{number}").status_code == 404
    expected = 404 if number.isascii() and number.isdigit() else 200
    assert client.get(f"/logboek?voor={number}").status_code == expected
    assert site(public).get(f"/zoeken?q=bel&pagina={number}").status_code == expected
    assert site(public).get(f"/zoeken?q={number}").status_code == 200


def test_a_stranger_cannot_send_what_a_colleague_may(desk):
    app = desk.make()
    large = {**desk.form, "bestanden": (BytesIO(b"x" * 70_000), "x.txt")}
    assert app.test_client().post("/inloggen", data=large).status_code == 413
    client = app.test_client()
    client.set_cookie(small.cookie(app), app.extensions["desk"].sessions.begin(desk.made.who("eva")))
    large = {"bestanden": (BytesIO(b"x" * 70_000), "x.txt")}
    assert client.post("/inleveren", data=large).status_code == 403  # read, and then found without its token


# ---- films ----


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("0-", 0, SIZE - 1), ("5-9", 5, 9), (f"{SIZE - 10}-", SIZE - 10, SIZE - 1), ("-3", SIZE - 3, SIZE - 1), ("0-999999", 0, SIZE - 1)]
)  # fmt: skip
def test_a_part_of_a_film_is_that_part_and_is_sent_as_a_file(public, asked, first, last):
    whole = clean("film.webm", FILM)
    answer = site(public).get("/media/film.webm", headers={"Range": f"bytes={asked}"}, buffered=True)
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}" and answer.data == whole[first : last + 1]
    handed = []

    class Wrapper:
        def __init__(self, file, size=8192):
            handed.append((file.fileno(), os.lseek(file.fileno(), 0, 1)))
            self.close = file.close

        def __iter__(self):
            return iter(())

    given = {"headers": {"Range": f"bytes={asked}"}, "environ_overrides": {"wsgi.file_wrapper": Wrapper}}
    site(public).get("/media/film.webm", buffered=True, **given)
    assert handed[-1][1] == first


@pytest.mark.parametrize(("asked", "status"), [(f"bytes={SIZE}-", 416), ("bytes=5-2", 416), ("bytes=x", 416), ("letters=1-2", 416)])  # fmt: skip
def test_a_part_that_is_not_there_is_refused_and_no_file_stays_open(public, asked, status):
    answer = site(public).get("/media/film.webm", headers={"Range": asked}, buffered=True)
    assert answer.status_code == status
    etag = site(public).get("/media/film.webm", buffered=True).headers["ETag"]
    assert site(public).get("/media/film.webm", headers={"If-None-Match": etag}, buffered=True).status_code == 304


def test_no_view_reads_a_number_without_its_bound():
    files = [path for path in (ROOT / "archive" / "web").rglob("*.py") if path.name != "front.py"]
    assert [path.name for path in files if re.search(r"type=int|type=float|int\(request", path.read_text())] == []
