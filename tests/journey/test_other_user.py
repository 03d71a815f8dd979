"""The site's own user reads what is outside and nothing of the inside: tried as another user, with what a publication made."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT, Site

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
LOOK = """
import json, os, sys
from pathlib import Path
home, seen, shut = Path(sys.argv[1]), [], []
def look(path):
    try:
        parts = [path / name for name in os.listdir(path)] if path.is_dir() else path.read_bytes() and []
    except OSError:
        shut.append(str(path.relative_to(home)))
    else:
        seen.append(str(path.relative_to(home)))
        for part in parts: look(part)
for name in json.loads(sys.argv[2]): look(home / name)
print(json.dumps([seen, shut]))
"""


def as_nobody(*command, **more):
    return subprocess.run(
        [*NOBODY, sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True, **more
    )


@pytest.fixture
def apart(published):
    """A copy of a published archive, with its modes, in a folder that everybody may pass."""
    if os.geteuid() or not shutil.which("setpriv") or as_nobody("-c", "import archive.home").returncode:
        pytest.skip("NOT ROOT, OR NOBODY CANNOT READ THE PROGRAM: what another user may read was not tried")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield Site(shutil.copytree(published.home, folder / "var", symlinks=True))
    shutil.rmtree(folder)


def test_another_user_reads_the_outside_whole_and_nothing_of_the_inside(apart):
    inside = sorted({"desk", *(str(path.relative_to(apart.home)) for path in (apart.home / "desk").rglob("*"))})
    inside += ["logs", "sleutels-om-mee-te-nemen", "sleutels-om-mee-te-nemen/steward.key", "."]
    seen, shut = json.loads(as_nobody("-c", LOOK, apart.home, json.dumps(inside), check=True).stdout)
    assert seen == [] and "desk/ledger.sqlite" in inside and len(shut) == len(inside)
    seen, shut = json.loads(as_nobody("-c", LOOK, apart.home, '["public", "config.toml"]', check=True).stdout)
    everything = {str(path.relative_to(apart.home)) for path in (apart.home / "public").resolve().rglob("*")}
    assert shut == [] and everything <= set(seen) and any("media/" in path for path in seen)


def test_the_site_runs_with_nothing_but_its_bundle_and_the_settings(apart):
    for path in apart.home.iterdir():
        if path.name not in ("public", "config.toml", "logs"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    run = subprocess.Popen
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", lambda command, **more: run([*NOBODY, *command], **more))
        address = apart.start("serve")
    try:
        for path in ("/", "/zoeken?q=bellen", "/media/" + next((apart.home / "public/current/media").iterdir()).name):
            assert urllib.request.urlopen(address + path, timeout=30).status == 200
    finally:
        apart.stop()
