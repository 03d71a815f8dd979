"""The proof of a destruction: what went, in codes, sealed, and nothing of who it was."""

import json

import pytest

from archive.model import Participant
from archive.steward import certificate
from archive.vault.digests import mac, seal_key
from archive.vault.register import Withdrawal
from tests import small

P07 = Participant("wijk", "P07")
ROW = Withdrawal("2026-11-22T10:00:00+00:00", "eva", P07, ("T1", "T2"), "withdrawal")
FACTS = {
    "participant": "wijk/P07",
    "whole": True,
    "transcripts": ["T1", "T2"],
    "files_destroyed": 9,
    "digests_of_names": 4,
    "items": ["lesson/a"],
}


@pytest.fixture
def home(tmp_path):
    return small.make(tmp_path / "var").home


def test_it_says_what_went_when_and_why_to_people(home):
    text = certificate.write(home, ROW, FACTS).read_text()
    for part in (
        "2026-11-22",
        "op verzoek van de deelnemer",
        "Deelnemer wijk/P07.",
        "T1, T2",
        "9 bestanden",
        "4 vergelijkingscodes",
        "- lesson/a",
        "reservekopieën",
    ):
        assert part in text, part


def test_it_says_so_when_not_all_of_it_went_or_nothing_rested_on_it(home):
    text = certificate.write(home, ROW, FACTS | {"whole": False, "items": [], "transcripts": []}).read_text()
    assert "wijk/P07 (niet alles)." in text and "Teksten: geen." in text and "- geen" in text


@pytest.mark.parametrize(
    ("why", "says"),
    [("retention term", "bewaartermijn"), ("retention consent", "einde van de toestemming"), ("anders", "anders")],
)
def test_the_reason_is_told_in_dutch_and_one_nobody_knows_as_it_is(home, why, says):
    assert says in certificate.write(home, Withdrawal(ROW.at, "eva", P07, ("T1",), why), FACTS).read_text()


def test_a_program_can_check_that_it_was_not_changed(home):
    path = certificate.write(home, ROW, FACTS)
    sealed = json.loads(path.with_suffix(".json").read_text())
    digest, key = sealed.pop("digest"), seal_key(home.seal_key)
    assert mac(json.dumps(sealed, sort_keys=True), key) == digest
    assert mac(json.dumps(sealed | {"files_destroyed": 8}, sort_keys=True), key) != digest


def test_each_withdrawal_has_its_own_and_writing_it_again_is_the_same_one(home):
    other = Withdrawal(ROW.at, "eva", P07, ("T1",), "withdrawal")
    assert certificate.write(home, ROW, FACTS) == certificate.write(home, ROW, FACTS) == certificate.path(home, ROW)
    assert (
        certificate.path(home, other) != certificate.path(home, ROW) and len(list(home.certificates.glob("*.txt"))) == 1
    )
    assert {path.stat().st_mode & 0o077 for path in home.certificates.iterdir()} == {0}
