"""Who may do what, at the desk: a steward gives and ends roles in their own projects."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from archive.errors import ArchiveError
from archive.rights import IN_DUTCH, STEWARD, Grant, Right
from archive.steward import team as letting_in
from archive.web.desk import contexts
from archive.web.desk.state import desk, keyholder, the_project
from archive.web.pages import show


def people(message: str = "") -> str:
    """List the roles in this person's projects, and offer to give or end one."""
    mine = desk().projects(Right.GRANT)
    grants = [grant for grant in desk().ledger.grants.all() if grant.project in mine]
    handles = sorted(set(desk().settings.vault.recipients) - {STEWARD})
    return show(contexts.TeamPage(grants, mine, handles, IN_DUTCH, message))


def grant() -> Any:
    """Give somebody a role."""
    return _then(lambda: letting_in.grant(desk().home, desk().ledger, _grant(), keyholder()))


def revoke() -> Any:
    """End somebody's role."""
    return _then(lambda: letting_in.revoke(desk().ledger, _grant(), keyholder()))


def _grant() -> Grant:
    form = request.form
    return Grant(the_project(), form.get("wie", "").strip(), form.get("rol", ""), form.get("tot", "").strip())


def _then(act: Any) -> Any:
    try:
        act()
    except ArchiveError as error:
        return people(str(error)), 400
    return redirect("/mensen", 303)
