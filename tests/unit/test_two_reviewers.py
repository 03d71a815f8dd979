"""Two people review one text: none overwrites what the other decided unseen, and a mistake can be given back."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from archive.errors import NotAllowed
from archive.ingest import release, review
from archive.model import Decision
from archive.vault import label
from tests.unit.test_desk_projects import decided, desk  # noqa: F401  # the fixture
from tests.unit.test_rule_of_two import ID, NAME, refused, text  # noqa: F401  # the fixture

OTHER_PLACE = (44, 61)


def test_decisions_lie_sealed_with_the_story_oldest_first_and_the_ledger_holds_their_number_only(text):  # noqa: F811
    text.decide("keep")
    text.decide("mask", "tom")
    text.decide("withhold", place=OTHER_PLACE, kind="OTHER_UNIQUE")
    assert [(d.verdict, d.by) for d in text.opened().history] == [("keep", "eva"), ("mask", "tom"), ("withhold", "eva")]
    assert [(row.who, row.what, row.count) for row in text.ledger.events(ID) if row.what == "decide"] == [
        ("eva", "decide", 1), ("tom", "decide", 1), ("eva", "decide", 1),
    ]  # fmt: skip
    assert text.ledger.bound(ID).mark == label.read(text.home.sealed / ID, text.key).mark


def test_a_decision_that_is_taken_back_is_a_change_of_the_state_too(text):  # noqa: F811
    text.decide("keep", "eva", seen=0)
    text.decide("back", "eva", seen=1)
    with pytest.raises(NotAllowed, match="intussen"):
        text.decide("mask", "tom", seen=0)
    text.decide("mask", "tom", seen=2)


@pytest.mark.parametrize("how", [{}, {"verdict": "keep"}, {"verdict": "withhold", "kind": "OTHER_UNIQUE"}])
def test_who_takes_everything_back_before_finishing_is_free_to_be_the_second_reader(text, how):  # noqa: F811
    text.decide(who="tom", **how)
    text.decide("back", "tom")
    assert [row.what for row in text.ledger.events(ID)[:2]] == ["give-back", "decide"]
    text.finish()
    assert text.release().turns == (("deelnemer 1", "Dat vertelde [Ayla1 Venema1] over het kliederhoekgeheim."),)


def test_who_takes_back_and_decides_again_is_not(text):  # noqa: F811
    for verdict in ("mask", "back", "keep"):
        text.decide(verdict, "tom")
    text.finish()
    refused(text, "tweede lezer")


def test_what_is_taken_back_stands_as_it_was_before(text):  # noqa: F811
    text.decide("keep", "tom")
    text.decide("mask", "eva")
    text.decide("back", "eva")
    assert "Wendelmoed" in str(release.preview(text.home, text.ledger, text.opened()).turns)  # tom's stands again


def test_a_taking_back_after_the_review_is_finished_frees_nobody(text):  # noqa: F811
    text.decide(who="tom")
    text.finish()
    with pytest.raises(NotAllowed, match="afgerond"):
        text.decide("back", "tom")
    refused(text, "tweede lezer")


def test_of_two_who_decide_on_one_place_at_once_the_later_is_told(text):  # noqa: F811
    start = Barrier(2)

    def decide(who):
        with text.made.ledger() as ledger:
            start.wait(10)
            try:
                review.decide(text.home, ledger, ID, text.made.who(who), [Decision(*NAME, "PERSON", "mask", who)], 0)
            except NotAllowed:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(decide, ("eva", "tom")))
    assert sorted(done) == [False, True] and len(text.opened().history) == 1


@pytest.mark.parametrize(
    ("place", "touches"),
    [(NAME, True), ((13, 23), True), ((0, 14), True), ((20, 25), True), ((0, 99), True), ((0, 13), False), ((34, 40), False), ((50, 51), True), ((40, 41), False)],
)  # fmt: skip
def test_a_decision_touches_anothers_wherever_they_overlap(text, place, touches):  # noqa: F811
    for standing in (NAME, (15, 16), (36, 43), OTHER_PLACE):  # the second lies within the first
        text.decide("keep", "eva", place=standing)
    text.decide("back", "eva", place=(36, 43))
    mine = [Decision(*place, "PERSON", "mask", "tom")]
    assert review.touches_anothers(text.opened(), mine, "tom") is touches
    assert not review.touches_anothers(text.opened(), mine, "eva")


# ---- at the desk ----


@pytest.fixture
def two(desk):  # noqa: F811
    """The same desk, with tom a researcher of the project again: two who review one text."""
    desk.made.grant("tom", "wijk", "researcher", "reader")
    return desk


def post(client, path, **form):
    """Send a form with these fields and no other: what it says of the state is its own."""
    form["form_token"] = re.search(r'name="form_token" value="([^"]+)"', client.get("/inleveren").text)[1]
    return client.post(path, data=form)


def said(two):
    return [(d.start, d.end, d.verdict, d.by) for d in decided(two)]


def decide(client, verdict, **stand):
    return post(client, f"/teksten/{ID}/besluit", vondst="PERSON#1", besluit=verdict, **stand)


def add(client, words="Wendelmoed Krijgsveld", kind="PERSON", **stand):
    return post(client, f"/teksten/{ID}/toevoegen", woorden=words, soort=kind, **stand)


def finish(client, **stand):
    return post(client, f"/teksten/{ID}/klaar", **stand)


def stands(client):
    """Return what the forms of a page carry: of the finding, and of the whole text (adding and finishing)."""
    page = client.get(f"/teksten/{ID}").text
    return [int(number) for number in re.findall(r'name="stand" value="(\d+)"', page)]


STALE = "Een ander besloot hier intussen iets"


@pytest.mark.parametrize(
    "stand", [{}, {"stand": ""}, {"stand": "0"}, {"stand": "2"}, {"stand": "-1"}, {"stand": "x"}], ids=str
)
@pytest.mark.parametrize(
    "deed", [lambda *a, **k: decide(*a, "mask", **k), add, finish], ids=["besluit", "toevoegen", "klaar"]
)
def test_a_stale_page_overwrites_nobodys_decision_unseen(two, deed, stand):
    assert decide(two.eva, "keep", stand="0").status_code == 303
    answer = deed(two.tom, **stand)
    assert answer.status_code == 400 and STALE in answer.text and "besloten door eva" in answer.text
    assert said(two) == [(13, 34, "keep", "eva")] and two.ledger.get(ID).state == "uploaded"
    assert deed(two.tom, stand="1").status_code == 303  # who looked again decides


def test_a_word_that_overlaps_anothers_decision_is_added_on_what_stands_only(two):
    decide(two.eva, "keep", stand="0")
    for words in ("Wendelmoed", "vertelde Wendelmoed", "Krijgsveld over het"):
        assert STALE in add(two.tom, words, stand="0").text
    assert add(two.tom, "kliederhoekgeheim", stand="0").status_code == 303  # nobody decided there
    assert add(two.eva, "Wendelmoed", stand="0").status_code == 303  # over one's own


def test_who_adds_while_another_decides_on_that_very_place_is_told(two, monkeypatch):
    """Another decides between the look and the writing: after this request opened the story, before it holds it."""
    real = review.decide

    def first_eva(home, ledger, id, who, decisions, seen=None):
        if who.who == "tom":
            real(home, ledger, id, two.made.who("eva"), [Decision(13, 34, "PERSON", "keep", "eva")])
        real(home, ledger, id, who, decisions, seen)

    monkeypatch.setattr(review, "decide", first_eva)
    answer = add(two.tom, stand="0")
    assert answer.status_code == 400 and STALE in answer.text and said(two) == [(13, 34, "keep", "eva")]


def test_the_page_shows_who_decided_and_carries_the_state_that_was_seen(two):
    assert stands(two.tom) == [0, 0, 0] and "besloten door" not in two.tom.get(f"/teksten/{ID}").text
    decide(two.eva, "keep", stand="0")
    decide(two.tom, "mask", stand="1")
    assert stands(two.tom) == [2, 2, 2] and "besloten door eva, tom" in two.tom.get(f"/teksten/{ID}").text


def test_ones_own_decision_is_taken_back_at_the_desk_and_frees_its_maker_to_release(two):
    offer = "Neem mijn besluit terug"
    decide(two.tom, "keep", stand="0")
    assert offer in two.tom.get(f"/teksten/{ID}").text and offer not in two.eva.get(f"/teksten/{ID}").text
    assert decide(two.tom, "back", stand="1").status_code == 303
    page = two.tom.get(f"/teksten/{ID}").text
    assert offer not in page and "besloten door" not in page
    assert finish(two.eva, stand="2").status_code == 303
    stamp = re.search(r'name="gelezen" value="(\w+)"', two.tom.get(f"/teksten/{ID}").text)[1]
    assert post(two.tom, f"/teksten/{ID}/vrijgeven", gelezen=stamp).status_code == 303
    assert two.ledger.get(ID).state == "released"
