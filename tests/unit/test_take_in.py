"""What comes in is sealed and known, or refused with nothing left: consent, codes and withdrawals are asked first."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import IntegrityError

from archive.consent import Consent
from archive.errors import NoConsent, NotAllowed, UnreadableFile
from archive.ingest import pipeline
from archive.ingest.pipeline import Incoming, take_in
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.vault import register, story
from tests import small
from tests.small import P07

TEXT = b"Interviewer: Hoe heet u?\nBewoner: Ik heet Wendelmoed Krijgsveld."
LAYERS = ("bewaren", "onderzoek")


@pytest.fixture
def inside(tmp_path):
    """A small archive and its open ledger."""
    made = small.make(tmp_path / "var", "eva", "tom")
    with made.ledger() as ledger:
        yield SimpleNamespace(made=made, home=made.home, ledger=ledger, settings=made.home.settings())


def hand_in(inside, data=TEXT, who=P07, consent=LAYERS):
    return take_in(Incoming(data, "x.txt", consent, who), inside.home, inside.settings, inside.ledger, "eva")


def sealed(inside):
    return sorted(path.name for path in inside.home.sealed.iterdir())


def withdraw(inside, who=P07):
    row = register.Withdrawal("2026-11-22T10:00:00+00:00", "eva", who, (), "withdrawal")
    register.add(inside.home.withdrawals, row, inside.made.key)


def test_what_comes_in_is_sealed_for_its_people_and_known(inside):
    deposit = hand_in(inside)
    assert sealed(inside) == [deposit.id] and inside.ledger.all() == [deposit]
    assert set(story.about(inside.home.sealed / deposit.id, inside.made.key).recipients) == {"steward", "eva", "tom"}
    assert hand_in(inside) == deposit and sealed(inside) == [deposit.id]


def test_a_failure_of_the_ledger_is_no_success_and_leaves_nothing_sealed(inside, monkeypatch):
    real = pipeline.read_through

    def doubled(*arguments):
        reading = real(*arguments)
        return replace(reading, mentions=(*reading.mentions, *reading.mentions))

    monkeypatch.setattr(pipeline, "read_through", doubled)
    with pytest.raises(IntegrityError):
        hand_in(inside)
    assert sealed(inside) == [] and inside.ledger.all() == []


def test_an_id_that_is_taken_destroys_nothing_of_who_has_it(inside, monkeypatch):
    monkeypatch.setattr(pipeline, "secrets", SimpleNamespace(token_hex=lambda size: "0" * size * 2))
    first = hand_in(inside)
    with pytest.raises(OSError):
        hand_in(inside, TEXT + b" En dat is alles.")
    assert sealed(inside) == [first.id] and story.problems(inside.home.sealed / first.id, inside.made.key) == []


def test_the_same_file_twice_at_once_is_one_story(inside, monkeypatch):
    first = hand_in(inside)
    monkeypatch.setattr(
        Ledger,
        "with_file",
        lambda self, digest, real=Ledger.with_file, asked=[]: real(self, digest) if asked else asked.append(1),
    )
    assert hand_in(inside) == first and sealed(inside) == [first.id]


def test_who_took_their_story_back_hands_in_no_other_under_that_code(inside):
    withdraw(inside)
    with pytest.raises(NoConsent, match="nieuwe code"):
        hand_in(inside)
    assert sealed(inside) == [] and inside.ledger.events() == []  # nothing was even tried
    assert hand_in(inside, who=Participant("wijk", "P08"))


def test_a_story_of_who_leaves_while_it_is_read_does_not_stay(inside, monkeypatch):
    real = pipeline.read_through
    monkeypatch.setattr(pipeline, "read_through", lambda *a: (withdraw(inside), real(*a))[1])
    with pytest.raises(NoConsent, match="nieuwe code"):
        hand_in(inside)
    assert sealed(inside) == [] and inside.ledger.all() == [] and inside.ledger.agreements.all() == []


def test_without_consent_nothing_is_taken_in(inside):
    with pytest.raises(NoConsent, match="Zonder toestemming"):
        hand_in(inside, consent=())
    inside.ledger.agreements.put(Consent(P07, LAYERS, "2020-01-01", until="2020-12-31"), "eva")
    with pytest.raises(NoConsent, match="liep af"):
        hand_in(inside)
    assert sealed(inside) == []


def test_a_story_of_who_named_their_readers_is_sealed_to_those(inside):
    inside.ledger.agreements.put(Consent(P07, LAYERS, "2020-01-01", readers=("tom",)), "eva")
    deposit = hand_in(inside)
    assert set(story.about(inside.home.sealed / deposit.id, inside.made.key).recipients) == {"steward", "tom"}


@pytest.mark.parametrize(
    "who", [Participant("wijk", "Wendelmoed"), Participant("wijk", "krijgsveld-1-x"), Participant("<wijk>", "P07"), Participant("wijk van Wendelmoed", "P07")]
)  # fmt: skip
def test_a_name_is_refused_where_it_would_not_be_sealed(inside, who):
    with pytest.raises(NotAllowed):
        hand_in(inside, who=who)
    assert sealed(inside) == [] and inside.ledger.all() == []


def test_a_file_over_the_limit_is_refused(inside):
    inside.settings = inside.settings.model_copy(
        update={"upload": inside.settings.upload.model_copy(update={"max_mb": 0})}
    )
    with pytest.raises(UnreadableFile, match="groter"):
        hand_in(inside)
