"""`make bench`: words per second beside Presidio's own recognizers, on the same text, in one run."""

from __future__ import annotations

import time
from collections.abc import Callable

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from archive.ingest.detect import detect
from archive.ingest.link import link
from archive.ingest.readers import read
from archive.ingest.words import Engine, Words
from tests.conftest import ROOT


def main() -> None:
    """Print each contender's words per second and the ratio to Presidio's predefined recognizers for Dutch."""
    paths = sorted((ROOT / "tests" / "heldout" / "transcripts").iterdir())
    texts = [read(path.read_bytes(), path.name).text for path in paths] * 4
    words = sum(len(text.split()) for text in texts)

    registry = RecognizerRegistry(supported_languages=["nl"])
    registry.load_predefined_recognizers(languages=["nl"])
    for name in ("EmailRecognizer", "UrlRecognizer"):  # these ask the internet for the public suffix list
        registry.remove_recognizer(name)
    peer = AnalyzerEngine(registry=registry, nlp_engine=Engine(), supported_languages=["nl"])

    def ours(text: str) -> None:
        read_once = Words(text)
        link(read_once, detect(read_once))

    def presidio(text: str) -> None:
        peer.analyze(text, language="nl")

    rates = {}
    for name, run in (
        ("Presidio's own, nl, without e-mail and web", presidio),
        ("this archive: detection and linking", ours),
    ):
        rates[name] = words / best(run, texts)
        print(f"{name:45} {rates[name]:>10,.0f} words/s")
    first, second = rates.values()
    print(f"{'ratio':45} {second / first:>10.2f}")


def best(run: Callable[[str], None], texts: list[str]) -> float:
    """Return the shortest of three passes, in seconds, after a warm-up."""
    run(texts[0])
    times = []
    for _ in range(3):
        began = time.perf_counter()
        for text in texts:
            run(text)
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
