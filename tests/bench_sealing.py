"""`make bench`: what sealing costs beside everything else that taking a transcript in does, in one run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from archive.cli.founding import template
from archive.home import Home
from archive.ingest import pipeline
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.steward import founding
from archive.vault import story
from tests.conftest import ROOT

_RUNS = 5


def main() -> None:
    """Print the share of ingest that is sealing, for an interview of an hour: nine thousand words."""
    texts = [path.read_text() for path in sorted((ROOT / "tests" / "gold" / "second" / "transcripts").glob("*.txt"))]
    text = ""
    while len(text.split()) < 9000:
        text += "\n".join(texts)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "var")
        founding.found(home, template(), ["eva", "tom", "noor"])
        settings, ledger = home.settings(), Ledger(home.ledger)
        total, sealing, disk = [], [], []
        for number in range(_RUNS + 1):
            coming = pipeline.Incoming(f"{text}\n{number}".encode(), "x.txt", ("bewaren",), Participant("wijk", ""))
            spent = {"seal": 0.0, "write": 0.0}
            with _timed(story, "_sealed", spent, "seal"), _timed(story, "write_folder", spent, "write"):
                began = time.perf_counter()
                pipeline.take_in(coming, home, settings, ledger, "bench")
                took = time.perf_counter() - began
            if number:  # the first run loads the word lists
                total.append(took)
                sealing.append(spent["seal"])
                disk.append(spent["write"])
        ledger.close()
    middle: Callable[[list[float]], float] = lambda times: sorted(times)[len(times) // 2]  # noqa: E731
    share = middle(sealing) / middle(total)
    words = len(text.split())
    print(f"{'taking in a transcript':45} {words / middle(total):>10,.0f} words/s ({middle(total) * 1000:.0f} ms)")
    print(f"{'of which sealing: keys and encryption':45} {share:>10.2%} ({middle(sealing) * 1000:.1f} ms)")
    print(
        f"{'of which writing to disk, synced':45} {middle(disk) / middle(total):>10.2%} ({middle(disk) * 1000:.1f} ms)"
    )
    assert share < 0.02, "sealing costs more than 2% of ingest"


class _timed:  # noqa: N801  # reads as a statement
    """Add the time spent in one function of a module to a counter."""

    def __init__(self, module: object, name: str, spent: dict[str, float], key: str) -> None:
        self._module, self._name, self._spent, self._key = module, name, spent, key

    def __enter__(self) -> None:
        self._real = real = getattr(self._module, self._name)

        def timed(*args: object) -> object:
            began = time.perf_counter()
            try:
                return real(*args)
            finally:
                self._spent[self._key] += time.perf_counter() - began

        setattr(self._module, self._name, timed)

    def __exit__(self, *_: object) -> None:
        setattr(self._module, self._name, self._real)


if __name__ == "__main__":
    main()
