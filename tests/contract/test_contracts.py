"""What holds for the whole: who imports whom, which route is open, what is documented."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from archive.cli import main
from archive.config import Settings
from archive.web.desk import urls as desk_urls
from archive.web.desk.access import Of
from archive.web.public import urls as public_urls
from tests.conftest import ROOT
from tests.named import named_in, written_tests

# Every public route. A new one must be added here, by hand. Those of the desk stand in test_rights.py.
PUBLIC = {
    "/", "/zoeken", "/lessen/<slug>", "/aanpakken/<slug>", "/themas", "/themas/<slug>", "/collecties", "/collecties/<slug>",
    "/collecties/<slug>/scherm/<int:step>", "/films", "/films/<slug>", "/woorden", "/<slug>", "/media/<name>", "/feed.atom",
    "/sitemap.xml", "/robots.txt", "/opensearch.xml", "/.well-known/security.txt", "/gezond",
}  # fmt: skip


def test_the_import_contracts_hold():
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_public_route_is_written_here_and_read_only():
    assert {rule for rule, _ in public_urls.ROUTES} == PUBLIC


def test_an_app_has_no_route_outside_its_table(published):
    from archive.home import Home
    from archive.web.desk.app import create_app as desk
    from archive.web.public.app import create_app as public

    home = Home(published.home)
    settings = home.settings()
    inside, outside = desk(home, settings), public(home.public, settings.site, "x", "")
    assert {str(rule) for rule in inside.url_map.iter_rules()} == {route.rule for route in desk_urls.ROUTES} | {
        "/static/<path:filename>"
    }
    assert {str(rule) for rule in outside.url_map.iter_rules()} == PUBLIC | {"/static/<path:filename>"}
    inside.extensions["desk"].ledger.close()


def test_without_login_every_closed_desk_route_refuses(published):
    from archive.home import Home
    from archive.web.desk.app import create_app

    home = Home(published.home)
    app = create_app(home, home.settings())
    for route in desk_urls.ROUTES:
        address = route.rule.replace("<id>", "T0123456789").replace("<int:number>", "1")
        answer = app.test_client().open(address, method=route.method)
        if route.of is not Of.NOBODY:
            assert answer.status_code in (303, 403) and b"T0123456789" not in answer.data
    assert app.test_client().get("/teksten/../../etc/passwd").status_code in (303, 404)
    app.extensions["desk"].ledger.close()


@cache
def _loaded_by_the_site():
    code = "import sys, archive.web.public.app; print(*sys.modules)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()


@pytest.mark.parametrize(
    "loaded",
    [
        "archive.vault",
        "archive.detection",
        "archive.ledger",
        "presidio_analyzer",
        "spacy",
        "pyrage",
        "sqlalchemy",
        "archive.signing.making",
        "archive.publish.writing",
    ],
)
def test_the_site_never_loads_the_inside(loaded):
    assert loaded not in _loaded_by_the_site()


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text()
    assert isinstance(main, click.Group)
    assert [name for name in main.commands if f"archive {name}" not in text] == []


def test_every_test_that_the_threat_model_names_is_there():
    named = named_in("threats.md")
    assert len(named) > 15 and named - written_tests() == set()


def test_every_setting_is_explained_in_config_toml():
    text = (ROOT / "config.toml").read_text()
    for section, fields in Settings().model_dump().items():
        assert re.search(rf"^\[{section}", text, re.M) or section in text
        for name in fields if isinstance(fields, dict) and section != "vault" else ():
            assert re.search(rf"^{name} = ", text, re.M), name


def test_every_dependency_has_a_reason_and_a_pin():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [")
    named = [line for line in lines[start + 1 : lines.index("]", start)] if line.strip()]
    assert all("#" in line for line in named)
    locked = (ROOT / "requirements.lock").read_text()
    for line in named:
        name = re.match(r'\s*"([a-z0-9-]+)', line)[1]
        assert re.search(rf"^{name}==\S+", locked, re.M) and "--hash=sha256:" in locked


def test_no_seed_sentence_stands_in_the_content():
    seeds = ROOT.parent / "shared" / "seeds"
    if not seeds.exists():
        pytest.skip("needs ../shared")
    clean = lambda text: re.sub(r"[^\w]+", " ", text.lower()).split()  # noqa: E731
    runs = set()
    for path in seeds.glob("0*.txt"):
        words = clean(path.read_text())
        runs |= {tuple(words[i : i + 9]) for i in range(len(words) - 8)}
    for path in (ROOT / "content").rglob("*.md"):
        words = clean(path.read_text().split("+++", 2)[-1])
        same = [" ".join(words[i : i + 9]) for i in range(len(words) - 8) if tuple(words[i : i + 9]) in runs]
        assert same == [], path.name
