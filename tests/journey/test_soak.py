"""A few of the kills of `make soak`, at every run of the suite."""

import json
import subprocess
import sys

from tests.conftest import ROOT


def test_a_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_readable(founded):
    command = [sys.executable, "-m", "tests.soak", "24", str(founded.home)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert sum(count for key, count in counts.items() if key.endswith("killed")) > 5
