"""A sealed story: its own key, for whom it is, and nothing that can be changed unseen."""

import json
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, mlkem
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.consent import Consent
from archive.errors import VaultError, WrongKey
from archive.ingest.sealing import recipients
from archive.model import Bound, Participant
from archive.vault import age, label, story
from tests import bech32, small
from tests.small import LAYERS, P07

KEY = b"k" * 32
KNOWN = Bound("wijk", "")  # the log knows no mark yet: test_rolled_back.py is about those
SECRETS, RECIPIENTS = {}, {}
for handle in ("steward", "eva", "tom"):
    SECRETS[handle], RECIPIENTS[handle] = age.new_identity()
IDENTITIES = {handle: age.read_identity(secret) for handle, secret in SECRETS.items()}
PARTS = {story.STORY: b"het verhaal van de kliederhoek", story.READING: b"{}"}


def two(*handles):
    return {handle: RECIPIENTS[handle] for handle in ("steward", *handles)}


@pytest.fixture
def folder(tmp_path):
    story.create(tmp_path / "T1", "wijk", PARTS, two("eva"), KEY)
    return tmp_path / "T1"


def opened(folder, handle="steward", part=story.STORY):
    return story.open_part(folder, part, IDENTITIES[handle], KEY, KNOWN)


def resealed(folder, recipients, handle="steward"):
    """What was done to make a folder fit its recipients."""
    return story.reseal(folder, recipients, IDENTITIES[handle], KEY, KNOWN)[0]


@settings(max_examples=40, deadline=None)
@given(said=st.binary(max_size=3000), reading=st.binary(max_size=300))
def test_what_is_sealed_opens_to_the_same_bytes_for_each_recipient(tmp_path_factory, said, reading):
    folder = tmp_path_factory.mktemp("s") / "T1"
    story.create(folder, "wijk", {story.STORY: said, story.READING: reading}, two("eva"), KEY)
    for handle in ("steward", "eva"):
        assert opened(folder, handle) == said and opened(folder, handle, story.READING) == reading
    assert len(said) < 8 or all(said not in path.read_bytes() for path in folder.iterdir())


def test_a_changed_byte_at_any_place_of_any_file_is_refused(folder):
    for path in folder.iterdir():
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert story.problems(folder, KEY, KNOWN) != [], (path.name, place)
            if path.suffix == ".age":  # age itself refuses too, whatever about.json says
                with pytest.raises(WrongKey):
                    key = IDENTITIES["steward"]
                    if not path.name.startswith("key"):
                        key = age.read_identity(age.open_sealed((folder / "key-1.age").read_bytes(), key).decode())
                    age.open_sealed(path.read_bytes(), key)
        path.write_bytes(whole)
    assert story.problems(folder, KEY, KNOWN, IDENTITIES["steward"]) == []


def test_a_file_of_another_story_is_refused(folder, tmp_path):
    story.create(tmp_path / "T2", "wijk", PARTS, two("eva"), KEY)
    shutil.copy(tmp_path / "T2" / "story-1.age", folder / "story-1.age")
    assert "beschadigd of veranderd" in story.problems(folder, KEY, KNOWN)[0]
    shutil.copy(tmp_path / "T2" / "about.json", folder / "about.json")
    assert story.problems(folder, KEY, KNOWN) != []


def test_who_comes_in_gets_a_key_and_the_story_is_not_touched(folder):
    before = (folder / "story-1.age").read_bytes()
    with pytest.raises(WrongKey):
        opened(folder, "tom")
    assert resealed(folder, two("eva", "tom"), "eva") == "added"
    assert opened(folder, "tom") == PARTS[story.STORY] and (folder / "story-1.age").read_bytes() == before
    assert not (folder / "key-1.age").exists()
    assert resealed(folder, two("eva", "tom"), "eva") == "same"


def test_who_goes_cannot_open_what_lies_there_even_with_a_key_they_kept(folder):
    kept = age.read_identity(age.open_sealed((folder / "key-1.age").read_bytes(), IDENTITIES["eva"]).decode())
    assert resealed(folder, two("tom")) == "rotated"
    assert opened(folder, "tom") == PARTS[story.STORY]
    with pytest.raises(WrongKey):
        opened(folder, "eva")
    for path in folder.glob("story-*.age"):
        with pytest.raises(WrongKey):
            age.open_sealed(path.read_bytes(), kept)


def test_a_re_sealing_by_somebody_who_is_no_recipient_changes_nothing(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(WrongKey):
        resealed(folder, two("tom"), "tom")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_a_crash_left_beside_a_story_is_cleared(folder):
    (folder / "key-2.age").write_bytes(b"half")
    label.tidy(folder, KEY)
    assert sorted(path.name for path in folder.iterdir()) == ["about.json", "key-1.age", "reading-1.age", "story-1.age"]


def test_destroying_begins_with_the_key_and_may_be_done_twice(folder):
    assert story.destroy(folder) == 4 and story.destroy(folder) == 0 and not folder.exists()


def test_a_story_says_what_it_is_and_for_whom_and_names_nobody(folder):
    said = json.loads((folder / "about.json").read_text())
    assert said["transcript"] == "T1" and set(said["recipients"]) == {"steward", "eva"}
    assert all({"what", "size", "sha256"} <= set(row) for row in said["files"].values())
    assert "kliederhoek" not in (folder / "about.json").read_text()


@pytest.mark.skipif(not shutil.which("age"), reason="NO `age` PROGRAM HERE: this test did not run")
def test_a_story_opens_with_the_ordinary_age_program_in_two_steps(folder, tmp_path):
    (tmp_path / "steward.key").write_text(SECRETS["steward"])
    command = f"age -d -i {tmp_path}/steward.key {folder}/key-1.age | age -d -i - {folder}/story-1.age"
    assert subprocess.run(command, shell=True, capture_output=True).stdout == PARTS[story.STORY]


def test_a_project_is_sealed_to_its_own_people_and_always_to_the_steward(tmp_path):
    made = small.make(tmp_path / "var", "eva", "tom", "ada", "bo", projects=())
    made.grant("eva", "wijk", "researcher")
    made.grant("tom", "elders", "reader")
    made.grant("ada", "wijk", "curator")  # publishes, and reads no story
    made.grant("bo", "wijk", "researcher", until="2020-01-01")  # is over
    settings = made.home.settings()
    with made.ledger() as ledger:

        def sealed_to(project, code="P07"):
            return list(recipients(settings, ledger, Participant(project, code), made.secret))

        assert sealed_to("wijk") == ["steward", "eva"] and sealed_to("elders") == ["steward", "tom"]
        assert sealed_to("nergens") == ["steward"]
        made.grant("tom", "wijk", "reader")
        assert sealed_to("wijk") == ["steward", "eva", "tom"]
        ledger.agreements.put(Consent(P07, LAYERS, "2020-01-01", readers=("tom",)), "eva")
        assert sealed_to("wijk") == ["steward", "tom"] and sealed_to("wijk", "P08") == ["steward", "eva", "tom"]
        made.home.config.write_text(made.home.config.read_text().replace("steward =", "piet ="))
        with pytest.raises(VaultError, match="steward"):
            recipients(made.home.settings(), ledger, P07, made.secret)


@pytest.mark.parametrize(
    "key",
    ["AGE-SECRET-KEY-1QQ", "age-secret-key-pq-1qq", "AGE-PLUGIN-YUBIKEY-1QQ", "-----BEGIN OPENSSH PRIVATE KEY-----"],
)
def test_every_kind_of_secret_is_refused_where_a_public_key_belongs(key):
    with pytest.raises(VaultError, match="GEHEIME"):
        age.seal(b"x", [key])


def test_post_quantum_keys_are_taken_and_never_mixed_with_weaker_ones():
    kem = mlkem.MLKEM768PrivateKey.generate().public_key().public_bytes_raw()
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = curve.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    quantum = bech32.encode("age1tagpq", kem + point)
    assert b"mlkem768p256tag" in age.seal(b"x", [quantum])
    with pytest.raises(VaultError, match="quantum"):
        age.seal(b"x", [quantum, RECIPIENTS["eva"]])
