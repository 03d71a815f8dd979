"""A story loses its key first, and no step of a change leaves it open to who may not or shut to who may."""

import json

import pytest

from archive.errors import VaultError, WrongKey
from archive.vault import age, digests, label, story
from tests.unit.test_sealed import (  # noqa: F401  # the fixture
    IDENTITIES,
    KEY,
    KNOWN,
    PARTS,
    RECIPIENTS,
    folder,
    opened,
    resealed,
    two,
)


@pytest.fixture
def done(monkeypatch):
    """The names of files in the order in which they are written and destroyed."""
    order = []
    for name in ("destroy_file", "write_whole"):
        real = getattr(story, name)
        monkeypatch.setattr(
            story, name, lambda path, *a, name=name, real=real: (order.append(f"{name} {path.name}"), real(path, *a))[1]
        )
    return order


def test_a_story_that_is_destroyed_loses_its_key_first(folder, done):  # noqa: F811
    story.put(folder, story.REPLACED, b"[]", KEY)
    done.clear()
    story.destroy(folder)
    assert done[0] == "destroy_file key-1.age" and len(done) == 5


def test_a_crash_right_after_that_leaves_a_story_that_opens_for_nobody(folder, monkeypatch):  # noqa: F811
    real = story.destroy_file

    def crash(path):
        real(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(story, "destroy_file", crash)
    with pytest.raises(KeyboardInterrupt):
        story.destroy(folder)
    assert (folder / "story-1.age").exists() and list(folder.glob("key-*")) == []
    with pytest.raises(VaultError):
        opened(folder)


def test_a_rotation_writes_what_is_new_then_says_so_then_destroys_the_older_key_first(folder, done):  # noqa: F811
    assert resealed(folder, two("tom")) == "rotated"
    assert sorted(done[:3]) == ["write_whole key-2.age", "write_whole reading-2.age", "write_whole story-2.age"]
    assert done[3:5] == ["write_whole about.json", "destroy_file key-1.age"]
    assert sorted(done[5:]) == ["destroy_file reading-1.age", "destroy_file story-1.age"]


def test_a_new_key_under_an_old_handle_opens_and_the_old_one_does_not(folder):  # noqa: F811
    """Who loses a passphrase is removed and added again, under the same name."""
    secret, recipient = age.new_identity()
    assert resealed(folder, {**two(), "eva": recipient}) == "rotated"
    assert story.open_part(folder, story.STORY, age.read_identity(secret), KEY, KNOWN) == PARTS[story.STORY]
    with pytest.raises(WrongKey):
        opened(folder, "eva")


def test_what_is_put_beside_a_story_is_sealed_too(folder):  # noqa: F811
    story.put(folder, story.REPLACED, b"kliederhoek staat voor tuin", KEY)
    assert not any(b"kliederhoek" in path.read_bytes() for path in folder.iterdir())
    assert opened(folder, "eva", story.REPLACED) == b"kliederhoek staat voor tuin"


def test_a_part_that_is_dropped_is_gone_and_the_story_is_not(folder):  # noqa: F811
    story.drop(folder, story.READING, KEY)
    assert not story.has(folder, story.READING, KEY) and not (folder / "reading-1.age").exists()
    assert opened(folder) == PARTS[story.STORY] and story.problems(folder, KEY, KNOWN, IDENTITIES["steward"]) == []


def test_a_folder_without_its_story_is_no_story(folder):  # noqa: F811
    story.drop(folder, story.STORY, KEY)
    assert "ontbreekt" in story.problems(folder, KEY, KNOWN)[0]


def test_about_json_says_only_what_the_desk_wrote(folder):  # noqa: F811
    said = json.loads((folder / "about.json").read_text())
    said["recipients"]["tom"] = age.fingerprint(RECIPIENTS["tom"])
    (folder / "about.json").write_text(json.dumps(said))
    with pytest.raises(VaultError, match="veranderd"):
        label.read(folder, KEY)


def test_only_who_holds_the_desks_key_can_seal_for_it(folder):  # noqa: F811
    with pytest.raises(VaultError, match="veranderd"):
        label.read(folder, b"l" * 32)


@pytest.mark.parametrize("text", ["", "wendelmoed", "binnenskamers seal of the desk", "withdrawal  {}"])
def test_a_digest_of_a_text_is_never_the_desks_seal_over_it(text):
    """Digests of names lie in the ledger: none may serve as a seal, nor a seal as a digest."""
    plain = digests.digest(text, KEY)
    assert not digests.mac(text, KEY).startswith(plain) and len(digests.mac(text, KEY)) == 64
