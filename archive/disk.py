"""How a file is written so that a crash leaves the old one or the new one, and how it is destroyed."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import VaultError


def small_text(untrusted_bytes: bytes) -> str:
    """Return the text of a small file that a person made: UTF-8, or UTF-16 as Windows writes it, BOM or none.

    Raises UnicodeDecodeError.
    """
    if untrusted_bytes[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return untrusted_bytes.decode("utf-16")
    if 0 in untrusted_bytes[:2]:  # no mark, but every other byte of plain letters is zero
        return untrusted_bytes.decode("utf-16-be" if untrusted_bytes[0] == 0 else "utf-16-le")
    return untrusted_bytes.decode("utf-8-sig")


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file so that it is there whole or not at all, on disk before this returns."""
    aside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            os.fchmod(file.fileno(), mode)  # not what a umask leaves of it: others read the settings and the bundle
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)  # on a full disk, half of it would stay
        raise
    sync_folder(path.parent)


def write_folder(path: Path, fill: Callable[[Path], None], mode: int = 0o700) -> None:
    """Make a folder through `fill(aside)` so that it is there whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    aside.mkdir(mode=mode, parents=True)
    try:
        fill(aside)
        aside.chmod(mode)
        for part in aside.rglob("*"):
            part.chmod(mode if part.is_dir() else mode & ~0o111)
            _sync(part)
        _sync(aside)
        os.rename(aside, path)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync_folder(path.parent)


def destroy(path: Path) -> None:
    """Overwrite a file, then remove it. A copy that the disk itself kept is out of reach: see docs/threats.md."""
    try:
        with path.open("r+b") as file, _if_there_is_room():
            file.write(os.urandom(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    sync_folder(path.parent)


@contextmanager
def _if_there_is_room() -> Iterator[None]:
    """Let a full disk stand in the way of overwriting, never of removing: some disks write what changes elsewhere."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise


def make_key(path: Path) -> bytes:
    """Return the 32 secret bytes in a file, made at first use and readable by its owner only. Raises VaultError."""
    if not path.exists():
        aside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)  # whole at once, and never over one that is there
        aside.unlink()
        sync_folder(path.parent)
    key = path.read_bytes()
    if len(key) != 32:
        raise VaultError("Een sleutel van de werkplek is beschadigd. Zet een reservekopie terug.")
    return key


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    _sync(folder)


def sweep(folder: Path) -> int:
    """Remove what a killed process left half-written, and return how many. Only dead processes' leftovers go."""
    removed = 0
    for part in folder.glob(".*.part"):
        pid = part.name.rsplit(".", 2)[-2].split("-")[0]
        if pid.isdigit() and Path(f"/proc/{pid}").exists() and int(pid) != os.getpid():
            continue
        shutil.rmtree(part) if part.is_dir() else part.unlink(missing_ok=True)
        removed += 1
    return removed


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
