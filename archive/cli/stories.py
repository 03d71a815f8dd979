"""What researchers do with stories: hand them in, take them back."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import NAMES, confirm, err, names_given, out, plain, progress, read_file
from archive.cli.keys import check_right, key_options, needed
from archive.errors import ArchiveError
from archive.home import Home
from archive.rights import Right

if TYPE_CHECKING:
    from archive.steward.withdrawal import Plan


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--consent", default="", help="Waarvoor de deelnemer toestemming gaf: bewaren,onderzoek,lessen,citaten,film."
)
@click.option("--participant", default="", help="Code van de deelnemer, zoals P07. Geen naam.")
@click.option("--project", default="archief", help="Project. Geen naam van een mens.")
@click.option("--names", default="", help=NAMES)
@click.option("--encoding", default="utf-8", help="Tekenset van tekstbestanden, als het geen UTF-8 is.")
@key_options
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
    key: Path | None,
    login: str | None,
    as_json: bool,
) -> None:
    """Lees, verzegel en doorzoek transcripten."""
    from archive.consent import layers as consent_layers
    from archive.ingest.pipeline import Incoming, check_project, take_in
    from archive.ledger.store import Ledger
    from archive.model import Participant

    settings, layers, who = home.settings(), consent_layers(consent), needed(home, key, login)
    teller, cast = Participant(project, participant), names_given(names)
    with Ledger(home.ledger) as ledger:
        check_project(teller.project, ledger.grants.projects())
    check_right(home, who, Right.HAND_IN, teller.project)
    rows: list[dict[str, Any]] = []
    with Ledger(home.ledger) as ledger, progress("Verzegelen", len(files), quiet=as_json) as step:
        for number, path in enumerate(files, 1):
            try:
                came = Incoming(read_file(path, settings), path.name, layers, teller, cast, encoding)
                deposit = take_in(came, home, settings, ledger, who)
                rows.append({"file": number, "id": deposit.id, "words": deposit.words, "mentions": deposit.found})
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
@key_options
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def withdraw(
    home: Home, code: str, project: str, dry_run: bool, yes: bool, key: Path | None, login: str | None, as_json: bool
) -> None:
    """Vernietig wat een deelnemer (P07) vertelde, of één tekst (T…), en alles wat ervan gemaakt is.

    Dat doet de steward. Met uw eigen sleutel stelt u het voor; een tweede bevestigt (`archive consent confirm`).
    """
    from archive.ledger.store import Ledger
    from archive.steward import agreeing, withdrawal

    settings = home.settings()
    who = None if dry_run else needed(home, key, login)
    with Ledger(home.ledger) as ledger:
        plan = withdrawal.plan(home, settings, ledger, code, project)
        if not as_json:
            _say_plan(plan)
        done = False
        if who:
            if not yes:
                confirm("Voorgoed vernietigen?")
            certificate = agreeing.destroy(home, settings, ledger, plan, who).certificate
            done = certificate is not None
            if not as_json and done:
                out.print(f"Vernietigd. Het bewijs staat in [bold]{certificate}[/bold].")
                out.print(f"Bewaar een kopie van {home.withdrawals} elders: die is nodig bij het terugzetten.")
            elif not as_json:
                out.print(f"Voorgesteld. Een ander bevestigt: `archive consent confirm {code} --login …`.")
        if as_json:
            click.echo(json.dumps({**asdict(plan), "participant": str(plan.participant), "done": done}))


def _say_plan(plan: Plan) -> None:
    out.print(f"Deelnemer {plan.participant}" + ("." if plan.whole else ": een deel van de teksten."))
    out.print(f"  teksten: {', '.join(plan.transcripts) or 'geen'}")
    out.print(f"  {plan.sealed_files} verzegelde bestanden, {plan.released} vrijgegeven, met zoekindex en beslissingen")
    out.print(f"  {plan.digests_of_names} vergelijkingscodes van namen")
    for item in plan.items:
        shown = "; staat op de site en gaat eraf" if item in plan.published else ""
        out.print(f"  {item} rust hierop: blijft uit de uitgave tot iemand het nakeek{shown}")
    if plan.near:
        out.print(
            f"  [bold]Let op[/bold]: {', '.join(plan.near)} lijkt op deze code. Weet u zeker dat u de goede hebt?"
        )
    if not plan.content_read:
        out.print("  De map met lessen is hier niet: alleen wat gepubliceerd was, is bekend.")
