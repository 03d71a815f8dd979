"""A release opens a story once, works out its replacements once, and lets go of exactly what was read."""

import json

import pytest

from archive.errors import NotAllowed
from archive.ingest import release, review
from archive.model import Decision
from archive.vault import story
from tests import small

ID = "T0000000001"
TEXT = "Hoe heet u? Ik ben Fadime Korkmaz."
KORKMAZ = Decision(19, 33, "PERSON", "mask", "eva")


@pytest.fixture
def reviewed(tmp_path):
    """A desk with one reviewed story, made by hand: `open` is its ledger, `eva` and `tom` came in with their keys."""
    made = small.make(tmp_path / "var", "eva", "tom")
    made.tell(TEXT, "Fadime Korkmaz")
    made.decide(ID, "eva", KORKMAZ)
    with made.ledger() as ledger:
        made.open, made.eva, made.tom = ledger, made.who("eva"), made.who("tom")
        review.finish(made.home, ledger, ID, made.eva)
        yield made


def read(reviewed):
    """The text as the second reader reads it."""
    opened = review.open_story(reviewed.home, reviewed.open, ID, reviewed.tom)
    return release.preview(reviewed.home, reviewed.open, opened)


def counted(monkeypatch, module, name):
    calls, real = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given, **named: calls.append(name) or real(*given, **named))
    return calls


def test_a_release_opens_the_story_once_and_replaces_once(reviewed, monkeypatch):
    seen = read(reviewed).stamp
    opened, replaced = counted(monkeypatch, story, "open_part"), counted(monkeypatch, release, "replacements")
    release.release(reviewed.home, reviewed.open, ID, reviewed.tom, seen)
    assert (len(opened), len(replaced)) == (2, 1)  # what was made of it, and what was decided: each once


def test_what_is_kept_is_the_text_that_was_read_and_the_log_of_its_replacements(reviewed):
    seen = read(reviewed)
    released = release.release(reviewed.home, reviewed.open, ID, reviewed.tom, seen.stamp)
    assert released.turns == seen.turns and "Korkmaz" not in str(released.turns)
    folder, known = reviewed.home.sealed / ID, reviewed.open.bound(ID)
    log = json.loads(story.open_part(folder, story.REPLACED, reviewed.identities["tom"], reviewed.key, known))
    assert [row["shown"] for row in log] == [one.shown for one in seen.replaced] != []


def test_a_text_that_changed_since_it_was_read_is_not_released(reviewed):
    seen = read(reviewed).stamp
    review.reopen(reviewed.open, ID, "tom")
    review.decide(reviewed.home, reviewed.open, ID, reviewed.eva, [Decision(19, 33, "PERSON", "keep", "eva")])
    review.finish(reviewed.home, reviewed.open, ID, reviewed.eva)
    with pytest.raises(NotAllowed, match="veranderd"):
        release.release(reviewed.home, reviewed.open, ID, reviewed.tom, seen)
    assert list(reviewed.home.released.iterdir()) == []
