"""What researchers do with stories: hand them in, take them back."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import confirm, err, out, plain, progress, read_file, split_names
from archive.errors import ArchiveError
from archive.home import Home

if TYPE_CHECKING:
    from archive.steward.withdrawal import Plan


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
    from archive.consent import layers as consent_layers
    from archive.ingest.pipeline import Incoming, take_in
    from archive.ledger.store import Ledger
    from archive.model import Participant

    settings, layers = home.settings(), consent_layers(consent)
    rows: list[dict[str, Any]] = []
    with Ledger(home.ledger) as ledger, progress("Verzegelen", len(files), quiet=as_json) as step:
        for number, path in enumerate(files, 1):
            try:
                who = Participant(project, participant)
                came = Incoming(read_file(path, settings), path.name, layers, who, split_names(names), encoding)
                deposit = take_in(came, home, settings, ledger, who="cli")
                found = len(ledger.mentions(deposit.id))
                rows.append({"file": number, "id": deposit.id, "words": deposit.words, "mentions": found})
            except ArchiveError as error:
                rows.append({"file": number, "error": str(error)})
            step()
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
@click.argument("code")
@click.option("--project", default="", help="Het project van de deelnemer, als de code in meer projecten voorkomt.")
@click.option("--dry-run", is_flag=True, help="Toon alleen wat er vernietigd zou worden.")
@click.option("--yes", is_flag=True, help="Vraag niet om bevestiging.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def withdraw(home: Home, code: str, project: str, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Vernietig wat een deelnemer (P07) vertelde, of één tekst (T…), en alles wat ervan gemaakt is."""
    from archive.ledger.store import Ledger
    from archive.steward import withdrawal

    settings = home.settings()
    with Ledger(home.ledger) as ledger:
        plan = withdrawal.plan(home, settings, ledger, code, project)
        if not as_json:
            _say_plan(plan)
        if not dry_run:
            if not yes:
                confirm("Voorgoed vernietigen?")
            certificate = withdrawal.carry_out(home, ledger, plan, who="cli")
            if not as_json:
                out.print(f"Vernietigd. Het bewijs staat in [bold]{certificate}[/bold].")
                out.print(f"Bewaar een kopie van {home.withdrawals} elders: die is nodig bij het terugzetten.")
        if as_json:
            click.echo(json.dumps({**asdict(plan), "participant": str(plan.participant), "done": not dry_run}))


def _say_plan(plan: Plan) -> None:
    out.print(f"Deelnemer {plan.participant}" + ("." if plan.whole else ": een deel van de teksten."))
    out.print(f"  teksten: {', '.join(plan.transcripts) or 'geen'}")
    out.print(f"  {plan.sealed_files} verzegelde bestanden, {plan.released} vrijgegeven, met zoekindex en beslissingen")
    out.print(f"  {plan.digests_of_names} vergelijkingscodes van namen")
    for item in plan.items:
        shown = "; staat op de site en gaat eraf" if item in plan.published else ""
        out.print(f"  {item} rust hierop: blijft uit de uitgave tot iemand het nakeek{shown}")
    if not plan.content_read:
        out.print("  De map met lessen is hier niet: alleen wat gepubliceerd was, is bekend.")
