"""Whoosh behind four verbs: build, add, find, suggest."""

from __future__ import annotations

import struct
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from whoosh import index as whoosh
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.query import Term

from archive.errors import ArchiveError
from archive.search import pickles
from archive.search.query import Asked, build

# What Whoosh raises on files that are not as it wrote them.
_DAMAGE = (pickles.Refused, whoosh.IndexError, OSError, EOFError, ValueError, KeyError, TypeError, AttributeError,
           AssertionError, IndexError, struct.error)  # fmt: skip


class Spoiled(ArchiveError):
    """The files of an index are damaged, or hold what Whoosh does not write."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Keys of what was found, best first; `exact` says that every word was found in each."""

    keys: tuple[str, ...]
    exact: bool


def create(folder: Path, schema: Schema, documents: Iterable[Mapping[str, str]]) -> None:
    """Make an index in an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _fill(_Closing(str(folder)).create_index(schema), documents)


def open_bytes(files: Mapping[str, bytes], schema: Schema, fields: Mapping[str, float]) -> Index:
    """Open an index whose files were read, and checked, already; the schema is ours. Raises Spoiled."""
    storage = RamStorage()
    storage.files.update(files)
    with _reading():
        return Index(storage.open_index(schema=schema), fields)


def open_folder(folder: Path, schema: Schema, fields: Mapping[str, float]) -> Index:
    """Open an index on disk; the schema is ours, never the file's. Raises Spoiled."""
    with _reading():
        return Index(_Closing(str(folder)).open_index(schema=schema), fields)


def _fill(made: whoosh.Index, documents: Iterable[Mapping[str, str]]) -> None:
    writer = made.writer()
    for document in documents:
        writer.add_document(**document)
    writer.commit(optimize=True)


class _Closing(FileStorage):  # type: ignore[misc]  # whoosh has no types
    """Whoosh leaves a file open when it cannot read or write it. Here it is closed with the last who knew of it."""

    def open_file(self, name: str, **extra: object) -> StructFile:
        return _shut_with(super().open_file(name, **extra))

    def create_file(self, name: str, **extra: object) -> StructFile:
        return _shut_with(super().create_file(name, **extra))

    def temp_storage(self, name: str | None = None) -> _Closing:
        return _Closing(super().temp_storage(name).folder)


def _shut_with(opened: StructFile) -> StructFile:
    def shut(file: BinaryIO) -> None:
        with suppress(OSError):  # a full disk was told already
            file.close()

    weakref.finalize(opened, shut, opened.file)
    return opened


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except _DAMAGE:
        raise Spoiled("De zoekindex is beschadigd. Start de werkplek opnieuw: dan maakt die een nieuwe.") from None


class Index:
    """An index, open for reading."""

    def __init__(self, opened: whoosh.Index, fields: Mapping[str, float]) -> None:
        self._index = opened
        self._fields = fields
        self._words: list[str] | None = None

    def find(self, asked: Asked) -> Hits:
        """Return what matches every word; when nothing does, what matches any."""
        keys = self._keys(asked, all_words=True)
        if keys or len(asked.wanted) < 2:
            return Hits(keys, True)
        return Hits(self._keys(asked, all_words=False), False)

    def suggest(self, asked: Asked) -> str | None:
        """Return the question with unknown words replaced by the nearest known ones, or None."""
        known = self._vocabulary()
        better, changed = [], False
        for group in asked.wanted:
            for term in group:
                near = None
                if len(term) > 3 and term not in known:
                    near = process.extractOne(
                        term, known, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=0.7
                    )
                changed = changed or near is not None
                better.append(near[0] if near else term)
        return " ".join(better) if changed else None

    def add(self, documents: Iterable[Mapping[str, str]]) -> None:
        """Add or replace documents by their key, on disk when this returns."""
        writer = self._index.writer(timeout=30)
        for document in documents:
            writer.update_document(**document)
        writer.commit()

    def remove(self, field: str, value: str) -> None:
        """Remove every document with this value, and rewrite the index so that nothing of it stays in a file."""
        writer = self._index.writer(timeout=30)
        writer.delete_by_query(Term(field, value))
        writer.commit(optimize=True)

    def values(self, field: str) -> set[str]:
        """Return every value of an ID field."""
        with _reading(), self._index.reader() as reader:
            return {value.decode() if isinstance(value, bytes) else value for value in reader.lexicon(field)}

    def replace(self, newer: Index) -> None:
        """Be another index from now on."""
        self._index, self._words = newer._index, None

    def _keys(self, asked: Asked, *, all_words: bool) -> tuple[str, ...]:
        with _reading(), self._index.searcher() as searcher:
            found = searcher.search(build(asked, self._fields, all_words=all_words), limit=None)
            return tuple(hit["key"] for hit in found)

    def _vocabulary(self) -> list[str]:
        if self._words is None:
            with _reading(), self._index.reader() as reader:
                terms = {t.decode() if isinstance(t, bytes) else t for f in self._fields for t in reader.lexicon(f)}
            self._words = sorted(term for term in terms if term.isalpha() and len(term) > 3)
        return self._words
