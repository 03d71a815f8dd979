"""Nothing of a bundle is used that its publisher did not sign; a refused one never takes a good one down."""

import hashlib
import json
import os
import shutil

import pytest

from archive.config import Site
from archive.errors import ContentError, NotAllowed, NotFound
from archive.publish import bundle, imprint, writing
from archive.publish.taking_out import served, take_out
from archive.records import Lesson, Library
from archive.signing.checking import BUNDLE
from archive.signing.making import public_key, sign
from archive.steward.doctor import examine
from archive.steward.founding import found
from archive.web.public import library
from archive.web.public.app import create_app
from archive.web.public.every_page import every_page
from archive.web.public.library import Shelves
from tests import issued, small
from tests.conftest import ROOT
from tests.small_media import png

ONE, TWO = (Library(lessons=(Lesson(slug="a", title=title, plain="Wie belt."),)) for title in ("Eén", "Twee"))


@pytest.fixture
def public(tmp_path):
    """A folder with one good bundle in it."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "kaart.png").write_bytes(png())
    issued.write(tmp_path / "public", ONE, tmp_path / "media", 3)
    return tmp_path / "public"


def resigned(folder, secret=issued.SECRET, **changed):
    """Change what a manifest says, and sign it."""
    manifest = json.loads((folder / "manifest.json").read_bytes()) | changed
    said = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(said)
    (folder / "manifest.sig").write_bytes(sign(secret, BUNDLE, said))


def link(path, target):
    path.unlink()
    path.symlink_to(target)


def second_name(folder):
    os.link(folder / "media" / "kaart.png", folder.parent.parent / "ook.png")


def a_pipe(folder):
    (folder / "media" / "kaart.png").unlink()
    os.mkfifo(folder / "media" / "kaart.png")


HURTS = {
    "content changed": lambda f: (f / "content.json").write_bytes(ONE.model_dump_json().replace("Wie", "Nie").encode()),
    "index changed": lambda f: next((f / "index").glob("*.seg")).write_bytes(b"x" * next((f / "index").glob("*.seg")).stat().st_size),
    "manifest changed": lambda f: (f / "manifest.json").write_bytes((f / "manifest.json").read_bytes() + b" "),
    "signature gone": lambda f: (f / "manifest.sig").unlink(),
    "signature empty": lambda f: (f / "manifest.sig").write_bytes(b""),
    "signed by another": lambda f: resigned(f, bytes(32)),
    "signed for something else": lambda f: (f / "manifest.sig").write_bytes(sign(issued.SECRET, "iets anders", (f / "manifest.json").read_bytes())),
    "a file too many": lambda f: (f / "media" / "vreemd.png").write_bytes(png()),
    "a file too few": lambda f: (f / "media" / "kaart.png").unlink(),
    "a link": lambda f: link(f / "media" / "kaart.png", "/etc/passwd"),
    "a link to a folder": lambda f: (f / "media" / "meer").symlink_to("/etc"),
    "a second name": second_name,
    "a pipe": a_pipe,
    "the list a link": lambda f: (shutil.copy(f / "manifest.json", f.parent / "m"), link(f / "manifest.json", f.parent / "m")),
    "another's id": lambda f: resigned(f, id="0" * 20),
    "another format": lambda f: resigned(f, format=2),
    "no list": lambda f: resigned(f, files=7),
}  # fmt: skip


@pytest.mark.parametrize("hurt", HURTS)
def test_what_the_publisher_did_not_sign_is_refused_with_what_to_do(public, hurt):
    folder = bundle.current(public)
    HURTS[hurt](folder)
    with pytest.raises(ContentError, match="archive publish"):
        bundle.read(folder, issued.PUBLISHER)
    answer = create_app(public, Site(), "x", issued.PUBLISHER).test_client().get("/lessen/a")
    assert answer.status_code == 503 and "Wie belt" not in answer.text


def test_without_a_publisher_in_the_settings_or_with_another_nothing_is_served(public):
    for key, match in (
        ("", "geen sleutel"),
        (public_key(bytes(32)), "niet getekend"),
        ("geen sleutel", "niet getekend"),
    ):
        with pytest.raises(ContentError, match=match):
            Shelves(public, key).current()
        with pytest.raises(ContentError):
            list(every_page(public, Site(), "x", key))


@pytest.mark.parametrize("target", ["../elders/{}", "bundles/../elders/{}", "{root}/elders/{}", "elders/{}", "bundles/", "bundles/.x.1.part"])  # fmt: skip
def test_current_leads_to_a_bundle_among_the_bundles_only(public, target):
    """Also where a good one lies: what is served is where withdrawals prune."""
    good = bundle.current(public)
    shutil.copytree(good, public / "elders" / good.name)
    (public / "current").unlink()
    (public / "current").symlink_to(target.format(good.name, root=public))
    with pytest.raises(ContentError):
        Shelves(public, issued.PUBLISHER).current()


def test_what_was_checked_is_what_is_used(public, monkeypatch):
    """Content and index are read once: what comes in their place while they are opened is not seen."""
    read = bundle.read

    def swapped(folder, key):
        checked = read(folder, key)
        (folder / "content.json").write_bytes(TWO.model_dump_json().encode())
        shutil.rmtree(folder / "index")
        return checked

    monkeypatch.setattr(bundle, "read", swapped)
    shelf = Shelves(public, issued.PUBLISHER).current()
    assert shelf.get("lesson", "a").title == "Eén" and shelf.search("bellen", {}, 0, 9).total == 1


@pytest.mark.parametrize("hurt", ["content changed", "signed by another", "a link"])
def test_a_refused_new_bundle_leaves_the_good_one_serving_until_it_is_mended(public, tmp_path, monkeypatch, hurt):
    shelves, now = Shelves(public, issued.PUBLISHER), [100.0]
    monkeypatch.setattr(library, "monotonic", lambda: now[0])
    good, opened = shelves.current(), []
    new = issued.write(public, TWO, tmp_path / "media", 3).folder
    shutil.copytree(new, tmp_path / "whole")
    HURTS[hurt](new)
    monkeypatch.setattr(library, "Shelf", lambda *given, real=library.Shelf: opened.append(given) or real(*given))
    assert [shelves.current() for _ in range(5)] == [good] * 5 and len(opened) == 1  # it is not hashed for each request
    shutil.rmtree(new)
    shutil.copytree(tmp_path / "whole", new)
    assert shelves.current() is good
    now[0] += 11
    assert shelves.current().get("lesson", "a").title == "Twee"
    HURTS[hurt](issued.write(public, ONE, tmp_path / "media", 3).folder)
    assert shelves.current().get("lesson", "a").title == "Twee"
    issued.write(public, ONE, tmp_path / "media", 3)  # the same id, written anew: `current` is another link
    assert shelves.current().get("lesson", "a").title == "Eén"


def test_where_there_is_no_good_one_it_is_said_and_not_tried_for_every_visitor(public, monkeypatch):
    HURTS["content changed"](bundle.current(public))
    client, tried = create_app(public, Site(), "x", issued.PUBLISHER).test_client(), []
    monkeypatch.setattr(library, "Shelf", lambda *given, real=library.Shelf: tried.append(given) or real(*given))
    assert {client.get(path).status_code for path in ("/", "/lessen/a", "/zoeken", "/feed.atom")} == {503}
    assert len(tried) == 1


# ---- the publisher's key ----


def test_who_founds_an_archive_is_its_publisher_and_an_older_archive_becomes_one(tmp_path):
    made = tmp_path / "nieuw"
    home = small.Home(made)
    found(home, ROOT / "config.toml", [])
    assert home.settings().publish.publisher == public_key(home.publisher_key.read_bytes())
    assert (
        home.publisher_key.stat().st_mode & 0o077 == 0 and public_key(imprint.secret(home)) in home.config.read_text()
    )

    older = small.make(tmp_path / "ouder").home
    assert older.settings().publish.publisher == "" and not older.publisher_key.exists()
    key = imprint.secret(older)
    assert older.settings().publish.publisher == public_key(key) and imprint.secret(older) == key
    assert older.config.stat().st_mode & 0o777 == 0o644


def test_another_key_than_the_settings_name_publishes_nothing(tmp_path):
    home = small.make(tmp_path / "var").home
    imprint.secret(home)
    home.publisher_key.write_bytes(bytes(32))
    with pytest.raises(NotAllowed, match="reservekopie"):
        imprint.secret(home)
    home.publisher_key.unlink()
    with pytest.raises(NotAllowed, match="reservekopie"):
        imprint.secret(home)
    assert not home.publisher_key.exists()


def test_a_bundle_nobody_vouches_for_is_taken_off_whole_and_nothing_of_it_is_read(tmp_path):
    home = small.make(tmp_path / "var").home
    issued.trust(home)
    issued.write(home.public, ONE, tmp_path / "none", 3)
    resigned(bundle.current(home.public), bytes(32))
    assert served(home) == Library() and any("niet getekend" in said for said in examine(home, home.settings()))
    assert take_out(home, ["lesson/a"]) == 1
    issued.verify(home)
    assert served(home) == Library() and len(list((home.public / "bundles").iterdir())) == 1


def test_a_link_or_a_file_among_the_bundles_goes_and_what_it_leads_to_stays(public, tmp_path):
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "mijn.txt").write_text("x")
    (public / "bundles" / "vreemd").symlink_to(tmp_path / "elders")
    (public / "bundles" / "los.txt").write_text("x")
    writing.prune(public, 1)
    assert [path.name for path in (public / "bundles").iterdir()] == [bundle.current(public).name]
    assert (tmp_path / "elders" / "mijn.txt").exists()


def test_before_the_first_publication_there_is_none(tmp_path):
    with pytest.raises(NotFound):
        bundle.current(tmp_path)


def test_the_manifest_holds_every_file_with_its_size_and_digest(public):
    folder = bundle.current(public)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    there = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del there["manifest.json"], there["manifest.sig"]
    assert manifest["format"] == bundle.FORMAT and manifest["id"] == folder.name
    assert manifest["files"] == {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in there.items()
    }


def test_a_file_that_comes_in_the_place_of_one_that_was_checked_is_not_sent(public, tmp_path):
    client = create_app(public, Site(), "x", issued.PUBLISHER).test_client()
    picture = bundle.current(public) / "media" / "kaart.png"
    whole, secret = picture.read_bytes(), tmp_path / "geheim.txt"
    secret.write_text("geheim")

    def got():
        return client.get("/media/kaart.png", buffered=True)

    assert got().status_code == 200
    link(picture, secret)
    assert got().status_code == 404
    picture.unlink()
    picture.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert got().status_code == 404
    picture.write_bytes(whole)
    assert got().data == whole
    (picture.parent / "later.png").write_bytes(whole)
    assert client.get("/media/later.png").status_code == 404
