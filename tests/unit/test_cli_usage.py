"""A command line that cannot be understood is answered in Dutch, with status 2, and without what was typed."""

import re

import click
import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.cli.console import confirm

ENGLISH = re.compile(r"\b(Usage|Error|Missing|Invalid|No such|Got|Try|does not|requires|Aborted|argument|Option)\b")


def run(*arguments, **how):
    return CliRunner().invoke(main, list(arguments), prog_name="archive", **how)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("restore", "Makefile"), "Er ontbreekt iets: `--key`. Draai `archive restore --help`"),
        (("upload",), "Er ontbreekt iets: `FILES`. Draai `archive upload --help`"),
        (("user", "add"), "Er ontbreekt iets: `NAME`. Draai `archive user add --help`"),
        (("content", "look", "x"), "Er ontbreekt iets: `--reason`."),
        (("publish", "--dryrun"), "Deze optie kennen we niet. Bedoelt u `--dry-run`?"), (("-q",), "Deze optie kennen we niet. Draai `archive --help`"),
        (("publihs",), "Deze opdracht kennen we niet. Bedoelt u `publish`?"), (("consent", "shwo"), "Bedoelt u `show`? Draai `archive consent --help`"),
        (("vault", "verify", "--key"), "Bij `--key` hoort een waarde."), (("search", "x", "--json=ja"), "Bij `--json` hoort geen waarde."),
        (("--home",), "Bij `--home` hoort een waarde."), (("audit", "show", "--last", "veel"), "Geef een getal bij `--last`."),
        (("content", "look", "x", "--reason", "zomaar"), "Kies uit `herschreven`"),
        (("restore", "er-niet.age"), "Geef een bestand dat er is en te lezen is bij `FILE`."), (("evaluate", "er-niet"), "Geef een map die er is bij `GOLD`."),
        (("leakscan", "--key", "er-niet"), "Geef een bestand dat er is en te lezen is bij `--key`."),
        (("evaluate", "/", "--report", "/"), "Geef de naam van een bestand bij `--report`."),
        (("doctor", "meer"), "Er staat te veel in deze opdracht"), (("withdraw", "P07", "P08"), "Er staat te veel in deze opdracht"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_dutch_with_what_to_do(typed, says):
    done = run(*typed)
    assert done.exit_code == 2 and says in done.stderr and "--help`" in done.stderr and done.stdout == ""
    assert ENGLISH.search(done.stderr) is None and len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "typed",
    [
        ("Fadime",), ("--Fadime",), ("-Fadime",), ("upload", "--nam=Fadime"), ("restore", "Fadime"), ("content", "look", "x", "--reason", "Fadime"),
        ("audit", "show", "--last", "Fadime"), ("withdraw", "P07", "Fadime"), ("search", "x", "--json=Fadime"), ("evaluate", "Fadime"),
    ],
)  # fmt: skip
def test_what_was_typed_is_not_told_on(typed):
    done = run(*typed)
    assert done.exit_code == 2 and "Fadime" not in done.output


def test_a_group_alone_shows_its_commands():
    for typed in ((), ("user",), ("vault",)):
        done = run(*typed)
        assert "Commands:" in done.output and done.exit_code in (0, 2)


@pytest.mark.parametrize("answer", ["", "nee", "n", "misschien", "jaja"])
def test_nothing_less_than_a_yes_is_one(answer):
    assert asked(answer) == "stopped"


@pytest.mark.parametrize("answer", ["ja", "Ja ", "j", "y", "yes"])
def test_a_yes_is_one(answer):
    assert asked(answer) == "went on"


def asked(answer):
    @click.command()
    def command():
        confirm("Zeker?")
        click.echo("went on")

    done = CliRunner().invoke(command, input=f"{answer}\n")
    assert "Zeker? [ja/nee]" in done.stderr
    return "went on" if "went on" in done.stdout else "stopped"


def test_who_stops_halfway_is_told_so_in_dutch(monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("archive.steward.doctor.examine", stop)
    monkeypatch.setattr("archive.home.Home.settings", lambda _: None)
    done = run("doctor")
    assert done.exit_code == 1 and done.stderr == "Afgebroken.\n"
