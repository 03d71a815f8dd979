"""What participants agreed to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.console import kept_off, out, plain, split_names
from archive.cli.keys import key_options, needed
from archive.home import Home
from archive.rights import STEWARD

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
@key_options
@click.pass_obj
def set_(
    home: Home, code: str, project: str, named: str | None, since: str | None, until: str | None, form: str | None,
    embargo: tuple[str, ...], pseudonym: str | None, own_name_in_film: bool | None, readers: str | None,
    key: Path | None, login: str | None,
) -> None:  # fmt: skip
    """Leg vast wat een deelnemer (P07) afsprak. Wat u weglaat, blijft zoals het was.

    Dat doet de steward. Met uw eigen sleutel stelt u het voor; een tweede bevestigt (`archive consent confirm`).
    """
    from dataclasses import replace

    from archive.consent import Consent, layers
    from archive.errors import NotAllowed, VaultError
    from archive.ledger.store import Ledger
    from archive.model import Participant
    from archive.steward import agreeing

    if any("=" not in part for part in embargo):
        raise NotAllowed("Een embargo schrijft u als laag=dag, zoals lessen=2027-06-01.")
    settings, who = home.settings(), needed(home, key, login)
    participant = Participant(project, code)
    blank = Consent(participant, (), date.today().isoformat())
    with Ledger(home.ledger) as ledger:
        try:
            old = ledger.agreements.get(participant) or blank
        except VaultError:  # changed outside the program: said anew from nothing, or not at all
            if named is None or who.who != STEWARD:
                raise
            old = blank
        changes = {
            "since": since, "until": until, "form": form, "pseudonym": pseudonym and kept_off(pseudonym),
            "own_name_in_film": own_name_in_film,
            "readers": None if readers is None else split_names(readers),
            "layers": layers(named if named is not None else ",".join(old.layers)),
            "embargo": {**old.embargo, **dict(part.split("=", 1) for part in embargo)},
        }  # fmt: skip
        new = replace(old, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]  # each by its own name
        done = agreeing.ask(home, settings, ledger, participant, new, who)
    if done.proposed:
        out.print(f"Voorgesteld. Een ander bevestigt: `archive consent confirm {participant.code} --login …`.")
        return
    out.print(f"Vastgelegd voor {plain(str(new.participant))}: {', '.join(new.layers)}.")
    _say_lost(done.lost)
    if new.readers != old.readers:
        out.print("Draai `archive vault reseal --key …`: dan opent ook de sleutel alleen voor deze lezers.")


@consent.command("confirm")
@click.argument("code")
@click.option("--project", default="archief", help="Het project.")
@key_options
@click.pass_obj
def confirm(home: Home, code: str, project: str, key: Path | None, login: str | None) -> None:
    """Bevestig als tweede persoon wat een ander over een deelnemer (P07) voorstelde."""
    from archive.errors import NotFound
    from archive.ledger.store import Ledger
    from archive.model import Participant
    from archive.steward import agreeing

    settings, who, participant = home.settings(), needed(home, key, login), Participant(project, code)
    with Ledger(home.ledger) as ledger:
        proposal = ledger.proposals.of(participant)
        if proposal is None:
            raise NotFound("Over deze deelnemer is niets voorgesteld. Kijk de code en het project na.")
        done = agreeing.confirm(home, settings, ledger, participant, proposal.number, who)
    out.print(
        f"Vernietigd. Het bewijs staat in [bold]{done.certificate}[/bold]." if done.certificate else "Vastgelegd."
    )
    _say_lost(done.lost)


def _say_lost(items: tuple[str, ...]) -> None:
    for item in items:
        out.print(f"  {item} is uit de uitgave gehaald, tot iemand het nakijkt (`archive content look`).")


def _plain(consent: Consent) -> dict[str, Any]:
    """Return a consent for a program: the project and the code apart."""
    from dataclasses import asdict

    return {**asdict(consent), "project": consent.participant.project, "participant": consent.participant.code}
