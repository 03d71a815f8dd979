"""Looking after an archive: leaks and health."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from archive.cli.console import err, out, plain, progress
from archive.cli.keys import key_options, needed
from archive.home import Home


@click.command()
@key_options
@click.option("--show", is_flag=True, help="Toon ook de gevonden namen.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def leakscan(home: Home, key: Path | None, login: str | None, show: bool, as_json: bool) -> None:
    """Zoek elke verzegelde naam overal waar hij niet mag staan."""
    from archive.steward.leakscan import scan
    from archive.web.public.every_page import every_page

    settings, identity = home.settings(), needed(home, key, login).identity
    pages = every_page(home.public, settings.site, settings.name, settings.publish.publisher)
    with progress("Zoeken naar namen", None, quiet=as_json) as step:
        result = scan(home, identity, pages, lambda where: step())
    if as_json:
        leaks = [
            {"where": leak.where, "transcript": leak.transcript} | ({"name": leak.name} if show else {})
            for leak in result.leaks
        ]
        click.echo(json.dumps({"names": result.names, "places": result.places, "leaks": leaks}))
    else:
        for (where, transcript), names in result.grouped().items():
            said = f" («{'», «'.join(names)}»)" if show else ""
            count = "een naam" if len(names) == 1 else f"{len(names)} namen"
            err.print(f"[red]{plain(where)}[/red]: {count} uit {transcript}{plain(said)}")
        out.print(f"{result.names} namen gezocht op {result.places} plaatsen: {len(result.leaks)} gevonden.")
    sys.exit(1 if result.leaks else 0)


@click.command()
@click.pass_obj
def doctor(home: Home) -> None:
    """Kijk of het archief gezond is, en ruim op wat een storing achterliet."""
    from archive.steward.doctor import examine

    findings = examine(home, home.settings())
    for finding in findings:
        err.print(f"[red]{plain(finding)}[/red]")
    out.print("Alles is in orde." if not findings else f"{len(findings)} {_things(findings)} aandacht.")
    sys.exit(1 if findings else 0)


def _things(findings: list[str]) -> str:
    return "ding vraagt" if len(findings) == 1 else "dingen vragen"
