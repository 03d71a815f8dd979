"""The log: rows are only added, a change is named, a checkpoint kept elsewhere sees a cut."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import VaultError
from archive.ledger import audit
from archive.ledger.store import Ledger


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "ledger.sqlite")
    for number in range(6):
        opened.note("eva", "open", f"T{number}", why="beoordelen V-1")
    yield opened
    opened.close()


def tamper(path, *statements):
    """Do what somebody with the file and a database tool can do: take the guards away first."""
    with sqlite3.connect(path) as db:
        for name in ("update", "delete"):
            db.execute(f"DROP TRIGGER audit_no_{name}")
        for statement in statements:
            db.execute(statement)
    db.close()


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'tom'", "DELETE FROM audit WHERE number = 3"])
def test_the_database_itself_refuses_to_change_a_row(ledger, tmp_path, statement):
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(statement)
    db.close()
    assert audit.first_broken(ledger.engine) is None


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE audit SET who = 'tom' WHERE number = 3", 3), ("UPDATE audit SET why = 'controle' WHERE number = 1", 1),
        ("UPDATE audit SET at = '2020-01-01' WHERE number = 6", 6), ("DELETE FROM audit WHERE number = 4", 4),
        ("UPDATE audit SET number = 60 WHERE number = 6", 6), ("UPDATE audit SET transcript = NULL WHERE number = 2", 2),
    ],
)  # fmt: skip
def test_the_first_broken_row_is_named(ledger, tmp_path, statement, row):
    tamper(tmp_path / "ledger.sqlite", statement)
    assert audit.first_broken(ledger.engine) == row


def test_a_cut_at_the_end_is_seen_with_a_checkpoint_only(ledger, tmp_path):
    point = audit.checkpoint(ledger.engine, tmp_path / "audit.key")
    assert audit.check_point(ledger.engine, tmp_path / "audit.key", point) is None
    tamper(tmp_path / "ledger.sqlite", "DELETE FROM audit WHERE number > 4")
    assert audit.first_broken(ledger.engine) is None
    assert audit.check_point(ledger.engine, tmp_path / "audit.key", point) == 6


def test_a_log_written_anew_from_some_row_is_seen_with_a_checkpoint(ledger, tmp_path):
    point = audit.checkpoint(ledger.engine, tmp_path / "audit.key")
    tamper(tmp_path / "ledger.sqlite", "DELETE FROM audit WHERE number > 2")
    for _ in range(8):
        ledger.note("eva", "login")
    assert audit.first_broken(ledger.engine) is None
    assert audit.check_point(ledger.engine, tmp_path / "audit.key", point) == 6


def test_every_changed_character_of_a_checkpoint_is_refused(ledger, tmp_path):
    key = tmp_path / "audit.key"
    point = audit.checkpoint(ledger.engine, key)
    for place in range(len(point) - 1):
        changed = point[:place] + chr(ord(point[place]) ^ 1) + point[place + 1 :]
        with pytest.raises(VaultError):
            audit.check_point(ledger.engine, key, changed)


def test_a_checkpoint_of_another_archive_is_refused(ledger, tmp_path):
    point = audit.checkpoint(ledger.engine, tmp_path / "other.key")
    with pytest.raises(VaultError, match="niet van dit archief"):
        audit.check_point(ledger.engine, tmp_path / "audit.key", point)


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1).filter(lambda text: not audit._SAFE.fullmatch(text)))
def test_what_looks_like_content_is_refused(tmp_path_factory, text):
    opened = Ledger(tmp_path_factory.mktemp("a") / "ledger.sqlite")
    with pytest.raises(ValueError, match="codes"):
        opened.note("eva", "open", "T1", why=text)
    assert opened.events() == []
    opened.close()


def test_rows_come_in_pages(ledger):
    first = ledger.events(limit=4)
    assert [row.number for row in first] == [6, 5, 4, 3]
    assert [row.number for row in ledger.events(limit=4, before=3)] == [2, 1]
