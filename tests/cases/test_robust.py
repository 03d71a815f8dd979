"""Nothing a stranger can write makes detection run away, fail, show a masked name or open a socket."""

import importlib
import inspect
import itertools
import pkgutil
import random
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import archive.ingest
from archive.config import Settings
from archive.errors import UnreadableFile
from archive.ingest.detect import detect
from archive.ingest.lexicon import fold
from archive.ingest.link import link
from archive.ingest.names import NAME, parts, weigh
from archive.ingest.pipeline import read_through
from archive.ingest.readers import read
from archive.ingest.redact import redact
from archive.ingest.words import Words
from tests.conftest import ROOT

MODULES = [module.name for module in pkgutil.walk_packages(archive.ingest.__path__, "archive.ingest.")]


def limited(code: str, seconds: int) -> str:
    """Run code in a process that the kernel ends after so many seconds of processor time; return its last line."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))\n"
    run = f"{limit}from tests.cases.test_robust import *\n{code}"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True)
    last = done.stdout.strip().rpartition("\n")[2]
    assert done.returncode == 0, f"{last}: {done.returncode}\n{done.stderr[-1500:]}"
    return last


# ---- expressions ----

PIECES = (
    "a|A|é|1|1 |1.|1-|1a|a1 |a |A. |a.|a-|a@|@a|-|–| |  |\n|\t|(|(0|0|06 |+31 |nul |a punt |at |van de |A van de |NL|/a|www."
    "|http://|'|a'|a' |_|*|**a|<v |<a|&#1|&a|[0:00|0:00|#0:00#|X9|9X-|op |Mevr. |1 jan |jaar |a\u0301|０|\u200b"
).split("|")  # fmt: skip


def patterns(module: str) -> dict[str, re.Pattern]:
    found = vars(importlib.import_module(module))
    return {name: value for name, value in found.items() if isinstance(value, re.Pattern)}


def attack(module: str) -> None:
    """Use every expression as its module does, on runs of its own literals and of PIECES that nearly match."""
    source = inspect.getsource(importlib.import_module(module))
    for name, pattern in patterns(module).items():
        ways = set(re.findall(rf"\b{name}\.(match|fullmatch|search)\(", source)) or {"finditer"}
        own = {word for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.|\?P<\w+>", " ", str(pattern.pattern)))}
        for piece, size in itertools.product([*PIECES, *own, *(f"{word} " for word in own)], (2_500, 10_000)):
            for way, end in itertools.product(sorted(ways), ("", "! x")):
                print(name, way, repr(piece), size, flush=True)
                text = (piece * size)[:size] + end
                found = getattr(pattern, way)(text if isinstance(pattern.pattern, str) else text.encode())
                assert way != "finditer" or list(found) is not None


@pytest.mark.parametrize("module", [module for module in MODULES if patterns(module)])
def test_no_expression_backtracks_more_than_quadratically(module):
    """Ten thousand characters squared is a second or less; cubed it is hours."""
    limited(f"attack({module!r})", 60)
