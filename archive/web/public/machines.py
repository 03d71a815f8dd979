"""What programs read: media, feed, sitemap, robots, OpenSearch, security.txt, health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from flask import Response, current_app, request, send_from_directory

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
    response = send_from_directory(shelf().folder / "media", name, conditional=True, max_age=3600)
    if name.endswith(".vtt"):
        response.mimetype = "text/vtt"
    return response


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
    return Response(
        f"User-agent: *\nDisallow: /zoeken\nSitemap: {request.url_root}sitemap.xml\n", mimetype="text/plain"
    )


def opensearch() -> Response:
    """Describe the search, so that a browser can offer it."""
    return Response(show(OpenSearch(_name(), _root())), mimetype="application/opensearchdescription+xml")


def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    expires = (datetime.now(UTC) + timedelta(days=180)).date().isoformat()
    text = f"Contact: {request.url_root}privacy\nExpires: {expires}T00:00:00Z\nPreferred-Languages: nl, en\n"
    return Response(text, mimetype="text/plain")


def healthy() -> Response:
    """Say that a bundle is open, and which."""
    return Response(f"goed {shelf().id}\n", mimetype="text/plain")


def _name() -> str:
    return str(current_app.config["SITE_NAME"])


def _root() -> str:
    return request.url_root.rstrip("/")
