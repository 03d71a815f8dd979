"""What the machine finds, and how well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from archive.cli.console import NAMES, err, names_given, out, plain, read_file
from archive.config import Settings
from archive.errors import UnreadableFile
from archive.home import Home


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma: plaatsen in het bestand.")
@click.option("--text", "as_text", is_flag=True, help="Toon de tekst waarin gezocht is, voor wat geen tekstbestand is.")
@click.option("--names", default="", help=NAMES)
@click.option("--encoding", default="utf-8", help="Tekenset van tekstbestanden, als het geen UTF-8 is.")
@click.pass_obj
def detect(home: Home, file: Path, as_json: bool, as_text: bool, names: str, encoding: str) -> None:
    """Toon wat in een transcript naar iemand wijst. Er wordt niets bewaard."""

    settings = home.settings() if home.config.exists() else Settings()
    data = read_file(file, settings)
    if as_text:
        from archive.ingest.readers import read

        click.echo(read(data, file.name, encoding).text, nl=False)
        return
    found = _report(data, file.name, settings, names_given(names), encoding)
    click.echo(json.dumps(found)) if as_json else out.print(_table(found))


def _report(
    untrusted_bytes: bytes, untrusted_name: str, settings: Settings, cast: Iterable[str] = (), encoding: str = "utf-8"
) -> dict[str, Any]:
    """Return `{"text_sha256", "mentions": [{"start", "end", "kind", "entity", "score", "recognizer"}]}`.

    `start` and `end` are code points: into the decoded file for text formats, into the extracted text for the others.
    A mention that crosses cues or markup is one row a part, with the same entity.
    """
    from archive.detection.find import find
    from archive.ingest.readers import read
    from archive.ingest.readers.positions import positions, raw_text

    transcript = read(untrusted_bytes, untrusted_name, encoding)
    mentions = find(transcript, cast, settings.detect.model, settings.detect.min_score)[1]
    text = raw_text(transcript, untrusted_bytes, encoding)
    rows = [
        {"start": start, "end": end, "kind": m.kind, "entity": m.entity, "score": m.score, "recognizer": m.recognizer}
        for m in mentions
        for start, end in positions(transcript, text, m.start, m.end)
    ]
    return {"text_sha256": hashlib.sha256(text.encode()).hexdigest(), "mentions": rows}


def _table(found: dict[str, Any]) -> Any:
    """Return findings as a table for a person: kinds and places, no names."""
    from rich.table import Table

    result = Table("van", "tot", "soort", "wie of wat", "zekerheid", "gevonden door", box=None)
    for row in found["mentions"]:
        result.add_row(
            str(row["start"]),
            str(row["end"]),
            row["kind"],
            row["entity"] or "",
            f"{row['score']:.2f}",
            row["recognizer"],
        )
    return result


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.option("--misses", is_flag=True, help="Toon wat gemist en wat onterecht gevonden is, met de tekst eromheen.")
@click.option("--speakers", is_flag=True, help="Meet ook met de namen van de sprekers gegeven.")
@click.option("--peers", is_flag=True, help="Meet ook Deduce en Presidio zelf, op dezelfde tekst.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Schrijf hier een verslag zonder namen."
)
@click.pass_obj
def evaluate(
    home: Home, gold: tuple[Path, ...], as_json: bool, misses: bool, speakers: bool, peers: bool, report: Path | None
) -> None:
    """Meet het vinden op geannoteerde transcripten (mappen met transcripts/ en gold/)."""
    from archive.disk import write_whole
    from archive.evaluation.output import as_json as to_json
    from archive.evaluation.output import lines
    from archive.evaluation.report import report as to_report
    from archive.evaluation.runs import measure

    settings = home.settings() if home.config.exists() else Settings()
    if report and not report.parent.is_dir():
        raise UnreadableFile("De map waar het verslag moet komen, is er niet. Maak die eerst aan.")
    if peers and not as_json:
        err.print("Deduce laadt eerst zijn lijsten. De eerste keer duurt dat een paar minuten.")
    result = measure(gold, settings, speakers=speakers, peers=peers)
    if report:
        write_whole(report, to_report(result).encode())
    if as_json:
        click.echo(json.dumps(to_json(result, misses=misses), ensure_ascii=False))
        return
    for line in lines(result, misses=misses):
        out.print(plain(line))
