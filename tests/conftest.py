"""An archive made for real, once a session; servers as real processes; no socket leaves this machine.

The suite runs in as many processes as there are cores (pytest-xdist): what is made once is made by the one that needs it
first, and copied by the others (`once`).
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from pyrage import passphrase

from archive.vault import passphrases
from tests import browser, light

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("ARCHIVE_SHARED", ROOT.parent / "shared"))
_connect = socket.socket.connect
# No test asks how long one example takes: on a busy machine that says nothing of the program.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def _only_here(self: socket.socket, address: object) -> object:
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise AssertionError(f"a test tried to reach {address[0]}")
    return _connect(self, address)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def light_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say that this is a test: keys that are locked lightly open."""
    monkeypatch.setenv(passphrases.LIGHT, "1")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Ban sockets to anywhere but this machine."""
    socket.socket.connect = _only_here  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@dataclass
class Result:
    """What a command did."""

    status: int
    out: str
    err: str


@dataclass
class Site:
    """One archive on disk, used through its command line and its servers."""

    home: Path
    logins: dict[str, str] = field(default_factory=dict)
    steward: Path = Path()
    _servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def temporary(self) -> Path:
        """The temporary folder its processes use: their own, so that what they leave there is seen."""
        folder = self.home.parent / "tmp"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        key = {"ARCHIVE_KEY": str(self.steward)} if self.steward.is_file() else {}
        return os.environ | {"TMPDIR": str(self.temporary)} | light.SETTING | key

    def run(self, *arguments: str | Path, check: bool = False) -> Result:
        """Run `archive …` as a person would, without a terminal: a process of its own, which takes seconds to start."""
        command = [sys.executable, "-m", "archive.cli", "--home", str(self.home), *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL, env=self.environment
        )
        assert not check or done.returncode == 0, done.stderr
        return Result(done.returncode, done.stdout, done.stderr)

    def call(self, *arguments: str | Path, check: bool = False) -> Result:
        """Run the same command within this process: for whoever asks what it does, not how a process behaves."""
        from click.testing import CliRunner

        from archive.cli import main

        tempfile.tempdir = str(self.temporary)
        try:
            key = str(self.steward) if self.steward.is_file() else None
            done = CliRunner(env={"ARCHIVE_KEY": key}).invoke(main, ["--home", str(self.home), *map(str, arguments)])
        finally:
            tempfile.tempdir = None
        assert not check or done.exit_code == 0, done.output
        return Result(done.exit_code, done.stdout, done.stderr)

    def init(self, *users: str, projects: tuple[str, ...] = ("archief", "wijk", "oost", "west")) -> None:
        """Found the archive, remember the passphrases it showed, and lock the keys lightly under them."""
        named = [word for user in users for word in ("--user", user)]
        named += [word for project in projects for word in ("--project", project)]
        said = self.run("init", *named, check=True).out
        self.logins = dict(re.findall(r"Inlognaam (\S+), wachtzin (\S+)", said))
        for user, words in self.logins.items():
            path = self.home / "desk" / "identities" / f"{user}.age"
            path.write_bytes(light.wrap(passphrase.decrypt(path.read_bytes(), words).decode(), words))
        self.steward = self.home / "sleutels-om-mee-te-nemen" / "steward.key"

    def set(self, section: str, **values: object) -> None:
        """Change settings in config.toml."""
        path = self.home / "config.toml"
        text = path.read_text()
        for name, value in values.items():
            pattern = rf"(\[{section}\][^\[]*?\n{name} = )\S+"
            text, changed = re.subn(pattern, rf"\g<1>{json.dumps(value)}", text, count=1)
            assert changed, name
        path.write_text(text)

    def upload(self, path: Path, consent: str = "onderzoek,lessen", *more: str) -> str:
        """Upload one file and return its id."""
        said = self.call("upload", path, "--consent", consent, "--json", *more, check=True).out
        return json.loads(said)[0]["id"]

    def start(self, command: str) -> str:
        """Serve site or desk and return its address, once it answers."""
        port = next(_ports)
        self.set("site" if command == "serve" else "desk", port=port)
        arguments = [sys.executable, "-m", "archive.cli", "--home", str(self.home), command]
        with (self.home / "logs" / f"{command}.log").open("ab") as log:
            server = subprocess.Popen(
                arguments, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment
            )
        self._servers.append(server)
        address = f"http://127.0.0.1:{port}"
        for _ in range(400):
            assert server.poll() is None, (self.home / "logs" / f"{command}.log").read_text()
            try:
                with urllib.request.urlopen(address + ("/gezond" if command == "serve" else "/inloggen"), timeout=5):
                    return address
            except urllib.error.HTTPError:
                return address
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def stop(self) -> None:
        """Stop every server."""
        for server in self._servers:
            server.terminate()
        for server in self._servers:
            server.wait(15)
        self._servers.clear()


def _free_ports() -> Iterator[int]:
    """Yield ports nobody uses. Each process of the suite has a stretch of its own, below what the system hands out."""
    first = 20_000 + 1_000 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    begin = random.SystemRandom().randrange(1_000)  # another suite may run on this machine
    for step in itertools.count():
        port = first + (begin + step) % 1_000
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                yield port


_ports = _free_ports()


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Make a folder once for all processes of the suite, and return a copy of it for this one."""
    base = folders.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"once-{name}"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait
        if not shared.exists():
            make(aside := folders.mktemp(name))
            aside.rename(shared)
    mine = folders.mktemp(name) / "copy"
    shutil.copytree(shared, mine, symlinks=True)
    return mine


def _at(folder: Path) -> Site:
    """Return the archive in a folder that `_found` or `_publish` made."""
    home = folder / "var"
    return Site(
        home, json.loads((folder / "logins.json").read_text()), home / "sleutels-om-mee-te-nemen" / "steward.key"
    )


def _found(folder: Path) -> None:
    site = Site(folder / "var")
    site.init("eva", "tom")
    (folder / "logins.json").write_text(json.dumps(site.logins))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An archive with two researchers and nothing in it; copy it, do not change it."""
    return _at(once(tmp_path_factory, "founded", _found))


@pytest.fixture
def archive(founded: Site, tmp_path: Path) -> Iterator[Site]:
    """A fresh archive of your own."""
    shutil.copytree(founded.home, tmp_path / "var")
    site = Site(tmp_path / "var", founded.logins)
    site.steward = site.home / "sleutels-om-mee-te-nemen" / "steward.key"
    yield site
    site.stop()


@pytest.fixture(scope="session")
def published(founded: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An archive with the real content published and its site running; do not change it."""

    def publish(folder: Path) -> None:
        shutil.copytree(founded.home.parent, folder, dirs_exist_ok=True)
        _at(folder).run("publish", check=True)

    yield (site := _at(once(tmp_path_factory, "published", publish)))
    site.stop()


@pytest.fixture(scope="session")
def site_address(published: Site) -> str:
    """Where the real content is served."""
    return published.start("serve")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder that passes the gate."""
    root = tmp_path / "content"
    for folder in ("lessons", "approaches", "videos", "collections", "pages", "media"):
        (root / folder).mkdir(parents=True)
    for name in ("themes.toml", "sources.toml", "municipalities.toml"):
        shutil.copy(ROOT / "content" / name, root / name)
    write_lesson(root, "bel-eerst", "Bel eerst, schrijf daarna")
    return root


def write_lesson(
    root: Path, slug: str, title: str, body: str = "Wie eerst belt, komt verder.", front: str = ""
) -> Path:
    """Write a lesson and return its path."""
    path = root / "lessons" / f"{slug}.md"
    path.write_text(f'+++\ntitle = "{title}"\nsummary = "Kort."\nthemes = ["eerste-contact"]\n{front}+++\n\n{body}\n')
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """A real browser; skipped loudly where there is none."""
    path = browser.find()
    if path is None:
        pytest.skip("NO CHROME OR CHROMIUM HERE: this browser test did not run")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield (opened := play.chromium.launch(executable_path=path, args=list(browser.FLAGS)))
        opened.close()


@pytest.fixture
def page(chromium: object) -> Iterator[object]:
    """A page at desk width that fails the test on a script error or a blocked resource."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined]
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
    yield opened
    context.close()
    assert wrong == []
