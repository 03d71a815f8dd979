"""Coming in with a key, for a command: the steward's file, or somebody's own passphrase. Neither is stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import err, out, progress
from archive.errors import NotAllowed, WrongKey
from archive.home import Home
from archive.rights import Right

if TYPE_CHECKING:
    from archive.vault.secret import Keyholder


def key_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--key FILE` and `--login NAME`."""
    command = click.option("--login", default=None, help="Of open uw eigen sleutel: uw inlognaam. De wachtzin volgt.")(
        command
    )
    path = click.Path(path_type=Path, exists=True, dir_okay=False)
    text = "De sleutel van de steward, een bestand (anders: $ARCHIVE_KEY)."
    return click.option("--key", type=path, default=None, envvar="ARCHIVE_KEY", help=text)(command)


def unlocked(home: Home, key: Path | None, login: str | None) -> Keyholder | None:
    """Return who came in with the key that was asked for, or None when none was. Raises WrongKey."""
    from archive.ledger.store import Ledger
    from archive.steward.team import come_in
    from archive.vault import age, passphrases

    home.settings()
    if login:
        path = home.identities / f"{login}.age"
        if "/" in login or not path.is_file():
            raise passphrases.refusal()
        text = passphrases.unlocked(path.read_bytes(), click.prompt("Wachtzin", hide_input=True, err=True))
    elif key:
        text = age.key_file_text(key)
    else:
        return None
    with Ledger(home.ledger) as ledger:
        keyholder = come_in(home, ledger, text)
    if login and keyholder.who != login:
        raise passphrases.refusal()
    return keyholder


def needed(home: Home, key: Path | None, login: str | None) -> Keyholder:
    """Return who came in with the key that was asked for. Raises WrongKey when none was."""
    keyholder = unlocked(home, key, login)
    if keyholder is None:
        raise WrongKey("Hiervoor is een sleutel nodig. Geef --key steward.key, of --login met uw inlognaam.")
    return keyholder


def check_right(home: Home, who: Keyholder, right: Right, project: str | None = None) -> None:
    """Refuse who has no right in a project, or in none at all when none is named. Raises NotAllowed."""
    from archive.ledger.store import Ledger

    with Ledger(home.ledger) as ledger:
        projects = ["", *ledger.grants.projects()] if project is None else [project]
        if not any(ledger.grants.may(who.who, right, one) for one in projects):
            raise NotAllowed("Dat hoort niet bij uw rol in dit project. Vraag de beheerder (`archive role list`).")


def say_resealed(home: Home, who: Keyholder) -> bool:
    """Make every story fit its recipients, say what was done, and return whether all were opened."""
    from archive.ledger.store import Ledger
    from archive.steward.resealing import reseal

    with Ledger(home.ledger) as ledger, progress("Opnieuw verzegelen", None, quiet=False) as step:
        done = reseal(home, home.settings(), ledger, who, step.at).done
    added, rotated, same = (len(done[what]) for what in ("added", "rotated", "same"))
    out.print(f"{added} verhalen kregen er iemand bij, {rotated} een nieuwe sleutel, {same} bleven gelijk.")
    if done["closed"]:
        err.print(f"[red]Deze sleutel opent niet: {', '.join(done['closed'])}. Gebruik die van de steward.[/red]")
    return not done["closed"]
