"""What programs read: media, feed, sitemap, robots, OpenSearch, security.txt, health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from flask import Response, current_app, request, send_from_directory
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from archive.web.pages import Context, show
from archive.web.public.library import address
from archive.web.public.rows import Card, card
from archive.web.public.views import shelf


@dataclass(frozen=True)
class Feed(Context):
    """What there is, as Atom. `root` is the address of the site, `published` when its bundle was made."""

    template: ClassVar = "feed.xml"
    name: str
    root: str
    published: str
    items: Sequence[Card]


@dataclass(frozen=True)
class Sitemap(Context):
    """Every address of the site."""

    template: ClassVar = "sitemap.xml"
    root: str
    addresses: Sequence[str]


@dataclass(frozen=True)
class OpenSearch(Context):
    """What a browser asks the site when somebody searches it from there."""

    template: ClassVar = "opensearch.xml"
    name: str
    root: str


def media(name: str) -> Response:
    """Send a file of the bundle's media. Ranges are answered, so that a film can be moved through."""
    path = shelf().media(name)
    response = send_from_directory(path.parent, path.name, conditional=False, max_age=3600)
    if name.endswith(".vtt"):
        response.mimetype = "text/vtt"
    whole = response.response
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=response.content_length)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    if response.status_code == 206 and response.content_length:  # a part is sent as a file too: no thread reads a film
        whole.close()  # type: ignore[union-attr]
        part = _Stretch(path, response.content_range.start or 0, response.content_length)
        response.response = wrap_file(request.environ, part)  # type: ignore[arg-type]
    return response


class _Stretch:
    """A part of a file that a server can send by its handle, from where it stands."""

    def __init__(self, path: Path, start: int, length: int) -> None:
        self._file = path.open("rb")
        self._file.seek(start)
        self._left = length
        self.fileno, self.close = self._file.fileno, self._file.close

    def read(self, size: int) -> bytes:
        """Return the next bytes, for a server that sends no files."""
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


def feed() -> Response:
    """Send lessons, approaches and collections as Atom (RFC 4287)."""
    items = [card(key, record) for key, record in shelf().items.items()]
    published = datetime.fromtimestamp((shelf().folder / "manifest.json").stat().st_mtime, UTC)
    page = Feed(_name(), _root(), published.isoformat(timespec="seconds"), items)
    return Response(show(page), mimetype="application/atom+xml")


def sitemap() -> Response:
    """Send every address."""
    library = shelf().library
    items: list[str] = [address(key) for key in shelf().items]
    items += [f"/themas/{theme.slug}" for theme in library.themes] + [f"/{page.slug}" for page in library.pages]
    page = Sitemap(_root(), ["/", "/themas", "/collecties", "/films", "/woorden", *items])
    return Response(show(page), mimetype="application/xml")


def robots() -> Response:
    """Let everybody read everything but search pages."""
    said = f"User-agent: *\nDisallow: {urlsplit(_root()).path}/zoeken\nSitemap: {_root()}/sitemap.xml\n"
    return Response(said, mimetype="text/plain")


def opensearch() -> Response:
    """Describe the search, so that a browser can offer it."""
    return Response(show(OpenSearch(_name(), _root())), mimetype="application/opensearchdescription+xml")


def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    expires = (datetime.now(UTC) + timedelta(days=180)).date().isoformat()
    text = f"Contact: {_root()}/privacy\nExpires: {expires}T00:00:00Z\nPreferred-Languages: nl, en\n"
    return Response(text, mimetype="text/plain")


def healthy() -> Response:
    """Say that a bundle is open, and which."""
    return Response(f"goed {shelf().id}\n", mimetype="text/plain")


def _name() -> str:
    return str(current_app.config["SITE_NAME"])


def _root() -> str:
    return str(current_app.config["SITE_ROOT"])
