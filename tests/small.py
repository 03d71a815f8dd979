"""A small archive made by hand, in milliseconds: real keys, sealed stories and a real ledger; no command, no detection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from archive.home import Home
from archive.ingest import review
from archive.ingest.sealing import recipients
from archive.ledger.store import Ledger
from archive.model import Decision, Deposit, Entity, Mention, Participant, Reading, Transcript, Turn
from archive.rights import Grant
from archive.steward import team
from archive.vault import age, digests, secret, story
from archive.vault.names import digested
from archive.vault.reading import pack
from archive.vault.secret import Keyholder, unlock
from archive.web.desk.access import cookie_name
from tests import light

P07 = Participant("wijk", "P07")
LAYERS = ("bewaren", "onderzoek", "lessen")
STORY = "Dat vertelde Wendelmoed Krijgsveld over het kliederhoekgeheim."
NAME = "Wendelmoed Krijgsveld"


@dataclass
class Small:
    """A home with a steward and some researchers, and their keys unlocked."""

    home: Home
    identities: dict[str, age.Identity] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> bytes:
        """The key of the desk's own seal."""
        return digests.seal_key(self.home.seal_key)

    def who(self, handle: str = "steward") -> Keyholder:
        """Come in with somebody's key."""
        return unlock(self.home, handle, self.identities[handle])

    @property
    def secret(self) -> bytes:
        """The archive's secret: the key of the digests of names."""
        return self.who().secret

    def grant(self, handle: str, project: str = "wijk", *roles: str, until: str = "") -> None:
        """Grant roles in a project: a researcher's and a second reader's, or these."""
        with self.ledger() as ledger:
            for role in roles or ("researcher", "reader"):
                given = Grant(project, handle, role, until)
                ledger.grants.give(given, "steward", secret.role_seal(given, self.secret))

    def remove(self, handle: str) -> None:
        """Shut somebody out."""
        with self.ledger() as ledger:
            team.remove_user(self.home, ledger, handle, self.who())

    def decide(self, id: str, handle: str, *decisions: Decision) -> None:
        """Put decisions beside a sealed story, as the desk does."""
        with self.ledger() as ledger:
            review.decide(self.home, ledger, id, self.who(handle), decisions)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger, let go of afterwards."""
        with Ledger(self.home.ledger) as opened:
            yield opened

    def settle(self, **sections: str) -> None:
        """Add lines to sections of config.toml: settle(publish='content = "x"')."""
        path = self.home.config
        for section, lines in sections.items():
            path.write_text(path.read_text().replace(f"[{section}]", f"[{section}]\n{lines}"))

    def tell(
        self, text: str = STORY, *names: str, id: str = "T0000000001", who: Participant = P07,
        layers: tuple[str, ...] = LAYERS, at: str = "2026-11-22T10:00:00+00:00",
    ) -> Deposit:  # fmt: skip
        """Seal a story in which these names were found, and let the ledger know of it."""
        reading = read(text, *(names or (NAME,)))
        parts = {story.STORY: text.encode(), story.READING: pack(reading)}
        deposit = Deposit(id, who, "txt", len(text.split()), layers, "uploaded", at, len(reading.mentions))
        with self.ledger() as ledger:
            sealed_to = recipients(self.home.settings(), ledger, who, self.secret)
            mark = story.create(self.home.sealed / id, who.project, parts, sealed_to, self.key)
            return ledger.add(deposit, f"digest of {id}", digested(reading, self.secret), "eva", mark=mark)


def read(text: str, *names: str) -> Reading:
    """Return a reading of one turn in which each of some names was found wherever it stands."""
    entities = tuple(Entity(f"PERSON#{n}", "PERSON", (name,), f"Ayla{n} Venema{n}") for n, name in enumerate(names, 1))
    found = tuple(
        Mention(match.start(), match.end(), "PERSON", 0.9, "Persons", entity.id)
        for entity in entities
        for match in re.finditer(re.escape(entity.names[0]), text)
    )
    return Reading(Transcript("txt", text, (Turn("deelnemer 1", text, 0),), ()), tuple(sorted(found)), entities)


def cookie(app: Flask) -> str:
    """Return what an app of the desk calls its cookie."""
    with app.app_context():
        return cookie_name()


def make(root: Path, *users: str, projects: tuple[str, ...] = ("wijk",)) -> Small:
    """Make an archive with these researchers; every key is locked lightly under the words `wachtzin van NAME`.

    Each may do everything in these projects but what a curator or a steward does.
    """
    home = Home(root)
    home.make()
    small, lines = Small(home), []
    for handle in ("steward", *users):
        own, recipient = age.new_identity()
        small.identities[handle] = age.read_identity(own)
        lines.append(f'{handle} = "{recipient}"')
        if handle != "steward":
            small.words[handle] = f"wachtzin van {handle}"
            (home.identities / f"{handle}.age").write_bytes(light.wrap(own, small.words[handle]))
    sections = "".join(f"[{name}]\n" for name in ("retention", "desk"))
    content = f'[publish]\ncontent = "{root.parent / "content"}"\n'
    home.config.write_text("[vault.recipients]\n" + "\n".join(lines) + f"\n{sections}{content}")
    known = home.settings().vault.recipients
    made = secret.make(home.secret, known.values())
    with small.ledger() as ledger:
        for handle, key in known.items():
            ledger.grants.approve(handle, key, secret.approval(handle, key, made), "steward")
    for user in users:
        for project in projects:
            small.grant(user, project)
    return small
