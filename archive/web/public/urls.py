"""Every address of the public site, in one table. All are GET; all are open to everyone."""

from __future__ import annotations

from flask import Flask

from archive.web.public import machines, views

ROUTES = (
    ("/", views.home),
    ("/zoeken", views.search),
    ("/lessen/<slug>", views.lesson),
    ("/aanpakken/<slug>", views.approach),
    ("/themas", views.themes),
    ("/themas/<slug>", views.theme),
    ("/collecties", views.collections),
    ("/collecties/<slug>", views.collection),
    ("/collecties/<slug>/scherm/<int:step>", views.screen),
    ("/films", views.videos),
    ("/films/<slug>", views.video),
    ("/woorden", views.words),
    ("/<slug>", views.page),
    ("/media/<name>", machines.media),
    ("/feed.atom", machines.feed),
    ("/sitemap.xml", machines.sitemap),
    ("/robots.txt", machines.robots),
    ("/opensearch.xml", machines.opensearch),
    ("/.well-known/security.txt", machines.security),
    ("/gezond", machines.healthy),
)


def add(app: Flask) -> None:
    """Put the table on an app."""
    for rule, view in ROUTES:
        app.add_url_rule(rule, view_func=view, methods=["GET"])
