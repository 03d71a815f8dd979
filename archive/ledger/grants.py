"""Who was let in: the public keys that were approved, and who may do what in which project. Each change is logged."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Engine, select
from sqlalchemy.engine import Connection

from archive import rights
from archive.errors import NotFound
from archive.ledger import audit
from archive.ledger.tables import audit as log
from archive.ledger.tables import grants, keys, proposals, writing
from archive.rights import Grant, Right


class Grants:
    """Approved keys and granted roles. A row that the log does not know grants nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Grant]:
        """Return every role that was granted and is as the log knows it, by project and handle."""
        return list(self.sealed())

    def sealed(self) -> dict[Grant, str]:
        """Return the same roles, each with the archive's seal over it, for who can check that."""
        with self._engine.connect() as db:
            marks = audit.marks(db)
            rows = [(Grant(r.project, r.handle, r.role, r.until), r.seal) for r in db.execute(select(grants))]
        return {row: seal for row, seal in sorted(rows) if marks.get(_about(row)) == audit.mark([row.until, seal])}

    def changed(self) -> list[str]:
        """Return what is not as the log knows it, as `/role/project/handle/role` or `/key/handle`."""
        with self._engine.connect() as db:
            marks = audit.marks(db)
            there = {
                _about(Grant(r.project, r.handle, r.role)): audit.mark([r.until, r.seal])
                for r in db.execute(select(grants))
            }
            there |= {f"/key/{r.handle}": audit.mark([r.key, r.seal]) for r in db.execute(select(keys))}
        known = {about: mark for about, mark in marks.items() if mark and about.startswith("/")}
        return sorted(about for about in there.keys() | known.keys() if there.get(about) != known.get(about))

    def may(self, handle: str, right: Right, project: str) -> bool:
        """Say whether somebody may do something in a project today."""
        return rights.may(self.all(), handle, right, project, date.today())

    def projects(self) -> list[str]:
        """Return every project that somebody was ever granted a role in: no other one exists."""
        with self._engine.connect() as db:
            return sorted(set(db.scalars(select(log.c.project).where(log.c.what == "grant"))))

    def give(self, grant: Grant, who: str, seal: str = "") -> None:
        """Grant a role under the archive's seal, or change until when it holds. Raises NotAllowed."""
        rights.check(grant)
        with writing(self._engine) as db:
            db.execute(grants.delete().where(_is(grant)))
            values = {
                "project": grant.project,
                "handle": grant.handle,
                "role": grant.role,
                "until": grant.until,
                "seal": seal,
            }
            db.execute(grants.insert().values(**values))
            _log(db, who, "grant", grant, audit.mark([grant.until, seal]))

    def take(self, grant: Grant, who: str) -> None:
        """End a role. The project stays known. Raises NotFound."""
        with writing(self._engine) as db:
            if not db.execute(grants.delete().where(_is(grant))).rowcount:
                raise NotFound("Deze rol heeft deze persoon niet. Zie `archive role list`.")
            _log(db, who, "revoke", grant, "")

    def keys(self) -> dict[str, tuple[str, str]]:
        """Return the approved public keys: handle → (key, the archive's seal over both)."""
        with self._engine.connect() as db:
            return {row.handle: (row.key, row.seal) for row in db.execute(select(keys))}

    def approve(self, handle: str, key: str, seal: str, who: str) -> None:
        """Remember that a public key was approved, in place of an older one of the same person."""
        with writing(self._engine) as db:
            db.execute(keys.delete().where(keys.c.handle == handle))
            db.execute(keys.insert().values(handle=handle, key=key, seal=seal))
            audit.append(db, who, "approve", about=f"/key/{handle}", mark=audit.mark([key, seal]))

    def shut_out(self, handle: str, who: str) -> None:
        """Forget somebody's key, end every role of theirs, and take away what they proposed."""
        with writing(self._engine) as db:
            for row in list(db.execute(select(grants).where(grants.c.handle == handle))):
                grant = Grant(row.project, row.handle, row.role)
                db.execute(grants.delete().where(_is(grant)))
                _log(db, who, "revoke", grant, "")
            for row in list(db.execute(select(proposals).where(proposals.c.by == handle))):
                db.execute(proposals.delete().where(proposals.c.number == row.number))
                audit.append(db, who, "reject", about=f"{row.project}/{row.participant}", project=row.project)
            if db.execute(keys.delete().where(keys.c.handle == handle)).rowcount:
                audit.append(db, who, "user-remove", about=f"/key/{handle}", mark="")


def _log(db: Connection, who: str, what: str, grant: Grant, mark: str) -> None:
    audit.append(db, who, what, about=_about(grant), why=grant.until or None, project=grant.project, mark=mark)


def _about(grant: Grant) -> str:
    return f"/role/{grant.project}/{grant.handle}/{grant.role}"


def _is(grant: Grant) -> ColumnElement[bool]:
    return (grants.c.project == grant.project) & (grants.c.handle == grant.handle) & (grants.c.role == grant.role)
