"""What goes outside: publish, and search what is published."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from archive.cli.console import err, out, plain, progress
from archive.errors import UnreadableFile
from archive.home import Home


@click.command()
@click.option(
    "--content", type=click.Path(path_type=Path), default=None, help="De map met lessen (anders: uit config.toml)."
)
@click.option("--dry-run", is_flag=True, help="Controleer alleen; publiceer niet.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def publish(home: Home, content: Path | None, dry_run: bool, as_json: bool) -> None:
    """Controleer de lessen aan de poort en publiceer ze in één keer."""
    from archive.publish import publish as valve
    from archive.publish.problems import Blocked

    settings = home.settings()
    root = content or valve.content_root(settings, home)
    if not root.is_dir():
        raise UnreadableFile(f"De map met lessen ({root}) is er niet. Geef hem aan met --content.")
    try:
        with progress("Controleren", 1, quiet=as_json) as step:
            bundle = valve.publish(home, settings, root, step.at, dry_run=dry_run)
    except Blocked as blocked:
        if as_json:
            rows = [{"file": str(p.file), "line": p.line, "what": p.what, "why": p.why} for p in blocked.problems]
            click.echo(json.dumps({"published": None, "problems": rows}, ensure_ascii=False))
        else:
            for problem in blocked.problems:
                err.print(f"[bold]{problem.file}:{problem.line}[/bold] {plain(problem.what)}\n  {plain(problem.why)}")
            err.print(f"[red]{blocked}[/red]")
        sys.exit(2)
    id = bundle.id if bundle else None
    held = _held(home)
    if as_json:
        click.echo(json.dumps({"published": id, "problems": [], "held": held}))
    else:
        out.print(f"Gepubliceerd: uitgave [bold]{id}[/bold]." if id else "Geen problemen gevonden.")
        for item in held:
            out.print(f"  {item} blijft eruit tot iemand het nakijkt (`archive content look`).")


def _held(home: Home) -> list[str]:
    from archive.ledger import Ledger

    ledger = Ledger(home.ledger)
    try:
        return [row.item for row in ledger.consents.held()]
    finally:
        ledger.close()


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def search(home: Home, words: tuple[str, ...], as_json: bool) -> None:
    """Zoek in wat gepubliceerd is."""
    from archive.web.public.library import Shelves
    from archive.web.public.views import address

    found = Shelves(home.public).current().search(" ".join(words), {}, 0, 20)
    if as_json:
        click.echo(
            json.dumps(
                [{"address": address(hit.key), "title": hit.record.title} for hit in found.hits], ensure_ascii=False
            )
        )
    for hit in found.hits if not as_json else ():
        out.print(f"[bold]{plain(hit.record.title)}[/bold]  {address(hit.key)}\n  {plain(hit.record.summary)}")
    if not as_json:
        out.print(f"{found.total} gevonden." + (f" Bedoelt u: {found.suggestion}?" if found.suggestion else ""))
    sys.exit(0 if found.total else 1)
