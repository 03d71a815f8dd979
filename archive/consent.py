"""What a participant agreed to, and the one question that every use of their story must pass: `require`.

Frozen, no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from archive.errors import NoConsent, NotAllowed
from archive.model import Participant

# What a participant can agree to, as the information letter says it. English works too.
LAYERS = {
    "bewaren": "het verzegelde verhaal bewaren", "onderzoek": "gepseudonimiseerde tekst voor onderzoekers",
    "lessen": "lessen die eruit volgen", "citaten": "korte citaten", "film": "in een film",
}  # fmt: skip
# What somebody did with an item before it goes out again: fixed words, since the log holds no content.
LOOKED = ("herschreven", "rust ook op anderen", "deelnemer niet herkenbaar", "verwijderd")
_ENGLISH = {"keep": "bewaren", "sealed": "bewaren", "research": "onderzoek", "lessons": "lessen", "quotes": "citaten"}
_CODE = re.compile(r"[A-Z]{0,6}\d{1,6}[A-Z]?")  # as Participant writes it
_FORM = re.compile(r"(?=.*\d)[A-Za-z0-9._-]{1,30}")
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_PSEUDONYM = re.compile(r"[^\W\d_][^\W\d_'’-]{1,30}( [^\W\d_'’-]{1,30}){0,2}")


@dataclass(frozen=True, slots=True)
class Consent:
    """One participant's consent. Dates are ISO days, empty for none; `readers` empty means all of the project."""

    participant: Participant
    layers: tuple[str, ...]
    since: str
    until: str = ""
    form: str = ""  # where the signed form lies: a number, not a name
    embargo: Mapping[str, str] = field(default_factory=dict)  # layer → the day it opens
    pseudonym: str = ""  # the participant's own choice
    own_name_in_film: bool = False
    readers: tuple[str, ...] = ()
    number: int = 0


def require(consent: Consent | None, layer: str, today: date, who: str | None = None) -> None:
    """Let a use of a story pass, or refuse it with the reason. Every use goes through here.

    Args: layer is one of LAYERS; who is the handle of somebody who wants to read, None for the archive itself.
    Raises NoConsent.
    """
    if reason := refusal(consent, layer, today, who):
        raise NoConsent(reason)


def refusal(consent: Consent | None, layer: str, today: date, who: str | None = None) -> str:
    """Return why consent does not cover this, in Dutch; empty when it does."""
    if consent is None:
        return "Van deze deelnemer is geen toestemming bekend. Leg die eerst vast."
    day = today.isoformat()
    code = consent.participant.code
    if layer not in consent.layers or "bewaren" not in consent.layers:
        return f"{code} stemde niet in met {_WHAT[layer]}."
    if day < consent.since:
        return f"De toestemming van {code} gaat pas in op {consent.since}."
    if consent.until and day > consent.until:
        return f"De toestemming van {code} liep af op {consent.until}. Vraag haar opnieuw, of vernietig het verhaal."
    if day < consent.embargo.get(layer, ""):
        return f"Dit mag pas vanaf {consent.embargo[layer]}: tot die dag geldt een embargo voor {_WHAT[layer]}."
    if who is not None and consent.readers and who not in consent.readers:
        return f"{code} liet maar enkele onderzoekers toe, en u hoort daar niet bij."
    return ""


_WHAT = {
    "bewaren": "bewaren", "onderzoek": "onderzoek", "lessen": "lessen", "citaten": "citaten", "film": "een film",
}  # fmt: skip


def layers(text: str) -> tuple[str, ...]:
    """Return the layers in `bewaren,onderzoek`, with `bewaren` always among them. Raises NoConsent."""
    named = [_ENGLISH.get(part.strip().lower(), part.strip().lower()) for part in text.split(",") if part.strip()]
    choices = ", ".join(LAYERS)
    if not named:
        raise NoConsent(f"Zonder toestemming slaan we niets op. Geef aan waarvoor er toestemming is: {choices}.")
    for layer in named:
        if layer not in LAYERS:
            raise NoConsent(f"Deze toestemming kennen we niet. Kies uit: {choices}. Er is niets opgeslagen.")
    return tuple(layer for layer in LAYERS if layer in named or layer == "bewaren")


def is_code(text: str) -> bool:
    """Say whether a participant's code, in its one form, is one: such as P07. A name is none."""
    return bool(_CODE.fullmatch(text))


def check(consent: Consent) -> None:
    """Refuse what is no consent: unknown layers, days that are none, names where codes belong. Raises NotAllowed."""
    if not is_code(consent.participant.code):
        raise NotAllowed("De code van de deelnemer is letters en cijfers, zoals P07. Een naam hoort daar niet.")
    if not set(consent.layers) | set(consent.embargo) <= set(LAYERS):
        raise NotAllowed(f"Deze toestemming kennen we niet. Kies uit: {', '.join(LAYERS)}.")
    for day in (consent.since, consent.until, *consent.embargo.values()):
        if day and not _is_day(day):
            raise NotAllowed("Een datum schrijft u als jaar-maand-dag, zoals 2027-01-31.")
    if consent.form and not _FORM.fullmatch(consent.form):
        raise NotAllowed("Het formulier is een nummer, zoals F2026-07. Een naam hoort daar niet.")
    if consent.pseudonym and not _PSEUDONYM.fullmatch(consent.pseudonym):
        raise NotAllowed("Een pseudoniem bestaat uit één tot drie woorden zonder cijfers.")
    if not all(_HANDLE.fullmatch(reader) for reader in consent.readers):
        raise NotAllowed("Lezers noemt u met hun inlognaam, met komma's ertussen.")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
