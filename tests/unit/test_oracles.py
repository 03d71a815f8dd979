"""No answer tells one project what another holds: a file, a name, a participant, an agreement, a row of the log."""

import io

import pytest

from archive.consent import Consent
from archive.errors import NotAllowed
from archive.ingest import pipeline
from archive.ledger.store import Ledger
from archive.ledger.tables import consents, writing
from archive.model import Participant
from archive.rights import Grant
from archive.steward.changes import check_pseudonym
from archive.vault import label
from tests.small import P07
from tests.unit.test_desk_projects import ID, desk, events, post  # noqa: F401  # the fixture
from tests.unit.test_take_in import LAYERS, TEXT, hand_in, inside, sealed  # noqa: F401  # the fixture

OTHER = Participant("oost", "P07")

# ---- taking in ----


def test_the_same_file_under_another_project_is_new_and_sealed_to_that_project_alone(inside):  # noqa: F811
    inside.made.grant("tom", "oost")
    first = hand_in(inside)
    second = hand_in(inside, who=OTHER, consent=("bewaren",))
    assert second.id != first.id and sealed(inside) == sorted([first.id, second.id])
    assert (second.participant, second.consent) == (OTHER, ("bewaren",))  # with its own consent
    assert inside.ledger.agreements.get(OTHER).layers == ("bewaren",)
    assert inside.ledger.agreements.get(P07).layers == LAYERS
    sealed_to = [label.read(inside.home.sealed / one.id, inside.made.key) for one in (first, second)]
    assert [(about.project, set(about.recipients)) for about in sealed_to] == [
        ("wijk", {"steward", "eva", "tom"}),
        ("oost", {"steward", "tom"}),
    ]
    assert hand_in(inside, who=OTHER, consent=("bewaren",)) == second  # and known there from now on


def test_the_same_file_under_another_participant_of_the_project_is_refused_and_nothing_is_written(inside):  # noqa: F811
    first = hand_in(inside)
    before = [row.number for row in inside.ledger.events()]
    with pytest.raises(NotAllowed, match=f"al ingeleverd, als {first.id} van P07"):
        hand_in(inside, who=Participant("wijk", "P08"))
    assert sealed(inside) == [first.id] and inside.ledger.all() == [first]
    assert inside.ledger.agreements.get(Participant("wijk", "P08")) is None
    assert [row.number for row in inside.ledger.events()] == before


def test_two_who_hand_in_the_same_file_for_two_participants_at_once_are_told_and_one_stays(inside, monkeypatch):  # noqa: F811
    first = hand_in(inside)
    real, asked = Ledger.with_file, []
    monkeypatch.setattr(
        Ledger, "with_file", lambda self, digest: real(self, digest) if asked else asked.append(1)
    )  # not there yet when it was looked for
    with pytest.raises(NotAllowed, match="al ingeleverd"):
        hand_in(inside, who=Participant("wijk", "P08"))
    assert sealed(inside) == [first.id] and inside.ledger.agreements.get(Participant("wijk", "P08")) is None


def test_a_pseudonym_is_compared_with_ones_own_project_and_a_hit_is_in_its_log(inside):  # noqa: F811
    hand_in(inside)
    inside.ledger.grants.give(Grant("oost", "eva", "researcher"), "steward")
    for who in (P07, OTHER):
        wish = Consent(who, LAYERS, "2020-01-01", pseudonym="Wendelmoed Zee")
        if who == P07:
            with pytest.raises(NotAllowed, match="naam uit een verzegeld verhaal"):
                check_pseudonym(inside.ledger, wish, inside.made.who("eva"))
        else:
            check_pseudonym(inside.ledger, wish, inside.made.who("eva"))
    rows = [row for row in inside.ledger.events() if row.what == "pseudonym-refused"]
    assert [(row.who, row.about, row.project) for row in rows] == [("eva", "wijk/P07", "wijk")]


def test_no_pseudonym_that_is_made_up_is_a_name_of_the_project_and_another_project_makes_no_difference(inside):  # noqa: F811
    inside.made.grant("tom", "oost")
    known = []
    real = pipeline.read_through

    def watched(*arguments):
        known.append(set(arguments[-1]))
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "read_through", watched)
        hand_in(inside)
        hand_in(inside, TEXT + b" Dag.", who=OTHER)
        hand_in(inside, TEXT + b" Tot ziens.")
    assert known[:2] == [set(), set()] and known[2] == set(inside.ledger.name_digests("wijk"))


# ---- at the desk ----


def refusals(desk):  # noqa: F811
    """Return who was refused and where, now that the desk's clock struck."""
    desk.state.refusals.write(desk.ledger, now=True)
    return [(row.who, row.why) for row in desk.ledger.events() if row.what == "refused"]


def file_in(client, project, participant="P07", said=b"Bewoner: Dag.", consent="onderzoek"):
    file = (io.BytesIO(said), "x.txt")
    return post(client, "/inleveren", toestemming=consent, project=project, deelnemer=participant, bestanden=file)


def test_handing_in_for_another_project_is_answered_as_for_one_that_is_not_there(desk):  # noqa: F811
    desk.ledger.agreements.put(Consent(P07, ("bewaren", "film"), "2020-01-01", until="2021-01-01"), "eva")
    before = events(desk), sorted(desk.home.sealed.iterdir())
    answers = {
        (answer.status_code, answer.text)
        for project in ("wijk", "wjik", " WIJK ", "nergens", "", "<wijk>")
        for answer in (file_in(desk.tom, project), file_in(desk.tom, project, "P99"), file_in(desk.tom, project, "?"))
    }
    ((status, said),) = answers  # nothing of what P07 agreed to, or that there is a P07
    assert status == 404 and "niet voor u" in said and "P07" not in said and "film" not in said
    assert (events(desk), sorted(desk.home.sealed.iterdir())) == before
    assert refusals(desk) == [("tom", "upload")]
    assert desk.ledger.agreements.get(Participant("wijk", "P99")) is None


def test_handing_in_for_ones_own_project_says_what_was_agreed_there(desk):  # noqa: F811
    assert file_in(desk.tom, " Elders ", "p-07").status_code == 303
    assert desk.ledger.of(Participant("elders", "P07"))
    answer = file_in(desk.tom, "elders", "P07", b"Bewoner: Nog iets.", "film")
    assert answer.status_code == 400 and "iets anders afgesproken" in answer.text


def test_a_file_that_lies_in_another_project_is_answered_as_if_it_were_new(desk):  # noqa: F811
    own = file_in(desk.eva, "wijk", "P08")
    other = file_in(desk.tom, "elders", "P08", consent="lessen")
    assert own.status_code == other.status_code == 303 and own.headers["Location"] != other.headers["Location"]
    assert desk.ledger.agreements.get(Participant("elders", "P08")).layers == ("bewaren", "lessen")


def test_rows_about_a_destroyed_story_are_seen_by_its_own_project_only(desk):  # noqa: F811
    assert ID in desk.eva.get("/logboek").text
    desk.ledger.forget([ID], "eva", participant=P07)
    rows = [row for row in desk.ledger.events() if row.transcript == ID or row.about == "wijk/P07"]
    assert {row.project for row in rows} == {"wijk"} and {row.what for row in rows} >= {"upload", "withdraw", "consent"}
    assert ID in desk.eva.get("/logboek").text and "P07" in desk.eva.get("/logboek").text
    assert ID not in desk.tom.get("/logboek").text and "P07" not in desk.tom.get("/logboek").text


def test_a_consent_that_was_changed_by_hand_is_told_to_its_own_project_only(desk):  # noqa: F811
    with writing(desk.ledger.engine) as db:
        db.execute(consents.update().values(layers='["film"]'))
    absent = desk.tom.get("/deelnemers/99")
    for path in ("/deelnemers/1", "/deelnemers/1/intrekken"):
        answer = desk.tom.get(path)
        assert (answer.status_code, answer.text) == (404, absent.text)
        assert "wijk/P07 is buiten het programma om veranderd" in desk.eva.get(path).text
    assert desk.tom.get("/deelnemers").status_code == 200  # their own list is not stopped by it
