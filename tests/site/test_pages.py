"""The site as its visitors get it: every page, every address, in a real browser too."""

import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from archive.config import Site
from archive.web.public import views
from archive.web.public.app import create_app
from archive.web.public.urls import ROUTES

WIDTHS = (320, 390, 1280, 1920)
LOOKED_AT = ("/", "/zoeken?q=wantrouwen", "/zoeken?q=bestaatniet", "/lessen/evalueer-niet-te-vroeg", "/aanpakken/energiebox", "/themas",
             "/themas/geld", "/collecties", "/collecties/pilot-of-plan", "/collecties/pilot-of-plan/scherm/1", "/films",
             "/films/waterkwartier-film", "/woorden", "/over", "/bestaat-niet")  # fmt: skip


def get(address, path):
    try:
        with urllib.request.urlopen(address + path) as answer:
            return answer.status, dict(answer.headers), answer.read().decode(errors="replace")
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, dict(answer.headers), answer.read().decode(errors="replace")


def addresses(address):
    return re.findall(r"<loc>http://[^/]+([^<]*)</loc>", get(address, "/sitemap.xml")[2])


def test_every_page_of_the_sitemap_opens(site_address):
    found = addresses(site_address)
    assert len(found) > 60 and len(found) == len(set(found))
    assert [path for path in found if get(site_address, path)[0] != 200] == []


def test_every_internal_link_leads_somewhere(site_address):
    links = set()
    for path in addresses(site_address):
        links |= {link.split("#")[0] for link in re.findall(r'(?:href|src)="(/[^"]*)"', get(site_address, path)[2])}
    links = {link.replace("&amp;", "&") for link in links if link}
    assert [link for link in sorted(links) if get(site_address, link)[0] != 200] == []


def test_every_kind_of_page_is_looked_at_and_has_one_heading(site_address):
    rules = create_app(Path("/nowhere"), Site(), "x", "").url_map.bind("")
    looked_at = {rules.match(path.split("?")[0])[0] for path in LOOKED_AT}
    assert looked_at == {view.__name__ for _, view in ROUTES if view.__module__ == views.__name__}
    for path in LOOKED_AT:
        assert get(site_address, path)[2].count("<h1") == 1, path


def test_headers_are_strict_on_every_kind_of_answer(site_address):
    for path in ("/", "/static/site.css", "/bestaat-niet", "/feed.atom"):
        headers = get(site_address, path)[1]
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin" and "Set-Cookie" not in headers


def test_nothing_is_loaded_from_elsewhere(site_address):
    for path in addresses(site_address):
        page = get(site_address, path)[2]
        assert re.findall(r'(?:src|srcset|poster|action)="(?:https?:)?//', page) == []
        assert re.findall(r'<link[^>]+href="https?://', page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/media/../content.json",
        "/media/%2e%2e%2fcontent.json",
        "/lessen/../x",
        "/content.json",
        "/index/",
        "/manifest.json",
    ],
)
def test_the_bundle_shows_pages_and_media_only(site_address, path):
    assert get(site_address, path)[0] in (404, 400)


@pytest.mark.parametrize(
    "question",
    [
        "%00",
        "%ff",
        "%22%22%22",
        "a" * 3000,
        "<script>alert(1)</script>",
        "*",
        "-",
        "%F0%9F%98%80",
        "thema:geld",
        "pagina=99999999999999999999",
    ],
)
def test_any_question_gets_a_page(site_address, question):
    quoted = urllib.parse.quote(question, safe="%")
    for path in (f"/zoeken?q={quoted}", f"/zoeken?thema={quoted}", f"/zoeken?pagina={quoted}"):
        status, _, text = get(site_address, path)
        assert status == 200 and "<script>alert" not in text


def test_a_search_says_how_many_and_marks_what_it_found(site_address):
    text = get(site_address, "/zoeken?q=wantrouwen")[2]
    assert re.search(r"\d+ resultaten", text) and re.search("<mark>[Ww]antrouwen</mark>", text)
    first = int(re.search(r"(\d+) resultaten", text)[1])
    narrowed = get(site_address, "/zoeken?q=wantrouwen&soort=approach")[2]
    assert int(re.search(r"(\d+) resulta", narrowed)[1]) < first


def test_an_unchanged_page_is_not_sent_twice(site_address):
    tag = get(site_address, "/themas")[1]["ETag"]
    request = urllib.request.Request(site_address + "/themas", headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(request)
    assert answer.value.code == 304
    answer.value.close()


def test_the_feed_is_atom(site_address):
    from defusedxml.ElementTree import fromstring

    for path in ("/feed.atom", "/sitemap.xml", "/opensearch.xml"):
        fromstring(get(site_address, path)[2])


@pytest.mark.parametrize("path", LOOKED_AT)
def test_no_page_is_wider_than_its_screen(chromium, site_address, path):
    for width in WIDTHS:
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(site_address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        context.close()


@pytest.mark.parametrize("path", LOOKED_AT)
def test_axe_finds_nothing(page, site_address, path):
    page.goto(site_address + path)
    source = (Path(Axe.__init__.__globals__["__file__"]).parent / "axe.min.js").read_text()
    found = page.evaluate(f"async () => {{ {source}; return await axe.run() }}")
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in found["violations"]] == []


def test_everything_works_without_javascript(chromium, site_address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_address)
    page.fill("#q", "schulden")
    page.press("#q", "Enter")
    page.click(".facets a >> nth=0")
    assert page.query_selector(".facets .on")
    page.click(".hits h2 a >> nth=0")
    assert page.query_selector("h1")
    page.goto(site_address + "/collecties/pilot-of-plan/scherm/0")
    page.click("text=Volgende")
    assert page.url.endswith("/scherm/1")
    context.close()


def test_the_keyboard_walks_a_collection_on_the_screen(page, site_address):
    page.goto(site_address + "/collecties/pilot-of-plan/scherm/0")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/scherm/1")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/scherm/0")


def test_the_first_tab_leads_to_the_content(page, site_address):
    page.goto(site_address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_a_new_bundle_is_served_at_once_and_a_broken_one_never(archive, content):
    from tests.conftest import write_lesson

    archive.run("publish", "--content", content, check=True)
    address = archive.start("serve")
    assert get(address, "/lessen/bel-eerst")[0] == 200 and get(address, "/lessen/tweede-les")[0] == 404
    write_lesson(content, "tweede-les", "Een tweede les")
    archive.run("publish", "--content", content, check=True)
    assert get(address, "/lessen/tweede-les")[0] == 200
    write_lesson(content, "derde-les", "Een derde les", "Bel mevrouw Hoogendoorn op 06-71234567.")
    assert archive.run("publish", "--content", content).status == 2
    assert get(address, "/lessen/tweede-les")[0] == 200 and get(address, "/lessen/derde-les")[0] == 404


def test_before_the_first_publication_the_site_says_so(archive):
    address = archive.start("serve")
    status, _, text = get(address, "/")
    assert status == 404 and "nog niets gepubliceerd" in text
