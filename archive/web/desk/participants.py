"""Participants at the desk: what they agreed to, taking a story back, and looking at what rested on it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import current_app, redirect, request

from archive import withdrawal
from archive.config import Settings
from archive.consent import LAYERS, LOOKED, Consent, refusal
from archive.errors import ArchiveError, NotFound
from archive.home import Home
from archive.ledger import Ledger
from archive.web.desk import contexts
from archive.web.desk.access import session


def participants() -> str:
    """List everybody of this person's projects, by code."""
    consents = [c for c in _ledger().consents.all() if _settings().vault.may_read(c.project, session().user)]
    counts: dict[str, int] = {}
    for record in _ledger().all():
        key = f"{record.project}/{record.participant}"
        counts[key] = counts.get(key, 0) + 1
    return contexts.show(contexts.ParticipantsPage(consents, counts, LAYERS))


def participant(number: int, message: str = "") -> str:
    """Show what somebody agreed to."""
    consent = _consent(number)
    refusals = {layer: refusal(consent, layer, date.today()) for layer in LAYERS}
    records = _ledger().of(consent.project, consent.participant)
    return contexts.show(contexts.ParticipantPage(consent, records, LAYERS, refusals, message))


def agree(number: int) -> Any:
    """Change what somebody agreed to, and undo what is no longer covered."""
    old, form = _consent(number), request.form
    changed = Consent(
        old.project, old.participant, tuple(x for x in LAYERS if x in form.getlist("toestemming") or x == "bewaren"),
        form.get("vanaf", "") or old.since, form.get("tot", "").strip(), form.get("formulier", "").strip(),
        {layer: day for layer in LAYERS if (day := form.get(f"embargo-{layer}", "").strip())},
        form.get("pseudoniem", "").strip(), "eigen-naam" in form,
        tuple(part.strip() for part in form.get("lezers", "").split(",") if part.strip()),
    )  # fmt: skip
    try:
        lost = withdrawal.change(_home(), _ledger(), changed, session().user)
    except ArchiveError as error:
        return participant(number, str(error)), 400
    said = f" Uit de uitgave gehaald: {', '.join(lost)}." if lost else ""
    if changed.readers != old.readers:
        said += " Vraag de steward om `archive vault reseal`: dan opent ook de sleutel alleen voor deze lezers."
    return participant(number, f"Vastgelegd.{said}")


def withdraw_form(number: int, message: str = "") -> str:
    """Show what taking a story back would touch. Changes nothing."""
    consent = _consent(number)
    plan = withdrawal.plan(_home(), _settings(), _ledger(), consent.participant, consent.project)
    return contexts.show(contexts.WithdrawPage(consent, plan, message))


def withdraw(number: int) -> Any:
    """Destroy a participant's stories, after their code was typed once more."""
    consent = _consent(number)
    if request.form.get("code", "").strip() != consent.participant:
        return withdraw_form(number, f"Typ {consent.participant} over om te bevestigen."), 400
    plan = withdrawal.plan(_home(), _settings(), _ledger(), consent.participant, consent.project)
    certificate = withdrawal.carry_out(_home(), _ledger(), plan, session().user)
    return contexts.show(contexts.WithdrawnPage(certificate.read_text("utf-8")))


def held() -> str:
    """List what stays out of the next bundle until somebody has looked: what rests on this person's projects."""
    user, vault = session().user, _settings().vault
    rows = [row for row in _ledger().consents.held() if vault.may_read(row.participant.rpartition("/")[0], user)]
    return contexts.show(contexts.HeldPage(rows, LOOKED))


def look() -> Any:
    """Let an item back in, with the reason."""
    why = request.form.get("reden", "")
    if why not in LOOKED:
        raise NotFound("Kies eerst wat u met dit stuk deed.")
    _ledger().consents.look(request.form.get("stuk", ""), session().user, why)
    return redirect("/nakijken", 303)


def _consent(number: int) -> Consent:
    """Return somebody of this person's projects. Raises NotFound."""
    consent = _ledger().consents.numbered(number)
    if not _settings().vault.may_read(consent.project, session().user):
        raise NotFound("Deze deelnemer is er niet.")
    return consent


def _home() -> Home:
    return cast(Home, current_app.extensions["home"])


def _ledger() -> Ledger:
    return cast(Ledger, current_app.extensions["ledger"])


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])
