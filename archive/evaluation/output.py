"""A measurement for a program (JSON) and for a screen. Both may name files, and misses hold text: local use only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from archive import __version__
from archive.evaluation.goldsets import GoldSet
from archive.evaluation.report import number, title
from archive.evaluation.runs import OURS, Evaluation, Run
from archive.evaluation.scores import Score

_FIGURES = ("direct", "persons", "quasi", "precision")


def as_json(result: Evaluation, *, misses: bool = False) -> dict[str, Any]:
    """Return everything measured. The keys are always the same; `misses` is null unless asked, for it holds text."""
    first = result.runs[0]
    whole = first.total()
    return {
        "format": 1,
        "program": {"name": OURS, "version": __version__},
        "date": result.day,
        "settings": result.settings.detect.model_dump(),
        "sets": [
            {
                "name": one.name, "files": len(one.cases), "words": one.words, "mentions": one.mentions,
                "persons": one.persons, "gold_sha256": one.gold_sha256, "transcripts_sha256": one.transcripts_sha256,
            }
            for one in result.sets
        ],
        "total": whole.summary(),
        "files": {f"{row.set_name}/{row.case.file}": row.with_labels.summary() for row in first.files},
        "runs": [_run_json(run, result.sets) for run in result.runs],
        "misses": {"missed": whole.missed, "wrong": whole.wrong} if misses else None,
    }  # fmt: skip


def _run_json(run: Run, sets: Iterable[GoldSet]) -> dict[str, Any]:
    return {
        "tool": run.tool,
        "condition": run.condition,
        "words_per_second": run.words_per_second,
        "with_labels": _figures(run.total()),
        "without_labels": _figures(run.total(labels=False)),
        "sets": {
            one.name: {
                "with_labels": _figures(run.total(set_name=one.name)),
                "without_labels": _figures(run.total(labels=False, set_name=one.name)),
            }
            for one in sets
        },
        "files": [
            {
                "set": row.set_name,
                "number": row.case.number,
                "file": row.case.file,
                "words": row.case.words,
                "with_labels": _figures(row.with_labels),
                "without_labels": _figures(row.without_labels),
            }
            for row in run.files
        ],
    }


def _figures(found: Score) -> dict[str, Any]:
    return found.summary() | {
        "persons_covered": found.persons_covered,
        "persons_all": found.persons,
        "tokens_masked": found.masked,
        "tokens_rightly": found.rightly,
        "kinds": {kind: vars(row) for kind, row in sorted(found.kinds.items())},
    }


def lines(result: Evaluation, *, misses: bool = False) -> Iterator[str]:
    """Yield the measurement for a screen: every run; files and kinds of the first; misses in context, if asked."""
    first = result.runs[0]
    for file in first.files:
        yield _line(f"{file.set_name}/{file.case.file}", file.with_labels)
    for run in result.runs:
        for labels in (True, False):
            yield _line(title(run, labels=labels), run.total(labels=labels))
            for one in result.sets if len(result.sets) > 1 else ():
                yield _line(f"    {one.name}", run.total(labels=labels, set_name=one.name))
    whole = first.total()
    for kind, row in sorted(whole.kinds.items()):
        yield f"  {kind:18}{row.covered:4} van {row.all:4}, van de goede soort {row.as_kind:4}"
    for run in result.runs:
        if run.words_per_second:
            yield f"{run.tool}: {number(run.words_per_second)} woorden per seconde"
    for what, found in (("gemist", whole.missed), ("onterecht", whole.wrong)) if misses else ():
        for name, kind, context in found:
            yield f"{what} {name[:14]} {kind}: {context}"


def _line(name: str, found: Score) -> str:
    cells = ((key, found.summary()[key]) for key in _FIGURES)
    return f"{name:61}" + "  ".join(f"{key} {'    –' if value is None else f'{value:.3f}'}" for key, value in cells)
