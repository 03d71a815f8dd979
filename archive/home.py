"""Where an archive lies on disk.

<home>/config.toml          settings and public keys
<home>/desk/                inside: ledger, sealed stories, wrapped identities, released texts, research index
<home>/public/              outside: bundles, and `current`, the one being served
<home>/withdrawals.jsonl    who took their story back, in codes; outside what a restore puts back
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.config import Settings, load


@dataclass(frozen=True)
class Home:
    """The folders of one archive. The inside ones are readable by their owner only, the outside one by all."""

    root: Path

    @property
    def config(self) -> Path:
        """Settings."""
        return self.root / "config.toml"

    @property
    def desk(self) -> Path:
        """The inside."""
        return self.root / "desk"

    @property
    def sealed(self) -> Path:
        """One folder a transcript."""
        return self.desk / "sealed"

    @property
    def identities(self) -> Path:
        """Wrapped secret keys, one a researcher."""
        return self.desk / "identities"

    @property
    def released(self) -> Path:
        """Pseudonymised texts."""
        return self.desk / "released"

    @property
    def research_index(self) -> Path:
        """The index only the desk searches."""
        return self.desk / "research-index"

    @property
    def ledger(self) -> Path:
        """The database."""
        return self.desk / "ledger.sqlite"

    @property
    def seal_key(self) -> Path:
        """The key of the desk's own seal over what it wrote."""
        return self.desk / "seal.key"

    @property
    def secret(self) -> Path:
        """The archive's secret, sealed to everybody who was let in: with it, names can be compared."""
        return self.desk / "secret.age"

    @property
    def audit_key(self) -> Path:
        """The key that signs checkpoints of the log."""
        return self.desk / "audit.key"

    @property
    def publisher_key(self) -> Path:
        """The key that signs bundles."""
        return self.desk / "publisher.key"

    @property
    def certificates(self) -> Path:
        """Proofs of what was destroyed, in codes."""
        return self.desk / "certificates"

    @property
    def withdrawals(self) -> Path:
        """The register of withdrawals."""
        return self.root / "withdrawals.jsonl"

    @property
    def public(self) -> Path:
        """The outside."""
        return self.root / "public"

    @property
    def logs(self) -> Path:
        """Logs of the servers."""
        return self.root / "logs"

    def make(self) -> None:
        """Create the folders: the inside ones closed to others, the outside one open to who serves the site.

        Modes are set and not asked for: a umask would close them all. Others pass through the archive's own folder, and
        cannot list it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)
        for folder in (self.desk, self.sealed, self.identities, self.released, self.certificates, self.logs):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
        self.public.mkdir(exist_ok=True)
        self.public.chmod(0o755)
        if self.config.exists():  # put back from a backup
            self.config.chmod(0o644)

    def settings(self) -> Settings:
        """Read this archive's settings. Raises SettingsError."""
        return load(self.config)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the archive's lock: one process at a time re-seals, destroys, backs up or changes who may open."""
        with open(os.open(self.desk / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
