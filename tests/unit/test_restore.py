"""A backup opens for the steward alone, and a restore brings back all but what was withdrawn, or leaves nothing."""

import hashlib
import io
import json
import shutil
import tarfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.errors import NotAllowed, VaultError, WrongKey
from archive.home import Home
from archive.ingest import research
from archive.ledger import audit
from archive.ledger.store import Ledger
from archive.signing.checking import BACKUP, BUNDLE, valid
from archive.signing.making import public_key, sign
from archive.steward import backup as backups
from archive.steward import withdrawal
from archive.steward.backup import backup
from archive.steward.founding import found
from archive.steward.restoring import restore, signer_in
from archive.vault import age, story
from tests import small
from tests.conftest import ROOT
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


def forge(desk, *members, signed="", listed=None, after=()):
    """Seal a tar of our own to the steward's public key, as anybody can: signed by nobody, or with a key."""
    made, digests = io.BytesIO(), {}
    with tarfile.open(fileobj=made, mode="w") as tar:
        for member in members:
            info, data = member if isinstance(member[0], tarfile.TarInfo) else (tarfile.TarInfo(member[0]), member[1])
            info.size = len(data) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(data))
            if info.isreg():
                digests[info.name] = hashlib.sha256(data).hexdigest()
        if signed:
            said = json.dumps({"format": 2, "files": digests if listed is None else listed}).encode()
            backups.add(tar, "manifest.json", said)
            backups.add(tar, "manifest.sig", sign(signed, BACKUP, said))
        for name, data in after:
            backups.add(tar, name, data)
    forged = desk.file.with_name("forged.age")
    forged.write_bytes(age.seal(made.getvalue(), [desk.home.settings().vault.recipients["steward"]]))
    return forged


def contents(desk):
    """The members of the desk's own backup, but for the list and its signature."""
    opened = io.BytesIO()
    with desk.file.open("rb") as file:
        age.open_stream(file, opened, desk.steward)
    opened.seek(0)
    with tarfile.open(fileobj=opened) as tar:
        members = [(member.name, tar.extractfile(member).read()) for member in tar]
    assert [name for name, _ in members[-2:]] == ["manifest.json", "manifest.sig"]
    return members[:-2]


def test_a_backup_that_this_archive_did_not_make_is_refused_whoever_can_seal_to_its_steward(desk):
    members, own = contents(desk), desk.home.audit_key.read_bytes()
    refused(desk, VaultError, "geen reservekopie van dit archief", file=forge(desk, *members))
    refused(desk, VaultError, "niet door dit archief getekend", file=forge(desk, *members, signed=bytes(32)))
    refused(desk, VaultError, "niet door dit archief getekend", file=forge(desk, *members, signed=desk.key))
    less = {name: hashlib.sha256(data).hexdigest() for name, data in members[1:]}
    refused(desk, VaultError, "geen reservekopie", file=forge(desk, *members, signed=own, listed=less))
    refused(
        desk, VaultError, "geen reservekopie", file=forge(desk, *members[1:], signed=own, listed={**less, "x": "y"})
    )
    late = forge(desk, *members, signed=own, after=[("desk/identities/mallory.age", b"x")])
    refused(desk, VaultError, "geen reservekopie", file=late)
    assert restore(forge(desk, *members, signed=own), desk.steward, desk.signer, desk.to, None).stories == 1


def test_a_signature_serves_for_backups_only(desk):
    """The audit key signs checkpoints of the log too, and a checkpoint is shown to others."""
    said = b'{"format": 2, "files": {}}'
    assert valid(desk.signer, BACKUP, said, sign(desk.home.audit_key.read_bytes(), BACKUP, said))
    assert not valid(desk.signer, BUNDLE, said, sign(desk.home.audit_key.read_bytes(), BACKUP, said))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../evil.txt", b"0"), ("desk/../../evil.txt", b"0"), ("{}/evil.txt", b"0"), ("evil.txt", b"0"), ("desk/evil.age", b"0"),
        ("desk/released/.evil", b"0"), ("desk/sealed/T1/a/evil.age", b"0"), ("desk/identities/evil.age", b"1"), ("desk/identities/evil.age", b"2"),
        ("desk/identities/evil.age", b"3"), ("desk/identities/evil.age", b"6"), ("desk/identities/evil", b"5"),
    ],
)  # fmt: skip
def test_a_member_that_does_not_belong_is_refused_and_not_passed_over(desk, tmp_path, name, kind):
    """Also where the signature is right: a link, a device, a folder, a path out of here, a name that is not ours."""
    info = tarfile.TarInfo(name.format(tmp_path))
    info.type, info.linkname = kind, "/etc/passwd"
    forged = forge(
        desk, *contents(desk), (info, b"evil" if kind == b"0" else b""), signed=desk.home.audit_key.read_bytes()
    )
    refused(desk, VaultError, "geen reservekopie", file=forged)
    assert list(tmp_path.rglob("*evil*")) == []


def test_a_member_that_comes_twice_is_refused(desk):
    members = contents(desk)
    twice = forge(desk, *members, members[1], signed=desk.home.audit_key.read_bytes())
    refused(desk, VaultError, "geen reservekopie", file=twice)


def test_what_is_no_backup_of_ours_is_refused(desk, tmp_path):
    (tmp_path / "new.age").write_bytes(age.seal(b"geen tar", [desk.home.settings().vault.recipients["steward"]]))
    refused(desk, VaultError, "geen reservekopie", file=tmp_path / "new.age")
    said = b'{"format": 99, "files": {}}'
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        backups.add(tar, "manifest.json", said)
        backups.add(tar, "manifest.sig", sign(desk.home.audit_key.read_bytes(), BACKUP, said))
    (tmp_path / "new.age").write_bytes(age.seal(made.getvalue(), [desk.home.settings().vault.recipients["steward"]]))
    refused(desk, VaultError, "geen reservekopie", file=tmp_path / "new.age")


def test_whom_to_trust_stands_in_the_stewards_key_file_or_is_asked(desk, tmp_path):
    file, _ = found(Home(tmp_path / "nieuw"), ROOT / "config.toml", [])
    assert signer_in(file) == public_key((tmp_path / "nieuw" / "desk" / "audit.key").read_bytes())
    (tmp_path / "kaal.key").write_text("AGE-SECRET-KEY-1")
    assert signer_in(tmp_path / "kaal.key") == ""
    with pytest.raises(VaultError, match="--signer"):
        restore(desk.file, desk.steward, "", desk.to, None)
    assert not desk.to.exists()


def test_a_stewards_key_that_nobody_approved_gets_no_backup(desk, tmp_path):
    mallory = age.new_identity()[1]
    config = desk.home.config.read_text()
    desk.home.config.write_text(config.replace(desk.home.settings().vault.recipients["steward"], mallory))
    with pytest.raises(VaultError, match="niet goedgekeurd"):
        backup(desk.home, desk.home.settings(), tmp_path / "b.age")
    assert list(tmp_path.glob("*b.age*")) == []


def test_a_story_is_held_while_its_folder_is_read(desk, tmp_path, monkeypatch):
    held, read = [], []
    real, plain = story.held, backups._plain

    @contextmanager
    def holding(folder):
        with real(folder):
            held.append(folder.name)
            yield
            held.remove(folder.name)

    def reading(home, path):
        read.append(path.parent != home.sealed or held == [path.name])
        return plain(home, path)

    monkeypatch.setattr(story, "held", holding)
    monkeypatch.setattr(backups, "_plain", reading)
    backup(desk.home, desk.home.settings(), tmp_path / "b.age")
    assert len(read) > 2 and all(read) and held == []


def test_the_log_says_a_backup_was_made_when_it_was(desk, tmp_path, monkeypatch):
    def rows():
        with desk.ledger() as ledger:
            return sum(row.what == "backup" for row in audit.page(ledger.engine, None, 99))

    before = rows()
    with monkeypatch.context() as patch:
        patch.setattr(age, "seal_stream", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            backup(desk.home, desk.home.settings(), tmp_path / "b.age")
    assert rows() == before and list(tmp_path.glob("*b.age*")) == []
    backup(desk.home, desk.home.settings(), tmp_path / "b.age")
    assert rows() == before + 1


def test_where_no_backup_can_be_made_it_is_said(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file, match in (
        ("nergens/b.age", "er niet"),
        (".", "is er al"),
        ("desk.age", "is er al"),
        ("desk.age/b.age", "er niet"),
    ):
        with pytest.raises(NotAllowed, match=match):
            backup(desk.home, desk.home.settings(), Path(file))
    (desk.home.released / "T0000000009.json").symlink_to("/etc/passwd")
    with pytest.raises(VaultError, match="geen gewoon bestand"):
        backup(desk.home, desk.home.settings(), Path("b.age"))
    (desk.home.released / "T0000000009.json").unlink()
    assert backup(desk.home, desk.home.settings(), Path("b.age")) == (tmp_path / "b.age").stat().st_size


def test_into_the_folder_one_stands_in_it_is_said_and_into_an_empty_one_it_works(desk, tmp_path, monkeypatch):
    (tmp_path / "leeg").mkdir()
    monkeypatch.chdir(tmp_path / "leeg")
    with pytest.raises(NotAllowed, match=r"cd \.\."):
        restore(desk.file, desk.steward, desk.signer, Path("."), None)
    for odd in (tmp_path / "desk.age", tmp_path / "desk.age" / "x"):
        with pytest.raises(NotAllowed):
            restore(desk.file, desk.steward, desk.signer, odd, None)
    monkeypatch.chdir(tmp_path)
    assert restore(desk.file, desk.steward, desk.signer, Path("leeg"), None).stories == 1
    assert (tmp_path / "leeg" / "desk" / "ledger.sqlite").exists() and list(tmp_path.glob(".*.part")) == []


def test_a_line_of_the_register_that_a_crash_cut_off_refuses_no_newer_one(desk, tmp_path):
    desk.home.withdrawals.write_bytes(b'{"at": "1999')
    newer = tmp_path / "newer.age"
    backup(desk.home, desk.home.settings(), newer)
    take_back(desk)
    assert restore(newer, desk.steward, desk.signer, desk.to, desk.home.withdrawals).withdrawn_again == ("wijk/P07",)


def test_the_index_of_a_restored_archive_is_made_anew_from_its_texts(desk, tmp_path):
    text = {"id": ID, "project": "wijk", "turns": [["deelnemer 1", "Wij zaten bij de moestuin."]]}
    (desk.home.released / f"{ID}.json").write_text(json.dumps(text))
    with desk.ledger() as ledger:
        ledger.move(ID, "uploaded", "released", "tom")
        research.open_index(desk.home, ledger)
    newer = tmp_path / "newer.age"
    backup(desk.home, desk.home.settings(), newer)
    assert not any("index" in name for name, _ in contents(desk))
    restore(newer, desk.steward, desk.signer, desk.to, None)
    back = Home(desk.to)
    assert not back.research_index.exists()
    with Ledger(back.ledger) as ledger:
        index = research.open_index(back, ledger)
        assert [found.id for found in research.search(back, ledger, index, "moestuin", "eva")] == [ID]
