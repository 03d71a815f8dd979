"""Every page of the site as a visitor gets it, feeds and search included: for whoever looks the whole site over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.config import Site
from archive.errors import NotFound
from archive.web.public.app import create_app

_UNLISTED = ("/zoeken", "/feed.atom", "/sitemap.xml", "/opensearch.xml", "/bestaat-niet")


def every_page(public: Path, settings: Site, name: str, publisher: str) -> Iterator[tuple[str, str]]:
    """Yield (address, what is answered) of every page under a folder with bundles; nothing before a publication.

    Raises ContentError when the bundle that is served is not whole, or not signed.
    """
    app = create_app(public, settings, name, publisher)
    try:
        app.extensions["shelves"].current()
    except NotFound:
        return
    client = app.test_client()
    listed = client.get("/sitemap.xml")
    addresses = re.findall(rf"<loc>{re.escape(settings.root)}([^<]+)</loc>", listed.text)
    for address in [*addresses, *_UNLISTED]:
        yield address, client.get(address).text
