"""The ledger remembers, in a real SQLite file, and never a word that was said."""

import pytest
from sqlalchemy import String

from archive.errors import NotFound
from archive.ledger import tables
from archive.ledger.store import Ledger
from archive.model import Bound, Deposit, Participant

DEPOSIT = Deposit(
    "T1", Participant("wijk", "P01"), "txt", 12, ("bewaren", "onderzoek"), "uploaded", "2026-11-22T10:00:00+00:00", 3
)


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "ledger.sqlite")
    opened.add(DEPOSIT, "digest-1", {("d1", 3), ("d2", 1)}, "eva", mark="1:abc")
    yield opened
    opened.close()


def test_what_is_added_is_there_after_reopening(ledger, tmp_path):
    again = Ledger(tmp_path / "ledger.sqlite")
    assert again.get("T1") == DEPOSIT and again.get("T1").found == 3 and again.with_file("digest-1") == DEPOSIT
    assert again.bound("T1") == Bound("wijk", "1:abc")
    again.close()


def test_the_newest_mark_of_a_folder_is_known_and_gone_with_the_story(ledger):
    ledger.decided("T1", "eva", "decide", 2, "2:def")
    ledger.note("tom", "open", "T1")
    assert ledger.bound("T1") == Bound("wijk", "2:def")


def test_a_state_moves_once(ledger):
    assert ledger.move("T1", "uploaded", "decided", "eva")
    assert not ledger.move("T1", "uploaded", "decided", "tom")
    assert ledger.get("T1").state == "decided"


def test_what_is_not_there_is_not_found(ledger):
    with pytest.raises(NotFound):
        ledger.get("T2")


def test_forgetting_leaves_one_event_and_nothing_else(ledger):
    ledger.decided("T1", "eva", "decide", 1, "2:def")
    ledger.forget(["T1"], "eva")
    assert ledger.all() == [] and ledger.name_digests("wijk") == {} and ledger.whose("d1") == []
    assert ledger.name_digests() == {"d1": 3, "d2": 1}  # nobody's: the gate goes on protecting who left
    rows = ledger.events("T1")
    assert [event.what for event in rows] == ["withdraw", "decide", "upload"] and {row.project for row in rows} == {
        "wijk"
    }


def test_events_hold_counts(ledger):
    (event,) = ledger.events("T1")
    assert (event.who, event.what, event.count) == ("eva", "upload", 3)


def test_the_file_is_closed_to_others(ledger, tmp_path):
    assert (tmp_path / "ledger.sqlite").stat().st_mode & 0o077 == 0


def test_no_column_is_meant_for_text_that_was_said():
    allowed = {
        "id", "project", "participant", "format", "consent", "state", "file_digest", "at", "transcript",
        "by", "digest", "typed_by", "handle", "key", "seal", "role", "content", "mark", "who", "what", "about", "why", "previous", "hash", "layers", "since",
        "until", "form", "embargo", "pseudonym", "readers", "item",
    }  # fmt: skip
    columns = {
        column.name
        for table in tables.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String)
    }
    assert columns == allowed
