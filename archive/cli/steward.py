"""What a data steward does: check the vault and the log."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from archive.cli.console import count, err, out, plain, progress
from archive.cli.keys import key_options, needed, say_resealed, unlocked
from archive.home import Home


@click.group()
def vault() -> None:
    """Controleer de verzegelde verhalen, of verzegel ze opnieuw."""


@vault.command()
@key_options
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def verify(home: Home, key: Path | None, login: str | None, as_json: bool) -> None:
    """Controleer elk verzegeld bestand, elke sleutel, rol en afspraak. Met een sleutel wordt alles ook geopend."""
    from archive.ledger.store import Ledger
    from archive.steward.tampering import tampered

    who = unlocked(home, key, login)
    with Ledger(home.ledger) as ledger, progress("Controleren", 1, quiet=as_json) as step:
        stories = len(ledger.all())
        found = tampered(home, home.settings(), ledger, who, step.at)
    if as_json:
        click.echo(json.dumps({"stories": stories, "opened": who is not None, "problems": found}))
    else:
        for problem in found:
            err.print(f"[red]{plain(problem)}[/red]")
        how = "geopend en gecontroleerd" if who else "gecontroleerd zonder sleutel"
        out.print(f"{count(stories, 'verhaal', 'verhalen')} {how}: {count(len(found), 'probleem', 'problemen')}.")
    sys.exit(1 if found else 0)


@vault.command()
@key_options
@click.pass_obj
def reseal(home: Home, key: Path | None, login: str | None) -> None:
    """Laat elk verhaal openen voor wie een rol heeft in het project, en voor niemand anders."""
    sys.exit(0 if say_resealed(home, needed(home, key, login)) else 1)


@click.group()
def audit() -> None:
    """Het logboek: controleer het, of maak een controlepunt."""


@audit.command("checkpoint")
@click.option("--to", type=click.Path(path_type=Path), default=None, help="Schrijf het controlepunt in dit bestand.")
@click.pass_obj
def checkpoint(home: Home, to: Path | None) -> None:
    """Maak een ondertekend controlepunt. Bewaar het elders: op papier, of in een mail aan uzelf."""
    from archive.disk import write_whole
    from archive.ledger.audit import checkpoint as make
    from archive.ledger.store import Ledger

    home.settings()
    with Ledger(home.ledger) as ledger:
        text = make(ledger.engine, home.audit_key)
    if to:
        write_whole(to, text.encode(), mode=0o644)
    else:
        click.echo(text, nl=False)


@audit.command("show")
@click.option("--last", default=50, help="Hoeveel regels, de nieuwste.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def audit_show(home: Home, last: int, as_json: bool) -> None:
    """Toon wie wat deed, wanneer en waarom: alleen codes en aantallen."""
    from dataclasses import asdict

    from archive.ledger.store import Ledger

    home.settings()
    with Ledger(home.ledger) as ledger:
        rows = ledger.events(limit=last)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows]))
    for row in rows if not as_json else ():
        said = " ".join(str(part) for part in (row.transcript, row.about, row.why, row.count) if part is not None)
        out.print(f"{row.number:6} {row.at[:19]} {row.who:12} {row.what:16} {plain(said)}")


@audit.command("verify")
@click.option("--checkpoint", "point", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
              help="Vergelijk ook met dit controlepunt.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def audit_verify(home: Home, point: Path | None, as_json: bool) -> None:
    """Controleer of er in het logboek niets veranderd of weggehaald is."""
    from archive.ledger import audit as log
    from archive.ledger.store import Ledger

    home.settings()
    with Ledger(home.ledger) as ledger:
        rows, broken = log.count(ledger.engine), log.first_broken(ledger.engine)
        if broken is None and point:
            broken = log.check_point(ledger.engine, home.audit_key, point.read_bytes().decode("utf-8", "replace"))
    if as_json:
        click.echo(json.dumps({"rows": rows, "first_broken": broken}))
    elif broken is None:
        end = "" if point else " Zonder controlepunt ziet niemand of het einde ontbreekt."
        out.print(f"{rows} regels, alle heel.{end}")
    else:
        err.print(f"[red]Regel {broken} van het logboek klopt niet: veranderd, weggehaald of ingevoegd.[/red]")
    sys.exit(0 if broken is None else 1)
