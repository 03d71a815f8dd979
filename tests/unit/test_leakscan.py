"""The leak scan finds a sealed name wherever it must not stand, in every form that the gate knows."""

import json
import tempfile
from base64 import b64encode
from pathlib import Path
from uuid import uuid4

import pytest

from archive.model import Decision
from archive.publish.render import render
from archive.steward.leakscan import scan
from archive.vault import story
from tests import small
from tests.unit import test_gate

# The gate's own lists: a form that is added there must be found here too.
SEEN = test_gate.test_a_sealed_name_is_found_however_it_is_written.pytestmark[0].args[1]
MARKDOWN = {"[Wendel](/x)[moed](/y)", "Wendel[](/x)moed"}  # a name once it is rendered; no Markdown lies in an archive
UNSHOWN = {"<!-- Wendelmoed -->", 'title_en = "Over Wendelm\\u006fed"'}  # a comment is dropped; front matter is no page
FORMS = [*SEEN, *test_gate.HIDDEN]
AS_IT_LIES = {
    **{f"form {n}": form for n, form in enumerate(FORMS) if form not in MARKDOWN},
    **{f"page {n}": render(form) for n, form in enumerate(FORMS) if form not in UNSHOWN},
    **{f"json {n}": json.dumps([render(form)], ensure_ascii=False) for n, form in enumerate(FORMS) if form not in UNSHOWN},
    "an attribute": '<img alt="Wendel\u200bmoed">', "a marked attribute": '<img alt="Wendel*moed*">', "a glued attribute": '<i title="wendelmoedkrijgsveld">',
    "a feed": "Wendel&amp;shy;moed", "a feed's tags": "Wendel&lt;b&gt;moed&lt;/b&gt;", "an escape": "Wendelm\\u006fed", "a soft hyphen": "Wendel\u00admoed",
    "a line's end in JSON": '"\\nwendelmoed"', "a broken line": "Wendel-\n  moed", "camel case": "metWendelmoedErbij", "a table's cell": "<td>wendelmoed</td><td>ja</td>",
    "double entities": "Wendel&amp;amp;shy;moed", "percent twice": "/x?W%2565ndelmoed", "base64": b64encode(b"van Wendelmoed").decode(), "hexadecimal": b"Wendelmoed".hex(),
    "base64 of UTF-16": b64encode("Wendelmoed".encode("utf-16")).decode(), "backwards": "deomlednew", "a diminutive": "wendelmoedje", "a compound": "wendelmoedhuis",
    "letters": "W e n d e l m o e d", "dots": "w.e.n.d.e.l.m.o.e.d", "another script": "W\u0435nd\u0435lm\u043e\u0435d", "decomposed": "We\u0306ndelmoed", "a digest beside it": "wendelmoed " + "0a" * 32,
    "in a code": "wendelmoedABC0123456789abcdefghijklmnopqrstuvw",
    "a plural": "de wendelmoeds", "a full-width letter": "\uff37endelmoed",
    "glued to an ordinary part": "wendelmoedkrijgsveld", "a log line": "2026-11-22 opened wendelmoed_krijgsveld.txt",
}  # fmt: skip
AS_BYTES = {
    "UTF-16": "Ook Wendelm\u00f6ed en W\u00e9ndelmoed.".encode("utf-16"), "UTF-16, big end first": "W\u00e9ndelmoed".encode("utf-16-be"),
    "UTF-16 in a picture": bytes(range(256)) * 9 + "Wendelm\u0113d Krijgsveld".encode("utf-16-le").replace(b"\x13\x01", b"o\0e\0") + bytes(range(200)),
    "UTF-16 in a picture, big end first": bytes(range(1, 256)) * 9 + "Wendelmoed".encode("utf-16-be") + bytes(range(1, 200)),
    "a database": b"\0\1\2ab wendelmoed\0\0", "Latin in a database of zeros": bytes(300) + b"wendelmoed" + bytes(300),
}  # fmt: skip
NAMES_OF_FILES = (
    "gesprek-met-wendelmoed.txt",
    "W%65ndelmoed.png",
    "wendelMoed/wendelmoeds/leeg.txt",
    "fotoWendelmoed.png",
    "deomlednew.png",
    "fotowendelmoed.png",
    "wendelmoedkrijgsveld.png",
    f"{b64encode(b'wendelmoed').decode()}.png",
    "w-e-n-d-e-l-m-o-e-d.png",
)


@pytest.fixture(scope="module")
def leaks(tmp_path_factory):
    """One archive with every form planted in a place of its own, scanned once: where → the names found there."""
    root = tmp_path_factory.mktemp("leaky")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(root / "none"))
        archive = small.make(root / "var", "eva")
        archive.tell()
        for name, form in AS_IT_LIES.items():
            (archive.home.logs / f"{name}.log").write_text(form)
        for name, data in AS_BYTES.items():
            (archive.home.logs / f"{name}.bin").write_bytes(data)
        for name in NAMES_OF_FILES:
            path = archive.home.public / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"\0niets" * (not name.endswith(".txt")))
        return scan(archive.home, archive.identities["steward"]).grouped()


def named(found, where):
    return {name for (place, _), names in found.items() for name in names if place == where}


@pytest.mark.parametrize("name", AS_IT_LIES)
def test_a_name_is_found_however_it_is_written(leaks, name):
    assert "wendelmoed" in named(leaks, f"logs/{name}.log")


@pytest.mark.parametrize("name", AS_BYTES)
def test_a_name_is_found_in_every_coding(leaks, name):
    assert "wendelmoed" in named(leaks, f"logs/{name}.bin")


@pytest.mark.parametrize("name", NAMES_OF_FILES)
def test_a_name_is_found_in_the_name_of_a_file(leaks, name):
    assert "wendelmoed" in named(leaks, f"public/{name}")


def test_a_full_name_of_ordinary_words_is_found_as_a_whole_only(archive):
    archive.tell("Dat zei Roos van der Linde.", "Roos van der Linde", id="T0000000002")
    assert found(archive, "Er stond een roos onder de linde.") == set()
    assert found(archive, "Dat zei Roos\nvan der Linde.") == {"roos van der linde"}


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """A small archive with one story, and a temporary folder of its own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    made = small.make(tmp_path / "var", "eva", "ilse")
    made.tell()
    return made


def found(archive, text, where="public/iets.html", pages=()):
    """Plant a text somewhere and return the names that the scan finds there."""
    path = archive.home.root / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return named(scan(archive.home, archive.identities["steward"], pages).grouped(), where)


def test_nothing_is_found_where_nothing_leaked(archive):
    assert scan(archive.home, archive.identities["steward"]).leaks == ()


def test_pages_are_read_as_a_visitor_gets_them(archive):
    result = scan(archive.home, archive.identities["steward"], [("/lessen/x", "Zoals <b>Wendel</b>moed zegt.")])
    assert [(leak.where, leak.transcript, leak.name) for leak in result.leaks] == [
        ("page /lessen/x", "T0000000001", "wendelmoed")
    ]


def test_loose_temporary_files_are_read_and_so_are_their_names(archive):
    Path(tempfile.gettempdir(), "upload-1").write_text("Zoals Wendelmoed zegt.")
    Path(tempfile.gettempdir(), "wendelmoed krijgsveld.txt").write_text("")
    other = Path("/var/tmp", f"binnenskamers-test-{uuid4().hex}")
    try:
        other.write_text("Zoals Wendelmoed zegt.")
        leaks = scan(archive.home, archive.identities["steward"]).grouped()
    finally:
        other.unlink()
    for name in ("upload-1", "wendelmoed krijgsveld.txt", other.name):
        assert "wendelmoed" in named(leaks, f"temporary file {name}"), name


def test_a_released_text_is_searched_for_its_own_names_and_those_of_every_other_story(archive):
    archive.tell("Dat zei Oedipa Zwaluwstra.", "Oedipa Zwaluwstra", id="T0000000002")
    for where in ("desk/released/T0000000001.json", "desk/released/T0000000002.json", "desk/research-index/x.seg"):
        assert {"wendelmoed", "zwaluwstra"} <= found(archive, "Wendelmoed en Zwaluwstra.", where), where


def test_a_name_that_a_reviewer_added_is_searched_for(archive):
    text = "Dat zei Oedipa Zwaluwstra aan de Zeestraat."
    archive.tell(text, "niemand", id="T0000000002")
    assert found(archive, "Zwaluwstra") == set()
    archive.decide("T0000000002", "eva", Decision(8, 25, "PERSON", "mask", "eva"))
    assert found(archive, "Zwaluwstra") == {"zwaluwstra"}


def test_a_pseudonym_is_no_name_in_a_released_text_and_is_one_on_the_site(archive):
    archive.tell("Dat zei Venema1.", "Venema", id="T0000000002")
    assert found(archive, "Mevrouw Venema.", "desk/released/T0000000002.json") == set()
    assert found(archive, "Mevrouw Venema.") == {"venema"}


def test_the_handle_of_a_researcher_is_no_name_at_the_desk_and_is_one_on_the_site(archive):
    archive.tell("Dat zei Ilse.", "Ilse", id="T0000000002")
    assert found(archive, "ilse logged in", "logs/desk.log") == set()
    assert found(archive, "ilse schreef dit") == {"ilse"}


def test_a_name_that_a_reviewer_decided_to_keep_is_none(archive):
    text = "Dat zei Oedipa Zwaluwstra over Zwaluwstra Beheer."
    archive.tell(text, "Oedipa Zwaluwstra", "Zwaluwstra Beheer", id="T0000000002")
    assert found(archive, "Beheer Oedipa") == {"oedipa"} and found(archive, "Zwaluwstra Beheer") == {
        "zwaluwstra",
        "zwaluwstra beheer",
    }
    archive.decide("T0000000002", "eva", Decision(31, 48, "PERSON", "keep", "eva"))
    assert found(archive, "Zwaluwstra Beheer") == {"zwaluwstra"}
    archive.decide("T0000000002", "eva", Decision(8, 25, "PERSON", "keep", "eva"))
    assert found(archive, "Oedipa Zwaluwstra Beheer") == set()


@pytest.mark.parametrize(
    "code",
    [
        "3f0ab0c2abe19d77abe0fee1",
        "age1qqabe0fee" + "q0abe" * 10,
        "aB3+abe/" + "Abe0Fee1xY/" * 6 + "=",
        "sha256:9abe" + "0fee" * 14,
    ],
)
def test_short_names_in_digests_and_keys_are_chance(archive, code):
    archive.tell("Dat zei Abe.", "Abe", id="T0000000002")
    assert found(archive, f"hier {code} staat") == set() and found(archive, "hier staat Abe") == {"abe"}
    assert scan(archive.home, archive.identities["steward"]).grouped().keys() == {("public/iets.html", "T0000000002")}


def test_short_words_in_a_picture_are_chance(archive):
    archive.tell("Dat zei Ybo.", "Ybo", id="T0000000002")
    assert found(archive, "\0\1ybo\0") == set() and found(archive, "ybo") == {"ybo"}


def test_a_story_whose_names_fell_due_is_passed_over(archive):
    story.drop(archive.home.sealed / "T0000000001", story.READING, archive.key)
    assert found(archive, "Wendelmoed") == set()
