"""The public app. It is given a folder with bundles and nothing else: no key, no database, no session, no cookie."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from archive import logs
from archive.config import Site
from archive.errors import NotFound
from archive.records import LADDER, PHASES
from archive.web import security
from archive.web.pages import show
from archive.web.public import contexts, urls
from archive.web.public.library import ADDRESS, APPROACH_KINDS, ONE, OUTCOMES, Shelves
from archive.web.public.views import address


def create_app(public: Path, settings: Site, name: str) -> Flask:
    """Return the app for the bundles under `public`."""
    app = Flask(__name__)
    app.config["SITE_NAME"] = name
    app.config["MAX_CONTENT_LENGTH"] = 1024  # nothing is ever sent to this site
    app.extensions["shelves"] = shelves = Shelves(public)
    security.secure(app, https=settings.https, cache="public, max-age=300")
    urls.add(app)
    app.jinja_env.globals.update(
        ladder=LADDER, phases=PHASES, outcomes=OUTCOMES, approach_kinds=APPROACH_KINDS, one=ONE, many=ADDRESS,
        address=address, time=_time, query=_query,
    )  # fmt: skip
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def site() -> dict[str, object]:
        try:
            shelf = shelves.current()
            menu = sorted((p for p in shelf.library.pages if p.order is not None), key=lambda p: p.order or 0)
        except NotFound:
            shelf, menu = None, []
        return {"site": {"name": name, "menu": menu, "shelf": shelf, "here": request.path}}

    @app.after_request
    def tag(response: Response) -> Response:
        if response.status_code == 200 and not response.direct_passthrough and not response.is_streamed:
            response.add_etag()
            response.make_conditional(request)
        return response

    @app.errorhandler(NotFound)
    def absent(error: NotFound) -> tuple[str, int]:
        return show(contexts.ErrorPage("Niet gevonden", str(error))), 404

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        if error.code == 404:
            return show(contexts.ErrorPage("Niet gevonden", "Deze pagina is er niet.")), 404
        return show(contexts.ErrorPage("Dat ging niet", "Deze vraag kunnen we niet beantwoorden.")), error.code or 500

    @app.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        logs.failure(error)
        return show(contexts.ErrorPage("Er ging iets mis", "Probeer het over een minuut opnieuw.")), 500

    return app


def _time(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _query(question: str, chosen: dict[str, frozenset[str]], facet: str = "", value: str = "", page: int = 1) -> str:
    """Return the address of a search with one facet value turned on or off."""
    pairs = [("q", question)] if question else []
    for name, values in chosen.items():
        changed = values ^ {value} if name == facet else values
        pairs += [(name, one_value) for one_value in sorted(changed)]
    if page > 1:
        pairs.append(("pagina", str(page)))
    return "/zoeken" + (f"?{urlencode(pairs)}" if pairs else "")
