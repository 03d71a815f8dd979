"""The ledger's file: what is deleted is gone from it, what is acknowledged is on disk, and a failure is no success."""

import os
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from archive.errors import NoConsent, NotAllowed
from archive.ledger.store import Ledger
from archive.model import Participant
from tests.unit.test_ledger import DEPOSIT, ledger  # noqa: F401  # the fixture


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "delete"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1), ("temp_store", 2), ("busy_timeout", 10_000)],
)  # fmt: skip
def test_every_connection_is_set_to_keep_nothing_and_lose_nothing(ledger, pragma, value):  # noqa: F811
    for _ in range(2):
        with ledger.engine.connect() as db:
            assert db.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        ledger.engine.dispose()


def test_what_is_forgotten_is_gone_from_the_file_itself(tmp_path):
    needles = [os.urandom(16).hex() for _ in range(40)]
    with Ledger(tmp_path / "l.sqlite") as ledger:  # noqa: F811
        deposit = ledger.add(
            DEPOSIT, "file digest", {(needle, 3) for needle in needles}, "eva", mark="1:a", typed=needles
        )
        ledger.proposals.make(deposit.participant, None, "tom")
        before = (tmp_path / "l.sqlite").read_bytes()
        assert all(needle.encode() in before for needle in needles)
        ledger.forget(["T1"], "eva", participant=deposit.participant)
    left = (tmp_path / "l.sqlite").read_bytes()
    assert not any(needle.encode() in left for needle in [*needles, "file digest"])
    assert list(tmp_path.iterdir()) == [tmp_path / "l.sqlite"]


@pytest.mark.parametrize(
    ("id", "weight"), [("T1", 3), ("T2", None)], ids=["an id that is there already", "a name without a weight"]
)
def test_a_clash_that_is_not_of_the_file_itself_is_raised_and_nothing_is_written(ledger, id, weight):  # noqa: F811
    with pytest.raises(IntegrityError):
        ledger.add(replace(DEPOSIT, id=id), "digest-2", {("d9", weight)}, "eva", mark="m")
    assert ledger.all() == [DEPOSIT] and ledger.with_file("digest-2") is None and "d9" not in ledger.name_digests()
    assert [event.what for event in ledger.events()] == ["upload", "consent"]


def test_the_same_file_again_is_the_deposit_that_was_made_of_it(ledger):  # noqa: F811
    again = ledger.add(replace(DEPOSIT, id="T2"), "digest-1", {("d9", 3)}, "tom", mark="1:a")
    assert again == DEPOSIT and ledger.all() == [DEPOSIT] and "d9" not in ledger.name_digests()


def test_the_same_file_under_another_participant_of_the_project_is_refused(ledger):  # noqa: F811
    other = replace(DEPOSIT, id="T2", participant=Participant("wijk", "P02"))
    with pytest.raises(NotAllowed, match="al ingeleverd, als T1 van P01"):
        ledger.add(other, "digest-1", {("d9", 3)}, "tom", mark="m")
    assert ledger.all() == [DEPOSIT] and "d9" not in ledger.name_digests()
    assert [consent.participant for consent in ledger.agreements.all()] == [DEPOSIT.participant]


def test_a_second_story_under_other_consent_is_refused(ledger):  # noqa: F811
    with pytest.raises(NoConsent, match="iets anders afgesproken"):
        ledger.add(replace(DEPOSIT, id="T2", consent=("bewaren", "film")), "digest-2", {}, "eva", mark="1:a")
    assert ledger.all() == [DEPOSIT]


def test_a_review_is_finished_once_and_then_its_names_count(ledger):  # noqa: F811
    assert ledger.finish("T1", "eva", {("d9", 3)}) and ledger.name_digests() == {"d1": 3, "d2": 1, "d9": 3}
    assert not ledger.finish("T1", "eva", set()) and "d9" in ledger.name_digests()
    assert ledger.settle("T1", "tom", {("d9", 3)}) and ledger.name_digests() == {"d9": 3}
    assert not ledger.settle("T1", "tom", set()) and ledger.name_digests() == {"d9": 3}


def test_who_finished_is_known_and_who_only_looked_is_not(ledger):  # noqa: F811
    ledger.note("noor", "open", "T1")
    ledger.finish("T1", "eva", set())
    assert ledger.finishers("T1") == {"eva"}


def test_the_strongest_weight_of_a_name_counts(ledger):  # noqa: F811
    ledger.add(
        replace(DEPOSIT, id="T2", participant=Participant("elders", "P02")),
        "digest-2",
        {("d1", 1), ("d2", 3)},
        "eva",
        mark="1:a",
    )
    assert ledger.name_digests() == {"d1": 3, "d2": 3} and ledger.name_digests("wijk") == {"d1": 3, "d2": 1}


def test_everybody_who_ever_finished_is_known_and_nobody_else(ledger):  # noqa: F811
    ledger.decided("T1", "tom", "decide", 1, "m")
    ledger.note("noor", "open", "T1")
    ledger.finish("T1", "eva", set())
    ledger.move("T1", "decided", "uploaded", "ada")
    ledger.finish("T1", "bram", set())
    assert ledger.finishers("T1") == {"eva", "bram"}


def test_what_somebody_only_typed_as_a_name_counts_once_a_reviewer_decided(ledger):  # noqa: F811
    other = replace(DEPOSIT, id="T2", participant=Participant("wijk", "P02"))
    ledger.add(other, "digest-2", {("d8", 3), ("d9", 3)}, "tom", mark="m", typed={"d9"})
    assert "d8" in ledger.name_digests() and "d9" not in ledger.name_digests() | ledger.name_digests("wijk")
    assert ledger.whose("d9") == [("T2", "wijk", "tom")]
    ledger.finish("T2", "eva", {("d9", 3)})
    assert ledger.name_digests("wijk")["d9"] == 3


def test_no_digest_that_was_only_typed_outlives_its_story(ledger):  # noqa: F811
    other = replace(DEPOSIT, id="T2", participant=Participant("wijk", "P02"))
    ledger.add(other, "digest-2", {("d9", 3)}, "tom", mark="m", typed={"d9"})
    ledger.forget(["T2"], "eva")
    assert "d9" not in ledger.name_digests()
