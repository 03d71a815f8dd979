"""Participants at the desk: what they agreed to, taking a story back, and looking at what rested on it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from flask import redirect, request

from archive.consent import LAYERS, LOOKED, Consent, refusal
from archive.errors import ArchiveError, NotFound
from archive.steward import withdrawal
from archive.steward.changes import change
from archive.web.desk import contexts
from archive.web.desk.state import desk, user
from archive.web.pages import show


def participants() -> str:
    """List everybody of this person's projects, by code."""
    consents = [consent for consent in desk().ledger.agreements.all() if desk().mine(consent.participant)]
    counts = Counter(deposit.participant for deposit in desk().ledger.all())
    return show(contexts.ParticipantsPage(consents, counts, LAYERS))


def participant(number: int, message: str = "") -> str:
    """Show what somebody agreed to."""
    consent = _consent(number)
    refusals = {layer: refusal(consent, layer, date.today()) for layer in LAYERS}
    deposits = desk().ledger.of(consent.participant)
    return show(contexts.ParticipantPage(consent, deposits, LAYERS, refusals, message))


def agree(number: int) -> Any:
    """Change what somebody agreed to, and undo what is no longer covered."""
    old, form = _consent(number), request.form
    changed = Consent(
        old.participant, tuple(x for x in LAYERS if x in form.getlist("toestemming") or x == "bewaren"),
        form.get("vanaf", "") or old.since, form.get("tot", "").strip(), form.get("formulier", "").strip(),
        {layer: day for layer in LAYERS if (day := form.get(f"embargo-{layer}", "").strip())},
        form.get("pseudoniem", "").strip(), "eigen-naam" in form,
        tuple(part.strip() for part in form.get("lezers", "").split(",") if part.strip()),
    )  # fmt: skip
    try:
        lost = change(desk().home, desk().ledger, changed, user())
    except ArchiveError as error:
        return participant(number, str(error)), 400
    said = f" Uit de uitgave gehaald: {', '.join(lost)}." if lost else ""
    if changed.readers != old.readers:
        said += " Vraag de steward om `archive vault reseal`: dan opent ook de sleutel alleen voor deze lezers."
    return participant(number, f"Vastgelegd.{said}")


def withdraw_form(number: int, message: str = "") -> str:
    """Show what taking a story back would touch. Changes nothing."""
    consent = _consent(number)
    plan = withdrawal.plan(
        desk().home, desk().settings, desk().ledger, consent.participant.code, consent.participant.project
    )
    return show(contexts.WithdrawPage(consent, plan, message))


def withdraw(number: int) -> Any:
    """Destroy a participant's stories, after their code was typed once more."""
    consent = _consent(number)
    if request.form.get("code", "").strip() != consent.participant.code:
        return withdraw_form(number, f"Typ {consent.participant.code} over om te bevestigen."), 400
    plan = withdrawal.plan(
        desk().home, desk().settings, desk().ledger, consent.participant.code, consent.participant.project
    )
    certificate = withdrawal.carry_out(desk().home, desk().ledger, plan, user())
    return show(contexts.WithdrawnPage(certificate.read_text("utf-8")))


def held() -> str:
    """List what stays out of the next bundle until somebody has looked: what rests on this person's projects."""
    rows = [row for row in desk().ledger.agreements.held() if desk().mine(row.participant)]
    return show(contexts.HeldPage(rows, LOOKED))


def look() -> Any:
    """Let an item back in, with the reason."""
    why = request.form.get("reden", "")
    if why not in LOOKED:
        raise NotFound("Kies eerst wat u met dit stuk deed.")
    item = request.form.get("stuk", "")
    if not any(row.item == item and desk().mine(row.participant) for row in desk().ledger.agreements.held()):
        raise NotFound("Dit wordt niet tegengehouden.")
    desk().ledger.agreements.look(item, user(), why)
    return redirect("/nakijken", 303)


def _consent(number: int) -> Consent:
    """Return somebody of this person's projects. Raises NotFound."""
    consent = desk().ledger.agreements.numbered(number)
    if not desk().mine(consent.participant):
        raise NotFound("Deze deelnemer is er niet.")
    return consent
