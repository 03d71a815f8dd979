"""The site from a bundle made by hand: no server, no browser, no archive behind it."""

import re
import shutil
import socket
from datetime import date, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from archive.config import Settings, Site
from archive.errors import ContentError, NotFound, SettingsError
from archive.home import Home
from archive.records import Approach, Collection, Item, Lesson, Library, Page, Theme, Video
from archive.web import serve
from archive.web.public.app import create_app
from archive.web.public.every_page import every_page
from archive.web.public.library import Shelf, Shelves, film_source
from tests import issued
from tests.small_media import webm

MONEY = Theme(slug="geld", name="Geld", name_en="Money", explanation="Over geld.", synonyms=("poen",))
HARD = 'Vraag & <antwoord> "zo"'
LIBRARY = Library(
    lessons=(
        Lesson(slug="bel-eerst", title="Bel eerst", summary="Kort.", themes=("geld",), approach="winkel", plain="Wie belt, komt verder.", html="<p>Wie belt, komt verder.</p>"),
        Lesson(slug="bel-niet", title=HARD, themes=("werk", "geld"), kind="viel-tegen", plain="Brieven liggen ongeopend.", html="<p>Brieven.</p>"),
        Lesson(slug="alleen", title="Alleen", plain="Niets gemeen."),
    ),
    approaches=(Approach(slug="winkel", title="De winkel", municipality=("Zutphen",), ladder=2),),
    videos=(Video(slug="film", title="Een film", file="film.webm", captions={"nl": "film.vtt"}), Video(slug="elders", title="Elders", link="https://x.example/v")),
    collections=(Collection(slug="avond", title="Een avond", items=(Item(lesson="bel-eerst"), Item(video="film"))),), pages=(Page(slug="over", title="Over ons", order=1),), themes=(MONEY,),
)  # fmt: skip


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    (root / "media").mkdir()
    (root / "media" / "film.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHallo\n")
    (root / "media" / "film.webm").write_bytes(webm())
    (root / "public").mkdir()
    issued.write(root / "public", LIBRARY, root / "media", 2)
    return root / "public"


@pytest.fixture(scope="module")
def shelf(public):
    return Shelves(public, issued.PUBLISHER).current()


@pytest.fixture
def client(public):
    return create_app(public, Site(), "Een archief", issued.PUBLISHER).test_client()


def found(shelf, question="", **chosen):
    return shelf.search(question, {facet: frozenset(values) for facet, values in chosen.items()}, 0, 20)


def test_an_item_is_got_by_its_kind_and_name_and_by_no_other(shelf):
    assert shelf.get("lesson", "bel-eerst").title == "Bel eerst"
    for kind, slug in (("video", "bel-eerst"), ("lesson", ""), ("page", "over"), ("lesson", "../x")):
        with pytest.raises(NotFound):
            shelf.get(kind, slug)


def test_what_has_a_theme_first_comes_first(shelf):
    assert [key for key, _ in shelf.with_theme("geld")] == ["lesson/bel-eerst", "lesson/bel-niet"] and shelf.with_theme(
        "er-niet"
    ) == []


def test_lessons_that_share_something_are_near_and_a_lesson_is_not_near_itself(shelf):
    assert [lesson.slug for lesson in shelf.near(shelf.get("lesson", "bel-eerst"))] == ["bel-niet"]
    assert shelf.near(shelf.get("lesson", "alleen")) == [] and shelf.near(shelf.get("lesson", "bel-eerst"), 0) == []
    assert [c.slug for c in shelf.collections_with("lesson/bel-eerst")] == ["avond"] and shelf.collections_with(
        "lesson/x"
    ) == []


def test_a_search_finds_counts_and_narrows(shelf):
    assert found(shelf).total == 7 and found(shelf, "brief").hits[0].key == "lesson/bel-niet"
    assert [hit.key for hit in found(shelf, "", gemeente=["Zutphen"]).hits] == ["approach/winkel"]
    assert found(shelf, "", soort=["video"], thema=["geld"]).total == 0 and found(shelf, "", soort=["onzin"]).total == 0
    assert found(shelf, "poen").total == 2 and ("Brieven", True) in found(shelf, "brief").hits[0].excerpt


def test_a_page_of_hits_beyond_the_last_is_empty_and_what_is_misspelt_gets_a_suggestion(shelf):
    assert shelf.search("", {}, 100, 20).hits == [] and shelf.search("", {}, 100, 20).total == 7
    assert found(shelf, "brieef").suggestion == "brief" and found(shelf, "brief").exact


def test_a_facet_reads_in_dutch_and_an_unknown_value_as_it_is(shelf):
    assert [shelf.value_name(*pair) for pair in (("thema", "geld"), ("soort", "lesson"), ("uitkomst", "viel-tegen"), ("thema", "x"), ("gemeente", "Zutphen"))] == [
        "Geld", "lessen", "wat tegenviel", "x", "Zutphen",
    ]  # fmt: skip
    assert film_source(shelf.get("video", "film")) == "/media/film.webm" and film_source(
        shelf.get("video", "elders")
    ).startswith("https://")


def test_a_bundle_that_was_changed_is_not_opened(public, tmp_path):
    copy = shutil.copytree((public / "current").resolve(), tmp_path / "bundle")
    (copy / "content.json").write_text("{}")
    with pytest.raises(ContentError):
        Shelf(copy, issued.PUBLISHER)


def test_the_next_request_opens_the_newest_bundle(tmp_path):
    shelves = Shelves(tmp_path, issued.PUBLISHER)
    with pytest.raises(NotFound, match="nog niets"):
        shelves.current()
    first = issued.write(tmp_path, Library(), tmp_path / "x", 2)
    assert shelves.current().id == first.id and shelves.current() is shelves.current()
    second = issued.write(tmp_path, LIBRARY, tmp_path / "x", 2)
    assert shelves.current().id == second.id != first.id


# ---- what programs read ----


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/opensearch.xml"])
def test_what_programs_read_is_well_formed_whatever_a_title_holds(client, path):
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype.endswith("xml")
    assert fromstring(answer.text) is not None and (
        path != "/feed.atom" or HARD in "".join(fromstring(answer.text).itertext())
    )


def test_the_sitemap_holds_every_address_once_and_each_of_them_answers(client):
    listed = [fromstring(client.get("/sitemap.xml").text)[n][0].text for n in range(14)]
    assert len(set(listed)) == len(listed) and {client.get(address).status_code for address in listed} == {200}


def test_media_are_sent_in_parts_and_captions_as_captions(client):
    part = client.get("/media/film.webm", headers={"Range": "bytes=2-4"}, buffered=True)
    assert (part.status_code, part.data) == (206, webm()[2:5]) and client.get(
        "/media/film.vtt", buffered=True
    ).mimetype == "text/vtt"
    for path in ("/media/", "/media/..%2fmanifest.json", "/media/../content.json", "/media/er-niet.png"):
        assert client.get(path).status_code == 404


def test_where_to_report_a_weakness_says_until_when(client):
    until = re.search(r"Expires: (\S+)T", client.get("/.well-known/security.txt").text)[1]
    assert date.today() < date.fromisoformat(until) <= date.today() + timedelta(days=181)
    assert "Disallow: /zoeken" in client.get("/robots.txt").text and client.get("/gezond").text.startswith("goed ")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("PUT", "/lessen/bel-eerst"), ("DELETE", "/media/film.webm")]
)
def test_nothing_can_be_sent_to_the_site(client, method, path):
    assert client.open(path, method=method, data="x").status_code == 405


def test_every_page_is_every_address_and_what_no_list_holds(public, tmp_path):
    pages = dict(every_page(public, Site(), "Een archief", issued.PUBLISHER))
    assert {"/", "/lessen/bel-eerst", "/over", "/themas/geld", "/zoeken", "/feed.atom", "/bestaat-niet"} <= pages.keys()
    assert (
        "Wie belt, komt verder." in pages["/lessen/bel-eerst"]
        and list(every_page(tmp_path, Site(), "x", issued.PUBLISHER)) == []
    )


# ---- headers ----


@pytest.mark.parametrize("path", ["/", "/er-niet", "/media/film.vtt", "/feed.atom"])
def test_every_answer_has_the_headers_and_none_sets_a_cookie(client, path):
    headers = client.get(path, buffered=True).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'" and set(
        policy.values()
    ) == {"'none'", "'self'"}
    assert (
        headers["X-Content-Type-Options"] == "nosniff"
        and "Set-Cookie" not in headers
        and "Strict-Transport-Security" not in headers
    )


def test_over_https_the_browser_is_told_to_stay_there(public):
    headers = create_app(public, Site(https=True), "x", issued.PUBLISHER).test_client().get("/").headers
    assert "max-age" in headers["Strict-Transport-Security"] and headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(("start", "which"), [(serve.site, "site"), (serve.desk, "desk")])
def test_a_port_that_is_taken_is_told_before_anything_is_opened(tmp_path, start, which):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(**{which: {"port": taken.getsockname()[1]}})
        with pytest.raises(SettingsError, match="al in gebruik"):
            start(Home(tmp_path / "var"), settings)
    assert list(tmp_path.iterdir()) == []
