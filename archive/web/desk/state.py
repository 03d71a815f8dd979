"""What every view of the desk works with: one typed object, made when the app is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g

from archive.config import Settings
from archive.home import Home
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.search.index import Index
from archive.web.desk.sessions import Session, Sessions


@dataclass
class OpenDesk:
    """One open desk. `settings` is replaced when config.toml changes; the rest stays as long as the process lives."""

    home: Home
    settings: Settings
    ledger: Ledger
    index: Index
    sessions: Sessions

    def may_read(self, project: str) -> bool:
        """Say whether the person of this request belongs to a project."""
        return self.settings.vault.may_read(project, user())

    def mine(self, participant: Participant) -> bool:
        """Say whether a participant is of a project of the person of this request."""
        return self.may_read(participant.project)


def keep(app: Flask, opened: OpenDesk) -> None:
    """Put the desk on an app."""
    app.extensions["desk"] = opened


def desk() -> OpenDesk:
    """Return the desk of this request's app."""
    return cast(OpenDesk, current_app.extensions["desk"])


def session() -> Session:
    """Return the session of this request."""
    return cast(Session, g.session)


def user() -> str:
    """Return the handle of the person of this request."""
    return session().user
