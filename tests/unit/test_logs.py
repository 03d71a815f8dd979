"""A line of the log says where something failed and never what: no message, no function, no folder."""

import logging
import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from archive import logs
from archive.errors import VaultError
from archive.vault import age


@pytest.fixture
def lines(caplog, monkeypatch):
    """What `failure` writes of an error."""

    monkeypatch.setattr(logging.getLogger("archive"), "propagate", True)

    def write(error):
        caplog.clear()
        with caplog.at_level(logging.ERROR, "archive"):
            logs.failure(error)
        return [record.getMessage() for record in caplog.records]

    return write


def wendelmoed_krijgsveld(text):
    raise ValueError(text)


def test_a_failure_is_its_type_and_the_file_and_line_of_each_frame(lines):
    with pytest.raises(ValueError) as caught:
        wendelmoed_krijgsveld("Wendelmoed zei dat")
    (line,) = lines(caught.value)
    assert re.fullmatch(r"ValueError at tests/unit/test_logs\.py:\d+ > tests/unit/test_logs\.py:\d+", line)


def test_of_a_file_elsewhere_only_its_name_is_written(lines, tmp_path):
    path = tmp_path / "wendelmoed krijgsveld" / "elders.py"
    code = compile("def wendelmoed():\n raise KeyError('Wendelmoed')\nwendelmoed()", str(path), "exec")
    with pytest.raises(KeyError) as caught:
        exec(code)
    (line,) = lines(caught.value)
    assert re.fullmatch(r"KeyError at tests/unit/test_logs\.py:\d+ > elders\.py:3 > elders\.py:2", line)


def test_only_the_last_frames_of_many_are_written(lines):
    def deep(times):
        return deep(times - 1) if times else age.seal(b"", [])

    with pytest.raises(VaultError) as caught:
        deep(20)
    (line,) = lines(caught.value)
    assert line.count(" > ") == 7 and re.search(r"archive/vault/age\.py:\d+$", line)


def test_a_line_says_when_in_utc():
    code = "from archive import logs; logs.start(); logs.event('started', stories=3)"
    here = {**os.environ, "TZ": "Asia/Tokyo"}
    before = datetime.now(UTC).replace(microsecond=0)
    done = subprocess.run([sys.executable, "-c", code], env=here, capture_output=True, text=True, check=True)
    at, *rest = done.stderr.split()
    assert rest == ["INFO", "started", "stories=3"] and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at)
    assert before <= datetime.fromisoformat(at) <= datetime.now(UTC)
