"""Closed by default: every desk route wants a login, every form its token. Opening one is a visible mark."""

from __future__ import annotations

import hashlib
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
    if origin is not None and _place(origin) != _place(desk().settings.desk.address or request.host_url):
        raise Forbidden


def _place(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address, the port that its scheme implies included. `null` is no place."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise Forbidden from None
    return parts.scheme, parts.hostname or "", port
