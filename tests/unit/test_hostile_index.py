"""What is read from an index is data only: a planted pickle runs nothing, wherever Whoosh unpickles."""

import os
import pickle

import pytest
from whoosh import columns, formats
from whoosh import index as whoosh
from whoosh.codec import whoosh3
from whoosh.filedb import structfile

from archive.publish import bundle
from archive.records import Library
from archive.search import index, pickles
from archive.search.query import ask
from archive.search.schema import PUBLIC_FIELDS, public_schema
from archive.web.public.library import Shelves

DOCUMENTS = [{"key": "lesson/a", "title": "Rust", "summary": "", "body": "Stoelen maken.", "words": ""}]


class Hostile:
    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def dumps(value):
    return pickle.dumps(value, 2)


@pytest.mark.parametrize("place", ["schema", "segments", "stored", "header"])
def test_no_pickle_in_an_index_runs_anything(tmp_path, monkeypatch, place):
    mark, folder = tmp_path / "ran", tmp_path / "index"
    hostile = Hostile(mark)
    with monkeypatch.context() as patch:
        if place == "schema":
            patch.setattr(whoosh.pickle, "dumps", lambda value, *_: dumps(hostile))
        if place == "segments":
            patch.setattr(structfile, "dump_pickle", lambda value, file, *_: file.write(dumps(hostile if isinstance(value, list) and value else value)))  # fmt: skip
        if place == "stored":
            patch.setattr(columns, "dumps", lambda value, *_: dumps(hostile))
        if place == "header":
            patch.setattr(structfile, "dump_pickle", lambda value, file, *_: file.write(
                pickle.dumps(value, 2) if isinstance(value, list) else dumps(hostile)))  # fmt: skip
        index.create(folder, public_schema(), DOCUMENTS)
    try:
        opened = index.open_folder(folder, public_schema(), PUBLIC_FIELDS)
        assert opened.find(ask("rust")).keys == ("lesson/a",) and place == "schema"  # ours is used, theirs never read
    except index.Spoiled as error:
        assert place != "schema" and "beschadigd" in str(error)
    assert not mark.exists()


def test_every_loader_of_whoosh_is_ours():
    assert structfile.load_pickle is pickles.load
    assert {columns.loads, whoosh3.loads, formats.loads, whoosh.pickle.loads} == {pickles.loads}
    assert not whoosh.toc_loaders


def test_a_bundle_holds_no_index_and_a_damaged_one_leaves_the_good_one_serving(tmp_path):
    good = bundle.write(tmp_path, Library(), tmp_path / "x", 2)
    assert not list(good.folder.glob("index*"))
    shelves = Shelves(tmp_path)
    shelf = shelves.current()
    worse = tmp_path / "bundles" / "worse"
    worse.mkdir()
    (worse / "content.json").symlink_to(good.folder / "content.json")
    (worse / "manifest.json").write_bytes((good.folder / "manifest.json").read_bytes())
    bundle._point(tmp_path / "current", worse)
    assert shelves.current() is shelf
    with pytest.raises(bundle.ContentError, match="beschadigd"):
        Shelves(tmp_path).current()
