"""Transcripts at the desk: review, release, search."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import redirect, request

from archive.errors import ArchiveError, NotAllowed, NotFound
from archive.ingest import release as releasing
from archive.ingest import research, review
from archive.ingest.redact import replacements
from archive.model import LABELS, Decision, Deposit, Reading
from archive.vault.digests import digest_key
from archive.web.desk import contexts, sheet
from archive.web.desk.state import desk, session, user
from archive.web.desk.told import told
from archive.web.pages import show

# Why somebody opens a story: fixed words, since the log holds no content.
REASONS = {
    "beoordelen": "ik beoordeel wat de machine vond", "tweede lezing": "ik lees als tweede",
    "verzoek deelnemer": "de deelnemer vroeg erom", "les schrijven": "ik schrijf een les", "controle": "controle",
}  # fmt: skip
_SUGGESTED = {"uploaded": "beoordelen", "decided": "tweede lezing"}
_CODE = re.compile(r"(?=.*\d)[A-Z0-9-]{1,16}")


def index() -> str:
    """List the transcripts of this person's projects."""
    return show(contexts.IndexPage([one for one in desk().ledger.all() if desk().mine(one.participant)]))


def text(id: str, message: str = "") -> str:
    """Show a transcript as its state asks: to review, to release, or released."""
    deposit = _deposit(id)
    if deposit.state == "released":
        turns = releasing.released(desk().home, desk().ledger, id, user()).turns
        return show(contexts.ReleasedPage(deposit, turns))
    if id not in session().opened:
        return show(contexts.ReasonPage(deposit, REASONS, _SUGGESTED[deposit.state], message))
    return _opened(deposit, _open(id), message)


def _opened(deposit: Deposit, reading: Reading, message: str) -> str:
    """Show an opened story with what would stand for what, to who decides or to who releases."""
    home, ledger = desk().home, desk().ledger
    made = releasing.preview(home, ledger, deposit.id, reading)
    about = told(home, ledger, deposit, made.turns, reading, user())
    if deposit.state == "decided":
        may = releasing.may_release(ledger, deposit.id, user())
        return show(contexts.ReleasePage(deposit, made.turns, made.stamp, may, message, about))
    decisions = ledger.decisions(deposit.id)
    as_if_masked = [d for d in decisions if d.verdict != "keep"]
    findings = sheet.findings(reading, decisions, replacements(reading, as_if_masked, home.settings().pseudonyms))
    done = sum(finding.verdict != "" for finding in findings)
    return show(contexts.ReviewPage(deposit, sheet.turns(reading, decisions), findings, LABELS, done, message, about))


def unlock(id: str) -> Any:
    """Open a story, once a session, with the reason in the log."""
    deposit = _deposit(id)
    why, code = request.form.get("reden", ""), request.form.get("code", "").strip()
    if why not in REASONS:
        return text(id, "Kies eerst waarom u dit verhaal opent."), 400
    if code and not _CODE.fullmatch(code):
        return text(id, "Een kenmerk is een nummer, zoals V-2026-7. Zet er geen naam of verhaal in."), 400
    review.read_sealed(desk().home, desk().ledger, id, user(), session().identity)
    desk().ledger.note(user(), "open", id, why=f"{why} {code}".strip(), about=str(deposit.participant))
    session().opened[id] = why
    return redirect(f"/teksten/{id}", 303)


def decide(id: str) -> Any:
    """Decide on one finding: every mention of an entity at once."""
    key, verdict = request.form.get("vondst", ""), request.form.get("besluit", "")
    reading = _open(id)
    decisions = sheet.about(reading, desk().ledger.decisions(id), key, verdict, user())
    return _then(id, lambda: review.decide(desk().ledger, reading, id, decisions), f"#{sheet.anchor(key)}")


def add(id: str) -> Any:
    """Mask words the machine missed, or leave out a passage, wherever they stand."""
    words, kind = request.form.get("woorden", "").strip(), request.form.get("soort", "")
    reading = _open(id)
    places = sheet.places(reading, words)
    if not places:
        return text(id, "Deze woorden staan niet in de tekst. Neem ze precies over."), 400
    verdict, kind = ("withhold", "OTHER_UNIQUE") if kind == "withhold" else ("mask", kind)
    decisions = [Decision(start, end, kind, verdict, user()) for start, end in places]
    return _then(id, lambda: review.decide(desk().ledger, reading, id, decisions))


def finish(id: str) -> Any:
    """Hand the text to the second reader."""
    reading = _open(id)
    key = digest_key(desk().home.digest_key)
    return _then(id, lambda: review.finish(desk().ledger, reading, id, user(), key))


def reopen(id: str) -> Any:
    """Send the text back to review."""
    _deposit(id)
    return _then(id, lambda: review.reopen(desk().ledger, id, user()))


def release(id: str) -> Any:
    """Release the pseudonymised text for research."""
    _check_opened(id)

    def act() -> None:
        home, ledger, seen = desk().home, desk().ledger, request.form.get("gelezen", "")
        released = releasing.release(home, ledger, id, user(), session().identity, seen)
        desk().index.add(research.documents(released))
        if not ledger.has(id):  # withdrawn in the meantime
            desk().index.remove("transcript", id)

    return _then(id, act)


def search() -> str:
    """Search released texts."""
    question = request.args.get("q", "")[:200]
    found = research.search(desk().home, desk().settings, desk().ledger, desk().index, question, user())
    return show(contexts.ResearchPage(question, found))


def _deposit(id: str) -> Deposit:
    """Return a transcript of this person's projects. Raises NotFound: not yours and not there are one answer."""
    deposit = desk().ledger.get(id)
    if not desk().mine(deposit.participant):
        raise NotFound("Dit transcript is er niet.")
    return deposit


def _check_opened(id: str) -> None:
    """Refuse what this session did not open, with the reason. Raises NotFound or NotAllowed."""
    _deposit(id)
    if id not in session().opened:
        raise NotAllowed("Open de tekst eerst, en zeg waarom.")


def _open(id: str) -> Reading:
    """Open a story that this session said why it opened. Raises NotAllowed when it did not."""
    _check_opened(id)
    return review.read_sealed(desk().home, desk().ledger, id, user(), session().identity)


def _then(id: str, act: Callable[[], None], fragment: str = "") -> Any:
    """Do something and show the text again, or say why it was refused."""
    try:
        act()
    except ArchiveError as error:
        return text(id, str(error)), 400
    return redirect(f"/teksten/{id}{fragment}", 303)
