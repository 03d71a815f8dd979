"""Starting an archive, and letting people in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from archive.cli.console import out
from archive.home import Home


@click.command()
@click.option("--user", "users", multiple=True, help="Inlognaam van een onderzoeker; meer dan één mag.")
@click.pass_obj
def init(home: Home, users: tuple[str, ...]) -> None:
    """Begin een archief: mappen, sleutels, mensen."""
    from archive import founding as founder

    key, logins = founder.found(home, template(), list(users))
    _say_keys(key, logins)


@click.command("user")
@click.argument("name")
@click.pass_obj
def user(home: Home, name: str) -> None:
    """Laat iemand toe tot de werkplek."""
    from archive import founding as founder

    home.settings()
    _say_keys(None, [founder.add_user(home, name)])


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
