"""The desk. One process, since unlocked keys live in its memory only; loopback unless the settings say otherwise."""

from __future__ import annotations

import io
from typing import IO

from flask import Flask, Request, g
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from archive import logs
from archive.config import Settings
from archive.detection.lexicon import lexicon
from archive.disk import sweep
from archive.errors import DISK_FULL, ArchiveError, NotFound, disk_full
from archive.home import Home
from archive.ingest import research
from archive.ingest.pipeline import too_large
from archive.ledger.store import Ledger
from archive.rights import Right
from archive.steward import withdrawal
from archive.vault.passphrases import check_setting
from archive.web import front, security
from archive.web.desk import contexts, state, urls
from archive.web.desk.access import guard, note_refusal
from archive.web.desk.sessions import Sessions
from archive.web.desk.state import OpenDesk
from archive.web.pages import bare, show
from archive.web.unhurried import SMALL


class _MemoryRequest(Request):
    """Uploads stay in memory: werkzeug would spool what is over 500 kB to a readable file in the temporary folder.

    Who is not logged in cannot send more than a login: a larger body is refused before it is read.
    """

    @property
    def max_content_length(self) -> int | None:
        return super().max_content_length if g.get("session") else SMALL

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        raise NotImplementedError

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        return io.BytesIO()


def create_app(home: Home, settings: Settings) -> Flask:
    """Return the desk of one archive. Raises VaultError for what must not be served."""
    lexicon()  # before any story is in memory: what is alive when the lists load is never collected (gc.freeze)
    check_setting(home.identities)
    app = Flask(__name__)
    app.request_class = _MemoryRequest
    app.config["MAX_CONTENT_LENGTH"] = settings.upload.max_mb * 1_000_000 * 4 + 100_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 100_000
    opened = _open(home, settings)
    state.keep(app, opened)
    security.secure(app, https=settings.desk.https, cache="no-store")
    guard(app)
    _follow(app, opened)
    front.prepare(app)
    urls.add(app)
    dress(app, settings.name)
    _answer_errors(app, settings)
    front.stand(app, settings.desk, cookies=True)
    return app


def _open(home: Home, settings: Settings) -> OpenDesk:
    """Open what the desk works with, after clearing what a killed process left and finishing every withdrawal."""
    sweep(home.sealed)
    sweep(home.released)
    ledger = Ledger(home.ledger)
    withdrawal.replay(home, settings, ledger)
    sessions = Sessions(settings.desk.idle_minutes * 60, settings.desk.session_hours * 3600)
    return OpenDesk(home, settings, ledger, research.open_index(home, ledger), sessions)


def _follow(app: Flask, opened: OpenDesk) -> None:
    """Read the settings anew when they change: who was shut out must not be sealed to until a restart."""
    read = opened.home.config.stat().st_mtime_ns

    @app.before_request
    def follow() -> None:
        nonlocal read
        if (changed := opened.home.config.stat().st_mtime_ns) != read:
            opened.settings, read = opened.home.settings(), changed


def dress(app: Flask, name: str) -> None:
    """Give templates the frame of every page and the token of forms, and nothing else."""
    bare(app)
    app.jinja_env.globals["token"] = _token

    @app.context_processor
    def frame() -> dict[str, contexts.DeskFrame]:
        current = g.get("session")
        return {"desk": contexts.DeskFrame(name, current.user if current else "", _menu(), _STATES, _DEEDS)}


def _menu() -> list[tuple[str, str]]:
    """Return what somebody who is logged in may open."""
    if not g.get("session"):
        return []
    opened = state.desk()
    return [(address, name) for address, name, right in _MENU if right is None or opened.projects(right)]


def _answer_errors(app: Flask, settings: Settings) -> None:
    """Answer every error with a page that says what to do, and nothing of what went wrong inside."""

    @app.errorhandler(ArchiveError)
    def refused(error: ArchiveError) -> tuple[str, int]:
        note_refusal()
        code = 404 if isinstance(error, NotFound) else 400
        return show(contexts.RefusedPage("Dat ging niet", str(error))), code

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int]:
        if error.code == 403:
            note_refusal()
        message = _HTTP.get(error.code or 500, "Deze vraag kunnen we niet beantwoorden.")
        if error.code == 413:
            message = str(too_large(settings))
        return show(contexts.RefusedPage("Dat ging niet", message)), error.code or 500

    @app.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        logs.failure(error)
        if disk_full(error):
            return show(contexts.RefusedPage("Dat ging niet", DISK_FULL)), 507
        return show(contexts.RefusedPage("Er ging iets mis", "Er is niets veranderd. Probeer het opnieuw.")), 500


def _token() -> Markup:
    """Return the hidden field every form carries."""
    current = g.get("session")
    value = current.form_token if current else ""
    return Markup('<input type="hidden" name="form_token" value="{}">').format(value)


_MENU = (
    ("/", "Teksten", None), ("/inleveren", "Inleveren", Right.HAND_IN), ("/zoeken", "Zoeken", Right.READ),
    ("/deelnemers", "Deelnemers", Right.SEE), ("/nakijken", "Nakijken", Right.LET_BACK),
    ("/mensen", "Mensen", Right.GRANT), ("/logboek", "Logboek", Right.SEE),
)  # fmt: skip
_STATES = {"uploaded": "te beoordelen", "decided": "wacht op tweede lezer", "released": "vrijgegeven"}
_DEEDS = {
    "upload": "ingeleverd", "open": "geopend", "decide": "beoordeeld", "decided": "beoordeling afgerond",
    "uploaded": "teruggestuurd", "released": "vrijgegeven", "withdraw": "vernietigd", "hold": "tegengehouden",
    "look": "nagekeken", "consent": "toestemming vastgelegd", "publish": "gepubliceerd", "login": "ingelogd",
    "logout": "uitgelogd", "reseal": "opnieuw verzegeld", "user-add": "iemand toegelaten",
    "user-remove": "iemand uitgesloten", "backup": "reservekopie gemaakt", "restore": "reservekopie teruggezet",
    "names-destroyed": "namentabel vernietigd", "form-forgotten": "formuliernummer gewist",
    "give-back": "beslissing teruggenomen", "sealed": "verzegeld", "grant": "rol gegeven", "revoke": "rol beëindigd",
    "approve": "sleutel goedgekeurd", "propose": "voorgesteld", "confirm": "bevestigd", "reject": "afgewezen",
    "refused": "geweigerd", "login-refused": "inloggen mislukt", "passphrase": "wachtzin veranderd",
    "pseudonym-refused": "pseudoniem geweigerd",
}  # fmt: skip
_HTTP = {
    403: "Deze pagina is verlopen, of u bent uitgelogd. Ga terug, laad de pagina opnieuw en probeer het weer.",
    404: "Deze pagina is er niet.",
    405: "Deze pagina is er niet.",
}
