"""A story is read, decided on and released by the rule of two, within its consent, or not at all."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from archive.consent import Consent
from archive.errors import NoConsent, NotAllowed, NotFound
from archive.ingest import release, review
from archive.model import Decision
from archive.vault import story
from archive.vault.digests import digest
from archive.vault.reading import open_decisions, open_reading
from tests import small
from tests.small import LAYERS, P07

ID = "T0000000001"
NAME = (13, 34)  # where the story names somebody
AGREED = Consent(P07, LAYERS, "2020-01-01")


class Text:
    """A story under review, and what people can do with it."""

    def __init__(self, made, ledger):
        self.made, self.home, self.ledger, self.key, self.secret = made, made.home, ledger, made.key, made.secret

    def agree(self, **more):
        self.ledger.agreements.put(replace(AGREED, **more), "eva")

    def opened(self, who="eva"):
        return review.open_story(self.home, self.ledger, ID, self.made.who(who))

    def decide(self, verdict="mask", who="eva", place=NAME, kind="PERSON", seen=None):
        decisions = [Decision(*place, kind, verdict, who)]
        review.decide(self.home, self.ledger, ID, self.made.who(who), decisions, seen)

    def finish(self, who="eva", seen=None):
        review.finish(self.home, self.ledger, ID, self.made.who(who), seen)

    def seen(self):
        """The stamp of what a second reader would read now, whatever consent says of it."""
        key, known = self.made.identities["steward"], self.ledger.bound(ID)
        history = tuple(open_decisions(self.home, ID, key, known))
        opened = review.Opened(ID, open_reading(self.home, ID, key, known), history)
        return release.preview(self.home, self.ledger, opened).stamp

    def release(self, who="tom", seen=None):
        return release.release(self.home, self.ledger, ID, self.made.who(who), seen or self.seen())


@pytest.fixture
def text(tmp_path):
    made = small.make(tmp_path / "var", "eva", "tom")
    made.tell()
    with made.ledger() as ledger:
        yield Text(made, ledger)


def refused(text, match, error=NotAllowed, **how):
    with pytest.raises(error, match=match):
        text.release(**how)
    assert list(text.home.released.iterdir()) == [] and text.ledger.get(ID).state != "released"


def test_a_second_person_releases_and_what_nobody_decided_is_masked(text):
    text.finish()
    assert text.release().turns == (("deelnemer 1", "Dat vertelde [Ayla1 Venema1] over het kliederhoekgeheim."),)
    said = (text.home.released / f"{ID}.json").read_text()
    assert set(json.loads(said)) == {"id", "project", "turns"} and "Wendelmoed" not in said
    assert text.ledger.get(ID).state == "released" and story.has(text.home.sealed / ID, story.REPLACED, text.key)


def test_nothing_is_released_before_its_review_is_finished(text):
    refused(text, "Rond eerst")


@pytest.mark.parametrize("how", [{}, {"verdict": "keep"}, {"verdict": "withhold", "kind": "OTHER_UNIQUE"}])
def test_who_decided_anything_is_no_second_reader(text, how):
    text.decide(who="tom", **how)
    text.finish()
    refused(text, "tweede lezer")


def test_who_finished_the_review_is_no_second_reader(text):
    text.finish("tom")
    refused(text, "tweede lezer")


def test_what_is_released_is_the_text_that_was_read(text):
    text.finish()
    read = text.seen()
    review.reopen(text.ledger, ID, "eva")
    text.decide("keep")
    text.finish()
    refused(text, "veranderd", seen=read)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"layers": ("bewaren", "lessen")}, "stemde niet in"), ({"readers": ("eva",)}, "enkele onderzoekers"),
        ({"embargo": {"onderzoek": "2999-01-01"}}, "embargo"), ({"until": "2020-12-31"}, "liep af"),
    ],
)  # fmt: skip
def test_consent_that_changed_stops_the_release_and_hides_what_was_released(text, change, match):
    text.finish()
    text.agree(**change)
    refused(text, match, NoConsent)
    text.agree()
    text.release()
    assert release.released(text.home, text.ledger, ID, "tom")
    text.agree(**change)
    with pytest.raises(NoConsent, match=match):
        release.released(text.home, text.ledger, ID, "tom")


@pytest.mark.parametrize(
    ("change", "match"), [({"readers": ("eva",)}, "enkele onderzoekers"), ({"until": "2020-12-31"}, "liep af")]
)
def test_a_sealed_story_is_read_within_its_consent_only(text, change, match):
    text.agree(**change)
    with pytest.raises(NoConsent, match=match):
        text.opened("tom")


def test_a_text_that_is_not_released_is_shown_to_nobody_even_if_a_crash_left_it(text):
    text.finish()
    (text.home.released / f"{ID}.json").write_text(json.dumps({"id": ID, "project": "wijk", "turns": []}))
    with pytest.raises(NotFound):
        release.released(text.home, text.ledger, ID, "tom")
    assert release.all_released(text.home, text.ledger) == [] and list(text.home.released.iterdir()) == []


def test_nothing_is_decided_after_the_review_and_nonsense_never(text):
    for nonsense in ({"verdict": "weg"}, {"kind": "NAAM"}, {"place": (13, 999)}, {"place": (9, 9)}):
        with pytest.raises(NotAllowed):
            text.decide(**nonsense)
    text.finish()
    with pytest.raises(NotAllowed, match="afgerond"):
        text.decide("keep")
    assert text.opened().history == ()


def test_after_a_review_the_gate_knows_the_names_as_decided(text):
    added = Decision(44, 61, "PERSON", "mask", "eva")
    both = [Decision(*NAME, "PERSON", "keep", "eva"), added]
    review.decide(text.home, text.ledger, ID, text.made.who("eva"), both)
    assert digest("wendelmoed", text.secret) in text.ledger.name_digests()
    text.finish()
    both = {digest(part, text.secret) for part in ("kliederhoekgeheim", "wendelmoed")}
    assert both <= set(text.ledger.name_digests())  # one person takes no name from the gate
    text.release()
    assert set(text.ledger.name_digests()) == {digest("kliederhoekgeheim", text.secret)}


def test_a_released_text_cannot_be_sent_back(text):
    text.finish()
    text.release()
    with pytest.raises(NotAllowed):
        review.reopen(text.ledger, ID, "eva")


def test_a_decision_that_is_taken_back_leaves_somebody_free_to_be_the_second_reader(text):
    text.decide(who="tom")
    text.decide(who="tom", place=(44, 61), kind="OTHER_UNIQUE")
    text.decide("back", who="tom")
    text.finish()
    refused(text, "tweede lezer")  # one of the two still stands
    review.reopen(text.ledger, ID, "eva")
    text.decide("back", who="tom", place=(44, 61), kind="OTHER_UNIQUE")
    text.finish()
    assert text.opened().decisions == [] and len(text.opened().history) == 4
    assert text.release().turns[0][1] == "Dat vertelde [Ayla1 Venema1] over het kliederhoekgeheim."
    said = [(row.who, row.what, row.count) for row in text.ledger.events() if row.what in ("decide", "give-back")]
    assert said == [("tom", "give-back", 1), ("tom", "give-back", 1), ("tom", "decide", 1), ("tom", "decide", 1)]


def test_nobody_takes_anothers_decision_back(text):
    text.decide("keep", who="tom")
    text.decide("back", who="eva")
    assert [(d.verdict, d.by) for d in text.opened().decisions] == [("keep", "tom")]


def test_a_stale_page_overwrites_nothing_unseen(text):
    text.decide("keep", who="tom", seen=0)
    for stale in (0, 2, -1):
        with pytest.raises(NotAllowed, match="Een ander besloot hier intussen"):
            text.decide("mask", seen=stale)
    with pytest.raises(NotAllowed, match="Een ander besloot hier intussen"):
        text.finish(seen=0)
    assert text.ledger.get(ID).state == "uploaded" and len(text.opened().history) == 1
    text.decide("mask", place=(44, 61), seen=0)  # nobody decided there
    text.decide("mask", seen=1)
    text.finish(seen=3)
    assert [(d.start, d.verdict, d.by) for d in text.opened().history] == [
        (13, "keep", "tom"),
        (44, "mask", "eva"),
        (13, "mask", "eva"),
    ]


def test_people_who_decide_at_once_lose_nothing(text):
    def decide(number):
        who = ("eva", "tom")[number % 2]
        review.decide(
            text.home, text.ledger, ID, text.made.who(who), [Decision(number, number + 5, "DATE", "mask", who)]
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, range(16)))
    assert sorted(d.start for d in text.opened().history) == list(range(16))
