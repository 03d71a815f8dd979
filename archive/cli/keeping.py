"""Keeping and destroying: backups, what falls due, and the papers that go with it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from archive.cli.console import confirm, count, out, plain
from archive.cli.keys import key_options, needed
from archive.errors import NotAllowed
from archive.home import Home


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def backup(home: Home, file: Path) -> None:
    """Maak een reservekopie, verzegeld voor de steward. De werkplek mag in gebruik zijn."""
    from archive.signing.making import public_key
    from archive.steward.backup import backup as make

    size = make(home, home.settings(), file)
    out.print(f"Reservekopie gemaakt: {size / 1_000_000:.1f} MB. Alleen de sleutel van de steward opent hem.")
    out.print(f"Getekend door {public_key(home.audit_key.read_bytes())}; steward.key zegt dat ook.")
    if home.withdrawals.exists():
        out.print(f"Bewaar ook {home.withdrawals} elders, en steeds de nieuwste: die is nodig bij het terugzetten.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
              help="De sleutel van de steward.")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path), required=True, help="Een lege map voor het archief.")
@click.option("--withdrawals", "register", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
              help="De nieuwste kopie van withdrawals.jsonl.")  # fmt: skip
@click.option("--no-withdrawals", is_flag=True, help="Er is nooit een verhaal teruggenomen.")
@click.option("--signer", default=None,
              help="Wiens handtekening eronder hoort (anders: wat het sleutelbestand zegt).")  # fmt: skip
@click.pass_obj
def restore(
    _home: Home, file: Path, key: Path, to: Path, register: Path | None, no_withdrawals: bool, signer: str | None
) -> None:
    """Zet een reservekopie terug, en vernietig opnieuw wat sindsdien is teruggenomen."""
    from archive.steward.restoring import restore as put_back
    from archive.steward.restoring import signer_in
    from archive.vault import age

    if register is None and not no_withdrawals:
        raise NotAllowed(
            "Geef met --withdrawals de nieuwste kopie van withdrawals.jsonl: anders komt terug wat vernietigd moest "
            "blijven. Is er nooit een verhaal teruggenomen? Gebruik dan --no-withdrawals."
        )
    identity = age.read_key_file(key)
    done = put_back(file, identity, signer or signer_in(key), to, register)
    stories = count(done.stories, "verhaal", "verhalen")
    out.print(f"Teruggezet in [bold]{to}[/bold]: {stories}. Draai nu `archive publish` en `doctor`.")
    for code in done.withdrawn_again:
        out.print(f"  opnieuw vernietigd: {plain(code)}")


@click.command()
@click.option("--carry-out", is_flag=True, help="Vernietig wat aan de beurt is.")
@click.option("--yes", is_flag=True, help="Vraag niet om bevestiging.")
@click.option("--on", "day", default="", help="Kijk alsof het deze dag is, zoals 2027-01-31; alleen om te tonen.")
@key_options
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def retention(
    home: Home, carry_out: bool, yes: bool, day: str, key: Path | None, login: str | None, as_json: bool
) -> None:
    """Toon wat na de bewaartermijn vernietigd moet worden, of doe het."""
    from archive.ledger.store import Ledger
    from archive.steward import retention as terms

    settings = home.settings()
    if day and carry_out:
        raise NotAllowed("Vernietigen kan alleen op de datum van vandaag. Laat --on weg.")
    try:
        today = date.fromisoformat(day) if day else date.today()
    except ValueError:
        raise NotAllowed("Een datum schrijft u als jaar-maand-dag, zoals 2027-01-31.") from None
    with Ledger(home.ledger) as ledger:
        rows = terms.due(home, settings, ledger, today)
        if as_json:
            click.echo(json.dumps([asdict(row) for row in rows]))
        else:
            _say_terms(settings.retention.model_dump(), rows)
        if rows and carry_out:
            who = needed(home, key, login)
            if not yes:
                confirm(f"{len(rows)} keer voorgoed vernietigen?")
            terms.carry_out(home, settings, ledger, rows, who)
            if not as_json:
                out.print("Vernietigd.")
    sys.exit(1 if rows and not carry_out else 0)


def _say_terms(terms: dict[str, int], rows: list) -> None:  # type: ignore[type-arg]  # of retention.Due
    from archive.steward.retention import CLASSES, ELSEWHERE

    for kind, months in terms.items():
        where = "; bewaart dit archief niet, let er zelf op" if kind in ELSEWHERE else ""
        out.print(f"{CLASSES[kind]}: {f'{months} maanden' if months else 'geen termijn'}{where}")
    for row in rows:
        why = "toestemming afgelopen" if row.why == "consent" else "termijn voorbij"
        out.print(f"  [bold]{plain(row.of)}[/bold] {CLASSES[row.kind]}: {why} sinds {row.since}")
    out.print(f"{len(rows)} aan de beurt.")


@click.group()
def papers() -> None:
    """Papieren voor de AVG en voor deelnemers, ingevuld met wat dit archief echt doet (Markdown)."""


def _paper(name: str, text: str) -> None:
    @papers.command(name, help=text)
    @click.pass_obj
    def write(home: Home) -> None:
        from archive.steward.papers import paper

        click.echo(paper(name, home, date.today()), nl=False)


_paper("register", "Het register van verwerkingen (AVG, artikel 30).")
_paper("dpia", "Een begin van een gegevensbeschermingseffectbeoordeling (DPIA).")
_paper("letter", "De informatiebrief voor deelnemers.")
_paper("form", "Het toestemmingsformulier, per laag.")


@papers.command("access")
@click.argument("code")
@click.option("--project", default="", help="Het project, als de code in meer projecten voorkomt.")
@click.pass_obj
def access(home: Home, code: str, project: str) -> None:
    """Een antwoord op een verzoek om inzage van een deelnemer (P07)."""
    from archive.steward.papers import answer

    click.echo(answer(home, code, project, date.today()), nl=False)
