"""Kill -9 at random moments: `make soak` does 200, the test suite a few. What was acknowledged stays; nothing is readable.

Each round starts one real process that does one thing (upload, review, release, withdraw, publish, backup), kills it at
a random moment, and then checks the whole archive. A worker prints `done` when its deed is acknowledged.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from archive import sealed, vault, withdrawal
from archive.home import Home
from archive.ingest import research
from archive.ledger import Ledger, audit
from archive.publish.bundle import verify
from tests.conftest import ROOT, Site, write_lesson

DEEDS = ("upload", "review", "release", "withdraw", "publish", "backup")
WORDS = (b"Achterberg", b"Korenbloemweg", b"Fadime", b"Veldkamp", b"sahrageheim")
WORKER = """
import sys
from datetime import date
from pathlib import Path
from archive import vault, withdrawal
from archive.backup import backup
from archive.home import Home
from archive.ingest import pipeline, research, review
from archive.ingest.readers import read
from archive.ingest.redact import redact
from archive.ledger import Ledger
from archive.model import Decision
from archive.publish import publish
root, deed, what, key, content = sys.argv[1:]
home = Home(Path(root)); settings = home.settings(); ledger = Ledger(home.ledger)
identity = vault.read_identity(Path(key).read_text())
pipeline.find(read(b"Jan: Dag Fatima, ik woon in Delft.", "x.txt"), settings)  # load the word lists before the clock runs
print("ready", flush=True)
sys.stdin.readline()
if deed == "upload":
    data = Path(what).read_bytes()
    print(pipeline.take_in(pipeline.Upload(data, "x.txt", ("bewaren", "onderzoek", "lessen"), "", "wijk"), home, settings, ledger, "eva").id)
elif deed == "review":
    reading = pipeline.open_reading(home, what, identity)
    review.decide(ledger, reading, what, [Decision(m.start, m.end, m.kind, "mask", "eva") for m in reading.mentions])
    review.finish(ledger, reading, what, "eva", vault.digest_key(home.digest_key))
elif deed == "release":
    seen = review.stamp(redact(pipeline.open_reading(home, what, identity), ledger.decisions(what)))
    index = research.open_index(home, ledger)
    index.add(research.documents(review.release(home, ledger, what, "tom", identity, seen)))
elif deed == "withdraw":
    withdrawal.carry_out(home, ledger, withdrawal.plan(home, settings, ledger, what), "eva")
elif deed == "publish":
    publish.publish(home, settings, Path(content))
elif deed == "backup":
    backup(home, settings, Path(what))
print("done", flush=True)
"""


def main(rounds: int) -> None:
    """Run the soak on an archive of its own and print what was done."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "var")
        site.init("eva", "tom")
        began = time.monotonic()
        counts = soak(site, Path(folder), rounds)
    print(
        f"{rounds} kills in {time.monotonic() - began:.0f} s, nothing lost, nothing readable: {dict(sorted(counts.items()))}"
    )


def soak(site: Site, folder: Path, rounds: int, seed: int = 20261122) -> Counter[str]:
    """Kill a deed `rounds` times; return how often each was cut off or came through. Raises AssertionError."""
    chance, counts = random.Random(seed), Counter[str]()
    content, home = _content(folder), Home(site.home)
    site.set("publish", content=str(content))
    site.call("publish", check=True)
    promised: dict[str, str] = {}  # transcript → the least state that was acknowledged
    gone: set[str] = set()
    longest = dict.fromkeys(DEEDS, 0.15)
    for number in range(rounds):
        deed = DEEDS[number % len(DEEDS)]
        what = _subject(home, deed, folder, content, number)
        if what is None:
            deed, what = "upload", _subject(home, "upload", folder, content, number)
        finished, said, seconds = _run(site, deed, str(what), content, chance.uniform(0, longest[deed]))
        longest[deed] = max(0.05, min(seconds * 1.1, 3)) if finished else longest[deed]
        counts[f"{deed} {'came through' if finished else 'killed'}"] += 1
        if finished and deed == "upload":
            promised[said[0]] = "uploaded"
        elif finished and deed in ("review", "release"):
            promised[str(what)] = "decided" if deed == "review" else "released"
        elif finished and deed == "withdraw":
            gone.add(str(what))
        if deed == "withdraw":
            promised.pop(str(what), None)
        _check(site, home, folder, promised, gone, Path(str(what)) if finished and deed == "backup" else None)
    return counts


def _content(folder: Path) -> Path:
    content = folder / "content"
    (content / "lessons").mkdir(parents=True)
    for name in ("themes.toml", "sources.toml", "municipalities.toml"):
        (content / name).write_bytes((ROOT / "content" / name).read_bytes())
    write_lesson(content, "bel-eerst", "Bel eerst, schrijf daarna")
    return content


def _subject(home: Home, deed: str, folder: Path, content: Path, number: int) -> Path | str | None:
    """Return what a deed is done to, or None when there is nothing to do it to."""
    ledger = Ledger(home.ledger)
    by_state = {record.state: record.id for record in ledger.all()}
    ledger.close()
    if deed == "upload":
        path = folder / "in.txt"
        path.write_bytes(
            (ROOT / "samples" / "interview-1.txt").read_bytes() + f"\nNoor: Sahrageheim {number}.\n".encode()
        )
        return path
    if deed == "publish":
        write_lesson(content, f"les-{number}", f"Les nummer {number}")
        return content
    if deed == "backup":
        return folder / f"b{number}.age"
    return by_state.get({"review": "uploaded", "release": "decided"}.get(deed, "released"))


def _run(site: Site, deed: str, what: str, content: Path, seconds: float) -> tuple[bool, list[str], float]:
    """Start a worker, let it begin, and kill it after so many seconds; say whether it had acknowledged its deed."""
    command = [sys.executable, "-c", WORKER, str(site.home), deed, what, str(site.steward), str(content)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=site.environment, **pipes) as worker:
        assert worker.stdout and worker.stdin and worker.stdout.readline() == "ready\n", worker.stderr.read()
        began = time.monotonic()
        worker.stdin.write("go\n")
        worker.stdin.flush()
        try:
            worker.wait(seconds)
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
        said = worker.stdout.read().split()
        status = worker.wait()
        took = time.monotonic() - began
        assert status in (0, -signal.SIGKILL), worker.stderr.read()
    return "done" in said, said, took


def _check(site: Site, home: Home, folder: Path, promised: dict[str, str], gone: set[str], backup: Path | None) -> None:
    """Nothing readable, as the kill left it; and nothing lost, after the look that every start of the desk takes."""
    for path in [p for root in (site.home, site.temporary) for p in root.rglob("*") if p.is_file()]:
        data = path.read_bytes()
        assert not any(word in data for word in WORDS), path.name
    identity, key = vault.read_identity(site.steward.read_text()), vault.digest_key(home.digest_key)
    verify((home.public / "current").resolve())
    ledger = Ledger(home.ledger)
    try:
        withdrawal.replay(home, home.settings(), ledger)
        order = ("uploaded", "decided", "released")
        records = {record.id: record for record in ledger.all()}
        for id, state in promised.items():
            assert order.index(records[id].state) >= order.index(state), (id, state)
        for id in records:
            assert sealed.problems(home.sealed / id, key, identity) == []
        for id in gone:
            assert id not in records and not (home.sealed / id).exists()
        released = {id for id, record in records.items() if record.state == "released"}
        assert research.open_index(home, ledger).values("transcript") == released
        assert {path.stem for path in home.released.glob("T*.json")} == released
        assert audit.first_broken(ledger.engine) is None
    finally:
        ledger.close()
    if backup:
        to = folder / "back"
        site.call("restore", backup, "--key", site.steward, "--to", to, *_register(home), check=True)
        again = Site(to, {}, site.steward)
        assert json.loads(again.call("vault", "verify", "--key", site.steward, "--json").out)["problems"] == []
        subprocess.run(["rm", "-rf", str(to), str(backup)], check=True)


def _register(home: Home) -> list[str]:
    return ["--withdrawals", str(home.withdrawals)] if home.withdrawals.exists() else ["--no-withdrawals"]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
