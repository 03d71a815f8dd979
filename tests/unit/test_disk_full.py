"""A full disk is one sentence, whoever says it: the system, SQLite, or SQLAlchemy around it."""

import errno
import os
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from archive.disk import destroy, write_whole
from archive.errors import DISK_FULL, disk_full
from archive.web.desk.app import create_app
from tests import small

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def from_sqlite():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (x)")
    db.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as caught:
        db.execute("INSERT INTO t VALUES (zeroblob(99999))")
    db.close()
    return caught.value


def test_it_is_known_however_deep_it_was_said(from_sqlite):
    assert disk_full(FULL) and disk_full(from_sqlite)
    wrapped = OperationalError("INSERT", {}, from_sqlite)
    wrapped.__cause__ = from_sqlite
    assert disk_full(wrapped)
    for other in (OSError(errno.EACCES, "x"), ValueError("x"), sqlite3.OperationalError("x"), None):
        assert not disk_full(other)


def test_the_desk_says_the_same_sentence(tmp_path, monkeypatch):
    made = small.make(tmp_path / "var", "eva")
    app = create_app(made.home, made.home.settings())

    def full(**_):
        raise FULL

    for endpoint in list(app.view_functions):
        app.view_functions[endpoint] = full
    answer = app.test_client().get("/inloggen")
    app.extensions["desk"].ledger.close()
    assert answer.status_code == 507 and DISK_FULL in answer.text


def test_what_does_not_fit_leaves_nothing_beside_what_was_there(tmp_path, monkeypatch):
    (tmp_path / "x").write_bytes(b"oud")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(FULL))
    with pytest.raises(OSError, match="space"):
        write_whole(tmp_path / "x", b"nieuw")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x", b"oud")]


def test_a_full_disk_stands_in_the_way_of_overwriting_and_never_of_removing(tmp_path, monkeypatch):
    """On some disks what is changed is written elsewhere: there a full one cannot be overwritten."""
    (tmp_path / "x").write_bytes(b"oud")
    (tmp_path / "y").write_bytes(b"oud")
    real = os.fsync
    with monkeypatch.context() as patch:
        said = iter([FULL])
        patch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(error) if (error := next(said, None)) else real(handle))  # fmt: skip
        destroy(tmp_path / "x")
    assert not (tmp_path / "x").exists() and (tmp_path / "y").exists()
