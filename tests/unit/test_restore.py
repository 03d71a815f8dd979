"""A backup opens for the steward alone, and a restore brings back all but what was withdrawn, or leaves nothing."""

import io
import shutil
import tarfile

import pytest

from archive.errors import NotAllowed, VaultError, WrongKey
from archive.home import Home
from archive.ledger.store import Ledger
from archive.signing import public_key
from archive.steward import backup as backups
from archive.steward import withdrawal
from archive.steward.backup import backup
from archive.steward.restoring import restore
from archive.vault import age
from tests import small
from tests.small import P07

ID = "T0000000001"


@pytest.fixture
def desk(tmp_path):
    """A small archive with a story and a backup of it."""
    made = small.make(tmp_path / "var", "eva")
    made.tell()
    made.home.released.joinpath(f"{ID}.json").write_text("{}")
    made.home.sealed.joinpath(".half-written").mkdir()
    made.home.sealed.joinpath(".half-written", "x.part").write_text("half")
    made.home.root.joinpath("sleutels-om-mee-te-nemen").mkdir()
    made.home.root.joinpath("sleutels-om-mee-te-nemen", "steward.key").write_text("AGE-SECRET-KEY-1")
    made.file, made.to = tmp_path / "desk.age", tmp_path / "terug"
    backup(made.home, made.home.settings(), made.file)
    made.steward = made.identities["steward"]
    made.signer = public_key(made.home.audit_key.read_bytes())
    return made


def take_back(desk, what="P07"):
    with desk.ledger() as ledger:
        withdrawal.carry_out(desk.home, ledger, withdrawal.plan(desk.home, desk.home.settings(), ledger, what), "eva")


def refused(desk, error, match, *, file=None, key=None, newest=None):
    with pytest.raises(error, match=match):
        restore(file or desk.file, key or desk.steward, desk.signer, desk.to, newest)
    assert not desk.to.exists() and list(desk.to.parent.glob(".*.part")) == []


def test_a_backup_holds_the_desk_and_neither_its_keys_to_take_away_nor_what_is_half_written(desk):
    assert restore(desk.file, desk.steward, desk.signer, desk.to, None).stories == 1
    for name in (
        "config.toml",
        "desk/seal.key",
        "desk/secret.age",
        f"desk/released/{ID}.json",
        "desk/identities/eva.age",
        f"desk/sealed/{ID}/about.json",
    ):
        assert (desk.to / name).read_bytes() == (desk.home.root / name).read_bytes()
    there = {str(path.relative_to(desk.to)) for path in desk.to.rglob("*") if path.is_file()}
    assert not any("half" in name or "steward.key" in name for name in there) and "format.json" not in there
    assert all(path.stat().st_mode & 0o077 == 0 for path in (desk.to / "desk", *(desk.to / "desk").rglob("*")))
    assert desk.to.stat().st_mode & 0o077 == 0o011  # the site's own user passes through, and lists nothing


def test_it_opens_for_the_steward_alone_and_no_byte_of_it_may_change(desk):
    assert b"ledger.sqlite" not in desk.file.read_bytes() and desk.file.stat().st_mode & 0o077 == 0
    for key in (desk.identities["eva"], age.read_identity(age.new_identity()[0])):
        refused(desk, WrongKey, "opent dit bestand niet", key=key)
    data = bytearray(desk.file.read_bytes())
    data[-9] ^= 1
    desk.file.write_bytes(data)
    refused(desk, VaultError, ".")


def test_without_a_steward_no_backup_is_made_and_none_is_written_over(desk, tmp_path):
    with pytest.raises(NotAllowed, match="is er al"):
        backup(desk.home, desk.home.settings(), desk.file)
    desk.home.config.write_text(desk.home.config.read_text().replace("steward =", "piet ="))
    with pytest.raises(VaultError, match="steward"):
        backup(desk.home, desk.home.settings(), tmp_path / "b.age")
    assert not (tmp_path / "b.age").exists()


def test_what_was_withdrawn_after_the_backup_does_not_come_back(desk):
    take_back(desk)
    again = restore(desk.file, desk.steward, desk.signer, desk.to, desk.home.withdrawals)
    assert again.stories == 0 and again.withdrawn_again == ("wijk/P07",)
    back = Home(desk.to)
    assert list(back.sealed.iterdir()) == [] and list(back.released.iterdir()) == []
    with Ledger(back.ledger) as ledger:
        assert ledger.all() == [] and ledger.agreements.get(P07) is None


def test_a_register_that_is_older_or_changed_brings_nothing_back(desk, tmp_path):
    take_back(desk)
    newer, register = tmp_path / "newer.age", tmp_path / "register.jsonl"
    backup(desk.home, desk.home.settings(), newer)
    refused(desk, VaultError, "ouder", file=newer)
    register.write_bytes(b"")
    refused(desk, VaultError, "ouder", file=newer, newest=register)
    register.write_text(desk.home.withdrawals.read_text().replace("P07", "P08"))
    refused(desk, VaultError, "regel 1", newest=register)


def test_a_folder_that_is_not_empty_is_left_as_it_is(desk):
    desk.to.mkdir()
    (desk.to / "x").write_text("mine")
    with pytest.raises(NotAllowed, match="niet leeg"):
        restore(desk.file, desk.steward, desk.signer, desk.to, None)
    assert [path.name for path in desk.to.iterdir()] == ["x"]
    shutil.rmtree(desk.to)


@pytest.mark.parametrize("name", ["../evil.txt", "desk/../../evil.txt", "{}/evil.txt"])
def test_a_forged_backup_writes_nothing_outside_its_folder(desk, tmp_path, name):
    """Anybody can seal to the steward's public key."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        backups._add(tar, "format.json", b'{"format": 1}')
        backups._add(tar, name.format(tmp_path), b"evil")
    forged = tmp_path / "forged.age"
    forged.write_bytes(age.seal(made.getvalue(), [desk.home.settings().vault.recipients["steward"]]))
    with pytest.raises(Exception):  # noqa: B017  # whatever is raised, nothing is left
        restore(forged, desk.steward, desk.to, None)
    assert list(tmp_path.rglob("*evil*")) == []


def test_what_is_no_backup_of_ours_is_refused(desk, tmp_path):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        backups._add(tar, "format.json", b'{"format": 99}')
    (tmp_path / "new.age").write_bytes(age.seal(made.getvalue(), [desk.home.settings().vault.recipients["steward"]]))
    refused(desk, VaultError, "geen reservekopie", file=tmp_path / "new.age")
