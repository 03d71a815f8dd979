"""What the machine finds, and how well."""

from __future__ import annotations

import json
from pathlib import Path

import click

from archive.cli.console import out, plain, read_file, split_names
from archive.config import Settings
from archive.home import Home


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma: plaatsen in het bestand.")
@click.option("--text", "as_text", is_flag=True, help="Toon de tekst waarin gezocht is, voor wat geen tekstbestand is.")
@click.option("--names", default="", help="Namen die erin voorkomen, met komma's ertussen.")
@click.option("--encoding", default="utf-8", help="Tekenset van tekstbestanden, als het geen UTF-8 is.")
@click.pass_obj
def detect(home: Home, file: Path, as_json: bool, as_text: bool, names: str, encoding: str) -> None:
    """Toon wat in een transcript naar iemand wijst. Er wordt niets bewaard."""
    from archive.ingest.detecting import report, table

    settings = home.settings() if home.config.exists() else Settings()
    data = read_file(file, settings)
    if as_text:
        from archive.ingest.readers import read

        click.echo(read(data, file.name, encoding).text, nl=False)
        return
    found = report(data, file.name, settings, split_names(names), encoding)
    click.echo(json.dumps(found)) if as_json else out.print(table(found))


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.option("--misses", is_flag=True, help="Toon wat gemist en wat onterecht gevonden is.")
@click.pass_obj
def evaluate(home: Home, gold: tuple[Path, ...], as_json: bool, misses: bool) -> None:
    """Meet het vinden op geannoteerde transcripten (mappen met transcripts/ en gold/)."""
    from archive.ingest.detecting import evaluate as measure

    settings = home.settings() if home.config.exists() else Settings()
    total, rows = measure(gold, settings)
    if as_json:
        click.echo(json.dumps({"total": total.summary(), "files": {name: row.summary() for name, row in rows.items()}}))
        return
    for name, row in [*rows.items(), ("samen", total)]:
        out.print(f"{name:34}" + "  ".join(f"{key} {value:.3f}" for key, value in row.summary().items()))
    for kind, (hit, all_) in sorted(total.kinds.items()):
        out.print(f"  {kind:18}{hit:4} van {all_}")
    for what, lines in (("gemist", total.missed), ("onterecht", total.wrong)) if misses else ():
        for name, kind, context in lines:
            out.print(f"{what} {name[:14]} {kind}: {plain(context)}")
