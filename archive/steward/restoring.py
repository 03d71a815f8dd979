"""Putting a backup back: only one that this archive signed, whole, and without what was withdrawn since."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.disk import small_text, sync_folder, write_whole
from archive.errors import NotAllowed, VaultError
from archive.home import Home
from archive.ledger.store import Ledger
from archive.signing.checking import BACKUP, valid
from archive.steward import withdrawal
from archive.steward.backup import FOLDERS, FORMAT, KEYS, MANIFEST, SIGNATURE
from archive.steward.pipe import through
from archive.vault import age, digests, register

SIGNER = "# handtekening van reservekopieën: "
_PART = r"[^/\0.][^/\0]{0,200}"
_EXPECTED = re.compile(
    rf"config\.toml|withdrawals\.jsonl|desk/(?:ledger\.sqlite|{'|'.join(map(re.escape, KEYS))})"
    rf"|desk/(?:{'|'.join(FOLDERS)})/{_PART}(?:/{_PART})?"
)
_MOST = 100_000_000  # bytes of the list and of its signature
_ODD = "Dit is geen reservekopie van dit archief, of van een andere versie van dit programma. Er is niets teruggezet."


@dataclass(frozen=True)
class Restored:
    """What was put back: how many stories, and the codes whose withdrawal was carried out again."""

    stories: int
    withdrawn_again: tuple[str, ...]


def signer_in(key_file: Path) -> str:
    """Return whose signature a steward's key file says is under backups; "" when it says nothing of it."""
    try:
        lines = small_text(key_file.read_bytes()[:100_000]).splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line.removeprefix(SIGNER).strip() for line in lines if line.startswith(SIGNER)), "")


def restore(source: Path, identity: age.Identity, signer: str, target: Path, newest: Path | None) -> Restored:
    """Put a backup back into an empty folder, then carry out every withdrawal of the register again.

    Args: signer is whose signature must be under it (signer_in). newest is the newest copy of withdrawals.jsonl; None
    only when there never was one. Raises WrongKey for a key that does not open it or a damaged file, VaultError for
    one that this archive did not make and for a register that is older than the backup, NotAllowed for a folder that is
    not empty or cannot be written. Whatever is raised, nothing is left in the target.
    """
    if not signer:
        raise VaultError(
            "Dit sleutelbestand zegt niet wiens handtekening onder de reservekopie hoort. Geef die met "
            "--signer. `archive backup` noemde haar, en zij staat achter «sleutel:» in elk controlepunt."
        )
    with _writable():
        target = target.resolve()
        _check_empty(target)
        aside = target.with_name(f".{target.name}.{os.getpid()}.part")
        aside.mkdir(parents=True, mode=0o700)
        try:
            with source.open("rb") as file:
                through(lambda out: age.open_stream(file, out, identity), lambda tar: _extract(tar, aside, signer))
            home = Home(aside)
            home.make()
            _join_registers(home, newest)
            with Ledger(home.ledger) as ledger:
                again = tuple(withdrawal.replay(home, home.settings(), ledger))
                stories = len(ledger.all())
                ledger.note("cli", "restore", count=stories)
            os.rename(aside, target)  # over an empty folder, at once
            sync_folder(target.parent)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return Restored(stories, again)


@contextmanager
def _writable() -> Iterator[None]:
    """Say in a sentence that a folder cannot be written. A full disk is told elsewhere."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise NotAllowed(
            "In deze map kunnen we niet schrijven. Kies met --to een andere, bij voorkeur een nieuwe."
        ) from None


def _check_empty(target: Path) -> None:
    """Refuse a folder that is not empty, or that somebody stands in: it is put in place whole. Raises NotAllowed."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotAllowed("De map is niet leeg. Zet een reservekopie terug in een lege map.")
    if target.exists() and target.samefile(Path.cwd()):
        raise NotAllowed("U staat zelf in deze map. Ga met `cd ..` een map omhoog, en noem hem bij --to.")


def _join_registers(home: Home, newest: Path | None) -> None:
    """Put the newest register in place of the backup's; refuse one that lacks a row the backup knew.

    A last line without an end counts in neither: a crash cut it off, and the next row took its place.
    """
    inside = _whole_lines(home.withdrawals.read_bytes() if home.withdrawals.exists() else b"")
    given = _whole_lines(newest.read_bytes() if newest else b"")
    if not given.startswith(inside):
        raise VaultError(
            "Dit register van intrekkingen is ouder dan de reservekopie, of van een ander archief. "
            "Neem de nieuwste kopie."
        )
    if given:
        write_whole(home.withdrawals, given)
    register.read(home.withdrawals, digests.seal_key(home.seal_key))


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _extract(source: BinaryIO, folder: Path, signer: str) -> None:
    """Unpack beside the target, and compare with what the archive signed. Raises VaultError."""
    found: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                name = member.name
                if kept and (MANIFEST not in kept or name != SIGNATURE):
                    raise VaultError(_ODD)  # after the list comes its signature, and nothing else
                if not member.isreg() or member.issparse() or name in found or name in kept:
                    raise VaultError(_ODD)
                file = tar.extractfile(member)
                if file is None:
                    raise VaultError(_ODD)
                if name in (MANIFEST, SIGNATURE):
                    if member.size > _MOST:
                        raise VaultError(_ODD)
                    kept[name] = file.read()
                elif _EXPECTED.fullmatch(name):
                    found[name] = _put(file, folder / name)
                else:
                    raise VaultError(_ODD)
    except (tarfile.TarError, UnicodeError, ValueError, EOFError):
        raise VaultError(_ODD) from None
    _check_signed(found, kept.get(MANIFEST, b""), kept.get(SIGNATURE, b""), signer)


def _put(source: BinaryIO | object, path: Path) -> str:
    """Write one member and return its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
        while data := source.read(1 << 20):  # type: ignore[union-attr]
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _check_signed(found: dict[str, str], said: bytes, signature: bytes, signer: str) -> None:
    """Refuse what is not exactly what the archive listed and signed. Raises VaultError."""
    if not said or not signature:
        raise VaultError(_ODD)
    if not valid(signer, BACKUP, said, signature):
        raise VaultError(
            "Deze reservekopie is niet door dit archief getekend: iemand anders maakte of veranderde hem. Neem een "
            "andere kopie. Er is niets teruggezet."
        )
    listed = json.loads(said)
    if listed["format"] != FORMAT or listed["files"] != found:
        raise VaultError(_ODD)
