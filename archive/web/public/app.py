"""The public app. It is given a folder with bundles and nothing else: no key, no database, no session, no cookie."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from archive import logs
from archive.config import Site
from archive.errors import ContentError, NotFound
from archive.web import front, security
from archive.web.pages import bare, show
from archive.web.public import contexts, rows, urls
from archive.web.public.library import Shelves


def create_app(public: Path, settings: Site, name: str, publisher: str) -> Flask:
    """Return the app for the bundles under `public` that a publisher signed: a public key, in base64."""
    app = Flask(__name__)
    app.config["SITE_NAME"] = name
    app.config["SITE_ROOT"] = settings.root
    app.config["MAX_CONTENT_LENGTH"] = 1024  # nothing is ever sent to this site
    app.extensions["shelves"] = shelves = Shelves(public, publisher)
    security.secure(app, https=settings.https, cache="public, max-age=300")
    front.prepare(app)
    urls.add(app)
    dress(app, shelves, name)
    _answer_errors(app)

    @app.after_request
    def tag(response: Response) -> Response:
        if response.status_code == 200 and not response.direct_passthrough and not response.is_streamed:
            response.add_etag()
            response.make_conditional(request)
        return response

    front.stand(app, settings, cookies=False)
    return app


def dress(app: Flask, shelves: Shelves, name: str) -> None:
    """Give templates the frame of every page, and nothing else."""
    bare(app)

    @app.context_processor
    def frame() -> dict[str, contexts.SiteFrame]:
        try:
            menu = rows.menu(shelves.current().library.pages)
        except (NotFound, ContentError):
            menu = ()
        return {"site": contexts.SiteFrame(name, menu, request.path)}


def _answer_errors(app: Flask) -> None:
    """Answer every error with a page that says what to do, and nothing of what went wrong inside."""

    @app.errorhandler(NotFound)
    def absent(error: NotFound) -> tuple[str, int]:
        return show(contexts.ErrorPage("Niet gevonden", str(error))), 404

    @app.errorhandler(ContentError)
    def spoiled(error: ContentError) -> tuple[str, int]:
        logs.failure(error)
        return show(contexts.ErrorPage("Even niet te lezen", "Probeer het over een minuut opnieuw.")), 503

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        if error.code == 404:
            return show(contexts.ErrorPage("Niet gevonden", "Deze pagina is er niet.")), 404
        return show(contexts.ErrorPage("Dat ging niet", "Deze vraag kunnen we niet beantwoorden.")), error.code or 500

    @app.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        logs.failure(error)
        return show(contexts.ErrorPage("Er ging iets mis", "Probeer het over een minuut opnieuw.")), 500
