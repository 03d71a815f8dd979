"""Where a server cannot listen, one sentence says why, with exit status 2, before anything is opened."""

import errno
import socket

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.config import Settings
from archive.errors import SettingsError
from archive.home import Home
from archive.web import serve
from tests import small

BOTH = [(serve.site, "site"), (serve.desk, "desk")]


@pytest.mark.parametrize(("start", "which"), BOTH)
@pytest.mark.parametrize(
    ("host", "says"),
    [("203.0.113.9", "niet van deze machine"), ("2001:db8::9", "niet van deze machine"), ("256.1.1.1", "geen adres dat we kennen"), ("", "geen adres dat we kennen"), ("a" * 300, "geen adres dat we kennen"), ("é..x", "geen adres dat we kennen")],
)  # fmt: skip
def test_an_address_of_another_machine_or_none_is_told(tmp_path, start, which, host, says):
    with pytest.raises(SettingsError, match=rf"{says}.*" if "kennen" in says else rf"{says}.*\[{which}\]"):
        start(Home(tmp_path / "var"), Settings(**{which: {"host": host}}))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "says"), [(errno.EACCES, "boven 1023"), (errno.EADDRINUSE, "al in gebruik"), (errno.EADDRNOTAVAIL, "niet van deze machine")]
)  # fmt: skip
def test_each_reason_has_its_own_sentence(monkeypatch, number, says):
    def bind(*_):
        raise OSError(number, "x")

    monkeypatch.setattr(socket, "socket", type("_", (socket.socket,), {"bind": bind}))
    with pytest.raises(SettingsError, match=says):
        serve.check_free("site", "127.0.0.1", 80)


@pytest.mark.parametrize(("start", "which"), BOTH)
def test_an_address_of_version_six_is_bound_as_one(tmp_path, monkeypatch, start, which):
    given = {}
    monkeypatch.setattr(serve, "check_free", lambda *_: None)
    monkeypatch.setattr(serve._Server, "__init__", lambda self, make, options: given.update(options))
    monkeypatch.setattr(serve._Server, "run", lambda self: None)
    start(Home(tmp_path), Settings(**{which: {"host": "::1"}}))
    assert given["bind"] == ("[::1]:8600" if which == "site" else "[::1]:8601")
    assert given["threads"] >= 8 and given["workers"] == (2 if which == "site" else 1)


@pytest.mark.parametrize("command", ["serve", "desk", "demo"])
@pytest.mark.parametrize(
    ("line", "says"), [('host = "203.0.113.9"', "niet van deze machine"), ("port = 87640", "65535 of minder"), ("port = 0", "1 of meer")]
)  # fmt: skip
def test_every_command_that_serves_says_it_and_stops_with_status_two(tmp_path, command, line, says):
    made = small.make(tmp_path / "var")
    made.home.config.write_text(made.home.config.read_text() + "[site]\n")
    made.settle(**{"desk" if command == "desk" else "site": line})
    done = CliRunner().invoke(main, ["--home", str(made.home.root), command])
    assert done.exit_code == 2 and says in done.stderr and len(done.stderr.strip().splitlines()) == 1
