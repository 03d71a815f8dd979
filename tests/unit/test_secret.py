"""Who takes the disk has digests of names and nothing to compare them with; the secret opens for who was let in."""

import re
import sqlite3

import pytest

from archive.errors import VaultError, WrongKey
from archive.home import Home
from archive.ingest import review
from archive.model import KINDS, Decision
from archive.steward import team
from archive.vault import age, digests, secret
from archive.vault.secret import Keyholder, approval
from tests import light, small
from tests.small import NAME

FIRST, SECOND = "T0000000001", "T0000000002"


@pytest.fixture
def made(tmp_path):
    return small.make(tmp_path / "var", "eva", "tom")


@pytest.fixture
def lightly(monkeypatch):
    """Keys of new people are locked lightly, as every key of a test."""
    monkeypatch.setattr(team.passphrases, "wrap", light.wrap)


def keys_on(home: Home):
    """Everything on a disk that may be a key: each run of 32 bytes, and each 64 hexadecimal digits."""
    for path in home.root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield data
            yield from (data[at : at + 32] for at in range(max(len(data) - 31, 1)))
            yield from (bytes.fromhex(run.decode()) for run in re.findall(rb"(?=([0-9a-f]{64}))", data))


def opened_names(home: Home, known):
    return {key for key in set(keys_on(home)) if digests.digest("wendelmoed", key) in known}


def test_nothing_on_the_disk_tells_whether_a_name_lies_there(made):
    made.tell()
    made.decide(FIRST, "eva", Decision(0, 3, "PERSON", "mask", "eva"))
    with made.ledger() as ledger:
        review.finish(made.home, ledger, FIRST, made.who("eva"))
        known = ledger.name_digests()
        assert digests.digest("wendelmoed", made.secret) in known
        ledger.engine.dispose()
        assert made.key and made.home.audit_key.parent.exists()
        assert opened_names(made.home, known) == set()
    (made.home.logs / "left").write_text(made.secret.hex())  # so would a secret be found
    assert opened_names(made.home, known) == {made.secret}


def said_of(made, id):
    """Every row of the ledger about a transcript, without its own id, times and digests of what is sealed or logged."""
    left_out = ("id", "transcript", "at", "number", "file_digest", "mark", "previous", "hash")
    with sqlite3.connect(made.home.ledger) as db:
        db.row_factory = sqlite3.Row
        tables = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [dict(row) | {"table": table} for table in tables for row in db.execute(f"SELECT * FROM {table}")]
    mine = [row for row in rows if id in row.values()]
    return sorted(str({key: value for key, value in row.items() if key not in left_out}) for row in mine)


def test_where_names_stand_and_what_was_decided_are_not_in_the_ledger(made):
    """Two stories with the same names on other places, and with other decisions: the ledger says the same of both."""
    made.tell(f"Dat vertelde {NAME} toen.", NAME, id=FIRST)
    made.tell(f"{NAME}, dat vertelde toen.", NAME, id=SECOND)
    made.decide(FIRST, "eva", Decision(0, 3, "LOCATION_STREET", "mask", "eva"))
    made.decide(SECOND, "eva", Decision(7, 26, "MEDICAL", "withhold", "eva"))
    assert said_of(made, FIRST) == said_of(made, SECOND) != []
    held = made.home.ledger.read_bytes()
    assert [word for word in (*KINDS - {"DATE", "AGE"}, "mask", "withhold") if word.encode() in held] == []


def test_the_secret_opens_for_each_who_was_let_in_and_for_nobody_else(made, lightly):
    opened = {secret.unlock(made.home, handle, key).secret for handle, key in made.identities.items()}
    assert len(opened) == 1 and len(opened.pop()) == 32
    with pytest.raises(WrongKey, match="niet bij dit archief"):
        secret.unlock(made.home, "eva", age.read_identity(age.new_identity()[0]))
    with made.ledger() as ledger:
        login = team.add_user(made.home, ledger, "ada", made.who())
    own = team.passphrases.unwrap((made.home.identities / "ada.age").read_bytes(), login.passphrase)
    with made.ledger() as ledger:
        assert team.recognise(made.home, ledger, own) == Keyholder("ada", own, made.secret)


def test_who_is_removed_opens_the_secret_no_more_and_is_not_recognised(made):
    with made.ledger() as ledger:
        team.remove_user(made.home, ledger, "tom", made.who())
        for look in (lambda: made.who("tom"), lambda: team.recognise(made.home, ledger, made.identities["tom"])):
            with pytest.raises(WrongKey):
                look()
        assert team.recognise(made.home, ledger, made.identities["eva"]).who == "eva"


def test_a_key_under_anothers_name_is_its_owners(made):
    with made.ledger() as ledger:
        assert team.recognise(made.home, ledger, made.identities["tom"]).who == "tom"


def test_a_key_that_was_approved_without_the_secret_gets_no_secret(made, lightly):
    """Somebody wrote on the disk: in config.toml, in the ledger, and a row in its log that fits."""
    own, public = age.new_identity()
    config = made.home.config
    config.write_text(config.read_text().replace("[vault.recipients]", f'[vault.recipients]\nmallory = "{public}"'))
    with made.ledger() as ledger:
        ledger.grants.approve("mallory", public, approval("mallory", public, b"0" * 32), "steward")
        team.add_user(made.home, ledger, "ada", made.who())
        with pytest.raises(WrongKey):
            secret.unlock(made.home, "mallory", age.read_identity(own))
        assert made.who("eva").secret == made.secret


def test_an_archive_whose_secret_is_gone_says_so(made):
    made.home.secret.unlink()
    with pytest.raises(VaultError, match=r"secret\.age"):
        made.who()


def test_a_secret_is_in_no_text_that_a_log_or_a_traceback_shows(made):
    assert made.secret.hex() not in repr(made.who()) and str(made.secret) not in repr(made.who())
