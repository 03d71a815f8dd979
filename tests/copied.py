"""A copy of the working tree in which tests run, seconds faster than each in a Python of its own: for tests/mutants.py.

`python -m tests.copied`, started in the copy, loads the libraries and the word lists once; each line it reads names
tests, which run in a process forked from there. So every run imports our own code as it lies in the copy at that moment.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parent.parent
# What takes long to load: libraries, pytest's plugins, and of ours the word lists.
_HEAVY = (
    "presidio_analyzer", "sqlalchemy.dialects.sqlite", "flask", "pydantic", "whoosh.index", "markdown", "bleach", "rapidfuzz.process",
    "simplemma", "tomlkit", "cryptography.hazmat.primitives.asymmetric.ed25519", "playwright.sync_api", "hypothesis", "anyio", "xdist",
)  # fmt: skip
_LISTS = "archive.detection.lexicon"
_OPTIONS = (
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)  # plugins are loaded


class Tests:
    """Runs tests in the copy."""

    def __init__(self, copy: Path) -> None:
        command = [sys.executable, "-m", "tests.copied"]
        self._server = subprocess.Popen(
            command, cwd=copy, env=_environment(copy), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, tests: tuple[str, ...], changed: str = "") -> tuple[int, str]:
        """Run tests up to the first that fails; return pytest's exit status and what it said.

        `changed` is the file of ours that was changed in the copy.
        """
        assert self._server.stdin and self._server.stdout
        self._server.stdin.write(json.dumps([tests, changed]) + "\n")
        self._server.stdin.flush()
        status, said = json.loads(self._server.stdout.readline())
        return int(status), str(said)

    def close(self) -> None:
        """End the process that the runs are forked from."""
        self._server.communicate()


@contextmanager
def copied() -> Iterator[tuple[Path, Tests]]:
    """Copy the working tree as git sees it, new files too, with what lies beside it in shared/ linked."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    with tempfile.TemporaryDirectory(prefix="binnenskamers-copy-") as folder:
        copy = Path(folder) / "main"
        for name in names:
            if (ROOT / name).is_file():  # git also lists what was just removed
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, copy / name)
        if (ROOT.parent / "shared").is_dir():
            (Path(folder) / "shared").symlink_to(ROOT.parent / "shared")
        code = "import archive, tests.small; print(archive.__file__, tests.small.__file__, sep='\\n')"
        said = subprocess.check_output([sys.executable, "-c", code], cwd=folder, env=_environment(copy), text=True)
        assert all(Path(line).is_relative_to(copy) for line in said.splitlines()), "a process does not import the copy"
        tests = Tests(copy)
        try:
            yield copy, tests
        finally:
            tests.close()


def _environment(copy: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(copy)}


def serve() -> None:
    """Run the tests that each line of standard input names, and answer with their status and what was said."""
    for name in _HEAVY:
        import_module(name)
    import_module(_LISTS).lexicon()
    for line in sys.stdin:
        tests, changed = json.loads(line)
        with tempfile.TemporaryFile() as said:
            if (pid := os.fork()) == 0:
                _run(tests, changed.removesuffix(".py").replace("/", "."), said.fileno())
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            said.seek(0)
            print(json.dumps([status, said.read().decode("utf-8", "replace")]), flush=True)


def _run(tests: list[str], changed: str, said: int) -> NoReturn:
    status = 3  # pytest's for an error of its own
    try:
        os.dup2(said, 1)
        os.dup2(said, 2)
        if changed in sys.modules:  # it came with the word lists: load all of ours anew
            for name in [name for name in sys.modules if name.partition(".")[0] == "archive"]:
                del sys.modules[name]
        status = pytest.main([*_OPTIONS, *tests])
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve()
