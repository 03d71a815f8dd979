"""Logging in is unlocking your key; logging out forgets it."""

from __future__ import annotations

import re
from threading import Lock
from typing import Any, cast

from flask import Response, current_app, make_response, redirect, request

from archive import logs, vault
from archive.errors import WrongKey
from archive.home import Home
from archive.ledger import Ledger
from archive.web.desk import contexts
from archive.web.desk.access import allow_anonymous, cookie_name, session
from archive.web.desk.sessions import Sessions

_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_one_at_a_time = Lock()  # unwrapping costs a second and 256 MB on purpose: guesses queue up


@allow_anonymous
def login_form() -> str:
    """Show the login form."""
    return contexts.show(contexts.LoginPage(""))


@allow_anonymous
def login() -> Any:
    """Unlock somebody's key and begin a session. A wrong name and a wrong passphrase get one answer, equally slow."""
    home: Home = current_app.extensions["home"]
    user = request.form.get("naam", "").strip().lower()
    path = home.identities / f"{user}.age"
    known = bool(_HANDLE.fullmatch(user)) and path.is_file()
    with _one_at_a_time:
        try:
            wrapped = path.read_bytes() if known else current_app.extensions["decoy"]
            identity = vault.unwrap(wrapped, request.form.get("wachtzin", ""))
        except WrongKey as error:
            logs.event("login-refused")
            return contexts.show(contexts.LoginPage(str(error))), 403
    cookie = _sessions().begin(user, identity)
    _ledger().note(user, "login")
    response = make_response(redirect("/", 303))
    response.set_cookie(
        cookie_name(), cookie, httponly=True, samesite="Strict", secure=current_app.config["DESK_HTTPS"], path="/"
    )
    return response


def logout() -> Response:
    """End the session."""
    _sessions().end(request.cookies.get(cookie_name(), ""))
    _ledger().note(session().user, "logout")
    response = make_response(redirect("/inloggen", 303))
    response.delete_cookie(cookie_name(), path="/", secure=current_app.config["DESK_HTTPS"])
    return response


def events() -> str:
    """Show who did what: ids and counts, never content. Fifty rows a page, newest first; own projects only."""
    before = request.args.get("voor", type=int)
    rows = _ledger().events(limit=51, before=before)
    vault_settings = current_app.extensions["settings"].vault
    projects = {record.id: record.project for record in _ledger().all()}
    mine = []
    for row in rows[:50]:
        about = (row.about or "").rpartition("/")[0] if row.about and row.what not in ("look",) else ""
        project = projects.get(row.transcript or "", about)
        if not project or vault_settings.may_read(project, session().user):
            mine.append(row)
    return contexts.show(contexts.EventsPage(mine, rows[49].number if len(rows) > 50 else None))


def _sessions() -> Sessions:
    return cast(Sessions, current_app.extensions["sessions"])


def _ledger() -> Ledger:
    return cast(Ledger, current_app.extensions["ledger"])
