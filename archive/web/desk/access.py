"""Closed by default: every desk route wants a login, every form its token. Opening one is a visible mark."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request
from werkzeug.exceptions import Forbidden

from archive.web.desk.state import desk


def allow_anonymous(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that is open without a login. There are two: the login form and its answer."""
    view.allows_anonymous = True  # type: ignore[attr-defined]
    return view


def is_open(view: Callable[..., Any]) -> bool:
    """Say whether a view carries the mark."""
    return getattr(view, "allows_anonymous", False)


def cookie_name() -> str:
    """Return the session cookie's name; behind TLS it is bound to this very host."""
    return "__Host-desk" if desk().settings.desk.https else "desk"


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
        if g.session and not (desk().home.identities / f"{g.session.user}.age").exists():
            desk().sessions.end(cookie)
            g.session = None
        view = current_app.view_functions.get(request.endpoint or "")
        if view is not None and is_open(view):
            return None
        if g.session is None:
            if request.method == "POST":
                raise Forbidden
            return cast(Response, redirect("/inloggen", 303))
        if request.method == "POST" and not hmac.compare_digest(
            request.form.get("form_token", "").encode(), g.session.form_token.encode()
        ):
            raise Forbidden
        return None


def _check_origin() -> None:
    """Refuse a form that another site sent."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        raise Forbidden
