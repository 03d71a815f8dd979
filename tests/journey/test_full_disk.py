"""A full disk, for real: a small disk of its own, filled up. Each deed says so, keeps nothing half, and harms nothing."""

import ctypes
import json
import os
import shutil

import pytest

from archive.errors import DISK_FULL, disk_full
from archive.home import Home
from archive.ingest import review
from archive.ledger.store import Ledger
from archive.model import Decision
from archive.steward.team import recognise
from archive.vault import age
from tests import issued
from tests.conftest import ROOT, Site
from tests.journey.test_keeping import hand_in

SIZE = 6_000_000
LEFT = (0, 4, 8, 12, 20, 40, 80, 160)  # kB
libc = ctypes.CDLL(None, use_errno=True)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes. Only root can make one, and not everywhere."""
    place = tmp_path / "schijf"
    place.mkdir()
    if os.geteuid() or libc.mount(b"tmpfs", bytes(place), b"tmpfs", 0, f"size={SIZE}".encode()):
        pytest.skip("no disk can be mounted here")
    yield place
    assert libc.umount2(bytes(place), 2) == 0  # MNT_DETACH


@pytest.fixture
def cramped(archive, small_disk, content):
    """An archive on a small disk, with a story on it and lessons published."""
    archive.set("publish", content=str(content))
    archive.id = hand_in(archive, path=ROOT / "samples" / "interview-3.srt")
    archive.call("publish", check=True)
    shutil.copytree(archive.home, small_disk / "var", symlinks=True)
    made = Site(small_disk / "var", archive.logins, archive.steward)
    made.id = archive.id
    return made


def fill(place, left):
    """Leave so many kB."""
    free = shutil.disk_usage(place).free - left * 1024
    (place / "vulling").write_bytes(bytes(max(free, 0)))


def half(home):
    """What is there that nobody would look for."""
    return [path.name for path in home.rglob("*") if path.name.endswith(".part")]


@pytest.mark.parametrize("left", LEFT)
def test_what_does_not_fit_is_said_and_nothing_of_it_stays(cramped, content, tmp_path, left):
    home, place = Home(cramped.home), cramped.home.parent
    story = tmp_path / "verhaal.txt"
    story.write_text((ROOT / "samples" / "interview-1.txt").read_text() * 6)
    (content / "lessons" / "nieuw.md").write_text((content / "lessons" / "bel-eerst.md").read_text() * 1)
    fill(place, left)
    before = sorted(path.name for path in home.sealed.iterdir())
    told = []
    for deed in (
        ("upload", story, "--consent", "onderzoek", "--participant", "P30", "--project", "wijk"),
        ("backup", place / "b.age"),
        ("publish",),
    ):
        done = cramped.call(*deed)
        assert done.status in (0, 2), (deed, done.err)
        assert done.status == 0 or done.err.strip() == DISK_FULL, (deed, done.err)
        told.append(done.status)
        assert half(home.root) == [] and not list(place.glob(".b.age*"))
        if deed[0] == "upload" and done.status:
            assert sorted(path.name for path in home.sealed.iterdir()) == before
        if deed[0] == "backup":
            assert (place / "b.age").exists() == (done.status == 0)
    assert left > 12 or set(told) == {2}
    with Ledger(home.ledger) as ledger:
        who = recognise(home, ledger, age.read_identity(cramped.steward.read_text()))
        found = review.open_story(home, ledger, cramped.id, who).reading.mentions
        wanted = [Decision(m.start, m.end, m.kind, "mask", "steward") for m in found]
        try:
            review.decide(home, ledger, cramped.id, who, wanted)
        except Exception as error:
            assert disk_full(error), error
    assert half(home.root) == []
    (place / "vulling").unlink()
    said = cramped.call("vault", "verify", "--json")
    assert said.status == 0 and json.loads(said.out)["problems"] == [] and cramped.call("audit", "verify").status == 0
    issued.verify(home)
