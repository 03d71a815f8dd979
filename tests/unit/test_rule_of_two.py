"""A story is read, decided on and released by the rule of two, within its consent, or not at all."""

import json
from dataclasses import replace

import pytest

from archive.consent import Consent
from archive.errors import NoConsent, NotAllowed, NotFound
from archive.ingest import release, review
from archive.model import Decision
from archive.vault import story
from archive.vault.digests import digest
from archive.vault.reading import open_reading
from tests import small
from tests.small import LAYERS, P07

ID = "T0000000001"
NAME = (13, 34)  # where the story names somebody
AGREED = Consent(P07, LAYERS, "2020-01-01")


class Text:
    """A story under review, and what people can do with it."""

    def __init__(self, made, ledger):
        self.home, self.ledger, self.key, self.identity = made.home, ledger, made.key, made.identities["tom"]
        self.reading = open_reading(self.home, ID, self.identity)

    def agree(self, **more):
        self.ledger.agreements.put(replace(AGREED, **more), "eva")

    def decide(self, verdict="mask", who="eva", place=NAME, kind="PERSON"):
        review.decide(self.ledger, self.reading, ID, [Decision(*place, kind, verdict, who)])

    def finish(self, who="eva"):
        review.finish(self.ledger, self.reading, ID, who, self.key)

    def seen(self):
        return release.preview(self.home, self.ledger, ID, self.reading).stamp

    def release(self, who="tom", seen=None):
        return release.release(self.home, self.ledger, ID, who, self.identity, seen or self.seen())


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
        review.read_sealed(text.home, text.ledger, ID, "tom", text.identity)


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
    assert text.ledger.decisions(ID) == []


def test_after_a_review_the_gate_knows_the_names_as_decided(text):
    added = Decision(44, 61, "PERSON", "mask", "eva")
    review.decide(text.ledger, text.reading, ID, [Decision(*NAME, "PERSON", "keep", "eva"), added])
    assert digest("wendelmoed", text.key) in text.ledger.name_digests()
    text.finish()
    assert set(text.ledger.name_digests()) == {digest("kliederhoekgeheim", text.key)}


def test_a_released_text_cannot_be_sent_back(text):
    text.finish()
    text.release()
    with pytest.raises(NotAllowed):
        review.reopen(text.ledger, ID, "eva")
