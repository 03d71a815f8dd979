"""Starting an archive, and letting people in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import out
from archive.cli.keys import key_options, note, say_resealed, unlocked
from archive.home import Home

if TYPE_CHECKING:
    from archive.vault.age import Identity


@click.command()
@click.option("--user", "users", multiple=True, help="Inlognaam van een onderzoeker; meer dan één mag.")
@click.pass_obj
def init(home: Home, users: tuple[str, ...]) -> None:
    """Begin een archief: mappen, sleutels, mensen."""
    from archive.steward import founding as founder

    key, logins = founder.found(home, template(), list(users))
    _say_keys(key, logins)


@click.group()
def user() -> None:
    """Laat iemand toe tot de werkplek, of sluit iemand uit."""


@user.command("add")
@click.argument("name")
@key_options
@click.pass_obj
def add(home: Home, name: str, key: Path | None, login: str | None) -> None:
    """Laat iemand toe. Met een sleutel opent die persoon ook de verhalen die er al zijn."""
    from archive.steward import founding as founder

    identity = unlocked(home, key, login)
    _say_keys(None, [founder.add_user(home, name)])
    note(home, "user-add")
    _reseal(home, identity)


@user.command("remove")
@click.argument("name")
@key_options
@click.pass_obj
def remove(home: Home, name: str, key: Path | None, login: str | None) -> None:
    """Sluit iemand uit. Met een sleutel krijgen de verhalen die diegene kon openen een nieuwe sleutel."""
    from archive.steward import founding as founder

    identity = unlocked(home, key, login)
    founder.remove_user(home, name)
    note(home, "user-remove")
    out.print(f"{name} is uitgesloten. Wie al iets las of kopieerde, houdt dat.")
    _reseal(home, identity)


def _reseal(home: Home, identity: Identity | None) -> None:
    if identity is None:
        out.print("Verhalen die er al waren, zijn niet veranderd. Draai daarvoor `archive vault reseal --key …`.")
    else:
        say_resealed(home, identity)


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
