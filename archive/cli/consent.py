"""What participants agreed to."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import kept_off, out, plain, split_names
from archive.home import Home

if TYPE_CHECKING:
    from archive.consent import Consent


@click.group()
def consent() -> None:
    """Wat een deelnemer met u afsprak: toon het, of leg het vast."""


@consent.command("show")
@click.argument("code")
@click.option("--project", default="", help="Het project, als de code in meer projecten voorkomt.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def show(home: Home, code: str, project: str, as_json: bool) -> None:
    """Toon wat een deelnemer (P07) afsprak, en wat er vandaag mee mag."""
    from archive.consent import LAYERS, refusal
    from archive.errors import NotFound
    from archive.ledger.store import Ledger

    home.settings()
    with Ledger(home.ledger) as ledger:
        found = ledger.agreements.coded(code, project)
    if not found:
        raise NotFound("Deze deelnemer is er niet. Kijk de code na.")
    if as_json:
        click.echo(json.dumps([_plain(row) for row in found], ensure_ascii=False))
        return
    for row in found:
        until, form = row.until or "nader bericht", row.form or "onbekend"
        out.print(f"[bold]{row.participant}[/bold]  vanaf {row.since}, tot {until}, formulier {form}")
        for layer, text in LAYERS.items():
            reason = refusal(row, layer, date.today())
            out.print(f"  {'nee' if reason else 'ja '}  {text}" + (f": {plain(reason)}" if reason else ""))
        if row.pseudonym:
            out.print(f"  koos als pseudoniem: {plain(row.pseudonym)}")
        if row.readers:
            out.print(f"  alleen te lezen door: {', '.join(row.readers)}")
        out.print(f"  eigen naam in een film: {'ja' if row.own_name_in_film else 'nee'}")


@consent.command("set")
@click.argument("code")
@click.option("--project", default="archief", help="Het project.")
@click.option("--layers", "named", default=None, help="Waarvoor: bewaren,onderzoek,lessen,citaten,film.")
@click.option("--since", default=None, help="Vanaf welke dag, zoals 2026-11-22.")
@click.option("--until", default=None, help="Tot en met welke dag; leeg: tot nader bericht.")
@click.option("--form", default=None, help="Nummer van het formulier. Geen naam.")
@click.option("--embargo", multiple=True, help="Een laag die later opengaat: lessen=2027-06-01.")
@click.option("--pseudonym", default=None, help="Het pseudoniem dat de deelnemer koos; beter @bestand of - dan hier.")
@click.option("--own-name-in-film/--no-own-name-in-film", default=None, help="Met eigen naam in een film.")
@click.option("--readers", default=None, help="Alleen deze inlognamen mogen lezen; leeg: iedereen van het project.")
@click.pass_obj
def set_(
    home: Home, code: str, project: str, named: str | None, since: str | None, until: str | None, form: str | None,
    embargo: tuple[str, ...], pseudonym: str | None, own_name_in_film: bool | None, readers: str | None,
) -> None:  # fmt: skip
    """Leg vast wat een deelnemer (P07) afsprak. Wat u weglaat, blijft zoals het was."""
    from dataclasses import replace

    from archive.consent import Consent, layers
    from archive.errors import NotAllowed
    from archive.ledger.store import Ledger
    from archive.model import Participant
    from archive.steward.changes import change

    if any("=" not in part for part in embargo):
        raise NotAllowed("Een embargo schrijft u als laag=dag, zoals lessen=2027-06-01.")
    home.settings()
    participant = Participant(project, code)
    with Ledger(home.ledger) as ledger:
        old = ledger.agreements.get(participant) or Consent(participant, (), date.today().isoformat())
        changes = {
            "since": since, "until": until, "form": form, "pseudonym": pseudonym and kept_off(pseudonym),
            "own_name_in_film": own_name_in_film,
            "readers": None if readers is None else split_names(readers),
            "layers": layers(named if named is not None else ",".join(old.layers)),
            "embargo": {**old.embargo, **dict(part.split("=", 1) for part in embargo)},
        }  # fmt: skip
        new = replace(old, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]  # each by its own name
        lost = change(home, ledger, new, "cli")
    out.print(f"Vastgelegd voor {plain(str(new.participant))}: {', '.join(new.layers)}.")
    for item in lost:
        out.print(f"  {item} is uit de uitgave gehaald, tot iemand het nakijkt (`archive content look`).")
    if new.readers != old.readers:
        out.print("Draai `archive vault reseal --key …`: dan opent ook de sleutel alleen voor deze lezers.")


def _plain(consent: Consent) -> dict[str, Any]:
    """Return a consent for a program: the project and the code apart."""
    from dataclasses import asdict

    return {**asdict(consent), "project": consent.participant.project, "participant": consent.participant.code}
