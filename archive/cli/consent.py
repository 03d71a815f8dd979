"""What participants agreed to, and what stays out of the site until somebody has looked."""

from __future__ import annotations

import json
from datetime import date

import click

from archive.cli.console import out, plain, split_names
from archive.consent import LOOKED
from archive.home import Home


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
    from dataclasses import asdict

    from archive.consent import LAYERS, refusal
    from archive.errors import NotFound
    from archive.ledger import Ledger

    home.settings()
    ledger = Ledger(home.ledger)
    found = [c for c in ledger.consents.all() if c.participant == code and project in ("", c.project)]
    ledger.close()
    if not found:
        raise NotFound("Deze deelnemer is er niet. Kijk de code na.")
    if as_json:
        click.echo(json.dumps([asdict(row) for row in found], ensure_ascii=False))
        return
    for row in found:
        until, form = row.until or "nader bericht", row.form or "onbekend"
        out.print(f"[bold]{row.key}[/bold]  vanaf {row.since}, tot {until}, formulier {form}")
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
@click.option("--pseudonym", default=None, help="Het pseudoniem dat de deelnemer koos.")
@click.option("--own-name-in-film/--no-own-name-in-film", default=None, help="Met eigen naam in een film.")
@click.option("--readers", default=None, help="Alleen deze inlognamen mogen lezen; leeg: iedereen van het project.")
@click.pass_obj
def set_(
    home: Home, code: str, project: str, named: str | None, since: str | None, until: str | None, form: str | None,
    embargo: tuple[str, ...], pseudonym: str | None, own_name_in_film: bool | None, readers: str | None,
) -> None:  # fmt: skip
    """Leg vast wat een deelnemer (P07) afsprak. Wat u weglaat, blijft zoals het was."""
    from dataclasses import replace

    from archive import withdrawal
    from archive.consent import Consent, layers
    from archive.errors import NotAllowed
    from archive.ledger import Ledger

    if any("=" not in part for part in embargo):
        raise NotAllowed("Een embargo schrijft u als laag=dag, zoals lessen=2027-06-01.")
    home.settings()
    ledger = Ledger(home.ledger)
    try:
        old = ledger.consents.get(project, code) or Consent(project, code, (), date.today().isoformat())
        changes = {
            "since": since, "until": until, "form": form, "pseudonym": pseudonym, "own_name_in_film": own_name_in_film,
            "readers": None if readers is None else split_names(readers),
            "layers": layers(named if named is not None else ",".join(old.layers)),
            "embargo": {**old.embargo, **dict(part.split("=", 1) for part in embargo)},
        }  # fmt: skip
        new = replace(old, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]  # each by its own name
        lost = withdrawal.change(home, ledger, new, "cli")
    finally:
        ledger.close()
    out.print(f"Vastgelegd voor {plain(new.key)}: {', '.join(new.layers)}.")
    for item in lost:
        out.print(f"  {item} is uit de uitgave gehaald, tot iemand het nakijkt (`archive content look`).")
    if new.readers != old.readers:
        out.print("Draai `archive vault reseal --key …`: dan opent ook de sleutel alleen voor deze lezers.")


@click.group()
def content() -> None:
    """Wat uit de uitgave blijft tot iemand het nakeek."""


@content.command("held")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def held(home: Home, as_json: bool) -> None:
    """Toon welke stukken nagekeken moeten worden."""
    from dataclasses import asdict

    from archive.ledger import Ledger

    home.settings()
    ledger = Ledger(home.ledger)
    rows = ledger.consents.held()
    ledger.close()
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows]))
        return
    for row in rows:
        out.print(f"{row.item}  vanwege {row.participant}, {row.at[:10]}")
    out.print(f"{len(rows)} om na te kijken.")


@content.command("look")
@click.argument("item")
@click.option("--reason", type=click.Choice(LOOKED), required=True, help="Wat u met het stuk deed.")
@click.pass_obj
def look(home: Home, item: str, reason: str) -> None:
    """Laat een nagekeken stuk (lesson/bel-eerst) weer toe tot de uitgave."""
    from archive.ledger import Ledger

    home.settings()
    ledger = Ledger(home.ledger)
    try:
        ledger.consents.look(item, "cli", reason)
    finally:
        ledger.close()
    out.print(f"{item} mag weer mee. Draai `archive publish`.")
