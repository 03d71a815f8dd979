"""What participants agreed to, in a ledger of its own: one row each, and what rests on them."""

from dataclasses import replace

import pytest

from archive.consent import Consent
from archive.errors import NotAllowed, NotFound, VaultError
from archive.ledger.agreements import Held, find, forget, hold, mint
from archive.ledger.store import Ledger
from archive.ledger.tables import consents, writing
from archive.model import Participant

P07, P08, OTHER = Participant("wijk", "P07"), Participant("wijk", "P08"), Participant("elders", "P07")
WHOLE = Consent(
    P07,
    ("bewaren", "lessen"),
    "2026-01-01",
    "2027-01-01",
    "F-1",
    {"lessen": "2026-06-01"},
    "Sterre Zee",
    True,
    ("eva",),
)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def log(ledger):
    return [(row.what, row.about, row.why, row.count) for row in ledger.events()]


def test_a_consent_is_remembered_whole_and_writing_it_again_changes_it(ledger):
    ledger.agreements.put(WHOLE, "eva")
    assert replace(ledger.agreements.get(P07), number=0) == WHOLE
    ledger.agreements.put(replace(WHOLE, layers=("bewaren",), embargo={}), "tom")
    (only,) = ledger.agreements.all()
    assert only.layers == ("bewaren",) and only.embargo == {} and ledger.agreements.numbered(only.number) == only
    assert log(ledger) == [("consent", "wijk/P07", "bewaren", None), ("consent", "wijk/P07", "bewaren+lessen", None)]


def test_what_is_no_consent_is_not_written_and_not_in_the_log(ledger):
    with pytest.raises(NotAllowed):
        ledger.agreements.put(replace(WHOLE, participant=Participant("wijk", "Noor")), "eva")
    assert ledger.agreements.all() == [] and log(ledger) == []


def test_one_code_in_two_projects_is_two_people(ledger):
    for who in (P07, OTHER, P08):
        ledger.agreements.put(replace(WHOLE, participant=who), "eva")
    assert [str(c.participant) for c in ledger.agreements.all()] == ["elders/P07", "wijk/P07", "wijk/P08"]
    assert [str(c.participant) for c in ledger.agreements.coded("P07")] == ["elders/P07", "wijk/P07"]
    assert [str(c.participant) for c in ledger.agreements.coded("P07", "wijk")] == [
        "wijk/P07"
    ] and ledger.agreements.coded("P99") == []
    with writing(ledger.engine) as db:
        forget(db, P07, "eva")
    assert ledger.agreements.get(P07) is None and ledger.agreements.get(OTHER) is not None


def test_a_participant_who_is_not_there_is_nobody(ledger):
    assert ledger.agreements.get(P07) is None and ledger.agreements.all() == [] and ledger.agreements.resting() == {}
    with pytest.raises(NotFound):
        ledger.agreements.numbered(1)


def test_what_rests_on_whom_is_remembered_before_and_replaced_at_publication(ledger):
    ledger.agreements.publish({"lesson/a": [P07, P07], "lesson/b": [P08]}, "eva", 5)
    ledger.agreements.rest({"lesson/a": [P08], "lesson/c": [P07]})  # about to be published: beside what is
    assert ledger.agreements.resting() == {"lesson/a": {P07, P08}, "lesson/b": {P08}, "lesson/c": {P07}}
    ledger.agreements.rest({"lesson/a": [P08]})
    ledger.agreements.publish({"lesson/a": {P08}}, "eva", 1)
    assert ledger.agreements.resting() == {"lesson/a": {P08}}
    ledger.agreements.publish({}, "eva", 0)
    assert ledger.agreements.resting() == {} and [row[0] for row in log(ledger)] == ["publish"] * 3


def test_an_item_is_held_once_until_somebody_looked_and_said_why(ledger):
    with writing(ledger.engine) as db:
        hold(db, ["lesson/a", "lesson/b"], P07)
        hold(db, ["lesson/a"], P08)
        hold(db, ["lesson/a"], P08)
    both = {("lesson/a", P07), ("lesson/a", P08), ("lesson/b", P07)}
    assert {(row.item, row.participant) for row in ledger.agreements.held()} == both
    ledger.agreements.look("lesson/a", "eva", "herschreven", P07)  # what another holds back stays held
    assert {(row.item, row.participant) for row in ledger.agreements.held()} == both - {("lesson/a", P07)}
    assert isinstance(ledger.agreements.held()[0], Held)
    with pytest.raises(NotFound):
        ledger.agreements.look("lesson/a", "eva", "herschreven", P07)
    assert log(ledger) == [("look", "lesson/a", "herschreven", None)]


def test_a_reason_that_is_not_a_code_lets_nothing_in(ledger):
    with writing(ledger.engine) as db:
        hold(db, ["lesson/a"], P07)
    with pytest.raises(ValueError, match="codes"):
        ledger.agreements.look("lesson/a", "eva", "Noor wilde het (zei ze)!", P07)
    assert [row.item for row in ledger.agreements.held()] == ["lesson/a"] and log(ledger) == []


def test_a_code_that_is_made_is_nobodys(ledger, monkeypatch):
    drawn = iter([0, 0, 1])
    monkeypatch.setattr("archive.ledger.agreements.secrets.randbelow", lambda below: next(drawn))
    with writing(ledger.engine) as db:
        assert mint(db, "wijk") == Participant("wijk", "X10000")
    ledger.agreements.put(replace(WHOLE, participant=Participant("wijk", "X10000")), "eva")
    with writing(ledger.engine) as db:
        assert mint(db, "wijk") == Participant("wijk", "X10001") and find(db, Participant("wijk", "X10000")) is not None


def test_what_was_changed_by_hand_in_one_project_stops_no_list_of_another(ledger):
    for who in (OTHER, P07):
        ledger.agreements.put(replace(WHOLE, participant=who), "eva")
    with writing(ledger.engine) as db:
        db.execute(consents.update().where(consents.c.project == "elders").values(layers='["film"]'))
    assert [c.participant for c in ledger.agreements.all(["wijk"])] == [P07]
    with pytest.raises(VaultError, match="elders/P07"):
        ledger.agreements.all()
    assert ledger.agreements.whose(1) == OTHER  # whose it is can be asked, what they agreed to cannot be used
    with pytest.raises(VaultError, match="elders/P07"):
        ledger.agreements.numbered(1)
    with pytest.raises(NotFound):
        ledger.agreements.whose(9)
