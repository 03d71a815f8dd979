"""What researchers do with stories: hand them in, take them back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from archive.cli.console import err, out, plain, progress, read_file, split_names
from archive.errors import ArchiveError
from archive.home import Home


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--consent", default="", help="Waarvoor de deelnemer toestemming gaf: bewaren,onderzoek,lessen,citaten,film."
)
@click.option("--participant", default="", help="Code van de deelnemer, zoals P07. Geen naam.")
@click.option("--project", default="archief", help="Project. Geen naam van een mens.")
@click.option("--names", default="", help="Namen die erin voorkomen, met komma's ertussen.")
@click.option("--encoding", default="utf-8", help="Tekenset van tekstbestanden, als het geen UTF-8 is.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def upload(
    home: Home,
    files: tuple[Path, ...],
    consent: str,
    participant: str,
    project: str,
    names: str,
    encoding: str,
    as_json: bool,
) -> None:
    """Lees, verzegel en doorzoek transcripten."""
    from archive.ingest.pipeline import Upload, consent_layers, take_in
    from archive.ledger import Ledger

    settings, layers = home.settings(), consent_layers(consent)
    ledger = Ledger(home.ledger)
    rows: list[dict[str, Any]] = []
    with progress("Verzegelen", len(files), quiet=as_json) as step:
        for number, path in enumerate(files, 1):
            try:
                taken = Upload(
                    read_file(path, settings), path.name, layers, participant, project, split_names(names), encoding
                )
                record = take_in(taken, home, settings, ledger, who="cli")
                found = len(ledger.mentions(record.id))
                rows.append({"file": number, "id": record.id, "words": record.words, "mentions": found})
            except ArchiveError as error:
                rows.append({"file": number, "error": str(error)})
            step()
    ledger.close()
    if as_json:
        click.echo(json.dumps(rows))
    for row in rows if not as_json else ():
        which = f"Bestand {row['file']}: " if len(files) > 1 else ""
        if "error" in row:
            err.print(f"[red]{which}{plain(row['error'])}[/red]")
        else:
            out.print(
                f"{which}verzegeld als [bold]{row['id']}[/bold]: {row['words']} woorden, {row['mentions']} vondsten."
            )
    if any("error" in row for row in rows):
        sys.exit(2)


@click.command()
@click.argument("id")
@click.option("--yes", is_flag=True, help="Vraag niet om bevestiging.")
@click.pass_obj
def withdraw(home: Home, id: str, yes: bool) -> None:
    """Vernietig een verhaal en alles wat de werkplek ervan maakte."""
    from archive.ingest.withdraw import withdraw as destroy
    from archive.ledger import Ledger

    home.settings()
    ledger = Ledger(home.ledger)
    record = ledger.get(id)
    if not yes:
        click.confirm(f"{record.id} ({record.words} woorden) voorgoed vernietigen?", abort=True)
    destroy(home, ledger, id, who="cli")
    out.print(f"{id} is vernietigd. Kijk zelf na welke lessen op dit verhaal rusten.")
