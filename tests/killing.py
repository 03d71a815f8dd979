"""A process with the word lists loaded that forks others, and kills them with -9 at the moment it is told.

A process that is started anew takes seconds to load, and a kill within those falls nowhere near the work. A forked one
begins with the work, so every moment of it is as likely as any other.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass

from tests.conftest import ROOT, Site

CLI = "from archive.cli import main; main(argv)"


@dataclass(frozen=True)
class Done:
    """What became of a forked process: cut off or not, its exit status, what it said, and the seconds it had."""

    killed: bool
    status: int
    out: str
    seconds: float


class Killer:
    """The process that forks. Each kind of work comes through once before it is cut off, so that its length is known."""

    def __init__(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._forker = subprocess.Popen([sys.executable, "-m", "tests.killing"], cwd=ROOT, **pipes)

    def do(self, site: Site, seconds: float, *argv: object, code: str = CLI) -> Done:
        """Run code with its arguments in a process of its own, which ends within so many seconds."""
        words = ["--home", str(site.home), *map(str, argv)] if code == CLI else list(map(str, argv))
        asked = {"code": code, "argv": words, "seconds": seconds, "environment": site.environment}
        self._forker.stdin.write(json.dumps(asked) + "\n")
        self._forker.stdin.flush()
        return Done(**json.loads(self._forker.stdout.readline()))

    def stop(self) -> None:
        """Let the process go."""
        self._forker.stdin.close()
        self._forker.wait(15)
        self._forker.stdout.close()


def _fork(code: str, argv: list[str], seconds: float, environment: dict[str, str]) -> Done:
    reading, writing = os.pipe()
    began = time.monotonic()
    if (pid := os.fork()) == 0:
        _work(code, argv, environment, writing)
    os.close(writing)
    killed = False
    while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
        if time.monotonic() - began > seconds:
            os.kill(pid, signal.SIGKILL)
            ended, killed = os.waitpid(pid, 0), True
            break
        time.sleep(0.0005)
    took = time.monotonic() - began
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    return Done(killed and os.WIFSIGNALED(ended[1]), os.waitstatus_to_exitcode(ended[1]), said, took)


def _work(code: str, argv: list[str], environment: dict[str, str], out: int) -> None:
    """Be the forked process: never returns."""
    status = 3
    try:
        os.environ.update(environment)
        tempfile.tempdir = None
        os.dup2(out, 1)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115  # it ends with the process
        sys.argv = ["archive", *argv]
        exec(compile(code, "deed", "exec"), {"argv": argv})
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def main() -> None:
    """Load what the work needs, then fork for every line that comes in."""
    from archive.detection.find import find
    from archive.ingest import pipeline, release, research, review  # noqa: F401
    from archive.ingest.readers import read
    from archive.publish import valve  # noqa: F401

    find(read(b"Jan: Dag Fatima, ik woon in Delft.", "x.txt"))
    for line in sys.stdin:
        print(json.dumps(vars(_fork(**json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
