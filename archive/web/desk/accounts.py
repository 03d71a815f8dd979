"""Logging in is unlocking your key; logging out forgets it."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Response, make_response, redirect, request

from archive import logs
from archive.errors import WrongKey
from archive.rights import Right
from archive.steward.team import recognise
from archive.vault import passphrases
from archive.vault.age import Identity
from archive.web.desk import contexts
from archive.web.desk.access import cookie_name
from archive.web.desk.state import desk, user
from archive.web.front import asked_number
from archive.web.pages import show

_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_one_at_a_time = Lock()  # unwrapping costs a second and 256 MB on purpose: guesses queue up


def login_form() -> str:
    """Show the login form."""
    return show(contexts.LoginPage(""))


def login() -> Any:
    """Unlock somebody's key and begin a session. A wrong name and a wrong passphrase get one answer, equally slow."""
    name = request.form.get("naam", "").strip().lower()
    try:
        with _one_at_a_time:
            identity = _unlock(desk().home.identities, name, request.form.get("wachtzin", ""))
            keyholder = recognise(desk().home, desk().ledger, identity)
            if keyholder.who != name:
                raise passphrases.refusal()
    except WrongKey as error:
        logs.event("login-refused")
        return show(contexts.LoginPage(str(error))), 403
    cookie = desk().sessions.begin(keyholder)
    desk().ledger.note(name, "login")
    response = make_response(redirect("/", 303))
    https = desk().settings.desk.https
    response.set_cookie(cookie_name(), cookie, httponly=True, samesite="Strict", secure=https, path="/")
    return response


def logout() -> Response:
    """End the session."""
    desk().sessions.end(request.cookies.get(cookie_name(), ""))
    desk().ledger.note(user(), "logout")
    response = make_response(redirect("/inloggen", 303))
    response.delete_cookie(cookie_name(), path="/", secure=desk().settings.desk.https)
    return response


def events() -> str:
    """Show who did what: ids and counts, never content. Fifty rows a page, newest first; own projects only.

    Rows of no project (logins, backups) are for stewards, and one's own for everybody.
    """
    rows = desk().ledger.events(limit=51, before=asked_number("voor"))
    mine, steward = set(desk().projects(Right.SEE)), bool(desk().projects(Right.GRANT))
    shown = [row for row in rows[:50] if (row.project in mine if row.project else steward or row.who == user())]
    return show(contexts.EventsPage(shown, rows[49].number if len(rows) > 50 else None))


def _unlock(identities: Path, name: str, words: str) -> Identity:
    """Unlock somebody's key. For a name that nobody has, another's lock is tried, which costs as much, and refused.

    Raises WrongKey.
    """
    path = identities / f"{name}.age"
    known = bool(_HANDLE.fullmatch(name)) and path.is_file()
    locked = path if known else next(identities.glob("*.age"), None)
    if locked is None:
        raise passphrases.refusal()
    identity = passphrases.unwrap(locked.read_bytes(), words)
    if not known:  # the words fit, the name does not
        raise passphrases.refusal()
    return identity
