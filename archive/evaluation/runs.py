"""`archive evaluate`: the archive, and where asked its peers, measured on the same gold sets in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archive.config import Settings
from archive.detection.find import find
from archive.evaluation import peers as other
from archive.evaluation.goldsets import Case, GoldSet, cast, read_sets
from archive.evaluation.scores import Mask, Score, score, total
from archive.ingest.readers import read
from archive.ingest.readers.positions import positions

OURS = "binnenskamers"
AUTOMATIC, SPEAKERS = "automatic", "speakers"
_WARM_UP = "Ik ben Sanne en ik woon in Utrecht. Bel mij op 3 mei."

_Seek = Callable[[Case], list[tuple[int, int, frozenset[str]]]]


@dataclass(frozen=True)
class FileScore:
    """One transcript's counts, with everything and with the speaker labels left out on both sides."""

    set_name: str
    case: Case
    with_labels: Score
    without_labels: Score


@dataclass(frozen=True)
class Run:
    """One tool in one condition: `automatic`, or `speakers` where it was given the speakers' names."""

    tool: str
    condition: str
    files: tuple[FileScore, ...]
    words_per_second: int | None  # None where the text was not fresh to the tool

    def total(self, *, labels: bool = True, set_name: str | None = None) -> Score:
        """Return the counts of all files, or of one set."""
        rows = [row for row in self.files if set_name in (None, row.set_name)]
        return total(row.with_labels if labels else row.without_labels for row in rows)


@dataclass(frozen=True)
class Evaluation:
    """What was measured, with what, and when. `runs[0]` is the archive, fully automatic."""

    sets: tuple[GoldSet, ...]
    runs: tuple[Run, ...]
    settings: Settings
    day: str

    def cast_sources(self) -> Mapping[str, int]:
        """Return how many transcripts take the speakers' names from labels, and how many from the most mentions."""
        sources = [cast(case)[1] for one in self.sets for case in one.cases]
        return {source: sources.count(source) for source in ("labels", "mentions")}


def measure(folders: Iterable[Path], settings: Settings, *, speakers: bool = False, peers: bool = False) -> Evaluation:
    """Score the archive on gold sets, fully automatic; with the speakers' names given too, and peers, where asked.

    Raises UnreadableFile for a folder that is no gold set, and ArchiveError when a peer is not installed.
    """
    if peers:
        other.check()
    sets = read_sets(folders)
    find(read(_WARM_UP.encode(), "a.txt"), (), settings.detect.model)  # loads the lists, outside the clock
    runs = [_run(OURS, AUTOMATIC, sets, lambda case: _ours(case, settings, ()))]
    if speakers:
        names = {id(case): cast(case)[0] for one in sets for case in one.cases}
        runs.append(_run(OURS, SPEAKERS, sets, lambda case: _ours(case, settings, names[id(case)])))
    if peers:
        runs.append(_peer("Presidio", sets, other.presidio()))
        runs.append(
            _peer("Deduce", sets, other.deduce())
        )  # last: its gigabyte of lists slows whatever shares a process
    return Evaluation(tuple(sets), tuple(runs), settings, date.today().isoformat())


def _ours(case: Case, settings: Settings, names: Sequence[str]) -> list[tuple[int, int, frozenset[str]]]:
    found = find(case.transcript, names, settings.detect.model, settings.detect.min_score)[1]
    return [(m.start, m.end, frozenset((m.kind,))) for m in found]


def _peer(tool: str, sets: Iterable[GoldSet], finder: other.Finder) -> Run:
    finder(_WARM_UP)
    return _run(tool, AUTOMATIC, sets, lambda case: finder(case.transcript.text))


def _run(tool: str, condition: str, sets: Iterable[GoldSet], seek: _Seek) -> Run:
    files, words, seconds = [], 0, 0.0
    for one in sets:
        for case in one.cases:
            began = time.process_time()
            spans = seek(case)
            seconds += time.process_time() - began
            words += case.words
            found = [
                Mask(low, high, kinds)
                for start, end, kinds in spans
                for low, high in positions(case.transcript, case.raw, start, end)
            ]
            both = (score(case.file, case.raw, case.gold, found, left_out) for left_out in ((), case.labels))
            files.append(FileScore(one.name, case, *both))
    speed = round(words / max(seconds, 1e-9)) if condition == AUTOMATIC else None
    return Run(tool, condition, tuple(files), speed)
