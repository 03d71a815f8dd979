"""The bundle as the site sees it: records by address, neighbours, and search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic

from pydantic import ValidationError

from archive.errors import ContentError, NotFound
from archive.publish import bundle
from archive.records import Approach, Collection, Lesson, Library, Record, Theme, Video
from archive.search.facets import Value, narrow
from archive.search.index import Spoiled, open_bytes
from archive.search.query import ask
from archive.search.schema import PUBLIC_FIELDS, public_schema
from archive.search.snippets import Snippet, mark, snippet

# How kinds of items are called in addresses and on pages: (kind, address, one, many).
KINDS = (
    ("lesson", "lessen", "les", "lessen"),
    ("approach", "aanpakken", "aanpak", "aanpakken"),
    ("video", "films", "film", "films"),
    ("collection", "collecties", "collectie", "collecties"),
)
ADDRESS = {kind: address for kind, address, _, _ in KINDS}
ONE = {kind: one for kind, _, one, _ in KINDS}
OUTCOMES = {"werkt": "wat werkte", "viel-tegen": "wat tegenviel", "oneens": "waar bronnen verschillen"}
APPROACH_KINDS = {
    "work-first": "eerst werk",
    "human-capital-first": "eerst leren",
    "life-first": "eerst het leven op orde",
}
_UNREADABLE = "De uitgave is niet te lezen. Draai `archive publish` opnieuw."
_AGAIN = 10.0  # seconds until a bundle that was refused is tried again
FACETS = ("soort", "thema", "doelgroep", "gemeente", "uitkomst", "bewijs")


def address(key: str) -> str:
    """Return the address of an item by its key."""
    kind, slug = key.split("/")
    return f"/{ADDRESS[kind]}/{slug}"


@dataclass(frozen=True)
class Hit:
    """One result, with what was found in it marked."""

    key: str
    record: Record
    title: Snippet
    summary: Snippet
    excerpt: Snippet


@dataclass(frozen=True)
class Answer:
    """The answer to a search: hits, how many there are in all, facets, and what else to try."""

    hits: Sequence[Hit]
    total: int
    exact: bool
    suggestion: str | None
    facets: Mapping[str, Sequence[Value]]


class Shelf:
    """One bundle, open for reading. Raises ContentError for one that is not whole, not signed, or not readable."""

    def __init__(self, folder: Path, publisher: str) -> None:
        self._bundle = checked = bundle.read(folder, publisher)
        self.folder, self.id = folder, checked.id
        try:
            self.library = Library.model_validate_json(checked.content)
            self._index = open_bytes(checked.index, public_schema(), PUBLIC_FIELDS)
        except (ValidationError, Spoiled):
            raise ContentError(_UNREADABLE) from None
        self.items: dict[str, Record] = self.library.items()
        self.themes: dict[str, Theme] = {theme.slug: theme for theme in self.library.themes}
        self.groups = {group.slug: group for group in self.library.groups}
        self.pages = {page.slug: page for page in self.library.pages}

    def get(self, kind: str, slug: str) -> Record:
        """Return one item. Raises NotFound."""
        try:
            return self.items[f"{kind}/{slug}"]
        except KeyError:
            raise NotFound("Deze pagina is er niet.") from None

    def with_theme(self, slug: str) -> list[tuple[str, Record]]:
        """Return every item with a theme; those with it as their main theme first."""
        found = [(key, record) for key, record in self.items.items() if slug in record.themes]
        return sorted(found, key=lambda pair: pair[1].themes[0] != slug)

    def near(self, lesson: Lesson, most: int = 4) -> list[Lesson]:
        """Return the lessons most like this one: shared approach, themes and target groups."""

        def likeness(other: Lesson) -> int:
            shared = len(set(lesson.themes) & set(other.themes)) + len(
                set(lesson.target_groups) & set(other.target_groups)
            )
            return shared + 2 * (lesson.approach is not None and lesson.approach == other.approach)

        others = [other for other in self.library.lessons if other.slug != lesson.slug and likeness(other)]
        return sorted(others, key=lambda other: (-likeness(other), other.slug))[:most]

    def lessons_of(self, approach: Approach) -> list[Lesson]:
        """Return the lessons that rest on an approach."""
        return [lesson for lesson in self.library.lessons if lesson.approach == approach.slug]

    def collections_with(self, key: str) -> list[Collection]:
        """Return the collections an item stands in."""
        return [c for c in self.library.collections if any(item.key == key for item in c.items)]

    def search(self, untrusted_text: str, chosen: Mapping[str, frozenset[str]], first: int, most: int) -> Answer:
        """Search, narrow by facets, and return one page of hits from `first` on. Raises ContentError."""
        asked = ask(untrusted_text)
        try:
            hits = self._index.find(asked)
            few = asked.wanted and (not hits.exact or len(hits.keys) < 3)
            meant = self._index.suggest(asked) if few else None
        except Spoiled:
            raise ContentError(_UNREADABLE) from None
        keys, facets = narrow([key for key in hits.keys if key in self.items], self._facets, chosen)
        page = [self._hit(key, asked.terms) for key in keys[first : first + most]]
        return Answer(page, len(keys), hits.exact, meant, facets)

    def media(self, untrusted_name: str) -> Path:
        """Return where a picture, film or captions lie. Raises NotFound, also for one that is not what was signed."""
        if "/" in untrusted_name or not (path := self._bundle.checked(f"media/{untrusted_name}")):
            raise NotFound("Dit bestand is er niet.")
        return path

    def value_name(self, facet: str, value: str) -> str:
        """Return how a facet's value reads."""
        match facet:
            case "thema":
                return self.themes[value].name if value in self.themes else value
            case "doelgroep":
                return self.groups[value].name if value in self.groups else value
            case "soort":
                return ADDRESS.get(value, value)
            case "uitkomst":
                return OUTCOMES.get(value, value)
            case _:
                return value

    def _hit(self, key: str, terms: frozenset[str]) -> Hit:
        record = self.items[key]
        return Hit(key, record, mark(record.title, terms), mark(record.summary, terms), snippet(record.plain, terms))

    @cached_property
    def _facets(self):  # type: ignore[no-untyped-def]  # facet → (key → its values)
        values = {key: _values(key, record) for key, record in self.items.items()}
        return {facet: (lambda key, facet=facet: values[key][facet]) for facet in FACETS}


def _values(key: str, record: Record) -> dict[str, tuple[str, ...]]:
    """Return the values of every facet of one item."""
    confidence = getattr(record, "confidence", None)
    return {
        "soort": (key.split("/")[0],),
        "thema": record.themes,
        "doelgroep": getattr(record, "target_groups", ()),
        "gemeente": record.municipality,
        "uitkomst": (record.kind,) if isinstance(record, Lesson) else (),
        "bewijs": (f"zekerheid {confidence.overall}",)
        if confidence
        else (f"effectladder {record.ladder}",)
        if isinstance(record, Approach)
        else (),
    }


class Shelves:
    """The bundle being served. When `current` points elsewhere, the next request opens that one."""

    def __init__(self, public: Path, publisher: str) -> None:
        self._public, self._publisher = public, publisher
        self._lock = Lock()
        self._shelf: Shelf | None = None
        self._opened: object = None  # the link that led to the open bundle
        self._refused: tuple[object, float, ContentError] | None = None  # a link, until when, and why

    def current(self) -> Shelf:
        """Return the open bundle; a newer one that is refused leaves the good one serving.

        A refused one is tried again when `current` changes, and after some seconds. Raises NotFound before the first
        publication, ContentError when there is no good one.
        """
        link = self._link()
        if known := self._known(link):
            return known
        shelf = self._shelf
        if not self._lock.acquire(blocking=shelf is None):
            return shelf or self.current()  # somebody is opening the new one: the old one answers meanwhile
        try:
            if known := self._known(link):
                return known
            self._shelf, self._refused = Shelf(bundle.current(self._public), self._publisher), None
            self._opened = link
            return self._shelf
        except ContentError as error:
            self._refused = (link, monotonic() + _AGAIN, error)
            if shelf is None:
                raise
            return shelf  # the good one goes on serving
        finally:
            self._lock.release()

    def _link(self) -> object:
        """Return what tells one state of `current` from another. Raises NotFound when it is not there."""
        try:
            found = (self._public / "current").lstat()
        except OSError:
            raise NotFound("Er is nog niets gepubliceerd. Draai `archive publish`.") from None
        return found.st_ino, found.st_mtime_ns

    def _known(self, link: object) -> Shelf | None:
        """Return what answers for a link that was seen before. Raises ContentError for a refused one, with no other."""
        if self._shelf is not None and self._opened == link:
            return self._shelf
        if self._refused and self._refused[0] == link and monotonic() < self._refused[1]:
            if self._shelf is None:
                raise self._refused[2]
            return self._shelf
        return None


def film_source(video: Video) -> str:
    """Return the address a film is watched at."""
    return f"/media/{video.file}" if video.file else video.link
