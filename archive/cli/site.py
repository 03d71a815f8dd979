"""What goes outside: publish, what stays out until somebody has looked, and search in what is published."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.console import err, out, plain, progress
from archive.cli.keys import check_right, key_options, needed
from archive.consent import LOOKED
from archive.errors import NotAllowed, NotFound, UnreadableFile
from archive.home import Home
from archive.rights import STEWARD, Right

if TYPE_CHECKING:
    from archive.model import Participant
    from archive.vault.names import KnownNames
    from archive.vault.secret import Keyholder


@click.command()
@click.option(
    "--content", type=click.Path(path_type=Path), default=None, help="De map met lessen (anders: uit config.toml)."
)
@click.option("--dry-run", is_flag=True, help="Controleer alleen; publiceer niet.")
@key_options
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def publish(
    home: Home, content: Path | None, dry_run: bool, key: Path | None, login: str | None, as_json: bool
) -> None:
    """Controleer de lessen aan de poort en publiceer ze in één keer. Uw sleutel laat de poort namen vergelijken."""
    from archive.publish import valve
    from archive.publish.content import content_root
    from archive.publish.problems import Blocked

    settings, who = home.settings(), needed(home, key, login)
    check_right(home, who, Right.PUBLISH)
    root = content or content_root(settings, home)
    if not root.is_dir():
        raise UnreadableFile(f"De map met lessen ({root}) is er niet. Geef hem aan met --content.")
    try:
        with progress("Controleren", 1, quiet=as_json) as step:
            bundle = valve.publish(home, settings, root, sealed_names(home, who), step.at, dry_run=dry_run, who=who.who)
    except Blocked as blocked:
        if as_json:
            rows = [{"file": str(p.file), "line": p.line, "what": p.what, "why": p.why} for p in blocked.problems]
            click.echo(json.dumps({"published": None, "problems": rows}, ensure_ascii=False))
        else:
            for problem in blocked.problems:
                err.print(f"[bold]{problem.file}:{problem.line}[/bold] {plain(problem.what)}\n  {plain(problem.why)}")
            err.print(f"[red]{blocked}[/red]")
        sys.exit(2)
    id = bundle.id if bundle else None
    held = _held(home)
    if as_json:
        click.echo(json.dumps({"published": id, "problems": [], "held": held}))
    else:
        out.print(f"Gepubliceerd: uitgave [bold]{id}[/bold]." if id else "Geen problemen gevonden.")
        for item in held:
            out.print(f"  {item} blijft eruit tot iemand het nakijkt (`archive content look`).")


def sealed_names(home: Home, who: Keyholder) -> KnownNames:
    """Return every sealed name of an archive as the gate wants them: comparable, not readable.

    To the steward they also tell which story holds a name.
    """
    from archive.ledger.store import Ledger
    from archive.vault.names import KnownNames

    def tells(digest: str) -> str:
        if who.who != STEWARD:
            return ""
        with Ledger(home.ledger) as ledger:
            return "; ".join(f"{id} in {project}, van {who}" for id, project, who in ledger.whose(digest))

    def holders(digest: str) -> set[Participant]:
        with Ledger(home.ledger) as ledger:
            return ledger.holders(digest)

    with Ledger(home.ledger) as ledger:
        return KnownNames(ledger.name_digests(), who.secret, tells, holders)


def _held(home: Home) -> list[str]:
    from archive.ledger.store import Ledger

    with Ledger(home.ledger) as ledger:
        return [row.item for row in ledger.agreements.held()]


@click.group()
def content() -> None:
    """Wat uit de uitgave blijft tot iemand het nakeek."""


@content.command("held")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def held(home: Home, as_json: bool) -> None:
    """Toon welke stukken nagekeken moeten worden."""
    from dataclasses import asdict

    from archive.ledger.store import Ledger

    home.settings()
    with Ledger(home.ledger) as ledger:
        rows = ledger.agreements.held()
    if as_json:
        click.echo(json.dumps([{**asdict(row), "participant": str(row.participant)} for row in rows]))
        return
    for row in rows:
        out.print(f"{row.item}  vanwege {row.participant}, {row.at[:10]}")
    out.print(f"{len(rows)} om na te kijken.")


@content.command("look")
@click.argument("item")
@click.option("--reason", type=click.Choice(LOOKED), required=True, help="Wat u met het stuk deed.")
@key_options
@click.pass_obj
def look(home: Home, item: str, reason: str, key: Path | None, login: str | None) -> None:
    """Laat een nagekeken stuk (lesson/bel-eerst) weer toe tot de uitgave."""
    from archive.ledger.store import Ledger

    who = needed(home, key, login)
    with Ledger(home.ledger) as ledger:
        rows = [row for row in ledger.agreements.held() if row.item == item]
        if not rows:
            raise NotFound("Dit wordt niet tegengehouden. Zie `archive content held`.")
        mine = [row for row in rows if ledger.grants.may(who.who, Right.LET_BACK, row.participant.project)]
        if not mine:
            raise NotAllowed("Dat hoort niet bij uw rol in dit project. Vraag de beheerder (`archive role list`).")
        for row in mine:
            ledger.agreements.look(item, who.who, reason, row.participant)
    still = " Een ander project houdt het nog tegen." if len(mine) < len(rows) else " Draai `archive publish`."
    out.print(f"{item} mag weer mee.{still}")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def search(home: Home, words: tuple[str, ...], as_json: bool) -> None:
    """Zoek in wat gepubliceerd is."""
    from archive.web.public.library import Shelves, address

    shelves = Shelves(home.public, home.settings().publish.publisher)
    found = shelves.current().search(" ".join(words), {}, 0, 20)
    if as_json:
        click.echo(
            json.dumps(
                [{"address": address(hit.key), "title": hit.record.title} for hit in found.hits], ensure_ascii=False
            )
        )
    for hit in found.hits if not as_json else ():
        out.print(f"[bold]{plain(hit.record.title)}[/bold]  {address(hit.key)}\n  {plain(hit.record.summary)}")
    if not as_json:
        out.print(f"{found.total} gevonden." + (f" Bedoelt u: {found.suggestion}?" if found.suggestion else ""))
    sys.exit(0 if found.total else 1)
