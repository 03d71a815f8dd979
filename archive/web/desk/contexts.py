"""What each desk page shows: one frozen class a template, which it names. It sees these fields and `desk` only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from archive.consent import Consent
from archive.ingest.research import Passage
from archive.ledger.agreements import Held
from archive.ledger.audit import Event
from archive.ledger.proposals import Proposal
from archive.model import Deposit, Participant
from archive.rights import Grant
from archive.steward.withdrawal import Plan
from archive.web.desk.sheet import Finding, Spoken
from archive.web.desk.told import Told
from archive.web.pages import Context


@dataclass(frozen=True)
class DeskFrame:
    """What stands around every page, and how the archive's own words read. `user` is a handle, "" before a login."""

    name: str
    user: str
    menu: Sequence[tuple[str, str]]  # (address, name) of what this person may open
    states: Mapping[str, str]
    deeds: Mapping[str, str]


@dataclass(frozen=True)
class LoginPage(Context):
    """Log in: your handle and your passphrase."""

    template: ClassVar = "login.html"
    message: str


@dataclass(frozen=True)
class PassphrasePage(Context):
    """Change your own passphrase."""

    template: ClassVar = "passphrase.html"
    message: str
    least: int


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
    projects: Sequence[str]


@dataclass(frozen=True)
class ReasonPage(Context):
    """Why do you open this story?"""

    template: ClassVar = "reason.html"
    deposit: Deposit
    reasons: dict[str, str]
    suggested: str
    message: str


@dataclass(frozen=True)
class ClosedPage(Context):
    """A text that this person may know of, and not read."""

    template: ClassVar = "closed.html"
    deposit: Deposit


@dataclass(frozen=True)
class ReviewPage(Context):
    """A text being reviewed, as it was said, with what was found."""

    template: ClassVar = "review.html"
    deposit: Deposit
    turns: Sequence[Spoken]
    findings: Sequence[Finding]
    kinds: dict[str, str]
    decided: int
    stand: int  # how many decisions there are: the state that finishing is done on
    may: bool
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
    right: bool  # a second reader by role, whatever they decided on this text
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
    waiting: Sequence[Participant]


@dataclass(frozen=True)
class ParticipantPage(Context):
    """What somebody agreed to, and the form to change it."""

    template: ClassVar = "participant.html"
    consent: Consent
    deposits: Sequence[Deposit]
    layers: dict[str, str]
    refusals: dict[str, str]
    proposed: Proposal | None
    differences: Sequence[tuple[str, str, str]]
    may: bool  # propose or confirm
    alone: bool  # needs no second person
    mine: bool  # the proposal is this person's own
    message: str


@dataclass(frozen=True)
class WithdrawPage(Context):
    """What a withdrawal would touch, before it is done."""

    template: ClassVar = "withdraw.html"
    consent: Consent
    plan: Plan
    alone: bool
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
class TeamPage(Context):
    """Who may do what, in the projects of a steward."""

    template: ClassVar = "team.html"
    grants: Sequence[Grant]
    projects: Sequence[str]
    handles: Sequence[str]
    roles: Mapping[str, str]
    message: str


@dataclass(frozen=True)
class RefusedPage(Context):
    """Something was refused, with what to do next."""

    template: ClassVar = "error.html"
    title: str
    message: str
