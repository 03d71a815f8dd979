"""What programs read: media, feed, sitemap, robots, OpenSearch, security.txt, health."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Response, current_app, render_template, request, send_from_directory

from archive.web.public.views import address, shelf


def media(name: str) -> Response:
    """Send a file of the bundle's media. Ranges are answered, so that a film can be moved through."""
    response = send_from_directory(shelf().folder / "media", name, conditional=True, max_age=3600)
    if name.endswith(".vtt"):
        response.mimetype = "text/vtt"
    return response


def feed() -> Response:
    """Send lessons, approaches and collections as Atom (RFC 4287)."""
    items = [(address(key), record) for key, record in shelf().items.items()]
    published = datetime.fromtimestamp((shelf().folder / "manifest.json").stat().st_mtime, UTC)
    return _xml("feed.xml", "application/atom+xml", items=items, published=published.isoformat(timespec="seconds"))


def sitemap() -> Response:
    """Send every address."""
    library = shelf().library
    items: list[str] = [address(key) for key in shelf().items]
    items += [f"/themas/{theme.slug}" for theme in library.themes] + [f"/{page.slug}" for page in library.pages]
    return _xml(
        "sitemap.xml", "application/xml", addresses=["/", "/themas", "/collecties", "/films", "/woorden", *items]
    )


def robots() -> Response:
    """Let everybody read everything but search pages."""
    return Response(
        f"User-agent: *\nDisallow: /zoeken\nSitemap: {request.url_root}sitemap.xml\n", mimetype="text/plain"
    )


def opensearch() -> Response:
    """Describe the search, so that a browser can offer it."""
    return _xml("opensearch.xml", "application/opensearchdescription+xml")


def security() -> Response:
    """Say where to report a weakness (RFC 9116)."""
    expires = (datetime.now(UTC) + timedelta(days=180)).date().isoformat()
    text = f"Contact: {request.url_root}privacy\nExpires: {expires}T00:00:00Z\nPreferred-Languages: nl, en\n"
    return Response(text, mimetype="text/plain")


def healthy() -> Response:
    """Say that a bundle is open, and which."""
    return Response(f"goed {shelf().id}\n", mimetype="text/plain")


def _xml(template: str, mimetype: str, **fields: object) -> Response:
    name = current_app.config["SITE_NAME"]
    return Response(
        render_template(template, name=name, root=request.url_root.rstrip("/"), **fields), mimetype=mimetype
    )
