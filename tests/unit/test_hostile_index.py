"""What is read from an index is data only: a planted pickle runs nothing, wherever Whoosh unpickles.

A bundle that was planted whole would have to be signed: here the publisher's key itself is in the wrong hands.
"""

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import types

import pytest
from whoosh import columns, formats
from whoosh import index as whoosh
from whoosh.codec import whoosh3
from whoosh.filedb import structfile

from archive.errors import ContentError
from archive.ingest import research
from archive.publish import bundle
from archive.records import Lesson, Library
from archive.search import index, pickles
from archive.search.query import ask
from archive.search.schema import PUBLIC_FIELDS, public_schema
from archive.signing.checking import BUNDLE
from archive.signing.making import sign
from archive.web.public.library import Shelf
from tests import issued, small

ONE = {"key": "lesson/a", "title": "Rust", "summary": "", "body": "Stoelen maken. Rust.", "words": ""}
MANY = [ONE, *({**ONE, "key": f"lesson/{n}"} for n in range(40))]
PLACES = ("schema", "segments", "directory", "options", "extras", "stored", "header", "block", "postings")


class Hostile:
    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def plant(patch, place, mark):
    """Let Whoosh write a hostile pickle in one place, wherever it writes one there."""
    hostile = pickle.dumps(Hostile(mark), 2)
    real = structfile.dump_pickle
    planted = []

    def always(value, *more, length=None):
        if length and not (isinstance(value, tuple) and len(value) == length):
            return pickle.dumps(value, *more)
        planted.append(place)
        return hostile

    def some(which):
        def dump(value, file, *more):
            if which(value):
                planted.append(place)
                return file.write(hostile)
            return real(value, file, *more)

        patch.setattr(structfile, "dump_pickle", dump)

    match place:
        case "schema":
            patch.setattr(whoosh, "pickle", types.SimpleNamespace(**vars(whoosh.pickle) | {"dumps": always}))
        case "segments":
            some(lambda value: isinstance(value, list) and value and isinstance(value[0], whoosh3.W3Segment))
        case "directory":
            some(lambda value: isinstance(value, dict) and any("." in str(name) for name in value))
        case "options":
            some(lambda value: value == {})
        case "extras":
            some(lambda value: isinstance(value, dict) and value and not any("." in str(name) for name in value))
        case "stored":
            patch.setattr(columns, "dumps", always)
        case "header":
            some(lambda value: isinstance(value, (tuple, dict)))
        case "block":  # 6 facts of a block of postings
            patch.setattr(whoosh3, "dumps", lambda *a: always(*a, length=6))
        case "postings":  # ids, weights and values; beside their term where there are few
            patch.setattr(whoosh3, "dumps", lambda *a: always(*a, length=3))
    return planted


def read_all(opened):
    """Use everything that an index is used for."""
    found = opened.find(ask("rust"))
    opened.find(ask('"stoelen maken"'))
    opened.suggest(ask("stoellen"))
    opened.values("key")
    return found.keys


@pytest.mark.parametrize("documents", [[ONE], MANY], ids=["one", "many"])
@pytest.mark.parametrize("place", PLACES)
def test_no_pickle_in_an_index_runs_anything(tmp_path, monkeypatch, place, documents):
    mark, folder = tmp_path / "ran", tmp_path / "index"
    with monkeypatch.context() as patch:
        planted = plant(patch, place, mark)
        index.create(folder, public_schema(), documents)
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    if not planted:
        assert (place, documents) == ("block", [ONE])  # so few stand beside their term
        return
    for reading in (
        lambda: index.open_folder(folder, public_schema(), PUBLIC_FIELDS),
        lambda: index.open_bytes(files, public_schema(), PUBLIC_FIELDS),
    ):
        try:
            assert "lesson/a" in read_all(reading())  # what is ours was used, and theirs never read
            assert place == "schema"
        except index.Spoiled as error:
            assert place != "schema" and "beschadigd" in str(error)
    assert not mark.exists()


def test_a_bundle_signed_by_a_stolen_key_runs_nothing_either(tmp_path, monkeypatch):
    mark, library = tmp_path / "ran", Library(lessons=(Lesson(slug="a", title="Rust", plain="Stoelen maken."),))
    for place in ("segments", "stored"):
        with monkeypatch.context() as patch:
            plant(patch, place, mark)
            made = issued.write(tmp_path / place, library, tmp_path / "none", 1)
        with pytest.raises(ContentError, match="niet te lezen"):
            Shelf(made.folder, issued.PUBLISHER).search("rust", {}, 0, 20)
    assert not mark.exists()


def test_a_signed_bundle_whose_content_is_no_library_is_refused_like_a_damaged_one(tmp_path):
    made = issued.write(tmp_path, Library(), tmp_path / "none", 1)
    (made.folder / "content.json").write_bytes(b'{"lessons": 3}')
    manifest = json.loads((made.folder / "manifest.json").read_bytes())
    manifest["files"]["content.json"] = {
        "size": 14, "sha256": hashlib.sha256(b'{"lessons": 3}').hexdigest(),
    }  # fmt: skip
    said = json.dumps(manifest).encode()
    (made.folder / "manifest.json").write_bytes(said)
    (made.folder / "manifest.sig").write_bytes(sign(issued.SECRET, BUNDLE, said))
    bundle.verify(made.folder, issued.PUBLISHER)
    with pytest.raises(ContentError, match="niet te lezen"):
        Shelf(made.folder, issued.PUBLISHER)


def test_an_index_of_the_desk_that_holds_more_than_data_is_made_anew(tmp_path, monkeypatch):
    made, mark = small.make(tmp_path / "var", "eva"), tmp_path / "ran"
    made.tell()
    with made.ledger() as ledger:
        ledger.move("T0000000001", "uploaded", "released", "tom")
        turns = {"id": "T0000000001", "project": "wijk", "turns": [["deelnemer 1", "Rust in het buurthuis."]]}
        (made.home.released / "T0000000001.json").write_text(json.dumps(turns))
        for place in PLACES[1:]:
            with monkeypatch.context() as patch:
                plant(patch, place, mark)
                index.create(made.home.research_index, research.research_schema(), DESK)
            opened = research.open_index(made.home, ledger)
            found = research.search(made.home, ledger, opened, "buurthuis", "eva")
            assert [passage.id for passage in found] == ["T0000000001"], place
            shutil.rmtree(made.home.research_index)
    assert not mark.exists()


DESK = [{"key": "T0000000001/0", "transcript": "T0000000001", "said": "Rust in het buurthuis."}]

_REACHES = """
import pickle, sys, types
import archive.search.index, archive.search.query, archive.search.schema
real = [pickle.load, pickle.loads, pickle.Unpickler, pickle._Unpickler, pickle]
ours = archive.search.index.pickles._Plain
used = set()
for name, module in sorted(sys.modules.items()):
    if name == "whoosh" or name.startswith("whoosh."):
        for word, value in vars(module).items():
            if any(value is one for one in real):
                used.add(f"{name}.{word}")
            if isinstance(value, type) and issubclass(value, pickle.Unpickler) and value is not ours:
                used.add(f"{name}.{word}")
print(" ".join(sorted(used)))
"""


def test_no_module_of_whoosh_that_is_loaded_reaches_the_real_loaders():
    done = subprocess.run([sys.executable, "-c", _REACHES], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
    assert structfile.load_pickle is pickles.load
    assert {columns.loads, whoosh3.loads, formats.loads, whoosh.pickle.loads} == {pickles.loads}
    assert not whoosh.toc_loaders
