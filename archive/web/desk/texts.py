"""Transcripts at the desk: review, release, search."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import redirect, request

from archive.errors import ArchiveError, NotAllowed
from archive.ingest import release as releasing
from archive.ingest import research, review
from archive.ingest.redact import replacements
from archive.ingest.review import Opened
from archive.model import LABELS, Decision, Deposit
from archive.rights import Right
from archive.web.desk import contexts, sheet
from archive.web.desk.state import desk, keyholder, session, the_text, user
from archive.web.desk.told import told
from archive.web.front import sent_number
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
    mine = set(desk().projects(Right.SEE))
    return show(contexts.IndexPage([one for one in desk().ledger.all() if one.project in mine]))


def text(id: str, message: str = "") -> str:
    """Show a transcript as its state asks: to review, to release, or released."""
    deposit = desk().ledger.get(id)
    if not desk().may(Right.READ if deposit.state == "released" else Right.OPEN, deposit.project):
        return show(contexts.ClosedPage(deposit))
    if deposit.state == "released":
        turns = releasing.released(desk().home, desk().ledger, id, user()).turns
        return show(contexts.ReleasedPage(deposit, turns))
    if id not in session().opened:
        return show(contexts.ReasonPage(deposit, REASONS, _SUGGESTED[deposit.state], message))
    return _shown(deposit, _open(), message)


def _shown(deposit: Deposit, opened: Opened, message: str) -> str:
    """Show an opened story with what would stand for what, to who decides or to who releases."""
    home, ledger = desk().home, desk().ledger
    made = releasing.preview(home, ledger, opened)
    about = told(home, ledger, deposit, made.turns, opened.reading, user())
    if deposit.state == "decided":
        right = desk().may(Right.RELEASE, deposit.project)
        may = right and releasing.may_release(ledger, opened, user())
        return show(contexts.ReleasePage(deposit, made.turns, made.stamp, may, right, message, about))
    reading, decisions = opened.reading, opened.decisions
    as_if_masked = [d for d in decisions if d.verdict != "keep"]
    findings = sheet.findings(opened, replacements(reading, as_if_masked, home.settings().pseudonyms))
    done = sum(finding.verdict != "" for finding in findings)
    turns = sheet.turns(reading, decisions)
    return show(
        contexts.ReviewPage(
            deposit, turns, findings, LABELS, done, len(opened.history), desk().may(Right.REVIEW, deposit.project),
            message, about,
        )
    )  # fmt: skip


def unlock(id: str) -> Any:
    """Open a story, once a session, with the reason in the log."""
    why, code = request.form.get("reden", ""), request.form.get("code", "").strip()
    if why not in REASONS:
        return text(id, "Kies eerst waarom u dit verhaal opent."), 400
    if code and not _CODE.fullmatch(code):
        return text(id, "Een kenmerk is een nummer, zoals V-2026-7. Zet er geen naam of verhaal in."), 400
    review.open_story(desk().home, desk().ledger, id, keyholder())
    desk().ledger.note(user(), "open", id, why=f"{why} {code}".strip(), about=str(the_text().participant))
    session().opened[id] = why
    return redirect(f"/teksten/{id}", 303)


def decide(id: str) -> Any:
    """Decide on one finding, every mention of an entity at once; or take one's own decision on it back."""
    key, verdict = request.form.get("vondst", ""), request.form.get("besluit", "")
    opened = _open()
    decisions = sheet.about(opened.reading, opened.decisions, key, verdict, user())
    return _then(id, lambda: _decide(decisions, _seen()), f"#{sheet.anchor(key)}")


def add(id: str) -> Any:
    """Mask words the machine missed, or leave out a passage, wherever they stand."""
    words, kind = request.form.get("woorden", "").strip(), request.form.get("soort", "")
    opened = _open()
    try:
        places = sheet.places(opened.reading, words)
    except NotAllowed as error:
        return text(id, str(error)), 400
    if not places:
        return text(id, "Deze woorden staan niet in de tekst. Neem ze precies over."), 400
    verdict, kind = ("withhold", "OTHER_UNIQUE") if kind == "withhold" else ("mask", kind)
    decisions = [Decision(start, end, kind, verdict, user()) for start, end in places]
    if review.touches_anothers(opened, decisions, user()) and _seen() != len(opened.history):
        return text(id, review.STALE), 400
    return _then(id, lambda: _decide(decisions, review.on_spans(opened.history, decisions)))


def finish(id: str) -> Any:
    """Hand the text to the second reader."""
    _check_opened(id)
    seen = _seen()
    return _then(id, lambda: review.finish(desk().home, desk().ledger, id, keyholder(), seen))


def reopen(id: str) -> Any:
    """Send the text back to review."""
    return _then(id, lambda: review.reopen(desk().ledger, id, user()))


def release(id: str) -> Any:
    """Release the pseudonymised text for research."""
    _check_opened(id)

    def act() -> None:
        home, ledger, seen = desk().home, desk().ledger, request.form.get("gelezen", "")
        released = releasing.release(home, ledger, id, keyholder(), seen)
        desk().index.add(research.documents(released))
        if not ledger.has(id):  # withdrawn in the meantime
            desk().index.remove("transcript", id)

    return _then(id, act)


def search() -> str:
    """Search released texts."""
    question = request.args.get("q", "")[:200]
    found = research.search(desk().home, desk().ledger, desk().index, question, user())
    return show(contexts.ResearchPage(question, found))


def _seen() -> int:
    """Return the state that a form was made on; what no page of ours sends fits none."""
    seen = sent_number("stand")
    return -1 if seen is None else seen


def _decide(decisions: list[Decision], seen: int | None) -> None:
    review.decide(desk().home, desk().ledger, the_text().id, keyholder(), decisions, seen)


def _check_opened(id: str) -> None:
    """Refuse what this session did not open, with the reason. Raises NotAllowed."""
    if id not in session().opened:
        raise NotAllowed("Open de tekst eerst, en zeg waarom.")


def _open() -> Opened:
    """Open a story that this session said why it opened. Raises NotAllowed when it did not."""
    _check_opened(the_text().id)
    return review.open_story(desk().home, desk().ledger, the_text().id, keyholder())


def _then(id: str, act: Callable[[], None], fragment: str = "") -> Any:
    """Do something and show the text again, or say why it was refused."""
    try:
        act()
    except ArchiveError as error:
        return text(id, str(error)), 400
    return redirect(f"/teksten/{id}{fragment}", 303)
