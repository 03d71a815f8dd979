"""Sealed means sealed."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import VaultError, WrongKey
from archive.vault import age, digests, passphrases

SECRET, RECIPIENT = age.new_identity()
IDENTITY = age.read_identity(SECRET)


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_to_the_same_bytes(data):
    sealed = age.seal(data, [RECIPIENT])
    assert age.open_sealed(sealed, IDENTITY) == data
    assert len(data) < 8 or data not in sealed


def test_every_recipient_can_open_and_nobody_else():
    other_secret, other = age.new_identity()
    sealed = age.seal(b"verhaal", [RECIPIENT, other])
    assert age.open_sealed(sealed, age.read_identity(other_secret)) == b"verhaal"
    with pytest.raises(WrongKey):
        age.open_sealed(sealed, age.read_identity(age.new_identity()[0]))


def test_a_changed_byte_at_any_place_is_refused():
    sealed = age.seal(b"een verhaal", [RECIPIENT])
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(WrongKey):
            age.open_sealed(bytes(changed), IDENTITY)


def test_sealing_to_nobody_is_refused():
    with pytest.raises(VaultError, match="archive init"):
        age.seal(b"x", [])


def test_a_secret_where_a_public_key_belongs_is_refused_loudly():
    with pytest.raises(VaultError, match="GEHEIME"):
        age.seal(b"x", [SECRET])


@pytest.mark.parametrize("text", ["", "age1abc", "AGE-SECRET-KEY-1ONZIN", "# alleen een opmerking"])
def test_a_file_that_is_no_key_is_refused(text):
    with pytest.raises(WrongKey):
        age.read_identity(text)


def test_a_wrapped_identity_opens_with_its_passphrase_only():
    wrapped = passphrases.wrap(SECRET, "vijf korte woorden")
    assert age.open_sealed(age.seal(b"x", [RECIPIENT]), passphrases.unwrap(wrapped, "vijf korte woorden")) == b"x"
    with pytest.raises(WrongKey):
        passphrases.unwrap(wrapped, "zes korte woorden")


@settings(max_examples=30)
@given(st.text(min_size=1), st.text(min_size=1))
def test_a_digest_differs_by_text_and_by_key(one, other):
    assert (digests.digest(one, b"k" * 32) == digests.digest(other, b"k" * 32)) == (one == other)
    assert digests.digest(one, b"k" * 32) != digests.digest(one, b"l" * 32)


def test_the_key_of_the_desks_seal_is_made_once_and_closed_to_others(tmp_path):
    path = tmp_path / "seal.key"
    assert digests.seal_key(path) == digests.seal_key(path)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not shutil.which("age"), reason="NO `age` PROGRAM HERE: this test did not run")
def test_a_story_opens_with_the_ordinary_age_program(tmp_path):
    (tmp_path / "key").write_text(SECRET)
    (tmp_path / "story.age").write_bytes(age.seal("één verhaal".encode(), [RECIPIENT]))
    done = subprocess.run(["age", "-d", "-i", tmp_path / "key", tmp_path / "story.age"], capture_output=True)
    assert done.stdout.decode() == "één verhaal"


# ---- key files ----

FILE = f"# created: 2026-11-28\n# public key: {RECIPIENT}\n{SECRET}\n"


@pytest.mark.parametrize(
    "data",
    [
        FILE.encode(), FILE.encode("utf-8-sig"), FILE.encode("utf-16"), FILE.encode("utf-16-le"), FILE.encode("utf-16-be"),
        FILE.replace("\n", "\r\n").encode(), "".join(f"  {line}\t \n" for line in FILE.splitlines()).encode(), f"\u00a0{SECRET}\u200b".encode(),
    ],
    ids="plain utf-8-sig utf-16 utf-16-le utf-16-be crlf indented invisible".split(),
)  # fmt: skip
def test_a_key_file_opens_however_an_editor_saved_it(tmp_path, data):
    (tmp_path / "steward.key").write_bytes(data)
    assert str(age.read_key_file(tmp_path / "steward.key")) == SECRET


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "op slot met een wachtzin"), ("age-encryption.org/v1\n-> scrypt x 18\n", "op slot met een wachtzin"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "SSH-sleutel"), ("ssh-ed25519 AAAA eva@thuis", "SSH-sleutel"), (f"# mijn\n {RECIPIENT}\n", "publieke sleutel"),
        ("AGE-PLUGIN-YUBIKEY-1QQQ", "opent dit programma niet"), (SECRET[:-1], "niet heel"), ("hallo", "geen sleutelbestand"), ("", "geen sleutelbestand"),
    ],
    ids="armoured binary ssh ssh-public public plugin cut other empty".split(),
)  # fmt: skip
def test_what_people_take_for_the_key_is_called_by_its_name(tmp_path, text, says):
    (tmp_path / "x.key").write_text(text)
    with pytest.raises(WrongKey, match=says) as told:
        age.read_key_file(tmp_path / "x.key")
    assert SECRET[20:40] not in str(told.value)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\xff\xfe", b"age-encryption.org/v1\n-> scrypt x 18\n\xff\x80", b"\0\0\0", None]
)
def test_a_key_file_that_is_no_text_or_not_there_is_refused(tmp_path, data):
    if data is not None:
        (tmp_path / "x.key").write_bytes(data)
    with pytest.raises(WrongKey):
        age.read_key_file(tmp_path / "x.key")
    with pytest.raises(WrongKey, match="niet te lezen"):
        age.read_key_file(tmp_path)
