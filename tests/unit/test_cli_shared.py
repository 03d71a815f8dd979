"""What every command shares: what it prints, what it reads, and whose key it opens. No command is run."""

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from archive.cli import keys
from archive.cli.console import count, names_given, plain, progress, read_file, split_names
from archive.config import Settings
from archive.errors import UnreadableFile, WrongKey
from archive.vault import age
from tests import small

BACKSLASH = pytest.mark.xfail(
    strict=True, reason="plain() marks the bracket but not a backslash before it, which rich then takes for the mark"
)


@pytest.mark.parametrize(
    "text",
    [
        "gewoon", "[red]x[/red]", "[/]", "[[x]]", "a [1] b", "[link=https://x.example]x[/link]", "wijk[", "]", "", "a\\b", "«[bold]»",
        pytest.param("\\[red]x", marks=BACKSLASH), pytest.param("C:\\[map]", marks=BACKSLASH),
    ],
)  # fmt: skip
def test_what_somebody_wrote_is_printed_as_they_wrote_it(text):
    printed = io.StringIO()
    Console(file=printed, highlight=False, soft_wrap=True).print(plain(text))
    assert printed.getvalue() == text + "\n"


@pytest.mark.parametrize(
    ("text", "names"), [("Noor Achterberg, Fadime", ("Noor Achterberg", "Fadime")), (" a ,, b,", ("a", "b")), ("", ()), (" , ", ()), ("Jan;Piet", ("Jan;Piet",))]
)  # fmt: skip
def test_names_are_told_apart_by_commas(text, names):
    assert split_names(text) == names


def typed(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_names_come_from_a_file_or_a_pipe_however_they_were_saved(coding, tmp_path, monkeypatch):
    (tmp_path / "namen.txt").write_bytes("Noor Achterberg\r\nZoë, Fadime\n".encode(coding))
    assert names_given(f"@{tmp_path / 'namen.txt'}") == ("Noor Achterberg", "Zoë", "Fadime")
    typed(monkeypatch, (tmp_path / "namen.txt").read_bytes())
    assert names_given("-") == ("Noor Achterberg", "Zoë", "Fadime")
    assert names_given("Noor, Kees-Jan") == ("Noor", "Kees-Jan")
    with pytest.raises(UnreadableFile, match="gaat één keer mee"):
        names_given("-")  # it was read


@pytest.mark.parametrize(
    ("data", "says"), [(b"Zo\xeb", "UTF-8"), (b" \n", "niets binnen"), (b"Noor\n" * 30_000, "te groot")]
)
def test_what_is_no_list_of_names_is_refused_and_not_shown(data, says, tmp_path):
    (tmp_path / "Noor.txt").write_bytes(data)
    with pytest.raises(UnreadableFile, match=says) as told:
        names_given(f"@{tmp_path / 'Noor.txt'}")
    assert "Noor" not in str(told.value)


@pytest.mark.parametrize("name", ["er-niet.txt", "", "x" * 300])
def test_a_file_of_names_that_is_not_there_is_said_so(name, tmp_path):
    with pytest.raises(UnreadableFile, match="achter de @"):
        names_given(f"@{tmp_path / name}")


def test_one_is_one_and_none_is_more():
    assert [count(n, "verhaal", "verhalen") for n in (0, 1, 2)] == ["0 verhalen", "1 verhaal", "2 verhalen"]


def test_a_file_is_weighed_before_it_is_read(tmp_path):
    settings, path = Settings(upload={"max_mb": 1}), tmp_path / "a.txt"
    path.write_bytes(b"x" * 1_000_000)
    assert len(read_file(path, settings)) == 1_000_000
    os.truncate(path, 1_000_001)
    with pytest.raises(UnreadableFile, match="groter dan 1 MB"):
        read_file(path, settings)


def test_a_link_a_device_or_a_pipe_is_no_file_to_take_in(tmp_path):
    os.mkfifo(tmp_path / "pijp")
    (tmp_path / "link").symlink_to(tmp_path / "pijp")
    for odd in (Path("/dev/zero"), tmp_path / "pijp", tmp_path / "link"):
        with pytest.raises(UnreadableFile, match="geen gewoon bestand"):
            read_file(odd, Settings(upload={"max_mb": 1}))


@pytest.mark.parametrize("name", ["er-niet.txt", "map", "x" * 300])
def test_what_cannot_be_read_is_refused_without_naming_it(tmp_path, name):
    (tmp_path / "map").mkdir()
    with pytest.raises(UnreadableFile) as told:
        read_file(tmp_path / name, Settings())
    assert name not in str(told.value)


def test_progress_is_quiet_where_there_is_no_terminal(capsys):
    with progress("Bezig", None, quiet=False) as step:
        step()
        step.at(1, 2)
    assert capsys.readouterr() == ("", "")


# ---- keys ----


@pytest.fixture
def desk(tmp_path):
    return small.make(tmp_path / "var", "eva")


def test_a_key_file_or_a_passphrase_opens_and_without_either_nothing_is_asked(desk, tmp_path, monkeypatch):
    (tmp_path / "steward.key").write_text(f"# bewaar dit goed\n{desk.identities['steward']}\n")
    assert keys.unlocked(desk.home, tmp_path / "steward.key", None).who == "steward"
    (tmp_path / "eva.key").write_text(str(desk.identities["eva"]))
    assert (
        keys.unlocked(desk.home, tmp_path / "eva.key", None).who == "eva"
    )  # a key is its owner's, whatever it is called
    monkeypatch.setattr("click.prompt", lambda *_, **how: desk.words["eva"] if how["hide_input"] and how["err"] else "")
    assert keys.unlocked(desk.home, None, "eva").who == keys.needed(desk.home, None, "eva").who == "eva"
    monkeypatch.setattr("click.prompt", lambda *_, **__: pytest.fail("asked"))
    assert keys.unlocked(desk.home, None, None) is None


@pytest.mark.parametrize("login", ["tom", "../identities/eva", "/etc/passwd", "eva.age", "."])
def test_an_unknown_name_is_refused_before_a_passphrase_is_asked(desk, login, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_, **__: pytest.fail("asked"))
    with pytest.raises(WrongKey, match="wachtzin klopt niet"):
        keys.unlocked(desk.home, None, login)


def test_a_wrong_passphrase_and_a_file_that_is_no_key_open_nothing(desk, tmp_path, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_, **__: "onzin")
    with pytest.raises(WrongKey, match="wachtzin klopt niet"):
        keys.unlocked(desk.home, None, "eva")
    (tmp_path / "plaatje.key").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(WrongKey):
        keys.unlocked(desk.home, tmp_path / "plaatje.key", None)


def test_where_a_key_is_needed_and_none_was_given_it_says_how(desk):
    with pytest.raises(WrongKey, match=r"--key steward\.key, of --login"):
        keys.needed(desk.home, None, None)


def test_a_key_of_nobody_who_was_let_in_is_refused(desk, tmp_path):
    (tmp_path / "vreemd.key").write_text(age.new_identity()[0])
    with pytest.raises(WrongKey, match="niet \\(meer\\) toegelaten"):
        keys.unlocked(desk.home, tmp_path / "vreemd.key", None)
