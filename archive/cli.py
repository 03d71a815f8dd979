"""`archive …`: the command line. Exit status 0, 1 (found something), 2 (bad input)."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from archive import __version__, logs
from archive.config import Settings
from archive.errors import ArchiveError, UnreadableFile
from archive.home import Home

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class _Group(click.Group):
    """Commands in the order of the data's way; our errors as one clear sentence and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            err.print(f"[red]{_plain(str(error))}[/red]")
            ctx.exit(2)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:  # its message may quote a story: show where it came from, and nothing of it
            logs.start()
            logs.failure(error)
            err.print("[red]Er ging iets mis in het programma. Meld de regel hierboven; er staat geen inhoud in.[/red]")
            ctx.exit(3)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=None,
    help="De map van het archief (anders: $ARCHIVE_HOME, of var).",
)
@click.version_option(__version__, prog_name="archive")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """Het archief: lessen reizen, levensverhalen blijven verzegeld."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not write stories and keys to a disk
    ctx.obj = Home(home or Path(os.environ.get("ARCHIVE_HOME", "var")))


@main.command()
@click.option("--user", "users", multiple=True, help="Inlognaam van een onderzoeker; meer dan één mag.")
@click.pass_obj
def init(home: Home, users: tuple[str, ...]) -> None:
    """Begin een archief: mappen, sleutels, mensen."""
    from archive import founding

    key, logins = founding.found(home, template(), list(users))
    _say_keys(key, logins)


@main.command("user")
@click.argument("name")
@click.pass_obj
def user(home: Home, name: str) -> None:
    """Laat iemand toe tot de werkplek."""
    from archive import founding

    home.settings()
    _say_keys(None, [founding.add_user(home, name)])


@main.command()
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
    with _progress("Verzegelen", len(files), quiet=as_json) as step:
        for number, path in enumerate(files, 1):
            try:
                taken = Upload(_read(path, settings), path.name, layers, participant, project, _names(names), encoding)
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
            err.print(f"[red]{which}{_plain(row['error'])}[/red]")
        else:
            out.print(
                f"{which}verzegeld als [bold]{row['id']}[/bold]: {row['words']} woorden, {row['mentions']} vondsten."
            )
    if any("error" in row for row in rows):
        sys.exit(2)


@main.command()
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
    data = _read(file, settings)
    if as_text:
        from archive.ingest.readers import read

        click.echo(read(data, file.name, encoding).text, nl=False)
        return
    found = report(data, file.name, settings, _names(names), encoding)
    click.echo(json.dumps(found)) if as_json else out.print(table(found))


@main.command()
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


@main.command()
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
        with _progress("Controleren", 1, quiet=as_json) as step:
            bundle = valve.publish(home, settings, root, step.at, dry_run=dry_run)
    except Blocked as blocked:
        if as_json:
            rows = [{"file": str(p.file), "line": p.line, "what": p.what, "why": p.why} for p in blocked.problems]
            click.echo(json.dumps({"published": None, "problems": rows}, ensure_ascii=False))
        else:
            for problem in blocked.problems:
                err.print(f"[bold]{problem.file}:{problem.line}[/bold] {_plain(problem.what)}\n  {_plain(problem.why)}")
            err.print(f"[red]{blocked}[/red]")
        sys.exit(2)
    id = bundle.id if bundle else None
    if as_json:
        click.echo(json.dumps({"published": id, "problems": []}))
    else:
        out.print(f"Gepubliceerd: uitgave [bold]{id}[/bold]." if id else "Geen problemen gevonden.")


@main.command()
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
        out.print(f"[bold]{_plain(hit.record.title)}[/bold]  {address(hit.key)}\n  {_plain(hit.record.summary)}")
    if not as_json:
        out.print(f"{found.total} gevonden." + (f" Bedoelt u: {found.suggestion}?" if found.suggestion else ""))
    sys.exit(0 if found.total else 1)


@main.command()
@click.option("--key", type=click.Path(path_type=Path, exists=True), required=True, help="De sleutel van de steward.")
@click.option("--show", is_flag=True, help="Toon ook de gevonden namen.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer voor een programma.")
@click.pass_obj
def leakscan(home: Home, key: Path, show: bool, as_json: bool) -> None:
    """Zoek elke verzegelde naam overal waar hij niet mag staan."""
    from archive.leakscan import scan
    from archive.vault import read_identity

    home.settings()
    with _progress("Zoeken naar namen", None, quiet=as_json) as step:
        result = scan(home, read_identity(key.read_bytes().decode("utf-8", "replace")), lambda where: step())
    if as_json:
        leaks = [
            {"where": leak.where, "transcript": leak.transcript} | ({"name": leak.name} if show else {})
            for leak in result.leaks
        ]
        click.echo(json.dumps({"names": result.names, "places": result.places, "leaks": leaks}))
    else:
        for (where, transcript), names in result.grouped().items():
            said = f" («{'», «'.join(names)}»)" if show else ""
            count = "een naam" if len(names) == 1 else f"{len(names)} namen"
            err.print(f"[red]{_plain(where)}[/red]: {count} uit {transcript}{_plain(said)}")
        out.print(f"{result.names} namen gezocht op {result.places} plaatsen: {len(result.leaks)} gevonden.")
    sys.exit(1 if result.leaks else 0)


@main.command()
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
    from archive.evaluation.output import as_json as to_json
    from archive.evaluation.output import lines
    from archive.evaluation.report import report as to_report
    from archive.evaluation.runs import measure
    from archive.home import write_whole

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
        out.print(_plain(line))


@main.command()
@click.pass_obj
def doctor(home: Home) -> None:
    """Kijk of het archief gezond is, en ruim op wat een storing achterliet."""
    from archive.doctor import examine

    findings = examine(home, home.settings())
    for finding in findings:
        err.print(f"[red]{_plain(finding)}[/red]")
    out.print("Alles is in orde." if not findings else f"{len(findings)} {_things(findings)} aandacht.")
    sys.exit(1 if findings else 0)


@main.command()
@click.pass_obj
def serve(home: Home) -> None:
    """Dien de openbare site op."""
    from archive import serve as servers

    servers.site(home, home.settings())


@main.command()
@click.pass_obj
def desk(home: Home) -> None:
    """Dien de werkplek op."""
    from archive import serve as servers

    servers.desk(home, home.settings())


@main.command()
@click.pass_obj
def demo(home: Home) -> None:
    """Bouw een archief met voorbeelden en dien alles op."""
    from archive.demo import run

    run(home, out)


def _things(findings: list[str]) -> str:
    return "ding vraagt" if len(findings) == 1 else "dingen vragen"


def template() -> Path:
    """Return the config.toml that a new archive starts from."""
    return Path(__file__).parent.parent / "config.toml"


def _read(path: Path, settings: Settings) -> bytes:
    """Read an untrusted file, weighed first. Raises UnreadableFile."""
    from archive.ingest.pipeline import too_large

    try:
        if path.stat().st_size > settings.upload.max_mb * 1_000_000:
            raise too_large(settings)
        return path.read_bytes()
    except OSError:
        raise UnreadableFile("Dit bestand is er niet of is niet te lezen. Kijk de naam na.") from None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _say_keys(key: Path | None, logins: list[Any]) -> None:
    for login in logins:
        out.print(f"Inlognaam [bold]{login.user}[/bold], wachtzin [bold]{login.passphrase}[/bold]")
        out.print("Schrijf de wachtzin op: hij staat nergens opgeslagen.")
    if key:
        out.print(f"De sleutel van de steward staat in [bold]{key}[/bold].")
        out.print("Zet hem op een stick, bewaar die elders en haal hem van deze machine.")


class _progress:  # noqa: N801  # reads as a statement: with _progress(...) as step
    """A progress bar on a terminal, nothing elsewhere. Call it for one step, or `at(done, all)`."""

    def __init__(self, text: str, total: int | None, *, quiet: bool) -> None:
        self._bar = Progress(console=err, transient=True, disable=quiet or not err.is_terminal)
        self._task = self._bar.add_task(text, total=total)

    def __enter__(self) -> _progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self) -> None:
        self._bar.advance(self._task)

    def at(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are done."""
        self._bar.update(self._task, completed=done, total=total)


if __name__ == "__main__":
    main()
