"""Starting an archive, letting people in, and who may do what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from archive.cli.console import out, plain
from archive.cli.keys import key_options, needed, say_resealed
from archive.errors import NotFound
from archive.home import Home
from archive.rights import IN_DUTCH, ROLES, Grant


@click.command()
@click.option("--user", "users", multiple=True, help="Inlognaam van een onderzoeker; meer dan één mag.")
@click.option("--project", "projects", multiple=True, default=("archief",), show_default=True,
              help="Het eerste project, waarin zij alles mogen behalve hun eigen werk vrijgeven.")  # fmt: skip
@click.pass_obj
def init(home: Home, users: tuple[str, ...], projects: tuple[str, ...]) -> None:
    """Begin een archief: mappen, sleutels, mensen, een eerste project."""
    from archive.steward import founding as founder

    key, logins = founder.found(home, template(), list(users), projects)
    _say_keys(key, logins)


@click.group()
def user() -> None:
    """Laat iemand toe tot de werkplek, of sluit iemand uit."""


@user.command("add")
@click.argument("name")
@key_options
@click.pass_obj
def add(home: Home, name: str, key: Path | None, login: str | None) -> None:
    """Laat iemand toe. Wat die persoon mag, geeft u daarna met `archive role grant`."""
    from archive.ledger.store import Ledger
    from archive.steward import team

    who = needed(home, key, login)
    with Ledger(home.ledger) as ledger:
        _say_keys(None, [team.add_user(home, ledger, name, who)])
    out.print("Deze persoon mag nog niets. Geef een rol: `archive role grant`.")


@user.command("approve")
@click.argument("name")
@key_options
@click.pass_obj
def approve(home: Home, name: str, key: Path | None, login: str | None) -> None:
    """Keur de publieke sleutel goed die u zelf in config.toml zette."""
    from archive.ledger.store import Ledger
    from archive.steward import team
    from archive.vault.age import fingerprint

    who = needed(home, key, login)
    with Ledger(home.ledger) as ledger:
        team.approve(home, ledger, name, who)
    out.print(f"Goedgekeurd: {plain(name)}, vingerafdruk {fingerprint(home.settings().vault.recipients[name])}.")
    say_resealed(home, who)


@user.command("passphrase")
@click.argument("name")
@click.pass_obj
def passphrase(home: Home, name: str) -> None:
    """Verander uw wachtzin. Wie is ingelogd met de oude, wordt uitgelogd."""
    from archive.ledger.store import Ledger
    from archive.steward import team
    from archive.vault import passphrases

    home.settings()
    path = home.identities / f"{name}.age"
    if "/" in name or not path.is_file():
        raise NotFound("Deze inlognaam is er niet.")
    old = click.prompt("Wachtzin van nu", hide_input=True, err=True)
    passphrases.unwrap(path.read_bytes(), old)
    out.print(f"Kies minstens {passphrases.LEAST_LENGTH} tekens, bijvoorbeeld vijf losse woorden.")
    new = click.prompt("Nieuwe wachtzin", hide_input=True, confirmation_prompt="Nog een keer", err=True)
    passphrases.check_strength(new, name)
    team.relock(home, name, old, new)
    with Ledger(home.ledger) as ledger:
        ledger.note(name, "passphrase")
    out.print("Uw wachtzin is veranderd. Schrijf hem op: hij staat nergens opgeslagen.")


@user.command("remove")
@click.argument("name")
@key_options
@click.pass_obj
def remove(home: Home, name: str, key: Path | None, login: str | None) -> None:
    """Sluit iemand uit. De verhalen die diegene kon openen, krijgen een nieuwe sleutel."""
    from archive.ledger.store import Ledger
    from archive.steward import team

    who = needed(home, key, login)
    with Ledger(home.ledger) as ledger:
        team.remove_user(home, ledger, name, who)
    out.print(f"{plain(name)} is uitgesloten. Wie al iets las of kopieerde, houdt dat.")
    say_resealed(home, who)


@click.group()
def role() -> None:
    """Wie mag wat, in welk project. Wat niemand kreeg, mag niemand."""


_ROLE = click.Choice(list(ROLES))


@role.command("grant")
@click.argument("name")
@click.argument("which", type=_ROLE, metavar="ROL")
@click.argument("project")
@click.option("--until", default="", help="Tot en met welke dag, zoals 2027-01-31; anders tot u de rol beëindigt.")
@key_options
@click.pass_obj
def grant(home: Home, name: str, which: str, project: str, until: str, key: Path | None, login: str | None) -> None:
    """Geef iemand een rol (researcher, reader, curator of steward) in een project; de eerste begint het project."""
    from archive.ledger.store import Ledger
    from archive.model import one_project
    from archive.steward import team

    who = needed(home, key, login)
    given = Grant(one_project(project), name, which, until)
    with Ledger(home.ledger) as ledger:
        team.grant(home, ledger, given, who)
    out.print(f"{name} is nu {IN_DUTCH[which]} in {plain(given.project)}{f', tot en met {until}' if until else ''}.")
    say_resealed(home, who)


@role.command("revoke")
@click.argument("name")
@click.argument("which", type=_ROLE, metavar="ROL")
@click.argument("project")
@key_options
@click.pass_obj
def revoke(home: Home, name: str, which: str, project: str, key: Path | None, login: str | None) -> None:
    """Beëindig een rol. De verhalen krijgen een sleutel die deze persoon niet heeft."""
    from archive.ledger.store import Ledger
    from archive.model import one_project
    from archive.steward import team

    who = needed(home, key, login)
    with Ledger(home.ledger) as ledger:
        team.revoke(ledger, Grant(one_project(project), name, which), who)
    out.print(f"{name} is geen {IN_DUTCH[which]} meer in {plain(one_project(project))}.")
    say_resealed(home, who)


@role.command("list")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def roles(home: Home, as_json: bool) -> None:
    """Toon wie wat mag."""
    from dataclasses import asdict

    from archive.ledger.store import Ledger

    home.settings()
    with Ledger(home.ledger) as ledger:
        rows = ledger.grants.all()
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows]))
    for row in rows if not as_json else ():
        until = f", tot en met {row.until}" if row.until else ""
        out.print(f"{plain(row.project):20} {row.handle:12} {IN_DUTCH[row.role]}{until}")


def template() -> Path:
    """Return the config.toml that a new archive starts from."""
    return Path(__file__).parents[2] / "config.toml"


def _say_keys(key: Path | None, logins: list[Any]) -> None:
    for login in logins:
        out.print(f"Inlognaam [bold]{login.user}[/bold], wachtzin [bold]{login.passphrase}[/bold]")
        out.print("Schrijf de wachtzin op: hij staat nergens opgeslagen.")
    if key:
        out.print(f"De sleutel van de steward staat in [bold]{key}[/bold].")
        out.print("Zet hem op een stick, bewaar die elders en haal hem van deze machine.")
