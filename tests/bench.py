"""`make bench`: this archive beside Deduce and Presidio, in one run on the same text; and how it grows with the text.

How it is measured:

- Every pass runs in a process of its own that has only loaded and read one made-up sentence. So each pass is a first
  pass: no tool has seen the text, or any word of it, before. Of three passes, each on another text, the fastest counts.
- The transcripts are those of tests/gold/heldout and tests/gold/second. A round joins them two by two, in another order each
  time; every transcript is in it once. The longer text repeats them with all names replaced by generated ones, so that
  the vocabulary keeps growing as it does over real interviews.
- Speed is the processor time of one process, from text to findings; ours with linking, Deduce without its redactor.
- Start is the clock from starting Python to the first finding; resident is the process's memory at that moment, and
  peak the most it used in the pass.

Deduce runs in .venv-bench: its licence is the GPL, and it never enters the project's environment.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
BESIDE = ROOT / ".venv-bench"
ROUNDS = 3
SENTENCE = "Ik ben Sanne de Boer en ik woon in Utrecht. Bel mij op 06-12345678."
OURS, DEDUCE, PRESIDIO = "this archive", "Deduce", "Presidio, nl"
PARTICLES = frozenset("van de der den het ten ter te in op el al la le da dos bin ben abu".split())


# ---- the contenders, each in a process of its own ----


def contender(name: str) -> Callable[[str], object]:
    """Load a tool and return its way from a text to findings. Imports stand here: Deduce's environment has only Deduce."""
    if name == DEDUCE:
        import logging

        logging.getLogger().addHandler(logging.NullHandler())  # or it sets the root logger to DEBUG
        from deduce import Deduce

        cache = BESIDE / "deduce-cache"
        ready = cache / "ready"
        tool = Deduce(cache_path=cache, build_lookup_structs=not ready.exists())
        ready.touch()
        return lambda text: tool.deidentify(text, disabled={"redactor"}).annotations
    if name == PRESIDIO:
        from archive.evaluation.peers import presidio

        return presidio()
    from archive.detection.link import link
    from archive.detection.presidio import detect
    from archive.detection.words import Words

    def ours(text: str) -> object:
        words = Words(text)
        return link(words, detect(words))

    return ours


def work(name: str) -> None:
    """Load a tool, say so, read texts from standard input, and say what they cost."""
    find = contender(name)
    assert find(SENTENCE)
    print(json.dumps({"resident": memory("VmRSS")}), flush=True)
    texts = json.load(sys.stdin)
    began = time.process_time()
    for text in texts:
        find(text)
    print(json.dumps({"seconds": time.process_time() - began, "peak": memory("VmHWM")}), flush=True)


def memory(field: str) -> float:
    """Return this process's memory in MB, as the kernel counts it."""
    found = re.search(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.M)
    return int(found[1]) / 1000 if found else 0.0


# ---- the run ----


def measure(name: str, texts: list[str]) -> dict[str, float]:
    """Run one first pass in a fresh process: seconds of processor time, start in seconds, MB resident and at most."""
    python = BESIDE / "bin" / "python" if name == DEDUCE else Path(sys.executable)
    began = time.perf_counter()
    with subprocess.Popen(
        [python, __file__, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment()
    ) as process:
        assert process.stdin and process.stdout
        ready = process.stdout.readline()
        start = time.perf_counter() - began
        if not ready:
            sys.exit(f"{name} did not start.")
        said = process.communicate(json.dumps(texts))[0]
    return {"start": start, **json.loads(ready), **json.loads(said)}


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}


def transcripts() -> list[tuple[str, frozenset[str]]]:
    """Return the texts of the two sets in tests/, and the words of the names in each."""
    from archive.evaluation.goldsets import read_sets, said

    return [
        (
            case.transcript.text,
            frozenset(
                word
                for gold in case.gold
                if gold.kind == "PERSON"
                for word in re.findall(r"[^\W\d_]{2,}", said(case, gold))
                if word.lower() not in PARTICLES
            ),
        )
        for one in read_sets([ROOT / "tests" / "gold" / "heldout", ROOT / "tests" / "gold" / "second"])
        for case in one.cases
    ]


def paired(texts: list[str], round_: int) -> list[str]:
    """Join texts two by two, in an order that differs per round."""
    order = random.Random(round_).sample(texts, len(texts))
    return ["\n\n".join(pair) for pair in zip(order[::2], order[1::2], strict=True)]


def grown(sources: list[tuple[str, frozenset[str]]], words: int, seed: int = 0) -> Iterator[str]:
    """Yield transcripts with fresh names until there are so many words."""
    chance, left = random.Random(seed), words
    while True:
        for text, names in sources:
            fresh = {name: _name(chance, name) for name in sorted(names)}
            if fresh:
                pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, fresh), key=len, reverse=True))})\b")
                text = pattern.sub(lambda match, fresh=fresh: fresh[match[0]], text)
            parts = re.findall(r"\s*\S+", text)[:left]
            yield "".join(parts)
            left -= len(parts)
            if left <= 0:
                return


def _name(chance: random.Random, like: str) -> str:
    """Return a name nobody has, in the case of another."""
    count = 2 + (len(like) > 5)
    name = "".join(
        chance.choice("b d f g h j k l m n p r s t v w z sj kr dr".split())
        + chance.choice("a e i o u aa ie oe".split())
        for _ in range(count)
    )
    name += chance.choice(["", "n", "r", "s", "k", "l", "m", "t"])
    return name.upper() if like.isupper() else name.capitalize() if like[0].isupper() else name


def main() -> None:
    """Print every figure."""
    sources = transcripts()
    texts = [text for text, _ in sources]
    names = [OURS, PRESIDIO]
    if (BESIDE / "bin" / "python").exists():
        if not (BESIDE / "deduce-cache" / "ready").exists():
            print(f"Deduce's very first start: {measure(DEDUCE, [])['start']:.0f} s", flush=True)
        names.append(DEDUCE)
    else:
        print("Deduce is not here; `make bench` installs it in .venv-bench.")

    for title, make in (
        ("interviews as they are", lambda round_: paired(texts, round_)),
        ("100,000 words, names renewed", lambda round_: list(grown(sources, 100_000, round_))),
    ):
        compare(title, names, [make(round_) for round_ in range(ROUNDS)])

    print("\nlinear? this archive on one text, first pass, fresh process")
    for size in (10_000, 100_000, 1_000_000):
        got = measure(OURS, ["\n\n".join(grown(sources, size))])
        print(
            f"{size:>11,} words{got['seconds'] / size * 1e6:>10.1f} µs a word{got['peak']:>8.0f} MB at most", flush=True
        )


def compare(title: str, names: list[str], rounds: list[list[str]]) -> None:
    """Measure every contender on every round and print the best of each, with the ratio to ours."""
    words = [sum(len(text.split()) for text in texts) for texts in rounds]
    passes: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for texts in rounds:
        for name in names:  # side by side, so that a busy machine bothers all alike
            passes[name].append(measure(name, texts))
    rates = {name: max(w / p["seconds"] for w, p in zip(words, passes[name], strict=True)) for name in names}
    print(f"\n{title}: {words[0]:,} words, first pass, best of {len(rounds)}")
    print(f"{'':16}{'words/s':>10}{'ours is':>10}{'start s':>10}{'resident MB':>13}{'peak MB':>10}")
    for name in names:
        start, resident = (min(p[key] for p in passes[name]) for key in ("start", "resident"))
        peak = max(p["peak"] for p in passes[name])
        print(
            f"{name:16}{rates[name]:>10,.0f}{rates[OURS] / rates[name]:>9.2f}×{start:>10.2f}{resident:>13.0f}{peak:>10.0f}",
            flush=True,
        )


if __name__ == "__main__":
    work(sys.argv[1]) if len(sys.argv) > 1 else main()
