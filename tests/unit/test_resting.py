"""An item passes when everybody it rests on agreed to that very use of it, and to their own name in it."""

from datetime import date

import pytest

from archive.consent import Consent
from archive.detection.names import CAPITAL, NAME, PAIR
from archive.model import Participant
from archive.publish import resting
from archive.publish.content import load
from archive.records import Lesson, Library
from archive.vault.digests import digest
from archive.vault.names import KnownNames
from tests import small
from tests.small import P07

KEY, TODAY = b"k" * 32, date(2026, 11, 22)
SEALED = KnownNames(
    {digest("wendelmoed", KEY): NAME, digest("roos", KEY): CAPITAL, digest("delft", KEY): PAIR},
    KEY,
    holders=lambda one: {P07} if one == digest("wendelmoed", KEY) else set(),
)
P08 = Participant("wijk", "P08")


@pytest.fixture
def asked(tmp_path):
    """asked(folder, body, front, *layers of P07): what stops an item, as words."""
    made = small.make(tmp_path / "var")

    def ask(folder, body, front, *layers, held=(), **more):
        path = tmp_path / "content" / folder / "x.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'+++\ntitle = "Een stuk"\nsummary = "Kort."\n{front}\n+++\n\n{body}\n')
        with made.ledger() as ledger:
            if layers:
                ledger.agreements.put(Consent(P07, ("bewaren", *layers), "2020-01-01", **more), "eva")
            found = resting.problems(load(tmp_path / "content"), ledger, SEALED, TODAY, held)
        return " ".join(f"{problem.line} {problem.what} {problem.why}" for problem in found)

    return ask


RESTS = 'rests_on = ["wijk/P07"]'


def test_a_lesson_asks_for_lessons_a_quotation_for_quotes_and_a_film_for_film(asked):
    assert "geen toestemming bekend" in asked("lessons", "Les.", RESTS)
    assert "lessen" in asked("lessons", "Les.", RESTS, "film") and asked("lessons", "Les.", RESTS, "lessen") == ""
    assert "citaten" in asked("lessons", "Zij zei:\n\n > Ik belde.", RESTS, "lessen")
    assert asked("lessons", "> Ik belde.", RESTS, "lessen", "citaten") == ""


@pytest.mark.parametrize(
    "body",
    ["<blockquote>Ik belde.</blockquote>", "<BLOCKQUOTE>Ik belde.</BLOCKQUOTE>", "- Zij zei:\n\n    > Ik belde.", "1. > Ik belde.", "Zij zei:\n> Ik belde.",
     "<div><blockquote cite='x'>Ik belde.</blockquote></div>", "- een\n    - twee\n\n        > Ik belde."],
)  # fmt: skip
def test_a_quotation_is_one_on_the_page_however_it_was_written(asked, body):
    assert (
        "citaten" in asked("lessons", body, RESTS, "lessen")
        and asked("lessons", body, RESTS, "lessen", "citaten") == ""
    )


@pytest.mark.parametrize("body", ["`> Ik belde.`", "    > dit is code", "3 > 2 en 2 < 3", "&lt;blockquote&gt;"])
def test_what_is_no_quotation_on_the_page_asks_for_none(asked, body):
    assert asked("lessons", body, RESTS, "lessen") == ""


def test_a_film_asks_for_film(asked):
    assert "een film" in asked("videos", "Kijk.", RESTS, "lessen") and asked("videos", "Kijk.", RESTS, "film") == ""


def test_everybody_it_rests_on_is_asked(asked):
    assert "wijk/P08" in asked("lessons", "Les.", 'rests_on = ["wijk/P07", "wijk/P08"]', "lessen")


def test_an_embargo_and_an_end_are_asked_today(asked):
    assert "2026-11-23" in asked("lessons", "Les.", RESTS, "lessen", embargo={"lessen": "2026-11-23"})
    assert "liep af" in asked("lessons", "Les.", RESTS, "lessen", until="2026-11-21")


def test_a_page_rests_on_nobody(asked):
    assert "maak er een les van" in asked("pages", "Over ons.", RESTS, "lessen", "citaten", "film")


def test_what_is_held_back_is_not_asked_about(asked):
    assert asked("lessons", "Les.", RESTS, held=["lesson/x"]) == "" and asked(
        "lessons", "Les.", RESTS, held=["lesson/y"]
    )


NAMED = '[[public_names]]\nname = "{}"\nreason = "draagt de eigen naam"\n'


def test_a_sealed_name_in_a_film_is_somebodys_own_by_their_wish(asked):
    whose = 'participant = "wijk/P07"'
    assert "verzegelde naam" in asked("videos", "Kijk.", NAMED.format("Wendelmoed Jansen"))
    assert "verzegelde naam" in asked("videos", "Kijk.", NAMED.format("Roos Jansen"))
    assert asked("videos", "Kijk.", NAMED.format("Angela Jansen")) == ""
    assert "geen toestemming bekend" in asked("videos", "Kijk.", NAMED.format("Wendelmoed") + whose)
    assert "stemde niet in" in asked(
        "videos", "Kijk.", NAMED.format("Wendelmoed") + whose, "lessen", own_name_in_film=True
    )
    assert "wil niet met de eigen naam" in asked("videos", "Kijk.", NAMED.format("Wendelmoed") + whose, "film")
    assert asked("videos", "Kijk.", NAMED.format("Wendelmoed") + whose, "film", own_name_in_film=True) == ""
    not_theirs = asked("videos", "Kijk.", NAMED.format("Roos Wendelmoed") + whose, "film", own_name_in_film=True)
    assert "niet die van wijk/P07" in not_theirs  # nobody lends another's name


@pytest.mark.parametrize("folder", ["lessons", "approaches", "pages"])
@pytest.mark.parametrize("whose", ["", 'participant = "wijk/P07"'])
def test_a_sealed_name_may_be_declared_in_a_film_only(asked, folder, whose):
    agreed = ("film", "lessen")
    for name in ("Wendelmoed", "Roos Jansen", "Angela Wendelmoed"):
        assert "verzegelde naam" in asked(folder, "Les.", NAMED.format(name) + whose, *agreed, own_name_in_film=True), (
            name
        )
    for name in ("Angela Jansen", "Werkgroep Delft"):
        assert asked(folder, "Les.", NAMED.format(name), *agreed) == "", name


def lesson(slug, **more):
    return Lesson(slug=slug, title="Een les", **more)


def test_a_collection_rests_on_what_its_items_rest_on():
    library = Library.model_validate(
        {
            "lessons": (lesson("a", rests_on=("wijk/P07",)), lesson("b", rests_on=("wijk/P08",)), lesson("c")),
            "collections": [{"slug": "k", "title": "Samen", "rests_on": ("wijk/P07",), "items": [{"lesson": "b"}, {"lesson": "c"}]}],
        }
    )  # fmt: skip
    assert resting.rests(library) == {"lesson/a": {P07}, "lesson/b": {P08}, "collection/k": {P07, P08}}


def test_a_published_quotation_asks_for_quotes():
    assert resting.layers_of("lesson/a", lesson("a", html="<blockquote>")) == ["lessen", "citaten"]
    assert resting.layers_of("lesson/a", lesson("a")) == ["lessen"] == resting.layers_of("lesson/a", None)
    assert resting.layers_of("video/a", None) == ["film"]


def test_nothing_points_at_what_is_taken_out():
    library = Library.model_validate(
        {
            "lessons": (lesson("a"), lesson("b", approach="p")), "approaches": [{"slug": "p", "title": "Een aanpak"}],
            "videos": [{"slug": "v", "title": "Een film", "chapters": [{"start": 0, "title": "Begin", "lesson": "a"}]}],
            "collections": [{"slug": "k", "title": "Samen", "items": [{"lesson": "a"}, {"lesson": "b"}]}, {"slug": "l", "title": "Alleen", "items": [{"lesson": "a"}]}],
        }
    )  # fmt: skip
    left = resting.without(library, ["lesson/a", "approach/p"])
    assert set(left.items()) == {"lesson/b", "video/v", "collection/k"}
    assert '"a"' not in left.model_dump_json() and '"p"' not in left.model_dump_json()
    assert set(resting.without(library, ["video/v", "collection/k"]).items()) == {
        "lesson/a",
        "lesson/b",
        "approach/p",
        "collection/l",
    }
