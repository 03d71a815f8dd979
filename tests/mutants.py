"""`make mutants`: guards are broken one at a time, and the tests named beside each must turn red.

The rows are in mutants.toml: chosen changes of meaning (a key destroyed last, a gate passed by), each with its own tests.
mutmut and cosmic-ray do not serve: they change operators without knowing what is guarded, and want the suite for each.

All of it happens in a copy of the working tree (copied.py): nothing here is touched. docs/mutants.md holds the table.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

from tests.copied import ROOT, Tests, copied

CAUGHT, GREEN, UNFIT = "caught", "STAYED GREEN", "DOES NOT FIT"
DOCUMENT = ROOT / "docs" / "mutants.md"
_err = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Mutant:
    """One guard, broken: `old` stands in `file` once, `new` takes its place, and `tests` must turn red."""

    name: str
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    was_green: bool = False  # the suite did not see it before these tests were written

    def broken(self, root: Path) -> str | None:
        """Return the file with the guard broken, or None when the row no longer fits it."""
        path = root / self.file
        text = path.read_text("utf-8") if path.is_file() else ""
        if text.count(self.old) != 1:
            return None
        broken = text.replace(self.old, self.new)
        try:
            compile(broken, self.file, "exec")
        except SyntaxError:
            return None
        return broken


def mutants() -> list[Mutant]:
    """Return every row of the table."""
    rows = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["mutant"]
    return [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]


def table(rows: list[Mutant]) -> str:
    """Return the rows as docs/mutants.md shows them."""
    lines = ["| what was broken | in | what turns red | was green |", "|---|---|---|---|"]
    for row in rows:
        tests = ", ".join(f"`{test.partition('::')[2]}`" for test in row.tests)
        lines.append(f"| {row.what} | `{row.file}` | {tests} | {'yes' if row.was_green else ''} |")
    return "\n".join(lines) + "\n"


def attempt(mutant: Mutant, copy: Path, tests: Tests, number: int) -> str:
    """Break one guard in the copy, run its tests, mend it, and return what came of it."""
    if (broken := mutant.broken(copy)) is None:
        return UNFIT
    path, whole = copy / mutant.file, (copy / mutant.file).read_bytes()
    before = path.stat().st_mtime_ns
    try:
        path.write_text(broken, "utf-8")
        os.utime(
            path, ns=(before, before + number * 10**10)
        )  # or Python would take an older compiled file for this one's
        status, _ = tests.run(mutant.tests, mutant.file)
    finally:
        path.write_bytes(whole)
        os.utime(path, ns=(before, before))
    # 1 is a failed test. Others are no such test, or a test file that cannot be read.
    return {1: CAUGHT, 0: GREEN}.get(status, UNFIT)


def main() -> int:
    """Try the mutants and say which were caught. Status 0: all; 1: some stayed green; 2: a row no longer fits."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", metavar="NAME", default="", help="try the mutants whose name holds this")
    options.add_argument("--json", action="store_true", help="say it for a program")
    options.add_argument("--table", action="store_true", help="print the table of docs/mutants.md, and try nothing")
    chosen = options.parse_args()
    rows = [row for row in mutants() if chosen.only in row.name]
    if chosen.table:
        print(table(rows), end="")
        return 0
    began, found = time.monotonic(), dict[str, str]()
    with copied() as (copy, tests):
        status, said = tests.run(tuple(dict.fromkeys(test for row in rows for test in row.tests)))
        if status:
            _err.print(said, markup=False)
            _err.print("[red]The tests are not green, or not there, before anything is broken.[/red]")
            return 2
        for number, row in enumerate(track(rows, "", console=_err, transient=True, disable=not _err.is_terminal), 1):
            found[row.name] = attempt(row, copy, tests, number)
            if not chosen.json:
                print(f"{found[row.name]:12}  {row.name}", flush=True)
    seconds, counts = round(time.monotonic() - began), Counter(found.values())
    if chosen.json:
        print(json.dumps({"seconds": seconds, "mutants": [{**asdict(row), "result": found[row.name]} for row in rows]}))
    else:
        print(f"{len(rows)} mutants in {seconds} s: {', '.join(f'{count} {what}' for what, count in counts.items())}")
    return 2 if counts[UNFIT] else 1 if counts[GREEN] else 0


if __name__ == "__main__":
    sys.exit(main())
