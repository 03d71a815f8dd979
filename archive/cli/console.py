"""What every command shares: output, progress, and reading what it is given."""

from __future__ import annotations

import sys
from pathlib import Path
from stat import S_ISREG

import click
from rich.console import Console
from rich.progress import Progress

from archive.config import Settings
from archive.disk import small_text
from archive.errors import UnreadableFile

out = Console(highlight=False, soft_wrap=True)
NAMES = (
    "Namen die erin voorkomen: @bestand, - (standaardinvoer), of hier met komma's. Wat hier staat, kan iedereen "
    "op deze machine lezen."
)
_MOST_NAMES = 100_000  # bytes
err = Console(stderr=True, highlight=False, soft_wrap=True)


def plain(text: str) -> str:
    """Return text that rich shows as it is: a bracket is no markup."""
    return text.replace("[", "\\[")


def read_file(path: Path, settings: Settings) -> bytes:
    """Read an untrusted file, weighed first. Raises UnreadableFile."""
    from archive.ingest.pipeline import too_large

    try:
        if not S_ISREG(path.lstat().st_mode):  # a link, a device, a pipe: what it leads to was not chosen
            raise UnreadableFile("Dit is geen gewoon bestand. Kopieer het eerst, en neem de kopie.")
        most = settings.upload.max_mb * 1_000_000
        if path.stat().st_size > most:
            raise too_large(settings)
        with path.open("rb") as file:
            data = file.read(most + 1)  # a device says that it has no size, and has no end
        if len(data) > most:
            raise too_large(settings)
        return data
    except OSError:
        raise UnreadableFile("Dit bestand is er niet of is niet te lezen. Kijk de naam na.") from None


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in `Noor Achterberg, Fadime`."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def names_given(text: str) -> tuple[str, ...]:
    """Return names as they were given: themselves, `@FILE`, or `-` for what comes in on standard input.

    What stands on a command line can be read by everybody on the machine, in the list of processes; what comes from a
    file or a pipe cannot. There, a line's end parts names as a comma does. Raises UnreadableFile.
    """
    return split_names(kept_off(text).replace("\r", ",").replace("\n", ","))


def kept_off(text: str) -> str:
    """Return the text itself, what stands in the file for `@FILE`, or what comes in for `-`. Raises UnreadableFile."""
    if text != "-" and not text.startswith("@"):
        return text
    try:
        if text == "-":
            data = sys.stdin.buffer.read(_MOST_NAMES + 1)
        else:
            with Path(text[1:]).open("rb") as file:
                data = file.read(_MOST_NAMES + 1)
        given = small_text(data).strip()
    except OSError:
        raise UnreadableFile("Het bestand achter de @ is er niet of is niet te lezen. Kijk de naam na.") from None
    except UnicodeDecodeError:
        raise UnreadableFile(
            "De namen zijn geen UTF-8. Bewaar ze als tekst in UTF-8, en probeer het opnieuw."
        ) from None
    if not given:
        raise UnreadableFile(
            "Er kwam niets binnen. Zet het in het bestand, of stuur het door: `archive … --names - < namen.txt`. "
            "Standaardinvoer gaat één keer mee."
        )
    if len(data) > _MOST_NAMES:
        raise UnreadableFile(
            "Dit is te groot voor een lijst met namen. Geef alleen de namen, met een regel voor elke naam."
        )
    return given


def count(number: int, one: str, more: str) -> str:
    """Return `1 verhaal`, `3 verhalen`."""
    return f"{number} {one if number == 1 else more}"


def confirm(question: str) -> None:
    """Ask for a yes, and go on with nothing less. Raises click.Abort."""
    answer = click.prompt(f"{question} [ja/nee]", default="nee", show_default=False, err=True)
    if answer.strip().lower() not in ("ja", "j", "yes", "y"):
        raise click.Abort


class progress:  # noqa: N801  # reads as a statement: with progress(...) as step
    """A progress bar on a terminal, nothing elsewhere. Call it for one step, or `at(done, all)`."""

    def __init__(self, text: str, total: int | None, *, quiet: bool) -> None:
        self._bar = Progress(console=err, transient=True, disable=quiet or not err.is_terminal)
        self._task = self._bar.add_task(text, total=total)

    def __enter__(self) -> progress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self) -> None:
        """Show that one step is done."""
        self._bar.advance(self._task)

    def at(self, done: int, total: int) -> None:
        """Show that `done` of `total` steps are done."""
        self._bar.update(self._task, completed=done, total=total)
