"""What was changed outside the program is named, does not open, and grants nothing."""

import shutil
import sqlite3

import pytest

from archive.consent import Consent
from archive.errors import VaultError
from archive.ingest import review
from archive.ingest.sealing import recipients
from archive.model import Decision, Participant
from archive.rights import Right
from archive.steward.doctor import examine
from archive.steward.resealing import reseal
from archive.steward.tampering import tampered
from archive.vault import age, story
from archive.vault.secret import approval
from tests import small
from tests.small import LAYERS, P07

FIRST, SECOND, ELSEWHERE = "T0000000001", "T0000000002", "T0000000003"
P08 = Participant("wijk", "P08")


@pytest.fixture
def desk(tmp_path):
    """Two stories of one project and one of another; `open` is the ledger."""
    made = small.make(tmp_path / "var", "eva", "tom", projects=("wijk", "elders"))
    made.tell(id=FIRST)
    made.tell(id=SECOND, who=P08)
    made.tell(id=ELSEWHERE, who=Participant("elders", "P07"))
    with made.ledger() as ledger:
        made.open = ledger
        yield made


def found(desk, handle="steward"):
    return tampered(desk.home, desk.home.settings(), desk.open, desk.who(handle) if handle else None)


def sql(desk, *commands):
    with sqlite3.connect(desk.home.ledger) as db:
        for command in commands:
            assert db.execute(command).rowcount > 0, command


def decided(desk, verdict="mask"):
    desk.decide(FIRST, "eva", Decision(13, 35, "PERSON", verdict, "eva"))


def swapped(desk, aside):
    first, second = desk.home.sealed / FIRST, desk.home.sealed / SECOND
    first.rename(aside)
    second.rename(first)
    aside.rename(second)


def renamed(desk, aside):
    shutil.rmtree(desk.home.sealed / FIRST)
    shutil.copytree(desk.home.sealed / SECOND, desk.home.sealed / FIRST)


def a_newer_one_of_another_story(desk, aside):
    desk.decide(SECOND, "eva", Decision(13, 35, "PERSON", "mask", "eva"))
    renamed(desk, aside)


def a_newer_one_of_another_project(desk, aside):
    story.put(desk.home.sealed / FIRST, story.REPLACED, b"[]", desk.key)
    of_another_project(desk, aside)


def of_another_project(desk, aside):
    sql(desk, f"UPDATE transcripts SET project = 'elders' WHERE id = '{FIRST}'")


def rolled_back(desk, aside):
    shutil.copytree(desk.home.sealed / FIRST, aside)
    decided(desk)
    shutil.rmtree(desk.home.sealed / FIRST)
    aside.rename(desk.home.sealed / FIRST)


def another_of_the_same_version(desk, aside):
    shutil.copytree(desk.home.sealed / FIRST, aside / FIRST)
    decided(desk)
    story.put(aside / FIRST, story.DECISIONS, b"[]", desk.key)
    shutil.rmtree(desk.home.sealed / FIRST)
    (aside / FIRST).rename(desk.home.sealed / FIRST)


CHANGES = [
    swapped, renamed, a_newer_one_of_another_story, of_another_project, a_newer_one_of_another_project, rolled_back,
    another_of_the_same_version,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_that_is_not_the_newest_of_its_own_story_does_not_open_and_is_named(desk, tmp_path, change):
    change(desk, tmp_path / "aside")
    for handle in ("eva", "steward"):
        with pytest.raises(VaultError, match=FIRST):
            story.open_part(
                desk.home.sealed / FIRST, story.STORY, desk.identities[handle], desk.key, desk.open.bound(FIRST)
            )
    with pytest.raises(VaultError):
        review.open_story(desk.home, desk.open, FIRST, desk.who("eva"))
    for handle in ("steward", None):
        assert any(FIRST in line for line in found(desk, handle))
    assert any(FIRST in line for line in examine(desk.home, desk.home.settings()))
    with pytest.raises(VaultError, match=FIRST):
        reseal_for(desk, "ada")


def reseal_for(desk, handle):
    """Let somebody more read, so that every story would have to change."""
    _, public = age.new_identity()
    config = desk.home.config
    config.write_text(config.read_text().replace("[vault.recipients]", f'[vault.recipients]\n{handle} = "{public}"'))
    desk.open.grants.approve(handle, public, approval(handle, public, desk.secret), "steward")
    desk.grant(handle, "wijk", "reader")
    desk.grant(handle, "elders", "reader")
    return reseal(desk.home, desk.home.settings(), desk.open, desk.who())


def test_a_version_that_the_log_does_not_know_yet_opens(desk):
    """A crash came between the folder and the row in the log."""
    decided(desk)
    before = desk.open.bound(FIRST)
    story.put(desk.home.sealed / FIRST, story.REPLACED, b"[]", desk.key)
    assert desk.open.bound(FIRST) == before and found(desk) == []
    assert len(review.open_story(desk.home, desk.open, FIRST, desk.who("tom")).decisions) == 1
    decided(desk, "keep")
    assert found(desk) == [] and desk.open.bound(FIRST) != before


def test_every_change_of_a_folder_by_the_program_is_known_to_the_log(desk):
    decided(desk)
    assert reseal_for(desk, "ada").done["added"] == [FIRST, SECOND, ELSEWHERE] or found(desk) == []
    assert found(desk) == [] == found(desk, None)


def test_a_flipped_byte_in_any_file_is_found(desk):
    decided(desk)
    for path in sorted((desk.home.sealed / FIRST).iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])
        for lines in (found(desk), found(desk, None), examine(desk.home, desk.home.settings())):
            assert any(FIRST in line for line in lines), path.name
        path.write_bytes(whole)
    assert found(desk) == []


def test_a_folder_that_is_gone_or_a_link_is_named(desk, tmp_path):
    (desk.home.sealed / FIRST).rename(tmp_path / "away")
    assert [line for line in found(desk) if FIRST in line and "ontbreekt" in line]
    (desk.home.sealed / FIRST).symlink_to(tmp_path / "away")
    assert [line for line in found(desk) if FIRST in line and "ontbreekt" in line]


def stranger(desk, handle):
    """Put a key in config.toml by hand: under a new name, or in place of a known one."""
    _, public = age.new_identity()
    known, config = desk.home.settings().vault.recipients, desk.home.config
    text = config.read_text()
    if handle in known:
        config.write_text(text.replace(known[handle], public))
    else:
        config.write_text(text.replace("[vault.recipients]", f'[vault.recipients]\n{handle} = "{public}"'))
    return public


def nothing_is_sealed_to_it(desk, handle):
    there = {path.name for path in desk.home.sealed.iterdir()}
    with pytest.raises(VaultError, match=handle):
        desk.tell("Nog een verhaal.", id="T0000000009", who=P08)
    with pytest.raises(VaultError, match=handle):
        reseal(desk.home, desk.home.settings(), desk.open, desk.who())
    assert {path.name for path in desk.home.sealed.iterdir()} == there
    assert any(handle in line and "goedgekeurd" in line for line in found(desk))


@pytest.mark.parametrize("handle", ["mallory", "eva", "steward"])
def test_to_a_key_that_nobody_approved_nothing_is_sealed_and_it_is_named(desk, handle):
    stranger(desk, handle)
    nothing_is_sealed_to_it(desk, handle)
    lines = examine(desk.home, desk.home.settings())
    assert any(handle in line and "goedgekeurd" in line for line in lines)
    assert not any("reseal" in line for line in lines)


@pytest.mark.parametrize("handle", ["mallory", "eva"])
def test_an_approval_that_was_forged_without_the_secret_is_none(desk, handle):
    """A row among the approved keys, and one in the log that fits: anybody who writes on the disk can make both."""
    public = stranger(desk, handle)
    desk.open.grants.approve(handle, public, approval(handle, public, b"0" * 32), "steward")
    assert desk.open.grants.changed() == []
    nothing_is_sealed_to_it(desk, handle)


def test_a_key_that_was_put_among_the_approved_ones_by_hand_is_named_without_a_key_too(desk):
    sql(desk, "INSERT INTO approved_keys VALUES ('mallory', 'age1x', 'x')")
    assert any("key/mallory" in line for line in found(desk, None))


@pytest.mark.parametrize(
    ("command", "participant"),
    [
        ('UPDATE consents SET layers = \'["bewaren", "onderzoek", "film"]\' WHERE participant = \'P07\'', P07),
        ("UPDATE consents SET readers = '[\"tom\"]' WHERE participant = 'P07'", P07),
        ("UPDATE consents SET until = '2999-01-01' WHERE participant = 'P07'", P07),
        ("DELETE FROM consents WHERE project = 'wijk' AND participant = 'P07'", P07),
        (
            "INSERT INTO consents SELECT 99, project, 'P99', layers, since, until, form, embargo, pseudonym, "
            "own_name_in_film, readers FROM consents WHERE project = 'wijk' AND participant = 'P07'",
            Participant("wijk", "P99"),
        ),
    ],
)
def test_an_agreement_that_was_changed_by_hand_allows_nothing_and_is_named(desk, command, participant):
    desk.open.agreements.put(Consent(P07, LAYERS, "2020-01-01", until="2026-12-31"), "eva")
    sql(desk, command)
    with pytest.raises(VaultError, match=participant.code):
        desk.open.agreements.get(participant)
    if participant == P07:
        with pytest.raises(VaultError, match="P07"):
            review.open_story(desk.home, desk.open, FIRST, desk.who("eva"))
        with pytest.raises(VaultError, match="P07"):
            recipients(desk.home.settings(), desk.open, P07, desk.secret)
    for handle in ("steward", None):
        assert any(participant.code in line for line in found(desk, handle))
    assert any(participant.code in line for line in examine(desk.home, desk.home.settings()))


@pytest.mark.parametrize(
    ("command", "handle", "right"),
    [
        ("UPDATE grants SET role = 'steward' WHERE handle = 'eva' AND role = 'researcher' AND project = 'wijk'", "eva", Right.GRANT),
        ("UPDATE grants SET until = '2999-01-01' WHERE handle = 'bo'", "bo", Right.OPEN),
        ("UPDATE grants SET handle = 'mallory' WHERE handle = 'tom' AND role = 'reader' AND project = 'wijk'", "mallory", Right.OPEN),
        ("UPDATE grants SET project = 'wijk' WHERE handle = 'cas'", "cas", Right.OPEN),
        ("INSERT INTO grants VALUES ('wijk', 'mallory', 'steward', '', '')", "mallory", Right.SEE),
        ("DELETE FROM grants WHERE handle = 'bo'", "bo", Right.SEE),
    ],
)  # fmt: skip
def test_a_role_that_was_changed_by_hand_grants_nothing_and_is_named(desk, command, handle, right):
    desk.grant("bo", "wijk", "researcher", until="2020-01-01")
    desk.grant("cas", "elders", "researcher")
    assert found(desk) == []
    sql(desk, command)
    assert not desk.open.grants.may(handle, right, "wijk")
    assert handle not in recipients(desk.home.settings(), desk.open, P08, desk.secret) or handle == "eva"
    for lines in (found(desk), found(desk, None), examine(desk.home, desk.home.settings())):
        assert any(f"/{handle}/" in line for line in lines)


def test_a_project_that_was_put_there_by_hand_is_none(desk):
    sql(desk, "INSERT INTO grants VALUES ('verzonnen', 'eva', 'researcher', '', '')")
    assert desk.open.grants.projects() == ["elders", "wijk"]
    assert not desk.open.grants.may("eva", Right.SEE, "verzonnen")
