"""With the steward's key: read every name in every sealed story, and look for each wherever it must not be."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from archive.detection.disguise import decoded, guesses
from archive.detection.names import plain_names
from archive.dutch.fold import fold
from archive.dutch.seen import seen, unwound, words
from archive.home import Home
from archive.ingest.redact import masked
from archive.ledger.store import Ledger
from archive.model import Reading, standing
from archive.vault import story
from archive.vault.age import Identity
from archive.vault.digests import seal_key
from archive.vault.reading import open_decisions, open_reading

_WORD = re.compile(r"[^\W\d_]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt])")  # as JSON writes a character, or a line's end
_TAG = re.compile(r"<!--.{0,1000}?-->|<[^<>]*>", re.S)  # however long: `seen` takes short ones only
_BY_CHANCE = 6  # letters: in pictures, films, digests and keys shorter words appear by chance
_CODE = re.compile(  # a digest, or a key or signature in base64
    r"(?<![A-Za-z0-9])(?:(?=[a-fA-F]*\d)[0-9a-fA-F]{16,}"
    r"|(?=[^\s\d]*\d)(?:(?=[^\sA-Z]*[A-Z])(?=[^\sa-z]*[a-z])|age1)[A-Za-z0-9+/_-]{40,})(?![A-Za-z0-9])"
)
# Text in UTF-16 within something else: four letters or more of alphabets near ours, either end first.
_WIDE = (
    (re.compile(rb"(?:[\x01-\xff][\0-\5]){4,}"), "utf-16-le"),
    (re.compile(rb"(?:[\0-\5][\x01-\xff]){4,}"), "utf-16-be"),
)
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


@dataclass(frozen=True, slots=True)
class Place:
    """Something that is searched: its name and what it holds. `inside`: only the desk can read it, a released text."""

    where: str
    texts: tuple[str, ...]
    inside: bool = False

    @property
    def outside(self) -> bool:
        """Say whether others than the desk may read it: there, the name of somebody who logs in is a name too."""
        return self.where.startswith(("public/", "page ", "temporary "))


def scan(
    home: Home, identity: Identity, pages: Iterable[tuple[str, str]] = (),
    progress: Callable[[str], None] = lambda where: None,
) -> Scan:  # fmt: skip
    """Look for every sealed name in pages, bundle, logs, temporary folders, ledger, released texts and research index.

    Args: pages are (address, what a visitor gets) of the whole site; progress is told each place.
    Raises WrongKey when the key does not open the stories.
    """
    key = seal_key(home.seal_key)
    with Ledger(home.ledger) as ledger:
        ids = [deposit.id for deposit in ledger.all() if story.has(home.sealed / deposit.id, story.READING, key)]
        readings = {id: _decided(home, ledger, id, identity) for id in ids}
    names = {id: plain_names(reading) for id, reading in readings.items()}
    pseudonyms = {part for r in readings.values() for e in r.entities for part in _WORD.findall(fold(e.pseudonym))}
    users = {path.stem for path in home.identities.glob("*.age")}
    every = frozenset(name for mine in names.values() for name in mine)
    leaks: set[Leak] = set()
    count = 0
    for place in _places(home, pages):
        progress(place.where)
        count += 1
        read = {name for text in place.texts for name in _read_as_a_reader(text, every)}
        known = (pseudonyms if place.inside else set()) | (set() if place.outside else users)
        for id, mine in names.items():
            leaks |= {Leak(place.where, id, name) for name in (mine & read) - known}
    return Scan(sum(map(len, names.values())), count, tuple(sorted(leaks)))


def _decided(home: Home, ledger: Ledger, id: str, identity: Identity) -> Reading:
    """Return a reading as its reviewers left it: with what the machine missed, without what they decided to keep."""
    known = ledger.bound(id)
    reading = open_reading(home, id, identity, known)
    decisions = standing(open_decisions(home, id, identity, known))
    return replace(reading, mentions=tuple(masked(reading.mentions, decisions)))


def _read_as_a_reader(text: str, names: frozenset[str]) -> set[str]:
    """Return which of the names (folded; full names with spaces) a reader can see in a text, in any of its forms."""
    found = set[str]()
    full = {name for name in names if " " in name}
    parts = names.union(*map(str.split, full))
    for view in _views(text):
        sights = words(view)
        chance = [match.span() for match in _CODE.finditer(view)] if "\0" not in view else [(0, len(view))]
        for sight in sights:
            least = _BY_CHANCE if any(start <= sight.at < end for start, end in chance) else 1
            if len(sight.word) >= least:
                found.update(names.intersection(sight.forms))
            found |= {
                name for name, beside, _ in guesses(sight)
                if name in names and len(name) >= least and (not beside or beside in parts)
            }  # fmt: skip
        if full:
            running = f" {' '.join(sight.folded for sight in sights)} "
            found |= {name for name in full if f" {name} " in running}
    return found


def _views(text: str) -> Iterator[str]:
    """Yield a text as it stands, as markup, entities, escapes, addresses and codes make it read, and what tags hold."""
    yield text
    if "\0" not in text:
        plain = unwound(_ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else "\n", text))
        for view in (_TAG.sub("", plain), plain.replace("<", " ").replace(">", " ")):
            yield seen(view).text
        yield from decoded(plain)


def _places(home: Home, pages: Iterable[tuple[str, str]]) -> Iterator[Place]:
    yield from (Place(f"page {address}", (text,)) for address, text in pages)
    for path in sorted(home.root.rglob("*")):
        relative = path.relative_to(home.root)
        if path.is_symlink() or path.suffix == ".age" or relative.parts[:2] == ("public", "current"):
            continue
        inside = home.released in path.parents or home.research_index in path.parents
        yield Place(str(relative), (str(relative), *_read(path)), inside)
    for folder in {Path(tempfile.gettempdir()), Path("/var/tmp")}:  # noqa: S108  # that is what is searched
        yield from (Place(f"temporary file {path.name}", (path.name, *_read(path))) for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files that lie loose in a temporary folder, as a program's temporary files do."""
    for path in sorted(folder.glob("*")):
        try:
            if path.is_file() and not path.is_symlink() and path.stat().st_size < _LARGEST:
                yield path
        except OSError:
            continue


def _read(path: Path) -> Iterator[str]:
    """Yield what a file says: in UTF-8, in UTF-16 where it looks like that, and what stands in UTF-16 within it."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    yield data.decode("utf-8", "replace")
    if data.count(0) * 3 > len(data):
        yield data.decode("utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be", "replace")
    for wide, coding in _WIDE:
        if runs := wide.findall(data):
            yield "\0".join(run.decode(coding, "replace") for run in runs)
