"""The tables of the ledger, in SQLite, and what keeps them honest: full syncing, overwriting, an append-only log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection

from archive.errors import VaultError

metadata = MetaData()
transcripts = Table(
    "transcripts", metadata,
    Column("id", String, primary_key=True),
    Column("project", String, nullable=False),
    Column("participant", String, nullable=False),
    Column("format", String, nullable=False),
    Column("words", Integer, nullable=False),
    Column("consent", String, nullable=False),  # as it was at upload; `consents` is what counts
    Column("state", String, nullable=False),  # uploaded → decided → released
    Column("found", Integer, nullable=False),  # how many mentions; where they stand lies sealed with the story
    Column("file_digest", String, nullable=False, unique=True),  # of the project and the file
    Column("at", String, nullable=False),
)  # fmt: skip
digests = Table(
    "name_digests", metadata,
    Column("transcript", ForeignKey("transcripts.id"), primary_key=True),
    Column("digest", String, primary_key=True),
    Column("weight", Integer, nullable=False),  # see detection/names.py
    Column("typed_by", String, nullable=False),  # who typed it as a name, until a reviewer decided; "" when it counts
)  # fmt: skip
departed = Table(
    "departed_digests", metadata,  # names of who took their story back, nobody's any more: the gate still knows them
    Column("digest", String, primary_key=True),
    Column("weight", Integer, nullable=False),
    sqlite_with_rowid=False,  # kept by digest: the order they came in is not kept
)  # fmt: skip
keys = Table(
    "approved_keys", metadata,  # public keys that a story may be sealed to, each under the archive's seal
    Column("handle", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("seal", String, nullable=False),
)  # fmt: skip
grants = Table(
    "grants", metadata,
    Column("project", String, primary_key=True),
    Column("handle", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("until", String, nullable=False),
    Column("seal", String, nullable=False),  # the archive's, over all of it: see vault/secret.py
)  # fmt: skip
proposals = Table(
    "proposals", metadata,  # what one person proposed and a second must confirm
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("project", String, nullable=False),
    Column("participant", String, nullable=False),
    Column("what", String, nullable=False),  # consent, withdraw
    Column("content", String, nullable=False),  # the consent as it would be, in JSON
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    UniqueConstraint("project", "participant"),
    sqlite_autoincrement=True,  # a number is never used again: who saw it meant what it was then
)  # fmt: skip
consents = Table(
    "consents", metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("project", String, nullable=False),
    Column("participant", String, nullable=False),
    Column("layers", String, nullable=False),
    Column("since", String, nullable=False),
    Column("until", String, nullable=False),
    Column("form", String, nullable=False),
    Column("embargo", String, nullable=False),
    Column("pseudonym", String, nullable=False),
    Column("own_name_in_film", Integer, nullable=False),
    Column("readers", String, nullable=False),
    UniqueConstraint("project", "participant"),
    sqlite_autoincrement=True,  # a number is never used again: who saw it meant what it was then
)  # fmt: skip
resting = Table(
    "resting", metadata,  # what was published, and on whom it rests
    Column("item", String, primary_key=True),
    Column("participant", String, primary_key=True),  # project/code
)  # fmt: skip
held = Table(
    "held", metadata,  # what stays out of the next bundle until somebody has looked
    Column("item", String, primary_key=True),
    Column("participant", String, primary_key=True),
    Column("at", String, nullable=False),
)  # fmt: skip
audit = Table(
    "audit", metadata,
    Column("number", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("transcript", String),
    Column("about", String),  # a participant's or an item's code
    Column("count", Integer),
    Column("why", String),  # one of a few fixed words
    Column("project", String),  # stays when the transcript is gone
    Column("mark", String),  # of the newest state of what the row is about: see audit.marks
    Column("previous", String, nullable=False, unique=True),
    Column("hash", String, nullable=False),
    Index("audit_transcript", "transcript"),
    Index("audit_about", "about"),
)  # fmt: skip

FORMAT = 2  # PRAGMA user_version
_TRIGGERS = [
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{change.lower()} BEFORE {change} ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    for change in ("UPDATE", "DELETE")
]


def open_engine(path: Path) -> Engine:
    """Open the database at a path, made where it is not there, closed to others."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    with writing(engine) as db:
        there = db.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        if not there:
            db.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
        elif db.exec_driver_sql("PRAGMA user_version").scalar() != FORMAT:
            raise VaultError(
                "Dit archief is van een andere versie van het programma. Open het met die versie, of begin een nieuw "
                "archief in een andere map."
            )
        metadata.create_all(db)
        for trigger in _TRIGGERS:
            db.exec_driver_sql(trigger)
    path.chmod(0o600)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Run one transaction that holds the write lock from its start: what it read is still true when it writes."""
    with engine.connect() as db:
        db.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.rollback()
            raise
        db.commit()


def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's hook has no types
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA journal_mode=DELETE")  # a write-ahead log would keep what was withdrawn
    connection.execute("PRAGMA synchronous=FULL")  # acknowledged means on disk
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    connection.execute("PRAGMA temp_store=MEMORY")  # no temporary file of a sort
