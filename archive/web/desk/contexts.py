"""What each desk page shows: one frozen class a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from archive.consent import Consent
from archive.ingest.research import Passage
from archive.ledger import Event, Held, Record
from archive.web.desk.risks import Risks
from archive.withdrawal import Plan


@dataclass(frozen=True)
class Finding:
    """One entity or loose span in a text under review: what it is, how often, and what was decided."""

    key: str  # the entity's id, or `start-end` of a loose span
    kind: str
    label: str
    said: str
    pseudonym: str
    count: int
    score: float
    verdict: str  # "mask", "keep" or "" for undecided
    first: int  # where its first mention starts


@dataclass(frozen=True)
class Run:
    """A run of a turn's text; `key` is the finding it belongs to, or ""."""

    text: str
    key: str
    kept: bool
    at: int


@dataclass(frozen=True)
class Spoken:
    """One turn on the page."""

    role: str
    runs: Sequence[Run]


@dataclass(frozen=True)
class LoginPage:
    """`login.html`."""

    message: str


@dataclass(frozen=True)
class IndexPage:
    """`index.html`."""

    records: Sequence[Record]


@dataclass(frozen=True)
class UploadPage:
    """`upload.html`."""

    message: str
    formats: Sequence[str]
    layers: dict[str, str]
    max_mb: int


@dataclass(frozen=True)
class ReasonPage:
    """`reason.html`: why do you open this story?"""

    record: Record
    reasons: dict[str, str]
    suggested: str
    message: str


@dataclass(frozen=True)
class ReviewPage:
    """`review.html`: a text being reviewed, as it was said, with what was found."""

    record: Record
    turns: Sequence[Spoken]
    findings: Sequence[Finding]
    kinds: dict[str, str]
    decided: int
    message: str
    risks: Risks


@dataclass(frozen=True)
class ReleasePage:
    """`release.html`: a reviewed text as it would be released."""

    record: Record
    turns: Sequence[tuple[str, str]]
    stamp: str
    may: bool
    message: str
    risks: Risks


@dataclass(frozen=True)
class ReleasedPage:
    """`released.html`."""

    record: Record
    turns: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SearchPage:
    """`search.html`."""

    question: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class EventsPage:
    """`events.html`."""

    events: Sequence[Event]
    older: int | None  # the number to go on from


@dataclass(frozen=True)
class ParticipantsPage:
    """`participants.html`."""

    consents: Sequence[Consent]
    counts: dict[str, int]
    layers: dict[str, str]


@dataclass(frozen=True)
class ParticipantPage:
    """`participant.html`: what somebody agreed to, and the form to change it."""

    consent: Consent
    records: Sequence[Record]
    layers: dict[str, str]
    refusals: dict[str, str]
    message: str


@dataclass(frozen=True)
class WithdrawPage:
    """`withdraw.html`: what a withdrawal would touch, before it is done."""

    consent: Consent
    plan: Plan
    message: str


@dataclass(frozen=True)
class WithdrawnPage:
    """`withdrawn.html`: the certificate."""

    certificate: str


@dataclass(frozen=True)
class HeldPage:
    """`held.html`: what waits until somebody has looked."""

    held: Sequence[Held]
    reasons: Sequence[str]


@dataclass(frozen=True)
class ErrorPage:
    """`error.html`."""

    title: str
    message: str


_TEMPLATES = {
    LoginPage: "login", IndexPage: "index", UploadPage: "upload", ReviewPage: "review", ReleasePage: "release",
    ReleasedPage: "released", SearchPage: "search", EventsPage: "events", ErrorPage: "error",
    ReasonPage: "reason", ParticipantsPage: "participants", ParticipantPage: "participant", WithdrawPage: "withdraw",
    WithdrawnPage: "withdrawn", HeldPage: "held",
}  # fmt: skip


def show(page: object) -> str:
    """Render the template that belongs to a context."""
    fields = {name: getattr(page, name) for name in page.__dataclass_fields__}  # type: ignore[attr-defined]
    return render_template(f"{_TEMPLATES[type(page)]}.html", **fields)
