"""What comes in is sealed and known, or refused with nothing left: consent, codes and withdrawals are asked first."""

from types import SimpleNamespace

import pytest
from sqlalchemy.exc import IntegrityError

from archive.consent import Consent
from archive.errors import NoConsent, NotAllowed, NotFound, UnreadableFile
from archive.ingest import pipeline, review
from archive.ingest.pipeline import Incoming, take_in
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.steward.tampering import tampered
from archive.vault import label, register
from archive.vault.digests import digest
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
    return take_in(
        Incoming(data, "x.txt", consent, who), inside.home, inside.settings, inside.ledger, inside.made.who("eva")
    )


def sealed(inside):
    return sorted(path.name for path in inside.home.sealed.iterdir())


def withdraw(inside, who=P07):
    row = register.Withdrawal("2026-11-22T10:00:00+00:00", "eva", who, (), "withdrawal")
    register.add(inside.home.withdrawals, row, inside.made.key)


def test_what_comes_in_is_sealed_for_its_people_and_known(inside):
    deposit = hand_in(inside)
    assert sealed(inside) == [deposit.id] and inside.ledger.all() == [deposit]
    assert set(label.read(inside.home.sealed / deposit.id, inside.made.key).recipients) == {"steward", "eva", "tom"}
    assert hand_in(inside) == deposit and sealed(inside) == [deposit.id]


def test_a_failure_of_the_ledger_is_no_success_and_leaves_nothing_sealed(inside, monkeypatch):
    hand_in(inside, b"Bewoner: Iets anders.")
    taken = inside.ledger.all()[0].id.removeprefix("T")
    monkeypatch.setattr(pipeline, "secrets", SimpleNamespace(token_hex=lambda size: taken))
    (inside.home.sealed / f"T{taken}").rename(inside.home.sealed / "elders")
    with pytest.raises(IntegrityError):
        hand_in(inside)
    assert sealed(inside) == ["elders"] and len(inside.ledger.all()) == 1


def test_an_id_that_is_taken_destroys_nothing_of_who_has_it(inside, monkeypatch):
    monkeypatch.setattr(pipeline, "secrets", SimpleNamespace(token_hex=lambda size: "0" * size * 2))
    first = hand_in(inside)
    with pytest.raises(OSError):
        hand_in(inside, TEXT + b" En dat is alles.")
    assert sealed(inside) == [first.id]
    assert tampered(inside.home, inside.settings, inside.ledger, inside.made.who()) == []


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
    assert sealed(inside) == [] and "upload" not in {row.what for row in inside.ledger.events()}  # not even tried
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
    assert set(label.read(inside.home.sealed / deposit.id, inside.made.key).recipients) == {"steward", "tom"}


@pytest.mark.parametrize(
    "who", [Participant("wijk", "Wendelmoed"), Participant("wijk", "krijgsveld-1-x"), Participant("wijk van Wendelmoed", "P07")]
)  # fmt: skip
def test_a_name_is_refused_where_it_would_not_be_sealed(inside, who):
    inside.made.grant("eva", "wijk van wendelmoed")  # an odd name, in no list: only the story knows it for one
    with pytest.raises(NotAllowed):
        hand_in(inside, who=who)
    assert sealed(inside) == [] and inside.ledger.all() == []


def test_a_file_over_the_limit_is_refused(inside):
    inside.settings = inside.settings.model_copy(
        update={"upload": inside.settings.upload.model_copy(update={"max_mb": 0})}
    )
    with pytest.raises(UnreadableFile, match="groter"):
        hand_in(inside)


@pytest.mark.parametrize("project", ["wijkk", "oost", "", "<wijk>", "wijk/P07"])
def test_a_project_that_nobody_has_a_role_in_takes_nothing_in(inside, project):
    with pytest.raises(NotFound, match="Dit project is er niet"):
        hand_in(inside, who=Participant(project, "P07"))
    assert sealed(inside) == [] and inside.ledger.all() == [] and inside.ledger.agreements.all() == []


def test_one_code_and_one_project_however_they_are_typed(inside):
    first = hand_in(inside)
    assert hand_in(inside, TEXT + b" Dag.", Participant(" WIJK ", "p-07")).participant == first.participant == P07
    assert len(inside.ledger.agreements.all()) == 1 and len(inside.ledger.of(P07)) == 2


def test_the_same_file_in_another_project_is_a_story_of_its_own_sealed_to_its_own_people(inside):
    inside.made.grant("tom", "oost")
    first, other = hand_in(inside), hand_in(inside, who=Participant("oost", "P07"), consent=("bewaren",))
    assert other.id != first.id and other.consent == ("bewaren",) and first.consent == LAYERS
    assert set(label.read(inside.home.sealed / other.id, inside.made.key).recipients) == {"steward", "tom"}


def test_the_same_file_of_another_participant_of_the_project_is_refused_and_said(inside):
    first = hand_in(inside)
    with pytest.raises(NotAllowed, match=f"als {first.id} van P07"):
        hand_in(inside, who=Participant("wijk", "P08"))
    assert len(inside.ledger.all()) == 1 and len(inside.ledger.agreements.all()) == 1


def test_what_somebody_only_typed_as_a_name_stops_no_lesson_until_a_reviewer_decided(inside):
    came = Incoming(
        TEXT + b" Dat deed Humanitasje Vrijwilligersnetwerk.",
        "x.txt",
        LAYERS,
        P07,
        ("Humanitasje Vrijwilligersnetwerk",),
    )
    deposit = take_in(came, inside.home, inside.settings, inside.ledger, inside.made.who("eva"))
    typed = {digest(part, inside.made.secret) for part in ("humanitasje", "vrijwilligersnetwerk")}
    assert typed.isdisjoint(inside.ledger.name_digests())
    assert digest("wendelmoed", inside.made.secret) in inside.ledger.name_digests()
    review.finish(inside.home, inside.ledger, deposit.id, inside.made.who("eva"))
    assert typed <= set(inside.ledger.name_digests())
