"""Kill -9 at random moments: `make soak` does 200, the test suite a few. What was acknowledged stays; nothing is readable.

Each round a process of its own does one thing (upload, review, release, withdraw, publish, backup) and is killed at a
random moment of it; then the whole archive is checked. It is forked from this one, with the word lists loaded: so the
moments fall in the work itself, not in starting Python. A deed counts as acknowledged once its process has said so.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import replace
from pathlib import Path

from archive.cli.site import sealed_names
from archive.detection.find import find
from archive.home import Home
from archive.ingest import pipeline, release, research, review
from archive.ingest.readers import read
from archive.ledger import audit
from archive.ledger.store import Ledger
from archive.model import Decision, Participant
from archive.publish import bundle
from archive.publish.valve import publish
from archive.steward import withdrawal
from archive.steward.backup import backup
from archive.steward.tampering import tampered
from archive.steward.team import recognise
from archive.vault import age
from tests.conftest import ROOT, Site, write_lesson

DEEDS = ("upload", "review", "release", "withdraw", "publish", "backup")
STATES = ("uploaded", "decided", "released")
WORDS = (b"Achterberg", b"Korenbloemweg", b"Fadime", b"Veldkamp", b"ahrageheim")


def main(rounds: int, founded: Path | None = None) -> None:
    """Run the soak on an archive of its own, or on a copy of one that is founded already, and print what was done."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "var")
        if founded:
            shutil.copytree(founded, site.home)
            site.steward = site.home / "sleutels-om-mee-te-nemen" / "steward.key"
        else:
            site.init("eva", "tom")
        began = time.monotonic()
        counts = soak(site, Path(folder), rounds)
    took = time.monotonic() - began
    print(json.dumps({"rounds": rounds, "seconds": round(took), **dict(sorted(counts.items()))}))


def soak(site: Site, folder: Path, rounds: int, seed: int = 20261122) -> Counter[str]:
    """Kill a deed `rounds` times; return how often each was cut off or came through. Raises AssertionError."""
    chance, counts = random.Random(seed), Counter[str]()
    content, home = _content(folder), Home(site.home)
    site.set("publish", content=str(content))
    find(read(b"Jan: Dag Fatima, ik woon in Delft.", "x.txt"))  # load the word lists once
    promised: dict[str, str] = {}  # transcript → the least state that was acknowledged
    gone: set[str] = set()
    usual: dict[str, float] = {}  # deed → seconds it takes; the first of each comes through, and says
    number = 0
    while sum(counts.values()) < rounds:
        number += 1
        deed = DEEDS[number % len(DEEDS)]
        what = _subject(home, deed, folder, content, number)
        while what is None:  # nothing to do it to: do the deed before it
            deed = DEEDS[DEEDS.index(deed) - 1]
            what = _subject(home, deed, folder, content, number)
        first = deed not in usual
        finished, said, took = _run(site, deed, what, content, 60 if first else chance.uniform(0, usual[deed]))
        if first:
            assert finished, (deed, "did not come through")
        usual[deed] = took * 1.3 if finished else usual[deed] * 1.1
        if not first:
            counts[f"{deed} {'came through' if finished else 'killed'}"] += 1
        if finished and deed in DEEDS[:3]:
            promised[said if deed == "upload" else what] = STATES[DEEDS.index(deed)]
        if deed == "withdraw":
            promised.pop(what, None)
        if deed == "withdraw" and finished:
            gone.add(what)
        _check(site, home, promised, gone, what if deed == "withdraw" else "")
        if finished and deed == "backup":
            _restores(site, home, Path(what), folder / "back")
    return counts


def _content(folder: Path) -> Path:
    content = folder / "content"
    (content / "lessons").mkdir(parents=True)
    for name in ("themes.toml", "sources.toml", "municipalities.toml"):
        (content / name).write_bytes((ROOT / "content" / name).read_bytes())
    write_lesson(content, "bel-eerst", "Bel eerst, schrijf daarna")
    return content


def _subject(home: Home, deed: str, folder: Path, content: Path, number: int) -> str | None:
    """Return what a deed is done to, or None when there is nothing to do it to."""
    if deed == "upload":
        path = folder / "in.txt"
        path.write_bytes(
            (ROOT / "samples" / "interview-1.txt").read_bytes() + f"\nNoor: Sahrageheim {number}.\n".encode()
        )
        return str(path)
    if deed == "publish":
        for old in sorted(content.glob("lessons/les-*.md"))[:-4]:
            old.unlink()
        write_lesson(content, f"les-{number}", "Bel nog een keer", "Wie belt, komt verder. " * (number % 9 + 1))
        return str(content)
    if deed == "backup":
        return str(folder / f"b{number}.age")
    ledger = Ledger(home.ledger)
    by_state = {record.state: record.id for record in ledger.all()}
    ledger.close()
    return by_state.get({"review": "uploaded", "release": "decided", "withdraw": "released"}[deed])


def _do(site: Site, deed: str, what: str, content: Path) -> str:
    home = Home(site.home)
    settings, ledger = home.settings(), Ledger(home.ledger)
    steward = recognise(home, ledger, age.read_identity(site.steward.read_text()))
    eva, tom = replace(steward, who="eva"), replace(steward, who="tom")
    if deed == "upload":
        layers = ("bewaren", "onderzoek", "lessen")
        return pipeline.take_in(
            pipeline.Incoming(Path(what).read_bytes(), "x.txt", layers, Participant("wijk", "")),
            home,
            settings,
            ledger,
            eva,
        ).id
    if deed == "review":
        found = review.open_story(home, ledger, what, eva).reading.mentions
        review.decide(home, ledger, what, eva, [Decision(m.start, m.end, m.kind, "mask", "eva") for m in found])
        review.finish(home, ledger, what, eva)
    elif deed == "release":
        seen = release.preview(home, ledger, review.open_story(home, ledger, what, tom)).stamp
        index = research.open_index(home, ledger)
        index.add(research.documents(release.release(home, ledger, what, tom, seen)))
    elif deed == "withdraw":
        withdrawal.carry_out(home, ledger, withdrawal.plan(home, settings, ledger, what), "eva")
    elif deed == "publish":
        publish(home, settings, content, sealed_names(home, eva))
    elif deed == "backup":
        backup(home, settings, Path(what))
    return ""


def _run(site: Site, deed: str, what: str, content: Path, seconds: float) -> tuple[bool, str, float]:
    """Fork a process that does a deed, kill it after so many seconds, and say whether it had acknowledged."""
    reading, writing = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            os.write(writing, f"done {_do(site, deed, what, content)}".encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(9)
    os.close(writing)
    status = 0
    while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
        if time.monotonic() - began > seconds:
            os.kill(pid, signal.SIGKILL)
            ended = os.waitpid(pid, 0)
            break
        time.sleep(0.0005)
    status, took = ended[1], time.monotonic() - began
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    assert status in (0, signal.SIGKILL), (deed, status)
    return said.startswith("done"), said.removeprefix("done "), took


def _check(site: Site, home: Home, promised: dict[str, str], gone: set[str], touched: str) -> None:
    """Nothing readable, as the kill left it; and nothing lost, after the look that every start of the desk takes."""
    for path in [p for root in (site.home, site.temporary) for p in root.rglob("*") if p.is_file()]:
        data = path.read_bytes()
        assert not any(word in data for word in WORDS), path.name
    if (home.public / "current").exists():
        bundle.verify(bundle.current(home.public), home.settings().publish.publisher)
    ledger = Ledger(home.ledger)
    try:
        withdrawal.replay(home, home.settings(), ledger)
        records = {record.id: record for record in ledger.all()}
        for id, state in promised.items():
            assert STATES.index(records[id].state) >= STATES.index(state), (id, state)
        steward = recognise(home, ledger, age.read_identity(site.steward.read_text()))
        assert tampered(home, home.settings(), ledger, steward) == []
        for id in gone:
            assert id not in records and not (home.sealed / id).exists()
        if touched:  # a withdrawal that was cut off happened whole, or not at all
            assert (touched in records) == (home.sealed / touched).exists()
            assert (touched in records) == (home.released / f"{touched}.json").exists()
        released = {id for id, record in records.items() if record.state == "released"}
        assert research.open_index(home, ledger).values("transcript") == released
        assert {path.stem for path in home.released.glob("T*.json")} == released
        assert audit.first_broken(ledger.engine) is None
    finally:
        ledger.close()


def _restores(site: Site, home: Home, file: Path, to: Path) -> None:
    """Restore a backup that was acknowledged, open everything in it, and clear it away."""
    register = ("--withdrawals", home.withdrawals) if home.withdrawals.exists() else ("--no-withdrawals",)
    site.call("restore", file, "--key", site.steward, "--to", to, *register, check=True)
    again = Site(to, {}, site.steward)
    assert json.loads(again.call("vault", "verify", "--key", site.steward, "--json").out)["problems"] == []
    for path in sorted(to.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    to.rmdir()
    file.unlink()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, *map(Path, sys.argv[2:]))
