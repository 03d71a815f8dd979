"""A withdrawal reaches all that was made of a story, is finished after a crash, and can be proven without a name."""

import json
import os
import shutil
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from archive.consent import Consent
from archive.errors import NotAllowed, NotFound
from archive.ingest import research
from archive.ledger.tables import metadata
from archive.model import Deposit, Participant
from archive.records import Lesson, Library
from archive.search.index import open_folder
from archive.search.schema import RESEARCH_FIELDS, research_schema
from archive.steward import certificate, withdrawal
from archive.vault import register
from archive.vault.digests import digest, mac
from archive.vault.names import KnownNames
from archive.vault.register import Withdrawal
from tests import issued, small
from tests.small import LAYERS, P07

FIRST, SECOND, OTHER = "T0000000001", "T0000000002", "T0000000003"
P08 = Participant("wijk", "P08")


def lesson(slug, html="<p>Bel.</p>"):
    return Lesson(slug=slug, title="Een les", html=html, plain="Bel.")


@pytest.fixture
def desk(tmp_path):
    """Two stories of P07, the first one released, one of P08, and a site with a lesson that rests on P07."""
    made = small.make(tmp_path / "var", "eva", "tom")
    for id, who in ((FIRST, P07), (SECOND, P07), (OTHER, P08)):
        made.tell(id=id, who=who, text=f"{small.STORY} En dat in {id}.")
    home = made.home
    with made.ledger() as ledger:
        ledger.move(FIRST, "uploaded", "released", "tom")
        (home.released / f"{FIRST}.json").write_text(
            json.dumps({"id": FIRST, "project": "wijk", "turns": [["deelnemer 1", "kliederhoek"]]})
        )
        research.open_index(home, ledger)
        shown = Library(
            lessons=(lesson("vraag-door"), lesson("bel-eerst"), lesson("citaat", "<blockquote>Ik belde.</blockquote>"))
        )
        issued.trust(home)
        issued.write(home.public, shown, tmp_path / "none", 3)
        ledger.agreements.publish({"lesson/vraag-door": {P07}, "lesson/citaat": {P07}}, "eva", 3)
        yield SimpleNamespace(
            made=made, home=home, ledger=ledger, settings=home.settings(), content=tmp_path / "content"
        )


def take_back(desk, what="P07", **more):
    plan = withdrawal.plan(desk.home, desk.settings, desk.ledger, what, **more)
    return withdrawal.carry_out(desk.home, desk.ledger, plan, "eva")


def shown(desk):
    return {item["slug"] for item in json.loads((desk.home.public / "current" / "content.json").read_text())["lessons"]}


def indexed(desk):
    """The transcripts in the research index as it lies there: `open_index` would mend it."""
    return open_folder(desk.home.research_index, research_schema(), RESEARCH_FIELDS).values("transcript")


def gone(desk, *ids):
    """Say whether nothing is left of transcripts: sealed, released, in the index or in the ledger."""
    left = [
        id
        for id in ids
        if (desk.home.sealed / id).exists() or (desk.home.released / f"{id}.json").exists() or desk.ledger.has(id)
    ]
    return not left and not research.open_index(desk.home, desk.ledger).values("transcript") & set(ids)


def test_all_of_a_participants_goes_and_nothing_of_anothers(desk, tmp_path):
    os.link(desk.home.released / f"{FIRST}.json", tmp_path / "the same bytes on disk")
    assert indexed(desk) == {FIRST}
    proof = take_back(desk).read_text()
    assert b"kliederhoek" not in (tmp_path / "the same bytes on disk").read_bytes() and indexed(desk) == set()
    assert gone(desk, FIRST, SECOND) and (desk.home.sealed / OTHER).exists() and desk.ledger.has(OTHER)
    assert desk.ledger.agreements.get(P07) is None and desk.ledger.agreements.get(P08)
    assert {held.item for held in desk.ledger.agreements.held()} == {"lesson/vraag-door", "lesson/citaat"}
    assert shown(desk) == {"bel-eerst"} and len(list((desk.home.public / "bundles").iterdir())) == 1
    (row,) = register.read(desk.home.withdrawals, desk.made.key)
    assert row.participant == P07 and row.transcripts == (FIRST, SECOND)
    assert all(word in proof for word in (FIRST, SECOND, "wijk/P07", "lesson/vraag-door")) and "Wendelmoed" not in proof


def test_one_of_two_transcripts_goes_alone_and_the_code_stays_in_use(desk):
    take_back(desk, FIRST)
    assert gone(desk, FIRST) and desk.ledger.has(SECOND) and desk.ledger.agreements.get(P07)
    assert not register.took_back(desk.home.withdrawals, P07, desk.made.key)
    take_back(desk, SECOND)  # the last one: now the participant goes
    assert register.took_back(desk.home.withdrawals, P07, desk.made.key)


def test_what_came_in_after_the_plan_goes_too(desk):
    plan = withdrawal.plan(desk.home, desk.settings, desk.ledger, "P07")
    desk.made.tell(id="T0000000004", text="Nog een verhaal.")
    withdrawal.carry_out(desk.home, desk.ledger, plan, "eva")
    assert gone(desk, FIRST, SECOND, "T0000000004")


def test_a_lesson_that_is_written_but_not_yet_published_is_held_back_too(desk):
    (desk.content / "lessons").mkdir(parents=True)
    (desk.content / "lessons" / "nieuw.md").write_text(
        '+++\ntitle = "Nieuwe les"\nsummary = "Kort."\nrests_on = ["wijk/P07"]\n+++\n\nBel.\n'
    )
    take_back(desk)
    assert "lesson/nieuw" in {held.item for held in desk.ledger.agreements.held()}


def test_a_code_that_two_projects_use_is_nobodys_until_the_project_is_named(desk):
    elsewhere = Participant("elders", "P07")
    desk.ledger.agreements.put(Consent(elsewhere, LAYERS, "2020-01-01"), "eva")
    with pytest.raises(NotAllowed, match="--project"):
        take_back(desk)
    take_back(desk, project="wijk")
    assert desk.ledger.agreements.get(elsewhere) and gone(desk, FIRST, SECOND)
    with pytest.raises(NotFound):
        take_back(desk, "P99")


@pytest.mark.parametrize("cut", ["destroy_story", "clear_index", "take_out", "certificate"])
def test_a_withdrawal_that_a_crash_cut_off_is_finished_at_the_next_look(desk, monkeypatch, cut):
    def crash(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(withdrawal.certificate, "write", crash) if cut == "certificate" else patch.setattr(
            withdrawal, cut, crash
        )
        with pytest.raises(KeyboardInterrupt):
            take_back(desk)
    assert withdrawal.replay(desk.home, desk.settings, desk.ledger) == ["wijk/P07"]
    assert (
        gone(desk, FIRST, SECOND)
        and shown(desk) == {"bel-eerst"}
        and len(list(desk.home.certificates.glob("*.txt"))) == 1
    )
    assert withdrawal.replay(desk.home, desk.settings, desk.ledger) == []


def test_a_story_that_came_back_is_destroyed_again(desk, tmp_path):
    shutil.copytree(desk.home.sealed / SECOND, tmp_path / SECOND)
    take_back(desk)
    shutil.move(tmp_path / SECOND, desk.home.sealed)  # out of an old copy, and the ledger does not know
    assert withdrawal.replay(desk.home, desk.settings, desk.ledger) == ["wijk/P07"] and gone(desk, FIRST, SECOND)
    desk.made.tell(id=FIRST, text="Teruggezet uit een oude kopie.")
    assert withdrawal.replay(desk.home, desk.settings, desk.ledger) == ["wijk/P07"]
    assert gone(desk, FIRST) and desk.ledger.agreements.get(P07) is None


def test_a_certificate_is_the_desks_own_and_names_nobody(desk):
    row = Withdrawal("2026-11-22T10:00:00+00:00", "eva", P07, (FIRST,), "withdrawal")
    facts = {
        "participant": "wijk/P07",
        "whole": True,
        "transcripts": [FIRST],
        "files_destroyed": 5,
        "digests_of_names": 2,
        "items": (),
    }
    path = certificate.write(desk.home, row, facts)
    said = json.loads(path.with_suffix(".json").read_text())
    digest = said.pop("digest")
    assert digest == mac(json.dumps(said, sort_keys=True), desk.made.key)
    assert path.stat().st_mode & 0o077 == 0 and certificate.path(desk.home, row) == path


def rows(desk):
    """Every row of the ledger but its log, as text."""
    with desk.ledger.engine.connect() as db:
        tables = [table for table in metadata.sorted_tables if table.name != "audit"]
        return [(table.name, dict(row._mapping)) for table in tables for row in db.execute(select(table))]


def test_the_gate_still_knows_the_names_of_who_left_and_nothing_else_of_them_remains(desk):
    desk.made.tell("Dat zei Oedipa Zwaluwstra.", "Oedipa Zwaluwstra", id="T0000000004")
    secret = desk.made.secret
    theirs = [digest(part, secret) for part in ("oedipa", "zwaluwstra")]
    before = desk.ledger.name_digests()
    assert desk.ledger.whose(theirs[1]) == [("T0000000004", "wijk", "eva")]
    take_back(desk)
    gate = KnownNames(desk.ledger.name_digests(), secret)
    assert all(gate.weight(part) == before[digest(part, secret)] > 0 for part in ("oedipa", "zwaluwstra"))
    assert gate.weight("wendelmoed") > 0  # of P08 too
    assert [desk.ledger.whose(one) for one in theirs] == [[], []]
    assert set(theirs).isdisjoint(desk.ledger.name_digests("wijk"))
    left = [row for table, row in rows(desk) if table == "departed_digests"]
    assert {row["digest"] for row in left} >= set(theirs) and {tuple(row) for row in left} == {("digest", "weight")}
    mine = (FIRST, SECOND, "T0000000004", "wijk/P07", "P07")
    assert {table for table, row in rows(desk) if set(mine) & set(row.values())} <= {
        "held",
        "resting",
    }  # why items wait
    assert gone(desk, FIRST, SECOND, "T0000000004")


def test_what_somebody_only_typed_is_not_kept_when_its_story_goes(desk):
    """No reviewer looked: it may be any word, and the gate would refuse that word for ever."""
    typed = digest("kliederhoek", desk.made.secret)
    deposit = Deposit("T0000000004", P07, "txt", 3, LAYERS, "uploaded", "2026-11-22T10:00:00+00:00", 0)
    desk.ledger.add(deposit, "digest of it", [(typed, 2)], "eva", mark="1:x", typed={typed})
    take_back(desk)
    assert typed not in desk.ledger.name_digests()


def test_a_plan_names_the_codes_that_somebody_could_mean(desk):
    for code in ("P7", "P07A", "P70", "PP07", "X007", "P1234", "Q99"):
        desk.ledger.agreements.put(Consent(Participant("wijk", code), LAYERS, "2020-01-01"), "eva")
    desk.ledger.agreements.put(Consent(Participant("elders", "P7"), LAYERS, "2020-01-01"), "eva")
    near = withdrawal.plan(desk.home, desk.settings, desk.ledger, "P07", "wijk").near
    assert near == ("P07A", "P7", "P70", "PP07", "X007")
    assert withdrawal.plan(desk.home, desk.settings, desk.ledger, FIRST).near == near
    assert withdrawal.plan(desk.home, desk.settings, desk.ledger, "Q99").near == ()


@pytest.mark.parametrize("typed", ["p07", " P-07 ", "p\u200b07", "\uff3007"])
def test_a_code_is_the_same_one_however_it_is_typed(desk, typed):
    assert withdrawal.plan(desk.home, desk.settings, desk.ledger, typed, " WIJK").participant == P07
    assert withdrawal.plan(desk.home, desk.settings, desk.ledger, typed).transcripts == (FIRST, SECOND)
