"""The door of both apps: whom to believe about who asks, and what every address that leaves begins with.

The public address comes from the settings. What a request says of it (Host, X-Forwarded-*) stands in no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from archive.config import Desk, Site

MOST = 2**31 - 1  # no row, page or step of ours has a higher number
_TAG = re.compile(r'<[a-zA-Z][^<>"]*(?:"[^"]*"[^<>"]*)*>')
_OWN = re.compile(r'(\s(?:href|src|action|formaction|poster)=")/(?!/)')

_Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _Bounded(IntegerConverter):
    """A number in an address. One that is too large is no address of ours."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": MOST} | kwargs)


def asked_number(name: str) -> int | None:
    """Return a number behind the question mark, None where there is none. Raises NotFound when it is too large."""
    return _number(request.args.get(name, ""))


def sent_number(name: str) -> int | None:
    """Return a number in a form, None where there is none. Raises NotFound when it is too large."""
    return _number(request.form.get(name, ""))


def _number(text: str) -> int | None:
    untrusted = text.strip()
    if not re.fullmatch(r"[0-9]+", untrusted):
        return None
    if len(untrusted) > len(str(MOST)) or int(untrusted) > MOST:
        raise NotFound
    return int(untrusted)


def prepare(app: Flask) -> None:
    """Bound the numbers in addresses, and make no redirect of what somebody sent. Before any route is added."""
    app.url_map.converters["int"] = _Bounded
    app.url_map.merge_slashes = False


def stand(app: Flask, settings: Desk | Site, *, cookies: bool) -> None:
    """Put the door before an app. After everything else that changes answers."""
    app.wsgi_app = _Door(app.wsgi_app, settings, cookies)  # type: ignore[method-assign]
    if prefix := settings.prefix:

        @app.after_request
        def begin_with(response: Response) -> Response:
            return _prefixed(response, prefix)


class _Door:
    """Believes a named proxy about who asks and how, and nobody else."""

    def __init__(self, app: _Wsgi, settings: Desk | Site, cookies: bool) -> None:
        self._app, self._prefix, self._https, self._cookies = app, settings.prefix, settings.https, cookies
        self._proxies = {ip_address(proxy) for proxy in settings.proxies}
        self._proxied = ProxyFix(self._enter, x_for=1, x_proto=1, x_host=1)  # type: ignore[arg-type]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._is_proxy(environ.get("REMOTE_ADDR", "")):
            return self._proxied(environ, start_response)
        return self._enter(environ, start_response)

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return (getattr(address, "ipv4_mapped", None) or address) in self._proxies

    def _enter(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED") or name == "HTTP_FORWARDED"]:
            del environ[name]
        if not self._cookies:
            environ.pop("HTTP_COOKIE", None)  # the desk's, where both are on one host
        if self._https:
            environ["wsgi.url_scheme"] = "https"
        if (path := environ.get("PATH_INFO", "")) == self._prefix or path.startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path[len(self._prefix) :] or "/"  # else the proxy took it off already
        environ["SCRIPT_NAME"] = self._prefix
        return self._app(environ, start_response)


def _prefixed(response: Response, prefix: str) -> Response:
    """Put the prefix before every address of ours in an answer: links, forms, redirects, and the path of cookies."""
    location = response.headers.get("Location", "")
    if location.startswith("/") and not location.startswith("//"):
        response.headers["Location"] = prefix + location
    cookies = response.headers.getlist("Set-Cookie")
    if cookies:
        response.headers.setlist(
            "Set-Cookie", [re.sub(r"(?i)(; path=)/(?=;|$)", rf"\1{prefix}", one) for one in cookies]
        )
    if response.mimetype == "text/html" and not response.direct_passthrough:
        text = response.get_data(as_text=True)
        response.set_data(_TAG.sub(lambda tag: _OWN.sub(rf"\1{prefix}/", tag[0]), text))
    return response
