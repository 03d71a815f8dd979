"""What is locked is known: its reason, its row in docs/dependencies.md, its place in the bill of materials. No audit that
saw nothing is called clean."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.conftest import ROOT
from tests.dependencies import SBOM, Known, Locked, judged, known, locked, reasons, verdict

PACKAGES = locked()
RUNTIME = [
    re.match(r"[a-z0-9-]+", line)[0]
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
]
# What a package is called when it is imported, where that is not its own name.
IMPORTED_AS = {
    "pillow": "PIL",
    "confusable-homoglyphs": "confusable_homoglyphs",
    "pyyaml": "yaml",
    "presidio-analyzer": "presidio_analyzer",
}
# Runtime dependencies that no line of ours imports, each with the reason why it is one. docs/dependencies.md says so too.
NOT_IMPORTED = {"phonenumbers": "Presidio's own, which we pin"}


def test_every_locked_package_has_a_reason_or_a_package_that_needs_it():
    names = {one.name for one in PACKAGES}
    assert len(PACKAGES) > 90 and all(one.hashes for one in PACKAGES)
    for one in PACKAGES:
        assert one.reason or (one.needed_by and set(one.needed_by) <= names | {"binnenskamers"}), one.name
    assert {one.name for one in PACKAGES if one.runtime} >= set(RUNTIME)
    assert {"pytest", "mypy", "import-linter"} <= {one.name for one in PACKAGES if not one.runtime}


def test_reasons_are_read_as_they_are_written():
    said = reasons(
        'dependencies = [\n  "flask>=3.1",   # both web apps\n  "Whoosh==2.7.4", # search\n]\ndev = ["mypy>=1"]\nbuild = ["setuptools>=77"]   # builds it\n'
    )
    assert said == {
        "flask": "both web apps",
        "whoosh": "search",
        "mypy": "a tool of the developers",
        "setuptools": "builds it",
    }


# ---- docs/dependencies.md ----


def test_every_runtime_dependency_has_a_row_and_every_row_is_one():
    text = (ROOT / "docs" / "dependencies.md").read_text()
    rows = re.findall(r"(?m)^\| ([a-z0-9-]+) \|", text.split("## What each is for")[1].split("## The risky ones")[0])
    assert sorted(rows) == sorted([*RUNTIME, "package"])


def test_every_row_that_points_below_has_its_note_there():
    text = (ROOT / "docs" / "dependencies.md").read_text()
    pointing = set(re.findall(r"(?m)^\| ([a-z0-9-]+) \|.*\*\*see below\*\*", text))
    notes = re.findall(r"(?m)^\*\*([a-z0-9-]+)", text.split("## The risky ones")[1])
    assert {"whoosh", "bleach", "pyrage", "simplemma"} <= pointing <= set(notes)


def test_a_note_speaks_of_the_version_that_is_locked():
    text, versions = (ROOT / "docs" / "dependencies.md").read_text(), {one.name: one.version for one in PACKAGES}
    said = re.findall(r"(?m)^\*\*([a-z0-9-]+) (\d[\d.]*\d)", text)
    assert len(said) >= 4 and [(name, version) for name, version in said if versions[name] != version] == []


def test_what_is_a_dependency_is_imported_or_says_why_not():
    names = set()
    for path in (ROOT / "archive").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
    assert {name for name in RUNTIME if IMPORTED_AS.get(name, name) not in names} - set(NOT_IMPORTED) == set()


# ---- the bill of materials ----


def test_the_bill_of_materials_is_that_of_the_lock():
    """`make sbom` writes it."""
    made = json.loads(SBOM.read_text())
    listed = {(part["name"], part["version"], part["scope"] == "required") for part in made["components"]}
    assert listed == {(one.name, one.version, one.runtime) for one in PACKAGES}
    refs = {row["ref"]: set(row.get("dependsOn", ())) for row in made["dependencies"]}
    assert set(RUNTIME) <= refs["binnenskamers"] and "jinja2" in refs["flask"]
    assert set().union(*refs.values()) <= set(refs)


def test_the_bill_of_materials_says_nothing_of_when_and_where_it_was_made():
    text = SBOM.read_text()
    assert not re.search(r"serialNumber|timestamp|urn:uuid|file:|/home/|/tmp/|://(?!cyclonedx\.org/schema)", text)


# ---- the verdict ----

FLASK = Locked("flask", "3.1.3", True, frozenset({"a" * 64}), ("binnenskamers",), "both web apps")
PYTEST = Locked("pytest", "9.0", False, frozenset({"b" * 64}), ("binnenskamers",), "tests")
WELL = {FLASK: Known("2026-02-19", "3.1.3"), PYTEST: Known("2026-01-01", "9.0")}


def report(*rows):
    return judged(json.dumps({"dependencies": list(rows), "fixes": []}))


SKIPPED = {"name": "flask", "skip_reason": "Dependency not found on PyPI and could not be audited: flask (3.1.3)"}
CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
BAD = {
    "name": "Flask",
    "version": "3.1.3",
    "vulns": [{"id": "PYSEC-1-1", "fix_versions": ["3.1.4"]}, {"id": "PYSEC-1-2", "fix_versions": []}],
}


@pytest.mark.parametrize(
    ("rows", "packages", "status", "says"),
    [
        ([CLEAN], [FLASK], 0, "nothing was found"), ([SKIPPED], [FLASK], 2, "no clean bill"), ([], [FLASK], 2, "1 of 1 packages"),
        ([CLEAN, SKIPPED | {"name": "pytest"}], [FLASK, PYTEST], 2, "pytest"), ([BAD], [FLASK], 1, "PYSEC-1-1, mended in 3.1.4"),
        ([BAD], [FLASK], 1, "PYSEC-1-2, not mended"), ([BAD], [FLASK, PYTEST], 1, "NOT AUDITED: 1 of 2"),
    ],
)  # fmt: skip
def test_clean_is_said_of_what_was_looked_up_only(rows, packages, status, says):
    lines, found = verdict(packages, *report(*rows), WELL)
    assert found == status and says in "\n".join(lines)


@pytest.mark.parametrize("text", ["", "Traceback (most recent call last):", "[]", '{"dependencies": [{}]}', "null"])
def test_a_tool_that_broke_off_looked_nothing_up(text):
    assert judged(text) == ({}, set())


def test_what_its_makers_took_back_or_the_index_does_not_know_is_found():
    def page(digest, yanked=False):
        file = {"filename": "flask-3.1.3-py3-none-any.whl", "hashes": {"sha256": digest}, "yanked": yanked}
        later = {"filename": "flask-3.2.0.tar.gz", "hashes": {"sha256": "c" * 64}}
        early = {"filename": "flask-4.0rc1.tar.gz", "hashes": {"sha256": "d" * 64}}
        back = {"filename": "flask-9.9.tar.gz", "hashes": {"sha256": "e" * 64}, "yanked": "broken"}
        return {"files": [file | {"upload-time": "2026-02-19T10:00:00Z"}, later, early, back]}

    assert known(FLASK, page("a" * 64)) == Known("2026-02-19", "3.2.0")
    for told in (known(FLASK, page("f" * 64)), known(FLASK, page("a" * 64, yanked="unsafe"))):
        lines, status = verdict([FLASK], {}, {"flask"}, {FLASK: told})
        assert status == 1 and told.odd in lines[0]


def test_without_an_advisory_source_it_prints_what_a_person_needs_and_status_2():
    """The real command, with an index of one package; pip-audit is none of this environment's packages."""
    whoosh = next(one for one in PACKAGES if one.name == "whoosh")

    class Index(BaseHTTPRequestHandler):
        def do_GET(self):
            file = {"filename": "Whoosh-2.7.4-py2.py3-none-any.whl", "hashes": {"sha256": min(whoosh.hashes)}}
            body = json.dumps({"files": [file | {"upload-time": "2016-04-04T01:00:00Z"}]}).encode()
            self.send_response(200 if self.path == "/simple/whoosh/" else 404)
            self.end_headers()
            self.wfile.write(body if self.path == "/simple/whoosh/" else b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        here = os.environ | {"PIP_INDEX_URL": f"http://127.0.0.1:{server.server_port}/simple", "no_proxy": "*"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.dependencies"], cwd=ROOT, env=here, capture_output=True, text=True
        )
        server.shutdown()
    line = next(line for line in done.stdout.splitlines() if line.startswith("whoosh"))
    assert done.returncode == 2 and "no clean bill" in done.stdout, done.stderr
    assert line.split()[1:4] == ["2.7.4", "runtime", "2016-04-04"] and whoosh.reason in line
    assert len(done.stdout.splitlines()) >= len(PACKAGES) + 3
