"""Transcripts at the desk: hand in, review, release, search."""

from __future__ import annotations

from typing import Any, cast

from flask import current_app, redirect, request

from archive.config import Settings
from archive.errors import ArchiveError, UnreadableFile
from archive.home import Home
from archive.ingest import research, review
from archive.ingest.pipeline import CONSENT, Upload, consent_layers, open_reading, take_in
from archive.ingest.readers import FORMATS
from archive.ingest.redact import redact
from archive.ledger import Ledger
from archive.model import LABELS, Decision
from archive.search.index import Index
from archive.vault import digest_key
from archive.web.desk import contexts, reviewing
from archive.web.desk.access import session


def index() -> str:
    """List the transcripts."""
    return contexts.show(contexts.IndexPage(_ledger().all()))


def upload_form(message: str = "") -> str:
    """Show the form for handing in transcripts."""
    return contexts.show(contexts.UploadPage(message, FORMATS, CONSENT, _settings().upload.max_mb))


def upload() -> Any:
    """Take transcripts in: read, found, sealed. A refused file leaves nothing behind."""
    try:
        layers = consent_layers(",".join(request.form.getlist("toestemming")))
        files = [file for file in request.files.getlist("bestanden") if file.filename]
        if not files:
            raise UnreadableFile("Kies eerst een bestand.")
        cast_list = tuple(name.strip() for name in request.form.get("namen", "").split(",") if name.strip())
        for file in files:
            taken = Upload(
                file.stream.read(), file.filename or "", layers,
                request.form.get("deelnemer", "")[:40], request.form.get("project", "")[:60] or "archief", cast_list,
            )  # fmt: skip
            record = take_in(taken, _home(), _settings(), _ledger(), session().user)
    except ArchiveError as error:
        return upload_form(str(error)), 400
    return redirect(f"/teksten/{record.id}" if len(files) == 1 else "/", 303)


def text(id: str, message: str = "") -> str:
    """Show a transcript as its state asks: to review, to release, or released."""
    record = _ledger().get(id)
    if record.state == "released":
        return contexts.show(contexts.ReleasedPage(record, review.released(_home(), _ledger(), id).turns))
    reading = open_reading(_home(), id, session().identity)
    _ledger().note(session().user, "open", id)
    decisions = _ledger().decisions(id)
    if record.state == "decided":
        may = review.may_release(_ledger(), id, session().user)
        turns = redact(reading, decisions, _settings().pseudonyms)
        return contexts.show(contexts.ReleasePage(record, turns, review.stamp(turns), may, message))
    findings = reviewing.findings(reading, decisions)
    done = sum(finding.verdict != "" for finding in findings)
    spoken = reviewing.turns(reading, decisions)
    return contexts.show(contexts.ReviewPage(record, spoken, findings, LABELS, done, message))


def decide(id: str) -> Any:
    """Decide on one finding: every mention of an entity at once."""
    key, verdict = request.form.get("vondst", ""), request.form.get("besluit", "")
    reading = open_reading(_home(), id, session().identity)
    decisions = reviewing.about(reading, _ledger().decisions(id), key, verdict, session().user)
    return _then(id, lambda: review.decide(_ledger(), reading, id, decisions), f"#v-{key.replace('#', '-')}")


def add(id: str) -> Any:
    """Mask words the machine missed, wherever they stand."""
    words, kind = request.form.get("woorden", "").strip(), request.form.get("soort", "")
    reading = open_reading(_home(), id, session().identity)
    places = reviewing.places(reading, words)
    if not places:
        return text(id, "Deze woorden staan niet in de tekst. Neem ze precies over."), 400
    decisions = [Decision(start, end, kind, "mask", session().user) for start, end in places]
    return _then(id, lambda: review.decide(_ledger(), reading, id, decisions))


def finish(id: str) -> Any:
    """Hand the text to the second reader."""
    reading = open_reading(_home(), id, session().identity)
    key = digest_key(_home().digest_key)
    return _then(id, lambda: review.finish(_ledger(), reading, id, session().user, key))


def reopen(id: str) -> Any:
    """Send the text back to review."""
    return _then(id, lambda: review.reopen(_ledger(), id, session().user))


def release(id: str) -> Any:
    """Release the pseudonymised text for research."""

    def act() -> None:
        seen = request.form.get("gelezen", "")
        released = review.release(_home(), _ledger(), id, session().user, session().identity, seen)
        _index().add(research.documents(released))
        if id not in {record.id for record in _ledger().all()}:  # withdrawn in the meantime
            _index().remove("transcript", id)

    return _then(id, act)


def search() -> str:
    """Search released texts."""
    question = request.args.get("q", "")[:200]
    found = research.search(_home(), _ledger(), _index(), question)
    return contexts.show(contexts.SearchPage(question, found))


def _then(id: str, act: Any, fragment: str = "") -> Any:
    """Do something and show the text again, or say why it was refused."""
    try:
        act()
    except ArchiveError as error:
        return text(id, str(error)), 400
    return redirect(f"/teksten/{id}{fragment}", 303)


def _home() -> Home:
    return cast(Home, current_app.extensions["home"])


def _ledger() -> Ledger:
    return cast(Ledger, current_app.extensions["ledger"])


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _index() -> Index:
    return cast(Index, current_app.extensions["index"])
