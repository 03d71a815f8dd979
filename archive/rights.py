"""Who may do what, and where: one table of roles, and the one question that every deed at the desk must pass: `may`.

A role is granted to somebody in one project, perhaps until a day. What nobody granted, nobody may: a project that is
not listed belongs to nobody. Frozen, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.errors import NotAllowed

STEWARD = "steward"  # the recovery key's own handle: whoever holds that key may do everything


class Right(StrEnum):
    """One thing that somebody may do in a project."""

    SEE = "see"  # which texts and participants there are, in codes; the project's rows of the log
    HAND_IN = "hand in"
    OPEN = "open"  # a sealed story
    REVIEW = "review"
    SEND_BACK = "send back"
    RELEASE = "release"
    READ = "read"  # released texts
    AGREE = "agree"  # propose, or as a second person confirm, a change of consent or a destruction
    ALONE = "alone"  # do the same without a second person, holding a key to the stories
    LET_BACK = "let back"  # an item that was held, after looking at it
    PUBLISH = "publish"
    GRANT = "grant"  # roles in this project


ROLES = {
    "researcher": frozenset(
        {Right.SEE, Right.HAND_IN, Right.OPEN, Right.REVIEW, Right.SEND_BACK, Right.READ, Right.AGREE}
    ),
    "reader": frozenset({Right.SEE, Right.OPEN, Right.SEND_BACK, Right.RELEASE, Right.READ, Right.AGREE}),
    "curator": frozenset({Right.LET_BACK, Right.PUBLISH}),
    "steward": frozenset({Right.SEE, Right.AGREE, Right.ALONE, Right.LET_BACK, Right.GRANT}),
}
HOLD_KEYS = ("researcher", "reader", "steward")  # the roles that a project's stories are sealed to
IN_DUTCH = {"researcher": "onderzoeker", "reader": "tweede lezer", "curator": "curator", "steward": "beheerder"}


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One role of one person in one project; `until` is the last ISO day it holds, "" for as long as nobody ends it."""

    project: str
    handle: str
    role: str
    until: str = ""

    def holds(self, today: date) -> bool:
        """Say whether it still holds."""
        return not self.until or today.isoformat() <= self.until


def may(grants: Iterable[Grant], handle: str, right: Right, project: str, today: date) -> bool:
    """Say whether somebody may do something in a project. Closed by default."""
    if handle == STEWARD:
        return True
    return any(
        right in ROLES[grant.role]
        for grant in grants
        if grant.handle == handle and grant.project == project and grant.holds(today)
    )


def key_holders(grants: Iterable[Grant], project: str, today: date) -> list[str]:
    """Return whom a project's stories are sealed to beside the steward, by handle."""
    return sorted(
        {g.handle for g in grants if g.project == project and g.role in HOLD_KEYS and g.holds(today)} - {STEWARD}
    )


def check(grant: Grant) -> None:
    """Refuse a role that is none, or a day that is none. Raises NotAllowed."""
    if grant.role not in ROLES:
        raise NotAllowed(f"Deze rol kennen we niet. Kies uit: {', '.join(ROLES)}.")
    if grant.until:
        try:
            right = date.fromisoformat(grant.until).isoformat() == grant.until
        except ValueError:
            right = False
        if not right:
            raise NotAllowed("Een datum schrijft u als jaar-maand-dag, zoals 2027-01-31.")
