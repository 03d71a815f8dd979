"""What each desk page shows: one frozen class a template, which it names. It sees these fields and `desk` only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from archive.consent import Consent
from archive.ingest.research import Passage
from archive.ledger.agreements import Held
from archive.ledger.audit import Event
from archive.model import Deposit, Participant
from archive.steward.withdrawal import Plan
from archive.web.desk.sheet import Finding, Spoken
from archive.web.desk.told import Told
from archive.web.pages import Context


@dataclass(frozen=True)
class DeskFrame:
    """What stands around every page, and how the archive's own words read. `user` is a handle, "" before a login."""

    name: str
    user: str
    states: Mapping[str, str]
    deeds: Mapping[str, str]


@dataclass(frozen=True)
class LoginPage(Context):
    """Log in: your handle and your passphrase."""

    template: ClassVar = "login.html"
    message: str


@dataclass(frozen=True)
class IndexPage(Context):
    """The transcripts of somebody's projects."""

    template: ClassVar = "index.html"
    deposits: Sequence[Deposit]


@dataclass(frozen=True)
class UploadPage(Context):
    """Hand in transcripts."""

    template: ClassVar = "upload.html"
    message: str
    formats: Sequence[str]
    layers: dict[str, str]
    max_mb: int


@dataclass(frozen=True)
class ReasonPage(Context):
    """Why do you open this story?"""

    template: ClassVar = "reason.html"
    deposit: Deposit
    reasons: dict[str, str]
    suggested: str
    message: str


@dataclass(frozen=True)
class ReviewPage(Context):
    """A text being reviewed, as it was said, with what was found."""

    template: ClassVar = "review.html"
    deposit: Deposit
    turns: Sequence[Spoken]
    findings: Sequence[Finding]
    kinds: dict[str, str]
    decided: int
    message: str
    told: Told


@dataclass(frozen=True)
class ReleasePage(Context):
    """A reviewed text as it would be released."""

    template: ClassVar = "release.html"
    deposit: Deposit
    turns: Sequence[tuple[str, str]]
    stamp: str
    may: bool
    message: str
    told: Told


@dataclass(frozen=True)
class ReleasedPage(Context):
    """A released text."""

    template: ClassVar = "released.html"
    deposit: Deposit
    turns: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ResearchPage(Context):
    """Search in released texts."""

    template: ClassVar = "search.html"
    question: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class EventsPage(Context):
    """Who did what, newest first."""

    template: ClassVar = "events.html"
    events: Sequence[Event]
    older: int | None  # the number to go on from


@dataclass(frozen=True)
class ParticipantsPage(Context):
    """Everybody of somebody's projects, by code."""

    template: ClassVar = "participants.html"
    consents: Sequence[Consent]
    counts: Mapping[Participant, int]
    layers: dict[str, str]


@dataclass(frozen=True)
class ParticipantPage(Context):
    """What somebody agreed to, and the form to change it."""

    template: ClassVar = "participant.html"
    consent: Consent
    deposits: Sequence[Deposit]
    layers: dict[str, str]
    refusals: dict[str, str]
    message: str


@dataclass(frozen=True)
class WithdrawPage(Context):
    """What a withdrawal would touch, before it is done."""

    template: ClassVar = "withdraw.html"
    consent: Consent
    plan: Plan
    message: str


@dataclass(frozen=True)
class WithdrawnPage(Context):
    """The certificate."""

    template: ClassVar = "withdrawn.html"
    certificate: str


@dataclass(frozen=True)
class HeldPage(Context):
    """What waits until somebody has looked."""

    template: ClassVar = "held.html"
    held: Sequence[Held]
    reasons: Sequence[str]


@dataclass(frozen=True)
class RefusedPage(Context):
    """Something was refused, with what to do next."""

    template: ClassVar = "error.html"
    title: str
    message: str
