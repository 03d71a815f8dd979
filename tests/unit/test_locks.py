"""A lock that is light enough for a test is no lock in a real archive, and a real archive takes no test's setting."""

import pytest

from archive.errors import VaultError
from archive.vault import age, passphrases
from archive.web.desk.app import create_app
from tests import light, small

SECRET, _ = age.new_identity()
LOCKED = (
    b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA %d\nbody\n"  # as `archive init` locks, but for the rest
)


def test_a_light_lock_opens_in_a_test(tmp_path):
    assert passphrases.unwrap(light.wrap(SECRET, "woorden"), "woorden")
    with pytest.raises(age.WrongKey):
        passphrases.unwrap(light.wrap(SECRET, "woorden"), "andere")


@pytest.mark.parametrize("setting", [None, "", "0", "yes"])
def test_a_light_lock_is_refused_in_a_real_archive(monkeypatch, setting):
    monkeypatch.delenv(passphrases.LIGHT)
    if setting is not None:
        monkeypatch.setenv(passphrases.LIGHT, setting)
    with pytest.raises(VaultError, match="te licht"):
        passphrases.unwrap(light.wrap(SECRET, "woorden"), "woorden")


@pytest.mark.parametrize("work", [1, 14])
def test_a_lock_that_costs_less_than_a_tenth_of_a_second_is_light(monkeypatch, work):
    monkeypatch.delenv(passphrases.LIGHT)
    with pytest.raises(VaultError, match="te licht"):
        passphrases.unwrap(LOCKED % work, "woorden")


def test_how_hard_a_lock_is_stands_in_its_first_line_only():
    assert passphrases.work(LOCKED % 18) == 18
    assert passphrases.work(light.wrap(SECRET, "woorden") + LOCKED % 18) == 1
    assert passphrases.work(b"onzin\n" + LOCKED % 18) == 0 == passphrases.work(b"")


def test_a_desk_with_really_locked_keys_refuses_the_setting_of_tests(tmp_path, monkeypatch):
    archive = small.make(tmp_path / "var", "eva", "tom")
    passphrases.check_setting(archive.home.identities)
    (archive.home.identities / "tom.age").write_bytes(LOCKED % 18)
    with pytest.raises(VaultError, match="echt archief"):
        passphrases.check_setting(archive.home.identities)
    with pytest.raises(VaultError, match="echt archief"):
        create_app(archive.home, archive.home.settings())
    monkeypatch.delenv(passphrases.LIGHT)
    passphrases.check_setting(archive.home.identities)
