"""The ledger remembers, in a real SQLite file, and never a word that was said."""

import pytest
from sqlalchemy import String

from archive.errors import NotFound
from archive.ledger import tables
from archive.ledger.store import Ledger
from archive.model import Decision, Deposit, Mention, Participant

DEPOSIT = Deposit(
    "T1", Participant("wijk", "P01"), "txt", 12, ("bewaren", "onderzoek"), "uploaded", "2026-11-22T10:00:00+00:00"
)
MENTION = Mention(3, 7, "PERSON", 0.9, "Persons", "PERSON#1")


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "ledger.sqlite")
    opened.add(DEPOSIT, "digest-1", [MENTION], {("d1", 3), ("d2", 1)}, who="eva")
    yield opened
    opened.close()


def test_what_is_added_is_there_after_reopening(ledger, tmp_path):
    again = Ledger(tmp_path / "ledger.sqlite")
    assert again.get("T1") == DEPOSIT and again.mentions("T1") == [MENTION] and again.with_file("digest-1") == DEPOSIT
    again.close()


def test_decisions_are_appended_in_order(ledger):
    ledger.decide("T1", [Decision(3, 7, "PERSON", "keep", "eva")])
    ledger.decide("T1", [Decision(3, 7, "PERSON", "mask", "tom")])
    assert [(d.verdict, d.by) for d in ledger.decisions("T1")] == [("keep", "eva"), ("mask", "tom")]


def test_a_state_moves_once(ledger):
    assert ledger.move("T1", "uploaded", "decided", "eva")
    assert not ledger.move("T1", "uploaded", "decided", "tom")
    assert ledger.get("T1").state == "decided"


def test_what_is_not_there_is_not_found(ledger):
    with pytest.raises(NotFound):
        ledger.get("T2")


def test_forgetting_leaves_one_event_and_nothing_else(ledger):
    ledger.decide("T1", [Decision(3, 7, "PERSON", "keep", "eva")])
    ledger.forget(["T1"], "eva")
    assert ledger.all() == [] and ledger.name_digests() == {} and ledger.decisions("T1") == []
    assert [event.what for event in ledger.events("T1")] == ["withdraw", "decide", "upload"]


def test_events_hold_counts(ledger):
    (event,) = ledger.events("T1")
    assert (event.who, event.what, event.count) == ("eva", "upload", 1)


def test_the_file_is_closed_to_others(ledger, tmp_path):
    assert (tmp_path / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_no_column_is_meant_for_text_that_was_said():
    allowed = {
        "id", "project", "participant", "format", "consent", "state", "file_digest", "at", "transcript", "kind",
        "entity", "recognizer", "verdict", "by", "digest", "who", "what", "about", "why", "previous", "hash", "layers", "since",
        "until", "form", "embargo", "pseudonym", "readers", "item",
    }  # fmt: skip
    columns = {
        column.name
        for table in tables.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String)
    }
    assert columns == allowed
