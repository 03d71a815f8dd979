"""What is destroyed is gone from the disk, what is written is there whole, and others are shut out."""

import os
from pathlib import Path

import pytest

from archive.disk import destroy, make_key, sweep, write_folder, write_whole
from archive.errors import VaultError


@pytest.fixture
def done(monkeypatch):
    """What the disk is asked to do, in order; all of it is really done."""
    order = []
    for name in ("fsync", "replace", "rename"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, real=real: (order.append(name), real(*a))[1])
    return order


def mode(path):
    return path.stat().st_mode & 0o777


def test_what_is_destroyed_is_overwritten_where_it_lay(tmp_path):
    path, same = tmp_path / "key-1.age", tmp_path / "the same bytes on disk"
    data = os.urandom(10_000)
    path.write_bytes(data)
    os.link(path, same)
    destroy(path)
    left = same.read_bytes()
    assert not path.exists() and len(left) == len(data)
    assert not any(data[at : at + 8] in left for at in range(0, len(data), 8))


def test_it_is_overwritten_before_its_name_goes(tmp_path, done, monkeypatch):
    real = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda self: (done.append("unlink"), real(self))[1])
    (tmp_path / "x").write_bytes(b"x")
    destroy(tmp_path / "x")
    assert done == ["fsync", "unlink", "fsync"]
    destroy(tmp_path / "x")  # gone already: no error


def test_a_file_gets_its_name_when_its_bytes_are_on_disk(tmp_path, done):
    write_whole(tmp_path / "x", b"x")
    assert done == ["fsync", "replace", "fsync"] and mode(tmp_path / "x") == 0o600


def test_a_folder_gets_its_name_when_all_in_it_is_on_disk_and_closed(tmp_path, done):
    def fill(aside):
        (aside / "inner").mkdir()
        (aside / "inner" / "a").write_bytes(b"a")

    write_folder(tmp_path / "x", fill)
    assert done == ["fsync", "fsync", "fsync", "rename", "fsync"]
    assert [mode(path) for path in (tmp_path / "x", tmp_path / "x" / "inner", tmp_path / "x" / "inner" / "a")] == [
        0o700,
        0o700,
        0o600,
    ]


def test_a_folder_that_could_not_be_filled_leaves_nothing(tmp_path):
    def fill(aside):
        (aside / "a").write_bytes(b"half a story")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "x", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_whole_or_refused_and_closed_to_others(tmp_path):
    key = make_key(tmp_path / "k")
    assert len(key) == 32 and mode(tmp_path / "k") == 0o600 and key != make_key(tmp_path / "l")
    (tmp_path / "k").write_bytes(key[:31])
    with pytest.raises(VaultError, match="beschadigd"):
        make_key(tmp_path / "k")
    (tmp_path / "k").write_bytes(b"")
    with pytest.raises(VaultError, match="beschadigd"):
        make_key(tmp_path / "k")


def test_what_a_living_process_is_writing_is_not_swept_away(tmp_path):
    for pid in (os.getppid(), 2**22 + 1):
        (tmp_path / f".x.{pid}-abcd.part").write_bytes(b"")
    assert sweep(tmp_path) == 1 and [path.name for path in tmp_path.iterdir()] == [f".x.{os.getppid()}-abcd.part"]
