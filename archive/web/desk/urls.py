"""Every address of the desk, in one table: what it is about, and the right that it asks. `access.guard` holds it.

What an address is about is found before its view runs, and the view gets it: no view can forget to ask whose it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from archive.rights import Right
from archive.web.desk import accounts, handing_in, participants, team, texts
from archive.web.desk.access import ABOUT, Of


@dataclass(frozen=True)
class Route:
    """One address: `right` is asked in the project of what it is `of`; None wants a login, or nothing, as `of` says."""

    rule: str
    method: str
    view: Callable[..., Any]
    of: Of
    right: Right | None = None


ROUTES = (
    Route("/inloggen", "GET", accounts.login_form, Of.NOBODY),
    Route("/inloggen", "POST", accounts.login, Of.NOBODY),
    Route("/uitloggen", "POST", accounts.logout, Of.SELF),
    Route("/wachtzin", "GET", accounts.passphrase_form, Of.SELF),
    Route("/wachtzin", "POST", accounts.change_passphrase, Of.SELF),
    Route("/", "GET", texts.index, Of.SELF),
    Route("/logboek", "GET", accounts.events, Of.ANY, Right.SEE),
    Route("/inleveren", "GET", handing_in.upload_form, Of.ANY, Right.HAND_IN),
    Route("/inleveren", "POST", handing_in.upload, Of.PROJECT, Right.HAND_IN),
    Route("/teksten/<id>", "GET", texts.text, Of.TEXT, Right.SEE),
    Route("/teksten/<id>/openen", "POST", texts.unlock, Of.TEXT, Right.OPEN),
    Route("/teksten/<id>/besluit", "POST", texts.decide, Of.TEXT, Right.REVIEW),
    Route("/teksten/<id>/toevoegen", "POST", texts.add, Of.TEXT, Right.REVIEW),
    Route("/teksten/<id>/klaar", "POST", texts.finish, Of.TEXT, Right.REVIEW),
    Route("/teksten/<id>/terug", "POST", texts.reopen, Of.TEXT, Right.SEND_BACK),
    Route("/teksten/<id>/vrijgeven", "POST", texts.release, Of.TEXT, Right.RELEASE),
    Route("/zoeken", "GET", texts.search, Of.ANY, Right.READ),
    Route("/deelnemers", "GET", participants.participants, Of.ANY, Right.SEE),
    Route("/deelnemers/<int:number>", "GET", participants.participant, Of.PARTICIPANT, Right.SEE),
    Route("/deelnemers/<int:number>", "POST", participants.agree, Of.PARTICIPANT, Right.AGREE),
    Route("/deelnemers/<int:number>/intrekken", "GET", participants.withdraw_form, Of.PARTICIPANT, Right.AGREE),
    Route("/deelnemers/<int:number>/intrekken", "POST", participants.withdraw, Of.PARTICIPANT, Right.AGREE),
    Route("/deelnemers/<int:number>/bevestigen", "POST", participants.confirm, Of.PARTICIPANT, Right.AGREE),
    Route("/deelnemers/<int:number>/afwijzen", "POST", participants.reject, Of.PARTICIPANT, Right.AGREE),
    Route("/nakijken", "GET", participants.held, Of.ANY, Right.LET_BACK),
    Route("/nakijken", "POST", participants.look, Of.ITEM, Right.LET_BACK),
    Route("/mensen", "GET", team.people, Of.ANY, Right.GRANT),
    Route("/mensen", "POST", team.grant, Of.PROJECT, Right.GRANT),
    Route("/mensen/einde", "POST", team.revoke, Of.PROJECT, Right.GRANT),
)


def add(app: Flask) -> None:
    """Put the table on an app."""
    for route in ROUTES:
        app.add_url_rule(route.rule, endpoint=route.view.__name__, view_func=route.view, methods=[route.method])
        app.extensions.setdefault(ABOUT, {})[route.view.__name__] = (route.of, route.right)
