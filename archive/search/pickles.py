"""Whoosh keeps parts of its files as pickles, and a pickle can run code. Here each one read holds plain values only.

Whoosh 2.7.4 takes its loaders from names in its own modules; importing this module puts ours in their place. Allowed
besides plain values: what a segment is made of, which the table of contents lists. The schema never comes from a file.
"""

from __future__ import annotations

import io
import pickle  # only to read less than it would
from collections import defaultdict
from types import SimpleNamespace
from typing import Any, BinaryIO

from whoosh import columns, compat, formats, index, legacy
from whoosh.codec import whoosh3
from whoosh.filedb import structfile
from whoosh.util import loading

Refused = pickle.UnpicklingError


def _bytes(text: str, coding: str) -> bytes:
    """Give bytes as protocol 2 keeps them: as Latin-1 text, whatever coding is named."""
    return text.encode("latin-1")


_ALLOWED = {
    ("_codecs", "encode"): _bytes,
    ("whoosh.codec.whoosh3", "W3Segment"): whoosh3.W3Segment,
    ("whoosh.codec.whoosh3", "W3Codec"): whoosh3.W3Codec,
    ("collections", "defaultdict"): defaultdict,
    ("builtins", "int"): int,
}


class _Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Give the classes a segment is made of, and nothing else: none of them does anything when called."""
        if (module, name) in _ALLOWED:
            return _ALLOWED[module, name]
        raise Refused("refused")

    def persistent_load(self, pid: Any) -> Any:
        """Refuse: nothing of Whoosh is kept so."""
        raise Refused("refused")


def load(file: BinaryIO) -> Any:
    """Read one pickle of plain values. Raises Refused for anything else."""
    return _Plain(file).load()


def loads(data: bytes) -> Any:
    """Read one pickle of plain values. Raises Refused for anything else."""
    return load(io.BytesIO(bytes(data)))


compat.load = structfile.load_pickle = load
compat.loads = columns.loads = whoosh3.loads = formats.loads = loads
compat.pickle = index.pickle = loading.pickle = SimpleNamespace(
    load=load, loads=loads, dump=pickle.dump, dumps=pickle.dumps, Unpickler=_Plain, PicklingError=pickle.PicklingError
)
loading.RenamingUnpickler = legacy.RenamingUnpickler = _Plain
index.toc_loaders.clear()  # readers of older formats have an unpickler of their own
