"""The lists in data/: names, places, trades, words. One entry a line, what is said of it behind a tab."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[list[str]]:
    """Return the lines of a list, split at tabs, without comments."""
    return [line.split("\t") for line in _lines(name) if line and not line.startswith("#")]


def sections(name: str, mark: str) -> tuple[list[str], list[str]]:
    """Return the entries of a list before and after a marked comment line."""
    lines = _lines(name)
    split = next((i for i, line in enumerate(lines) if line.startswith(mark)), len(lines))
    both = (lines[:split], lines[split:])
    before, after = ([line for line in part if line and not line.startswith("#")] for part in both)
    return before, after


def _lines(name: str) -> list[str]:
    return (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
