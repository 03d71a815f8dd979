"""Transcripts at the desk: hand in, review, release, search."""

from __future__ import annotations

import re
from typing import Any, cast

from flask import current_app, redirect, request

from archive.config import Settings
from archive.consent import LAYERS, layers
from archive.errors import ArchiveError, NotAllowed, NotFound, UnreadableFile
from archive.home import Home
from archive.ingest import research, review
from archive.ingest.pipeline import Upload, take_in
from archive.ingest.readers import FORMATS
from archive.ingest.redact import redact, replacements
from archive.ledger import Ledger, Record
from archive.model import LABELS, Decision, Reading
from archive.search.index import Index
from archive.vault import digest_key
from archive.web.desk import contexts, reviewing
from archive.web.desk.access import session
from archive.web.desk.risks import risks

# Why somebody opens a story: fixed words, since the log holds no content.
REASONS = {
    "beoordelen": "ik beoordeel wat de machine vond", "tweede lezing": "ik lees als tweede",
    "verzoek deelnemer": "de deelnemer vroeg erom", "les schrijven": "ik schrijf een les", "controle": "controle",
}  # fmt: skip
_SUGGESTED = {"uploaded": "beoordelen", "decided": "tweede lezing"}
_CODE = re.compile(r"(?=.*\d)[A-Z0-9-]{1,16}")


def index() -> str:
    """List the transcripts of this person's projects."""
    return contexts.show(contexts.IndexPage([record for record in _ledger().all() if _mine(record)]))


def upload_form(message: str = "") -> str:
    """Show the form for handing in transcripts."""
    return contexts.show(contexts.UploadPage(message, FORMATS, LAYERS, _settings().upload.max_mb))


def upload() -> Any:
    """Take transcripts in: read, found, sealed. A refused file leaves nothing behind."""
    try:
        chosen = layers(",".join(request.form.getlist("toestemming")))
        files = [file for file in request.files.getlist("bestanden") if file.filename]
        if not files:
            raise UnreadableFile("Kies eerst een bestand.")
        cast_list = tuple(name.strip() for name in request.form.get("namen", "").split(",") if name.strip())
        for file in files:
            taken = Upload(
                file.stream.read(), file.filename or "", chosen,
                request.form.get("deelnemer", "")[:40], request.form.get("project", "")[:60] or "archief", cast_list,
            )  # fmt: skip
            record = take_in(taken, _home(), _settings(), _ledger(), session().user)
    except ArchiveError as error:
        return upload_form(str(error)), 400
    return redirect(f"/teksten/{record.id}" if len(files) == 1 and _mine(record) else "/", 303)


def text(id: str, message: str = "") -> str:
    """Show a transcript as its state asks: to review, to release, or released."""
    record = _record(id)
    if record.state == "released":
        turns = review.released(_home(), _ledger(), id, session().user).turns
        return contexts.show(contexts.ReleasedPage(record, turns))
    if id not in session().opened:
        return contexts.show(contexts.ReasonPage(record, REASONS, _SUGGESTED[record.state], message))
    reading = _open(id)
    decisions = _ledger().decisions(id)
    consent, rungs = _ledger().consent(id), _home().settings().pseudonyms  # read anew, as the release does
    turns = tuple(redact(reading, decisions, rungs, consent.pseudonym if consent else ""))
    found = risks(_home(), _ledger(), record, turns, reading, session().user)
    if record.state == "decided":
        may = review.may_release(_ledger(), id, session().user)
        return contexts.show(contexts.ReleasePage(record, turns, review.stamp(turns), may, message, found))
    as_if_masked = [d for d in decisions if d.verdict != "keep"]
    findings = reviewing.findings(reading, decisions, replacements(reading, as_if_masked, rungs))
    done = sum(finding.verdict != "" for finding in findings)
    spoken = reviewing.turns(reading, decisions)
    return contexts.show(contexts.ReviewPage(record, spoken, findings, LABELS, done, message, found))


def unlock(id: str) -> Any:
    """Open a story, once a session, with the reason in the log."""
    record = _record(id)
    why, code = request.form.get("reden", ""), request.form.get("code", "").strip()
    if why not in REASONS:
        return text(id, "Kies eerst waarom u dit verhaal opent."), 400
    if code and not _CODE.fullmatch(code):
        return text(id, "Een kenmerk is een nummer, zoals V-2026-7. Zet er geen naam of verhaal in."), 400
    review.read_sealed(_home(), _ledger(), id, session().user, session().identity)
    _ledger().note(
        session().user, "open", id, why=f"{why} {code}".strip(), about=f"{record.project}/{record.participant}"
    )
    session().opened[id] = why
    return redirect(f"/teksten/{id}", 303)


def decide(id: str) -> Any:
    """Decide on one finding: every mention of an entity at once."""
    key, verdict = request.form.get("vondst", ""), request.form.get("besluit", "")
    reading = _open(id)
    decisions = reviewing.about(reading, _ledger().decisions(id), key, verdict, session().user)
    return _then(id, lambda: review.decide(_ledger(), reading, id, decisions), f"#v-{key.replace('#', '-')}")


def add(id: str) -> Any:
    """Mask words the machine missed, or leave out a passage, wherever they stand."""
    words, kind = request.form.get("woorden", "").strip(), request.form.get("soort", "")
    reading = _open(id)
    places = reviewing.places(reading, words)
    if not places:
        return text(id, "Deze woorden staan niet in de tekst. Neem ze precies over."), 400
    verdict, kind = ("withhold", "OTHER_UNIQUE") if kind == "withhold" else ("mask", kind)
    decisions = [Decision(start, end, kind, verdict, session().user) for start, end in places]
    return _then(id, lambda: review.decide(_ledger(), reading, id, decisions))


def finish(id: str) -> Any:
    """Hand the text to the second reader."""
    reading = _open(id)
    key = digest_key(_home().digest_key)
    return _then(id, lambda: review.finish(_ledger(), reading, id, session().user, key))


def reopen(id: str) -> Any:
    """Send the text back to review."""
    _record(id)
    return _then(id, lambda: review.reopen(_ledger(), id, session().user))


def release(id: str) -> Any:
    """Release the pseudonymised text for research."""
    _open(id)

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
    found = research.search(_home(), _settings(), _ledger(), _index(), question, session().user)
    return contexts.show(contexts.SearchPage(question, found))


def _record(id: str) -> Record:
    """Return a transcript of this person's projects. Raises NotFound: not yours and not there are one answer."""
    record = _ledger().get(id)
    if not _mine(record):
        raise NotFound("Dit transcript is er niet.")
    return record


def _mine(record: Record) -> bool:
    return _settings().vault.may_read(record.project, session().user)


def _open(id: str) -> Reading:
    """Open a story that this session said why it opened. Raises NotAllowed when it did not."""
    _record(id)
    if id not in session().opened:
        raise NotAllowed("Open de tekst eerst, en zeg waarom.")
    return review.read_sealed(_home(), _ledger(), id, session().user, session().identity)


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
