"""What every view of the desk works with: one typed object, made when the app is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import cast

from flask import Flask, current_app, g

from archive.config import Settings
from archive.consent import Consent
from archive.home import Home
from archive.ledger.agreements import Held
from archive.ledger.store import Ledger
from archive.model import Deposit
from archive.rights import Right, may
from archive.search.index import Index
from archive.vault.secret import Keyholder
from archive.web.desk.refusals import Refusals
from archive.web.desk.sessions import Session, Sessions
from archive.web.desk.tries import Tries


@dataclass
class OpenDesk:
    """One open desk. `settings` is replaced when config.toml changes; the rest stays as long as the process lives."""

    home: Home
    settings: Settings
    ledger: Ledger
    index: Index
    sessions: Sessions
    tries: Tries = field(default_factory=Tries)
    refusals: Refusals = field(default_factory=Refusals)

    def may(self, right: Right, project: str) -> bool:
        """Say whether the person of this request may do something in a project."""
        return self.ledger.grants.may(user(), right, project)

    def projects(self, right: Right) -> list[str]:
        """Return the projects in which the person of this request may do something."""
        grants = self.ledger.grants.all()
        return [p for p in sorted({g.project for g in grants}) if may(grants, user(), right, p, date.today())]


def keep(app: Flask, opened: OpenDesk) -> None:
    """Put the desk on an app."""
    app.extensions["desk"] = opened


def desk() -> OpenDesk:
    """Return the desk of this request's app."""
    return cast(OpenDesk, current_app.extensions["desk"])


def session() -> Session:
    """Return the session of this request."""
    return cast(Session, g.session)


def keyholder() -> Keyholder:
    """Return the person of this request with their key."""
    return session().keyholder


def the_text() -> Deposit:
    """Return the transcript this request is about: of a project in which its person has the right that was asked."""
    return cast(Deposit, g.about)


def the_consent() -> Consent:
    """Return what the participant agreed to whom this request is about."""
    return cast(Consent, g.about)


def the_held() -> Held:
    """Return the held item this request is about, and on whose account."""
    return cast(Held, g.about)


def the_project() -> str:
    """Return the project this request is about."""
    return cast(str, g.about)


def user() -> str:
    """Return the handle of the person of this request."""
    return session().user
