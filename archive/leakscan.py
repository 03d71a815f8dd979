"""With the steward's key: read every name in every sealed story, and look for each wherever it must not be."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from archive import sealed
from archive.errors import NotFound
from archive.home import Home
from archive.ingest.lexicon import fold
from archive.ingest.names import plain_names
from archive.ingest.readings import open_reading
from archive.ingest.redact import masked
from archive.ledger import Ledger
from archive.model import Reading
from archive.vault import Identity, digest_key
from archive.web.public.app import create_app

_WORD = re.compile(r"[^\W\d_]+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_IN_BINARY = 6  # letters: in pictures and films shorter words appear by chance
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A name of a sealed story, found outside it."""

    where: str
    transcript: str
    name: str


@dataclass(frozen=True)
class Scan:
    """What was scanned and what was found."""

    names: int
    places: int
    leaks: tuple[Leak, ...]

    def grouped(self) -> dict[tuple[str, str], list[str]]:
        """Return the names found, by place and transcript."""
        found: dict[tuple[str, str], list[str]] = {}
        for leak in self.leaks:
            found.setdefault((leak.where, leak.transcript), []).append(leak.name)
        return found


def scan(home: Home, identity: Identity, progress: Callable[[str], None] = lambda where: None) -> Scan:
    """Look for every sealed name in bundle, pages, logs, temporary folders, ledger, released texts and research index.

    Raises WrongKey when the key does not open the stories.
    """
    ledger = Ledger(home.ledger)
    try:
        ids = [record.id for record in ledger.all()]
    finally:
        ledger.close()
    key = digest_key(home.digest_key)
    readings = {id: _decided(home, id, identity) for id in ids if sealed.has(home.sealed / id, sealed.READING, key)}
    names = {id: plain_names(reading) for id, reading in readings.items()}
    pseudonyms = {part for r in readings.values() for e in r.entities for part in _WORD.findall(fold(e.pseudonym))}
    users = {path.stem for path in home.identities.glob("*.age")}
    leaks: set[Leak] = set()
    count = 0
    for where, text, inside in _places(home):
        progress(where)
        count += 1
        least = _IN_BINARY if "\0" in text else 1
        words = " ".join(word for view in _views(text) for word in _WORD.findall(fold(view)) if len(word) >= least)
        padded = f" {words} "
        vocabulary = set(words.split())
        for id, mine in names.items():
            if inside and inside != id and inside != "*":
                continue
            for name in (
                mine
                - (pseudonyms if inside else set())
                - (set() if where.startswith(("public/", "page ", "temporary ")) else users)
            ):
                if name in vocabulary or (" " in name and f" {name} " in padded):
                    leaks.add(Leak(where, id, name))
    return Scan(sum(map(len, names.values())), count, tuple(sorted(leaks)))


def _places(home: Home) -> Iterator[tuple[str, str, str]]:
    """Yield (where, text, inside): `inside` is a transcript's id, or `*`, for what only the desk can read."""
    yield from _pages(home)
    for path in sorted(home.root.rglob("*")):
        relative = path.relative_to(home.root)
        if path.is_symlink() or path.suffix == ".age" or relative.parts[:2] == ("public", "current"):
            continue
        inside = ""
        if home.released in path.parents:
            inside = path.stem if path.suffix == ".json" else "*"
        elif home.research_index in path.parents:
            inside = "*"
        yield str(relative), f"{relative} " + (_read(path) if path.is_file() else ""), inside
    for folder in {Path(tempfile.gettempdir()), Path("/var/tmp")}:  # noqa: S108  # that is what is searched
        for path in _files(folder):
            yield f"temporary file {path.name}", _read(path), ""


def _decided(home: Home, id: str, identity: Identity) -> Reading:
    """Return a reading with what reviewers added: the names that the machine missed."""
    reading, ledger = open_reading(home, id, identity), Ledger(home.ledger)
    try:
        added = [m for m in masked(reading.mentions, ledger.decisions(id)) if m.recognizer == "reviewer"]
    finally:
        ledger.close()
    return replace(reading, mentions=(*reading.mentions, *added))


def _views(text: str) -> Iterator[str]:
    """Yield a text as it stands, and as markup, entities, escapes and addresses make it read."""
    yield text
    plain = unquote(unescape(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)))
    yield re.sub(r"<[^<>]*>|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff*_~`]", "", plain)
    if text.count("\0") * 3 > len(text):  # UTF-16
        yield text.replace("\0", "")


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that lie loose in a temporary folder, as a program's temporary files do."""
    for path in sorted(folder.glob("*")):
        try:
            if path.is_file() and not path.is_symlink() and path.stat().st_size < _LARGEST:
                yield path
        except OSError:
            continue


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _pages(home: Home) -> Iterator[tuple[str, str, str]]:
    """Yield every page of the site as a visitor gets it, feeds and search included."""
    settings = home.settings()
    client = create_app(home.public, settings.site, settings.name).test_client()
    try:
        addresses = re.findall(r"<loc>http://localhost([^<]+)</loc>", client.get("/sitemap.xml").text)
    except NotFound:
        return
    for address in [*addresses, "/zoeken", "/feed.atom", "/sitemap.xml", "/opensearch.xml", "/bestaat-niet"]:
        yield f"page {address}", client.get(address).text, ""
