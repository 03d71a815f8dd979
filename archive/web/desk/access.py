"""Closed by default. One place decides: a login, the form's token, and the right that the route table asks.

What a request is about (a text, a participant, a project, a held item) is found here, the right is asked in its
project, and only then does the view run. Not yours and not there are one answer; a refusal is in the log.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import Enum, auto
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.exceptions import Forbidden

from archive.errors import NotFound
from archive.model import Participant, one_project
from archive.rights import Right
from archive.web.desk.sessions import Session
from archive.web.desk.state import desk, user

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
ABOUT = "desk routes"  # app.extensions: endpoint → (what it is of, the right it asks)


class Of(Enum):
    """What an address is about, and so in which project its right is asked."""

    NOBODY = auto()  # open without a login: the login form and its answer
    SELF = auto()  # whoever is logged in
    ANY = auto()  # a list of what is theirs: the right, in at least one project
    PROJECT = auto()  # the form's `project`
    TEXT = auto()  # the transcript in the address
    PARTICIPANT = auto()  # the participant with the number in the address
    ITEM = auto()  # the held item in the form's `stuk`


def cookie_name() -> str:
    """Return the session cookie's name: this archive's own, since a browser sends cookies to every port of a host.

    Behind TLS a browser binds it to this very host, or under a prefix to TLS.
    """
    settings, home = desk().settings.desk, desk().home.root.resolve()
    own = f"desk-{hashlib.sha256(bytes(home)).hexdigest()[:8]}"
    return f"{'__Secure-' if settings.prefix else '__Host-'}{own}" if settings.https else own


def guard(app: Flask) -> None:
    """Check every request to an app before any view runs. Who lost their key is out at once."""

    @app.before_request
    def check() -> Response | None:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _check_origin()
        if request.endpoint == "static":
            return None
        cookie = request.cookies.get(cookie_name(), "")
        g.session = desk().sessions.get(cookie)
        if g.session and not _is_let_in(g.session):
            desk().sessions.end(cookie)
            g.session = None
        of, right = current_app.extensions[ABOUT].get(request.endpoint or "", (Of.SELF, None))
        if of is Of.NOBODY:
            return None
        if g.session is None:
            if request.method == "POST":
                raise Forbidden
            return cast(Response, redirect("/inloggen", 303))
        if request.method == "POST" and not hmac.compare_digest(
            request.form.get("form_token", "").encode(), g.session.form_token.encode()
        ):
            raise Forbidden
        allow(of, right)
        return None

    @app.teardown_request
    def over(_: BaseException | None) -> None:
        if session := g.get("session"):
            desk().sessions.let_go(session)


def _is_let_in(current: Session) -> bool:
    """Say whether the key of a session is (still) the one that was approved: a handle may be given out anew."""
    lock = desk().home.identities / f"{current.user}.age"
    approved, _ = desk().ledger.grants.keys().get(current.user, ("", ""))
    return lock.exists() and approved == str(current.keyholder.identity.to_public())


def allow(of: Of, right: Right | None) -> None:
    """Find what this request is about, and let it pass when its person has the right there. Raises NotFound."""
    g.about = None
    if right is None:
        return
    match of:
        case Of.TEXT:
            g.about = desk().ledger.get(str((request.view_args or {})["id"]))
            project, absent = g.about.project, "Dit transcript is er niet."
        case Of.PARTICIPANT:
            project = desk().ledger.agreements.whose(number := int((request.view_args or {})["number"])).project
            absent = "Deze deelnemer is er niet."
        case Of.ITEM:
            item = request.form.get("stuk", "")
            because = Participant.parse(request.form.get("vanwege", ""))
            rows = (row for row in desk().ledger.agreements.held() if row.item == item)
            g.about = next((row for row in rows if row.participant == because), None)
            project, absent = g.about.participant.project if g.about else "", "Dit wordt niet tegengehouden."
        case Of.PROJECT:
            g.about = project = one_project(request.form.get("project", ""))
            absent = "Dit project is er niet, of niet voor u. Kies er een uit de lijst."
        case _:
            project, absent = "", "Deze pagina is er niet voor u. Vraag de beheerder om een rol."
            if desk().projects(right):
                return
    if not project or not desk().may(right, project):
        raise NotFound(absent)
    if of is Of.PARTICIPANT:  # only now: a consent that was changed by hand is refused by name
        g.about = desk().ledger.agreements.numbered(number)


def note_refusal() -> None:
    """Put in the log that somebody was refused: who and at which of our own routes, never the address."""
    if g.get("session"):
        desk().refusals.count(user(), "refused", str(request.endpoint or "geen pagina"))


def _check_origin() -> None:
    """Refuse a form that another site sent."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    settings = desk().settings.desk
    own = _place(settings.address or request.host_url)
    if not (settings.address or settings.proxies) and own[1] not in (*_LOOPBACK, settings.host):
        raise Forbidden  # a name of somebody else's that was pointed at this machine
    if origin is not None and _place(origin) != own:
        raise Forbidden


def _place(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address, the port that its scheme implies included. `null` is no place."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise Forbidden from None
    return parts.scheme, parts.hostname or "", port
