"""Unlocking a key for a command: the steward's file, or somebody's own passphrase. Neither is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import err, out, progress
from archive.errors import WrongKey
from archive.home import Home

if TYPE_CHECKING:
    from archive.vault.age import Identity


def key_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--key FILE` and `--login NAME`."""
    command = click.option("--login", default=None, help="Of open uw eigen sleutel: uw inlognaam. De wachtzin volgt.")(
        command
    )
    path = click.Path(path_type=Path, exists=True, dir_okay=False)
    return click.option("--key", type=path, default=None, help="De sleutel van de steward, een bestand.")(command)


def unlocked(home: Home, key: Path | None, login: str | None) -> Identity | None:
    """Return the identity that was asked for, or None when none was. Raises WrongKey."""
    from archive.vault import age, passphrases

    home.settings()
    if key:
        return age.read_key_file(key)
    if not login:
        return None
    path = home.identities / f"{login}.age"
    if "/" in login or not path.is_file():
        raise WrongKey("De naam of de wachtzin klopt niet.")
    return passphrases.unwrap(path.read_bytes(), click.prompt("Wachtzin", hide_input=True, err=True))


def needed(home: Home, key: Path | None, login: str | None) -> Identity:
    """Return the identity that was asked for. Raises WrongKey when none was."""
    identity = unlocked(home, key, login)
    if identity is None:
        raise WrongKey("Hiervoor is een sleutel nodig. Geef --key steward.key, of --login met uw inlognaam.")
    return identity


def say_resealed(home: Home, identity: Identity) -> bool:
    """Make every story fit its recipients, say what was done, and return whether all were opened."""
    from archive.ledger.store import Ledger
    from archive.steward.resealing import reseal

    with Ledger(home.ledger) as ledger, progress("Opnieuw verzegelen", None, quiet=False) as step:
        done = reseal(home, home.settings(), ledger, identity, "cli", step.at).done
    added, rotated, same = (len(done[what]) for what in ("added", "rotated", "same"))
    out.print(f"{added} verhalen kregen er iemand bij, {rotated} een nieuwe sleutel, {same} bleven gelijk.")
    if done["closed"]:
        err.print(f"[red]Deze sleutel opent niet: {', '.join(done['closed'])}. Gebruik die van de steward.[/red]")
    return not done["closed"]


def note(home: Home, what: str) -> None:
    """Put a deed of the command line in the log."""
    from archive.ledger.store import Ledger

    with Ledger(home.ledger) as ledger:
        ledger.note("cli", what)
