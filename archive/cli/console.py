"""What every command shares: output, progress, and reading what it is given."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG

from rich.console import Console
from rich.progress import Progress

from archive.config import Settings
from archive.errors import UnreadableFile

out = Console(highlight=False, soft_wrap=True)
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
        if path.stat().st_size > settings.upload.max_mb * 1_000_000:
            raise too_large(settings)
        return path.read_bytes()
    except OSError:
        raise UnreadableFile("Dit bestand is er niet of is niet te lezen. Kijk de naam na.") from None


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in `Noor Achterberg, Fadime`."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def count(number: int, one: str, more: str) -> str:
    """Return `1 verhaal`, `3 verhalen`."""
    return f"{number} {one if number == 1 else more}"


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
