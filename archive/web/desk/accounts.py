"""Logging in is unlocking your key; logging out forgets it."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path
from typing import Any

from flask import Response, make_response, redirect, request

from archive.errors import ArchiveError, SettingsError, TooOften, WrongKey
from archive.rights import Right
from archive.steward.team import come_in, relock
from archive.vault import passphrases
from archive.vault.secret import Keyholder
from archive.web.desk import contexts
from archive.web.desk.access import cookie_name
from archive.web.desk.refusals import NOBODY
from archive.web.desk.state import desk, user
from archive.web.front import asked_number
from archive.web.pages import show

_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_blind = secrets.token_bytes(16)
_YEAR = 365 * 24 * 3600


def login_form() -> str:
    """Show the login form."""
    return show(contexts.LoginPage(""))


def login() -> Any:
    """Unlock somebody's key and begin a session. A wrong name and a wrong passphrase get one answer, equally slow."""
    name = request.form.get("naam", "").strip().lower()
    try:
        keyholder = _tried(name, request.form.get("wachtzin", ""))
    except (TooOften, WrongKey) as error:
        return _refused(contexts.LoginPage(str(error)), error)
    desk().sessions.end(request.cookies.get(cookie_name(), ""))  # of who used this browser before
    response = make_response(redirect("/", 303))
    https = desk().settings.desk.https
    kept = ((cookie_name(), desk().sessions.begin(keyholder), None), (_browser(), desk().tries.remember(name), _YEAR))
    for cookie, value, age in kept:
        response.set_cookie(cookie, value, max_age=age, httponly=True, samesite="Strict", secure=https, path="/")
    desk().ledger.note(name, "login")
    return response


def passphrase_form() -> str:
    """Show the form to change one's own passphrase."""
    return show(contexts.PassphrasePage("", passphrases.LEAST_LENGTH))


def change_passphrase() -> Any:
    """Lock one's key under other words. Every session of this person ends: they log in with the new ones."""
    old, new, again = (request.form.get(field, "") for field in ("oud", "nieuw", "nogmaals"))
    name, home = user(), desk().home
    try:
        if passphrases.tidy(new) != passphrases.tidy(again):
            raise SettingsError("De nieuwe wachtzin staat er niet twee keer hetzelfde. Vul hem opnieuw in.")
        passphrases.check_strength(new, name)
        _tried(name, old)
        relock(home, name, old, new)
    except ArchiveError as error:
        return _refused(contexts.PassphrasePage(str(error), passphrases.LEAST_LENGTH), error)
    desk().sessions.end_of(name)
    desk().ledger.note(name, "passphrase")
    return show(contexts.LoginPage("Uw wachtzin is veranderd. Log in met de nieuwe."))


def _tried(name: str, words: str) -> Keyholder:
    """Return who opens their lock, in their turn. Raises WrongKey, and TooOften for who has to wait."""
    with desk().tries.turn(name, request.cookies.get(_browser(), "")):
        keyholder = come_in(desk().home, desk().ledger, _unlock(desk().home.identities, name, words))
        if keyholder.who != name:
            raise passphrases.refusal()
        return keyholder


def _refused(page: contexts.LoginPage | contexts.PassphrasePage, error: ArchiveError) -> Response:
    """Answer a try that failed, and count it for the log: under a handle that exists, never under what was typed."""
    response = make_response(show(page), 403 if isinstance(error, WrongKey) else 400)
    if isinstance(error, TooOften):
        response.status_code = 429
        response.headers["Retry-After"] = str(error.seconds)
    if isinstance(error, TooOften | WrongKey):
        typed = request.form.get("naam", "").strip().lower()
        known = bool(_HANDLE.fullmatch(typed)) and (desk().home.identities / f"{typed}.age").is_file()
        who = user() if isinstance(page, contexts.PassphrasePage) else typed if known else NOBODY
        desk().refusals.count(who, "login-refused", "te vaak" if isinstance(error, TooOften) else "")
    return response


def _browser() -> str:
    """Return the name of the cookie that says that somebody logged in from this browser before."""
    return f"{cookie_name()}-bekend"


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
    desk().refusals.write(desk().ledger, now=True)
    rows = desk().ledger.events(limit=51, before=asked_number("voor"))
    mine, steward = set(desk().projects(Right.SEE)), bool(desk().projects(Right.GRANT))
    shown = [row for row in rows[:50] if (row.project in mine if row.project else steward or row.who == user())]
    return show(contexts.EventsPage(shown, rows[49].number if len(rows) > 50 else None))


def _unlock(identities: Path, name: str, words: str) -> str:
    """Unlock the text of somebody's key. For a name that is nobody's, another's lock is tried, and refused.

    Raises WrongKey.
    """
    path = identities / f"{name}.age"
    known = bool(_HANDLE.fullmatch(name)) and path.is_file()
    locks = [path] if known else sorted(identities.glob("*.age"))
    if not locks:
        raise passphrases.refusal()
    # Locks of older archives do not all cost the same: a name that is nobody's keeps to one of them.
    at = int.from_bytes(hashlib.blake2b(name.encode(), key=_blind, digest_size=8).digest()) % len(locks)
    text = passphrases.unlocked(locks[at].read_bytes(), words)
    if not known:  # the words fit, the name does not
        raise passphrases.refusal()
    return text
