"""A release opens a story once, works out its replacements once, and lets go of exactly what was read."""

import json

import pytest

from archive.errors import NotAllowed
from archive.home import Home
from archive.ingest import release, review
from archive.ingest.pipeline import Incoming, take_in
from archive.ledger.store import Ledger
from archive.model import Decision, Participant
from archive.vault import age, digests, story
from archive.vault.reading import open_reading
from tests.conftest import ROOT


@pytest.fixture
def reviewed(tmp_path):
    """A desk with one reviewed story, made by hand: home, ledger, id, and the steward's identity."""
    home = Home(tmp_path / "var")
    home.make()
    secret, recipient = age.new_identity()
    text = (
        (ROOT / "config.toml").read_text().replace("[vault.recipients]", f'[vault.recipients]\nsteward = "{recipient}"')
    )
    home.config.write_text(text)
    identity = age.read_identity(secret)
    with Ledger(home.ledger) as ledger:
        came = Incoming(
            b"I: Hoe heet u?\nB: Ik ben Fadime Korkmaz.\n",
            "x.txt",
            ("bewaren", "onderzoek"),
            Participant("wijk", "P07"),
        )
        id = take_in(came, home, home.settings(), ledger, "eva").id
        review.finish(ledger, open_reading(home, id, identity), id, "eva", digests.digest_key(home.digest_key))
        yield home, ledger, id, identity


def counted(monkeypatch, module, name):
    calls, real = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given, **named: calls.append(name) or real(*given, **named))
    return calls


def test_a_release_opens_the_story_once_and_replaces_once(reviewed, monkeypatch):
    home, ledger, id, identity = reviewed
    seen = release.preview(home, ledger, id, open_reading(home, id, identity)).stamp
    opened, replaced = counted(monkeypatch, story, "open_part"), counted(monkeypatch, release, "replacements")
    release.release(home, ledger, id, "tom", identity, seen)
    assert (len(opened), len(replaced)) == (1, 1)


def test_what_is_kept_is_the_text_that_was_read_and_the_log_of_its_replacements(reviewed):
    home, ledger, id, identity = reviewed
    read = release.preview(home, ledger, id, open_reading(home, id, identity))
    released = release.release(home, ledger, id, "tom", identity, read.stamp)
    assert released.turns == read.turns and "Korkmaz" not in str(released.turns)
    log = json.loads(story.open_part(home.sealed / id, story.REPLACED, identity, digests.digest_key(home.digest_key)))
    assert [row["shown"] for row in log] == [one.shown for one in read.replaced] != []


def test_a_text_that_changed_since_it_was_read_is_not_released(reviewed):
    home, ledger, id, identity = reviewed
    reading = open_reading(home, id, identity)
    seen = release.preview(home, ledger, id, reading).stamp
    mention = reading.mentions[0]
    review.reopen(ledger, id, "tom")
    review.decide(ledger, reading, id, [Decision(mention.start, mention.end, mention.kind, "keep", "eva")])
    review.finish(ledger, reading, id, "eva", digests.digest_key(home.digest_key))
    with pytest.raises(NotAllowed, match="veranderd"):
        release.release(home, ledger, id, "tom", identity, seen)
    assert list(home.released.iterdir()) == []
