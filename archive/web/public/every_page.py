"""Every page of the site as a visitor gets it, feeds and search included: for whoever looks the whole site over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from archive.config import Site
from archive.web.public.app import create_app

_UNLISTED = ("/zoeken", "/feed.atom", "/sitemap.xml", "/opensearch.xml", "/bestaat-niet")


def every_page(public: Path, settings: Site, name: str) -> Iterator[tuple[str, str]]:
    """Yield (address, what is answered) of every page under a folder with bundles; nothing before a publication."""
    client = create_app(public, settings, name).test_client()
    listed = client.get("/sitemap.xml")
    if listed.status_code != 200:
        return
    addresses = re.findall(rf"<loc>{re.escape(settings.root)}([^<]+)</loc>", listed.text)
    for address in [*addresses, *_UNLISTED]:
        yield address, client.get(address).text
