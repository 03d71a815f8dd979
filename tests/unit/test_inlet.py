"""A content folder is read through one door: regular files of its own, and nothing that leads elsewhere."""

import os

import pytest

from archive.config import Settings
from archive.publish import inlet
from archive.publish.content import load
from archive.publish.inlet import NotPlain
from archive.publish.inspection import inspect
from archive.publish.problems import Blocked
from archive.publish.valve import publish
from archive.records import Library
from archive.vault.names import KnownNames
from tests import issued, small
from tests.conftest import write_lesson
from tests.small_media import png, webm

NOBODY = KnownNames({}, b"k" * 32)
SECRET = b"AGE-SECRET-KEY-1"


@pytest.fixture
def content(tmp_path):
    """A content folder with a lesson and a picture, and a key beside it."""
    root = tmp_path / "content"
    for folder in ("lessons", "media"):
        (root / folder).mkdir(parents=True)
    (root / "themes.toml").write_text(
        '[[theme]]\nslug = "eerste-contact"\nname = "X"\nname_en = "X"\nexplanation = "X"\n'
    )
    write_lesson(root, "bel-eerst", "Bel eerst, schrijf daarna")
    (root / "media" / "kaart.png").write_bytes(png())
    (tmp_path / "steward.key").write_bytes(SECRET)
    return root


def link(root, where):
    (root / where).symlink_to(root.parent / "steward.key")


def hard(root, where):
    os.link(root.parent / "steward.key", root / where)


def pipe(root, where):
    os.mkfifo(root / where)


def folder(root, where):
    (root / where).symlink_to(root.parent)


ODD = [
    (make, where) for make in (link, hard, pipe, folder)
    for where in ("media/x.webm", "lessons/x.md", "glossary.toml", "lessons/x.txt", "media/x.vtt")
]  # fmt: skip


@pytest.mark.parametrize(("make", "where"), ODD)
def test_what_is_no_file_of_its_own_is_a_problem_and_is_never_read(content, make, where):
    make(content, where)
    loaded = load(content)
    assert [(p.file, p.what) for p in loaded.problems if p.file == content / where] == [
        (content / where, "geen gewoon bestand")
    ]
    assert all(draft.path.name != "x.md" for draft in loaded.drafts)
    assert all(p.file != content / where for p in inspect(loaded, NOBODY, 0.75, lambda *_: None))
    with pytest.raises((NotPlain, OSError)):
        inlet.read(content, content / where)


@pytest.mark.parametrize("where", ["media", "lessons"])
def test_a_folder_that_is_a_link_is_not_entered(content, tmp_path, where):
    (content / where).rename(tmp_path / "elders")
    (content / where).symlink_to(tmp_path / "elders")
    loaded = load(content)
    assert [p.file for p in loaded.problems] == [content / where] and (where == "media" or loaded.drafts == [])
    with pytest.raises(OSError, match=r"directory|symbolic"):
        inlet.read(content, content / where / "kaart.png")


def test_a_link_beside_the_media_stops_the_publication_and_reaches_no_bundle(content, tmp_path):
    made = small.make(tmp_path / "var", "eva")
    link(content, "media/x.webm")
    with pytest.raises(Blocked):
        publish(made.home, Settings(), content, NOBODY)
    written = issued.write(made.home.public, Library(), content / "media", 3).folder
    assert [path.name for path in (written / "media").iterdir()] == ["kaart.png"]


def test_a_bundle_holds_media_without_what_lay_beside_them(content, tmp_path):
    made = small.make(tmp_path / "var", "eva")
    (content / "media" / "x.webm").write_bytes(webm(behind=SECRET))
    written = publish(made.home, Settings(), content, NOBODY)
    assert SECRET not in (written.folder / "media" / "x.webm").read_bytes()
    assert issued.write(made.home.public, Library(), written.folder / "media", 3).id == issued.write(made.home.public, Library(), content / "media", 3).id  # fmt: skip


def test_media_that_cannot_be_read_are_a_problem(content):
    (content / "media" / "x.webm").write_bytes(b"geen film")
    found = inspect(load(content), NOBODY, 0.75, lambda *_: None)
    assert [(p.file.name, p.what) for p in found] == [("x.webm", "niet te gebruiken")]
