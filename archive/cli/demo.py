"""`make demo`: an archive of invented people, built and served."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from rich.console import Console

from archive.cli.site import sealed_names
from archive.consent import LAYERS
from archive.disk import write_whole
from archive.errors import ArchiveError, SettingsError
from archive.home import Home
from archive.ingest.pipeline import Incoming, take_in
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.publish import bundle
from archive.publish.valve import publish
from archive.rights import Grant
from archive.steward import founding, team
from archive.vault import age, passphrases
from archive.vault.secret import Keyholder
from archive.web.serve import check_free

_ROOT = Path(__file__).parents[2]
_USERS, _STEWARD, _PROJECT = ["eva", "tom"], "sam", "voorbeeld"


def run(home: Home, out: Console) -> None:
    """Build what is not there yet, serve site and desk, and wait until somebody stops it."""
    began = time.monotonic()
    logins = home.root / founding.TAKE_AWAY / "inloggen.txt"
    if not home.config.exists():
        _step(out, "Sleutels maken")
        key, made = founding.found(home, _ROOT / "config.toml", _USERS, (_PROJECT,))
        with Ledger(home.ledger) as ledger:
            steward = team.recognise(home, ledger, age.read_identity(key.read_text()))
            made.append(team.add_user(home, ledger, _STEWARD, steward))
            team.grant(home, ledger, Grant(_PROJECT, _STEWARD, "steward"), steward)
        note = (
            "Alleen voor deze demo staan de wachtzinnen in een bestand. Gebruik deze map nooit voor echte verhalen.\n"
        )
        write_whole(logins, (note + "".join(f"{login.user}\t{login.passphrase}\n" for login in made)).encode())
    settings = home.settings()
    check_free("site", settings.site.host, settings.site.port)
    check_free("desk", settings.desk.host, settings.desk.port)
    samples = sorted(path for path in (_ROOT / "samples").iterdir() if path.suffix != ".md")
    with Ledger(home.ledger) as ledger:
        who = _come_in(home, ledger, logins)
        for number, path in enumerate(samples, 1) if len(ledger.all()) < len(samples) else ():
            _step(out, f"Interview {number} van {len(samples)} verzegelen en doorzoeken")
            teller = Participant(_PROJECT, f"P{number:02d}")
            take_in(Incoming(path.read_bytes(), path.name, tuple(LAYERS), teller), home, settings, ledger, who)
    if _stale(home):
        _step(out, "Lessen controleren en publiceren")
        publish(home, settings, _ROOT / "content", sealed_names(home, who), who=who.who)
    _step(out, "Site en werkplek starten")
    servers = [_start(home, command) for command in ("serve", "desk")]
    try:
        _wait(f"{settings.site.here}/gezond", servers)
        _wait(f"{settings.desk.here}/inloggen", servers)
        _tell(out, home, logins, time.monotonic() - began)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        while all(server.poll() is None for server in servers):
            time.sleep(0.5)
    except KeyboardInterrupt:
        out.print("Gestopt.")
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(10)


def _come_in(home: Home, ledger: Ledger, logins: Path) -> Keyholder:
    """Come in as the first of the demo's people. Raises SettingsError when their passphrase is not here any more."""
    try:
        user, words = logins.read_text("utf-8").splitlines()[1].split("\t")
        wrapped = (home.identities / f"{user}.age").read_bytes()
    except (OSError, IndexError, ValueError):
        raise SettingsError(
            f"{home.root} is geen map van de demo (meer). Kies een andere: `make demo HOME_DIR=elders`."
        ) from None
    return team.come_in(home, ledger, passphrases.unlocked(wrapped, words))


def _stale(home: Home) -> bool:
    """Say whether content changed after the bundle that is served, or there is none that is whole and signed."""
    try:
        folder = bundle.current(home.public)
        bundle.verify(folder, home.settings().publish.publisher)
    except ArchiveError:
        return True
    newest = max(path.stat().st_mtime for path in (_ROOT / "content").rglob("*"))
    return newest > (folder / bundle.MANIFEST).stat().st_mtime


def _step(out: Console, text: str) -> None:
    out.print(f"[cyan]·[/cyan] {text} …")


def _start(home: Home, command: str) -> subprocess.Popen[bytes]:
    log = home.logs / f"{command}.log"
    with log.open("ab") as file:
        return subprocess.Popen(  # our own program, fixed words
            [sys.executable, "-m", "archive.cli", "--home", str(home.root), command],
            stdout=file, stderr=file, stdin=subprocess.DEVNULL,
        )  # fmt: skip


def _wait(url: str, servers: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(240):
        if any(server.poll() is not None for server in servers):
            raise SettingsError(
                "Een van de servers stopte meteen. Kijk in de map logs; staat er al iets op deze poorten?"
            )
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310  # our own address, built above
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.25)
    raise ArchiveError("De servers kwamen niet op gang. Kijk in de map logs.")


def _tell(out: Console, home: Home, logins: Path, seconds: float) -> None:
    settings = home.settings()
    out.print(f"\n[bold]Klaar in {seconds:.0f} s.[/bold]\n")
    out.print(f"  Site      [bold]{settings.site.here}/[/bold]")
    out.print(f"  Werkplek  [bold]{settings.desk.here}/[/bold]")
    if logins.exists():
        for line in logins.read_text("utf-8").splitlines()[1:]:
            user, passphrase = line.split("\t")
            out.print(f"            inlognaam [bold]{user}[/bold], wachtzin [bold]{passphrase}[/bold]")
        out.print("            eva en tom beoordelen elkaars teksten; sam beheert het project.")
    key = home.root / founding.TAKE_AWAY / "steward.key"
    out.print(f"\n  De sleutel van de steward staat in [bold]{key}[/bold].")
    out.print(
        "  [yellow]Die hoort niet op deze machine: zet hem op een stick, bewaar die elders en wis hem hier.[/yellow]"
    )
    out.print("\n  Stop met Ctrl-C.")
