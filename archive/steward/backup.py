"""One file with everything the desk needs to start again, sealed to the steward alone and signed by this archive.

What goes in: the ledger as it was at one moment, sealed stories, released texts, wrapped identities, the desk's keys,
certificates, settings, and the register of withdrawals as it was. What stays out: the steward's key, logs, the research
index (made anew from the texts) and published bundles (made anew from content).

Anybody who has the steward's public key can seal a file to it. So the tar ends with a list of every member and its
SHA-256, signed with the archive's audit key: restoring.py puts nothing back without it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from archive.config import Settings
from archive.disk import make_key, sync_folder
from archive.errors import NotAllowed, VaultError
from archive.home import Home
from archive.ingest.sealing import unapproved
from archive.ledger.store import Ledger
from archive.rights import STEWARD
from archive.signing.checking import BACKUP
from archive.signing.making import sign
from archive.steward.pipe import through
from archive.vault import age, story

FORMAT = 2
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FOLDERS = ("sealed", "identities", "released", "certificates")
KEYS = ("seal.key", "secret.age", "audit.key", "publisher.key")


def backup(home: Home, settings: Settings, target: Path) -> int:
    """Write a backup and return its size in bytes: whole, or not at all. The desk may be in use.

    Raises VaultError without a steward whose key was approved, NotAllowed when the file is there already, or cannot be.
    """
    target = target.absolute()
    if target.exists() or target.is_symlink():
        raise NotAllowed("Dit bestand is er al. Kies een andere naam: een reservekopie overschrijven we niet.")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise NotAllowed(
            "De map voor de reservekopie is er niet, of u mag er niet schrijven. Maak hem, of kies een andere."
        )
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    with Ledger(home.ledger) as ledger, home.alone():  # nothing is destroyed or re-sealed; uploads and reviews go on
        steward = _steward(settings, ledger)
        try:
            with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                through(lambda out: _write(home, out), lambda source: age.seal_stream(source, file, [steward]))
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, target)
            sync_folder(target.parent)
        finally:
            aside.unlink(missing_ok=True)
        ledger.note("cli", "backup")  # it is made, and not only begun
    return target.stat().st_size


def _steward(settings: Settings, ledger: Ledger) -> str:
    """Return the steward's public key. Raises VaultError when there is none, or one that nobody approved."""
    known = settings.vault.recipients.get(STEWARD)
    if not known:
        raise VaultError("Er is geen steward bij [vault.recipients]: niemand zou de reservekopie kunnen openen.")
    if STEWARD in unapproved(settings, ledger):
        raise VaultError(
            "De sleutel van de steward bij [vault.recipients] in config.toml is niet goedgekeurd. Zet de goede terug: "
            "anders opent een ander de reservekopie."
        )
    return known


def _write(home: Home, out: BinaryIO) -> None:
    """Write the tar. The ledger goes first: every file it speaks of is on disk before it does."""
    listed: dict[str, str] = {}
    with tarfile.open(fileobj=out, mode="w|") as tar:
        for name, data in _members(home):
            listed[name] = hashlib.sha256(data).hexdigest()
            add(tar, name, data)
        said = json.dumps({"format": FORMAT, "files": listed}, indent=1).encode()
        add(tar, MANIFEST, said)
        add(tar, SIGNATURE, sign(make_key(home.audit_key), BACKUP, said))


def _members(home: Home) -> Iterator[tuple[str, bytes]]:
    """Yield what goes in: name and bytes."""
    yield "desk/ledger.sqlite", _snapshot(home.ledger)
    single = [home.config, home.withdrawals, *(home.desk / name for name in KEYS)]
    for path in (path for path in single if path.exists()):
        yield str(path.relative_to(home.root)), path.read_bytes()
    for name in FOLDERS:
        for path in sorted((home.desk / name).iterdir()):
            if path.name.startswith("."):  # what is being written
                continue
            try:
                if path.is_dir() and not path.is_symlink():
                    with story.held(path):  # a reviewer who puts decisions here waits, or has done so
                        yield from _plain(home, path)
                else:
                    yield from _plain(home, path)
            except FileNotFoundError:  # a text that was sent back since; the ledger's copy knows which count
                continue


def _plain(home: Home, path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a file, or the files in a folder. Raises VaultError for a link, a device, or another's second name."""
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.name.startswith("."):  # what is being written
            continue
        found = file.lstat()
        if not S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise VaultError(
                f"{file.relative_to(home.root)} is geen gewoon bestand, of heeft elders nog een naam. Vervang het door "
                "een kopie. Er is geen reservekopie gemaakt."
            )
        yield str(file.relative_to(home.root)), file.read_bytes()


def _snapshot(path: Path) -> bytes:
    """Return the ledger as it is at one moment, by SQLite's own backup, in memory."""
    source, copy = sqlite3.connect(path, timeout=30), sqlite3.connect(":memory:")
    try:
        source.backup(copy)
        return copy.serialize()
    finally:
        copy.close()
        source.close()


def add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add a member to a tar."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
