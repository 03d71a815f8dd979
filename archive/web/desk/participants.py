"""Participants at the desk: what they agreed to, taking a story back, and looking at what rested on it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from flask import redirect, request

from archive.consent import LAYERS, LOOKED, Consent, refusal
from archive.errors import ArchiveError, NotFound
from archive.model import Participant
from archive.rights import Right
from archive.steward import agreeing, withdrawal
from archive.steward.agreeing import Outcome
from archive.web.desk import contexts
from archive.web.desk.state import desk, keyholder, the_consent, the_held, user
from archive.web.front import sent_number
from archive.web.pages import show


def participants() -> str:
    """List everybody of this person's projects, by code."""
    consents = desk().ledger.agreements.all(desk().projects(Right.SEE))
    counts = Counter(deposit.participant for deposit in desk().ledger.all())
    waiting = [proposal.participant for proposal in desk().ledger.proposals.all()]
    return show(contexts.ParticipantsPage(consents, counts, LAYERS, waiting))


def participant(number: int, message: str = "") -> str:
    """Show what somebody agreed to, and what is proposed to change in it."""
    consent = desk().ledger.agreements.numbered(number)
    who = consent.participant
    refusals = {layer: refusal(consent, layer, date.today()) for layer in LAYERS}
    may = desk().may(Right.AGREE, who.project)
    alone = may and agreeing.may_alone(desk().home, desk().ledger, who, keyholder())
    proposed = desk().ledger.proposals.of(who)
    return show(
        contexts.ParticipantPage(
            consent, desk().ledger.of(who), LAYERS, refusals, proposed,
            _differences(consent, proposed.consent if proposed else None),
            may, alone, bool(proposed and proposed.by == user()), message,
        )
    )  # fmt: skip


def agree(number: int) -> Any:
    """Change what somebody agreed to, and undo what is no longer covered; or propose it to a second person."""
    old, form = the_consent(), request.form
    changed = Consent(
        old.participant, tuple(x for x in LAYERS if x in form.getlist("toestemming") or x == "bewaren"),
        form.get("vanaf", "") or old.since, form.get("tot", "").strip(), form.get("formulier", "").strip(),
        {layer: day for layer in LAYERS if (day := form.get(f"embargo-{layer}", "").strip())},
        form.get("pseudoniem", "").strip(), "eigen-naam" in form,
        tuple(part.strip() for part in form.get("lezers", "").split(",") if part.strip()),
    )  # fmt: skip
    try:
        done = agreeing.ask(desk().home, desk().settings, desk().ledger, old.participant, changed, keyholder())
    except ArchiveError as error:
        return participant(number, str(error)), 400
    return participant(number, _said(done, old, changed))


def confirm(number: int) -> Any:
    """Carry out what somebody else proposed."""
    old = the_consent()
    asked, which = desk().ledger.proposals.of(old.participant), sent_number("voorstel") or 0
    try:
        done = agreeing.confirm(desk().home, desk().settings, desk().ledger, old.participant, which, keyholder())
    except ArchiveError as error:
        return participant(number, str(error)), 400
    if done.certificate:
        return show(contexts.WithdrawnPage(done.certificate.read_text("utf-8")))
    return participant(number, _said(done, old, asked.consent if asked and asked.consent else old))


def reject(number: int) -> Any:
    """Take a proposal away: one's own, or somebody else's."""
    try:
        agreeing.reject(desk().ledger, the_consent().participant, sent_number("voorstel") or 0, keyholder())
    except ArchiveError as error:
        return participant(number, str(error)), 400
    return redirect(f"/deelnemers/{number}", 303)


def withdraw_form(number: int, message: str = "") -> str:
    """Show what taking a story back would touch. Changes nothing."""
    consent = desk().ledger.agreements.numbered(number)
    who = consent.participant
    plan = withdrawal.plan(desk().home, desk().settings, desk().ledger, who.code, who.project)
    alone = agreeing.may_alone(desk().home, desk().ledger, who, keyholder())
    return show(contexts.WithdrawPage(consent, plan, alone, message))


def withdraw(number: int) -> Any:
    """Destroy a participant's stories, or propose it, after their code was typed once more."""
    who = the_consent().participant
    if Participant(who.project, request.form.get("code", "")) != who:
        return withdraw_form(number, f"Typ {who.code} over om te bevestigen."), 400
    try:
        done = agreeing.ask(desk().home, desk().settings, desk().ledger, who, None, keyholder())
    except ArchiveError as error:
        return withdraw_form(number, str(error)), 400
    if done.certificate is None:
        return participant(number, _PROPOSED)
    return show(contexts.WithdrawnPage(done.certificate.read_text("utf-8")))


def held() -> str:
    """List what stays out of the next bundle until somebody has looked: what rests on this person's projects."""
    mine = set(desk().projects(Right.LET_BACK))
    rows = [row for row in desk().ledger.agreements.held() if row.participant.project in mine]
    return show(contexts.HeldPage(rows, LOOKED))


def look() -> Any:
    """Let an item back in, with the reason."""
    why = request.form.get("reden", "")
    if why not in LOOKED:
        raise NotFound("Kies eerst wat u met dit stuk deed.")
    row = the_held()
    desk().ledger.agreements.look(row.item, user(), why, row.participant)
    return redirect("/nakijken", 303)


_PROPOSED = "Voorgesteld. Er verandert nog niets: een tweede persoon van dit project bevestigt het, of de beheerder."


def _said(done: Outcome, old: Consent, new: Consent) -> str:
    """Return what was done, for the page."""
    if done.proposed:
        return _PROPOSED
    said = f" Uit de uitgave gehaald: {', '.join(done.lost)}." if done.lost else ""
    if new.readers != old.readers:
        said += " Vraag de steward om `archive vault reseal`: dan opent ook de sleutel alleen voor deze lezers."
    return f"Vastgelegd.{said}"


def _differences(old: Consent, new: Consent | None) -> list[tuple[str, str, str]]:
    """Return what a proposal would change: (what, as it is, as it would be)."""
    if new is None:
        return []
    rows = (
        ("toestemming", ", ".join(old.layers), ", ".join(new.layers)),
        ("vanaf", old.since, new.since),
        ("tot en met", old.until, new.until),
        ("embargo", _days(old), _days(new)),
        ("formulier", old.form, new.form),
        ("pseudoniem", old.pseudonym, new.pseudonym),
        ("eigen naam in een film", "ja" if old.own_name_in_film else "nee", "ja" if new.own_name_in_film else "nee"),
        ("alleen te lezen door", ", ".join(old.readers), ", ".join(new.readers)),
    )
    return [(what, before or "–", after or "–") for what, before, after in rows if before != after]


def _days(consent: Consent) -> str:
    return ", ".join(f"{layer} vanaf {day}" for layer, day in consent.embargo.items())
