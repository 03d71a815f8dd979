"""The archive's own content holds to what docs/content.md asks."""

import re
import tomllib
from itertools import combinations
from statistics import median

import pytest

from archive.dutch.lemmas import STOP
from archive.publish import content
from archive.publish.render import plain, render
from archive.search.analysis import terms
from tests.conftest import ROOT
from tests.sentences import medians

LOADED = content.load(ROOT / "content")
LIBRARY = LOADED.library
HEADINGS = {
    "werkt": ["Wat gebeurde er", "Waarom werkte het", "Voor wie en waar", "Zo doet u het morgen"],
    "viel-tegen": ["Wat gebeurde er", "Waarom werkte het niet", "Voor wie en waar", "Zo doet u het morgen"],
    "oneens": ["Wat gebeurde er", "Waar zit het verschil", "Voor wie en waar", "Zo doet u het morgen"],
}


def test_every_reference_leads_somewhere_and_nothing_is_unknown():
    assert [str(problem) for problem in LOADED.problems] == []


def test_there_is_enough_to_be_worth_a_visit():
    counts = {
        name: len(getattr(LIBRARY, name))
        for name in ("lessons", "approaches", "collections", "themes", "words", "videos", "pages")
    }
    floor = {"lessons": 130, "approaches": 25, "collections": 8, "themes": 10, "words": 30, "videos": 2, "pages": 7}
    assert {name for name, least in floor.items() if counts[name] < least} == set()
    assert sum(lesson.kind != "werkt" for lesson in LIBRARY.lessons) > 30


@pytest.mark.parametrize(
    "draft", [d for d in LOADED.drafts if d.path.parent.name == "lessons"], ids=lambda d: d.path.stem
)
def test_a_lesson_is_whole(draft):
    lesson = draft.record
    assert re.findall(r"^## (.+)$", draft.body, re.M) == HEADINGS[lesson.kind]
    assert lesson.sources and lesson.confidence and lesson.themes and lesson.target_groups
    assert len(lesson.title) <= 70 and lesson.summary.endswith((".", "?", "!"))


def test_everything_speaks_english_too():
    everything = [*LIBRARY.lessons, *LIBRARY.approaches, *LIBRARY.videos, *LIBRARY.collections, *LIBRARY.pages]
    assert [record.slug for record in everything if not (record.title_en and record.summary_en)] == []


def test_an_approach_says_how_sure_it_is_and_where_its_figures_stand():
    for approach in LIBRARY.approaches:
        assert approach.ladder_reason and approach.municipality and approach.carried_by and approach.contact, (
            approach.slug
        )
        assert all(result.document and result.section for result in approach.results), approach.slug


def test_municipality_codes_are_codes_and_used_names_are_in_the_table():
    text = (ROOT / "content" / "municipalities.toml").read_text()
    table = tomllib.loads(text)["gemeente"]
    assert "CBS" in text.split("[", 1)[0] and all(re.fullmatch(r"GM\d{4}", code) for code in table.values())
    twice = {code for code in table.values() if list(table.values()).count(code) > 1}
    assert {name for name, code in table.items() if code in twice} <= {
        "Den Haag",
        "'s-Gravenhage",
        "'s-Hertogenbosch",
        "Den Bosch",
    }


def test_no_two_lessons_say_the_same():
    words = {}
    for lesson in LIBRARY.lessons:
        said = f"{lesson.title} {lesson.summary}"
        words[lesson.slug] = {t.text for t in terms(said, compounds=False)} - STOP
    alike = [
        (a, b) for a, b in combinations(words, 2) if len(words[a] & words[b]) > 0.6 * min(len(words[a]), len(words[b]))
    ]
    assert alike == []


def test_sentences_are_short():
    assert median(medians().values()) <= 15


def test_every_collection_has_an_opening_questions_and_a_closing():
    for collection, draft in ((d.record, d) for d in LOADED.drafts if d.path.parent.name == "collections"):
        assert len(plain(render(draft.body)).split()) > 30 and collection.closing and collection.occasion, (
            collection.slug
        )
        assert all(item.question for item in collection.items) and len(collection.items) >= 5, collection.slug


def test_our_film_is_small_and_has_captions_chapters_and_a_transcript():
    (film,) = [video for video in LIBRARY.videos if video.file]
    media = ROOT / "content" / "media"
    assert (media / film.file).stat().st_size < 8_000_000 and film.duration and 120 <= film.duration <= 240
    assert set(film.captions) == {"nl", "en"} and len(film.chapters) >= 5 and film.poster_alt
    for name in film.captions.values():
        assert (media / name).read_text().startswith("WEBVTT")
    body = next(d.body for d in LOADED.drafts if d.record is film)
    assert len(body.split()) > 200


def test_our_film_plays_in_the_browser(page, site_address):
    (film,) = [video for video in LIBRARY.videos if video.file]
    page.goto(f"{site_address}/films/{film.slug}")
    page.evaluate("document.querySelector('video').muted = true")
    page.evaluate("document.querySelector('video').play()")
    until(page, 0.4)
    assert abs(page.evaluate("document.querySelector('video').duration") - film.duration) < 2
    page.click("[data-seek] >> nth=2")
    until(page, film.chapters[2].start)
    assert page.evaluate("document.querySelector('video').textTracks.length") == 2


def until(page, seconds):
    """Wait until the film has come this far; the page's policy forbids playwright's own waiting."""
    for _ in range(100):
        if page.evaluate("document.querySelector('video').currentTime") >= seconds:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the film does not play")
