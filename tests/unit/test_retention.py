"""What falls due, falls due on the right day; what is destroyed then is all of it, and nothing sooner."""

from datetime import date

import pytest

from archive.config import Retention, Settings
from archive.consent import Consent
from archive.model import Decision, Participant
from archive.steward import retention
from archive.vault import register, story
from tests import small
from tests.small import LAYERS, P07

ID = "T0000000001"


@pytest.fixture
def told(tmp_path):
    """A story of 22 November 2026, and its open ledger."""
    made = small.make(tmp_path / "var", "eva")
    made.tell()
    made.decide(ID, "eva", Decision(13, 35, "PERSON", "mask", "eva"))
    with made.ledger() as ledger:
        mark = story.put(made.home.sealed / ID, story.REPLACED, b"[]", made.key)
        ledger.note("tom", "sealed", ID, mark=mark)
        made.open = ledger
        yield made


def due(told, day, **terms):
    settings = Settings(retention=Retention(**terms))
    return retention.due(told.home, settings, told.open, date.fromisoformat(day))


def carry_out(told, rows):
    retention.carry_out(told.home, told.home.settings(), told.open, rows, told.who())


@pytest.mark.parametrize(
    ("months", "day", "falls"),
    [(12, "2027-11-21", False), (12, "2027-11-22", True), (1, "2026-12-22", True), (1, "2026-12-21", False), (2, "2027-01-22", True), (2, "2027-01-21", False), (0, "2999-01-01", False)],
)  # fmt: skip
def test_a_term_ends_on_the_same_day_some_months_later_and_none_never(told, months, day, falls):
    assert [(row.kind, row.of) for row in due(told, day, transcript=months)] == [("transcript", ID)] * falls


def test_a_term_that_began_on_the_last_day_of_a_month_ends_on_the_last_day():
    assert retention._end("2027-01-31", 1) == date(2027, 2, 28) and retention._end("2024-01-31", 1) == date(2024, 2, 29)


def test_a_story_whose_consent_ended_goes_the_day_after(told):
    told.open.agreements.put(Consent(P07, LAYERS, "2020-01-01", until="2026-12-31"), "eva")
    assert due(told, "2026-12-31") == []
    (row,) = due(told, "2027-01-01")
    assert (row.kind, row.why) == ("transcript", "consent")
    carry_out(told, [row])
    assert list(told.home.sealed.iterdir()) == [] and told.open.all() == [] and told.open.agreements.all() == []
    (gone,) = register.read(told.home.withdrawals, told.key)
    assert gone.transcripts == (ID,) and gone.why == "retention consent"


def test_who_is_who_goes_when_its_term_ends_every_table_of_it_and_the_story_stays(told):
    assert due(told, "2027-11-22", names=12) == []  # not released yet: the review needs it
    told.open.move(ID, "uploaded", "released", "tom")
    assert due(told, "2027-11-21", names=12) == []
    rows = due(told, "2027-11-22", names=12)
    assert [row.kind for row in rows] == ["names"]
    carry_out(told, rows)
    folder = told.home.sealed / ID
    assert not any(story.has(folder, part, told.key) for part in (story.READING, story.DECISIONS, story.REPLACED))
    assert sorted(path.name.split("-")[0] for path in folder.glob("*.age")) == ["key", "story"]
    assert story.open_part(folder, story.STORY, told.identities["steward"], told.key, told.open.bound(ID))
    assert due(told, "2027-11-22", names=12) == []


def test_a_form_number_is_forgotten_and_the_consent_is_not(told):
    told.open.agreements.put(Consent(P07, LAYERS, "2026-01-01", form="F2026-7"), "eva")
    told.open.agreements.put(Consent(Participant("wijk", "P08"), LAYERS, "2026-01-01"), "eva")
    rows = due(told, "2027-01-01", form=12)
    assert [(row.kind, row.of) for row in rows] == [("form", "wijk/P07")] and due(told, "2026-12-31", form=12) == []
    carry_out(told, rows)
    assert told.open.agreements.get(P07) == Consent(P07, LAYERS, "2026-01-01", number=1)
