"""One file with everything the desk needs to start again, sealed to the steward alone.

What goes in: the ledger as it was at one moment, sealed stories, released texts, wrapped identities, the desk's keys,
certificates, settings, and the register of withdrawals as it was. What stays out: the steward's key, logs, the research
index (made anew from the texts) and published bundles (made anew from content).
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from archive.config import Settings
from archive.disk import sync_folder, write_whole
from archive.errors import ArchiveError, NotAllowed, VaultError
from archive.home import Home
from archive.ledger.store import Ledger
from archive.steward import withdrawal
from archive.vault import age, digests, register

FORMAT = 1
_FOLDERS = ("sealed", "identities", "released", "certificates")
_KEYS = ("seal.key", "secret.age", "audit.key")


@dataclass(frozen=True)
class Restored:
    """What was put back: how many stories, and the codes whose withdrawal was carried out again."""

    stories: int
    withdrawn_again: tuple[str, ...]


def backup(home: Home, settings: Settings, target: Path) -> int:
    """Write a backup and return its size in bytes: whole, or not at all. The desk may be in use.

    Raises VaultError without a steward to seal it to, NotAllowed when the file is there already.
    """
    steward = settings.vault.recipients.get("steward")
    if not steward:
        raise VaultError("Er is geen steward bij [vault.recipients]: niemand zou de reservekopie kunnen openen.")
    if target.exists():
        raise NotAllowed("Dit bestand is er al. Kies een andere naam: een reservekopie overschrijven we niet.")
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with (
            Ledger(home.ledger) as ledger,
            home.alone(),
        ):  # nothing is destroyed or re-sealed; uploads and reviews go on
            ledger.note("cli", "backup")
            with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                _through(lambda out: _write(home, out), lambda source: age.seal_stream(source, file, [steward]))
                file.flush()
                os.fsync(file.fileno())
        os.replace(aside, target)
        sync_folder(target.parent)
    finally:
        aside.unlink(missing_ok=True)
    return target.stat().st_size


def restore(source: Path, identity: age.Identity, target: Path, newest: Path | None) -> Restored:
    """Put a backup back into an empty folder, then carry out every withdrawal of the register again.

    `newest` is the newest copy of withdrawals.jsonl; None only when there never was one. Raises WrongKey for a key
    that does not open it or a damaged file, NotAllowed for a folder that is not empty, VaultError for a register that
    is older than the backup. Whatever is raised, nothing is left in the target.
    """
    if target.exists() and any(target.iterdir()):
        raise NotAllowed("De map is niet leeg. Zet een reservekopie terug in een lege map.")
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    aside.mkdir(parents=True, mode=0o700)
    try:
        with source.open("rb") as file:
            _through(lambda out: age.open_stream(file, out, identity), lambda tar: _extract(tar, aside))
        home = Home(aside)
        home.make()
        _join_registers(home, newest)
        with Ledger(home.ledger) as ledger:
            again = tuple(withdrawal.replay(home, home.settings(), ledger))
            stories = len(ledger.all())
            ledger.note("cli", "restore", count=stories)
        if target.exists():
            target.rmdir()
        os.rename(aside, target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync_folder(target.parent)
    return Restored(stories, again)


def _join_registers(home: Home, newest: Path | None) -> None:
    """Put the newest register in place of the backup's; refuse one that lacks a row the backup knew."""
    inside = home.withdrawals.read_bytes() if home.withdrawals.exists() else b""
    given = newest.read_bytes() if newest else b""
    if not given.startswith(inside):
        raise VaultError(
            "Dit register van intrekkingen is ouder dan de reservekopie, of van een ander archief. "
            "Neem de nieuwste kopie."
        )
    if given:
        write_whole(home.withdrawals, given)
    register.read(home.withdrawals, digests.seal_key(home.seal_key))


def _write(home: Home, out: BinaryIO) -> None:
    """Write the tar. The ledger goes first: every file it speaks of is on disk before it does."""
    with tarfile.open(fileobj=out, mode="w|") as tar:
        ledger = _snapshot(home.ledger)
        _add(tar, "desk/ledger.sqlite", ledger)
        _add(tar, "format.json", json.dumps({"format": FORMAT}).encode())
        for path in _files(home):
            try:
                _add(tar, str(path.relative_to(home.root)), path.read_bytes())
            except FileNotFoundError:  # a text that was sent back since; the ledger's copy knows which count
                continue


def _files(home: Home) -> Iterator[Path]:
    yield from (path for path in (home.config, home.withdrawals) if path.exists())
    yield from (home.desk / name for name in _KEYS if (home.desk / name).exists())
    for name in _FOLDERS:
        for path in sorted((home.desk / name).rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(home.desk).parts)
            if path.is_file() and not path.is_symlink() and path.lstat().st_nlink == 1 and not hidden:
                yield path


def _snapshot(path: Path) -> bytes:
    """Return the ledger as it is at one moment, by SQLite's own backup, in memory."""
    source, copy = sqlite3.connect(path, timeout=30), sqlite3.connect(":memory:")
    try:
        source.backup(copy)
        return copy.serialize()
    finally:
        copy.close()
        source.close()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def _extract(source: BinaryIO, folder: Path) -> None:
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for member in tar:
            if not member.isfile():
                continue
            tar.extract(member, folder, filter="data")
            (folder / member.name).chmod(0o600)
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)
    try:
        known = json.loads((folder / "format.json").read_bytes())["format"] == FORMAT
        (folder / "format.json").unlink()
    except (FileNotFoundError, ValueError, KeyError):
        known = False
    if not known:
        raise VaultError("Dit is geen reservekopie van dit programma, of van een nieuwere versie.")


def _through(give: Callable[[BinaryIO], None], take: Callable[[BinaryIO], None]) -> None:
    """Run two ends of a pipe at once, so that nothing is written in between. An error at either end is raised."""
    reading, writing = os.pipe()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                give(out)
        except BaseException as error:
            errors.append(error)

    giver = Thread(target=run)
    giver.start()
    taken: BaseException | None = None
    with os.fdopen(reading, "rb") as source:
        try:
            take(source)
            while source.read(65536):
                pass
        except BaseException as error:
            taken = error
    giver.join()
    found = [error for error in (*errors, taken) if error]
    if found:
        raise next((error for error in reversed(found) if isinstance(error, ArchiveError)), found[0])
