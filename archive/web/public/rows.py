"""What pages list: links, cards, tags and sources, ready to show, each made of records by a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from archive.records import Collection, Document, Lesson, Page, Record, Theme
from archive.web.public.library import ONE, OUTCOMES, address

ValueName = Callable[[str, str], str]  # (facet, value) → how the value reads


@dataclass(frozen=True)
class Link:
    """An address and how it reads."""

    href: str
    text: str


@dataclass(frozen=True)
class Tag(Link):
    """A link to everything with one theme, target group or municipality; soft where it is no theme."""

    soft: bool


@dataclass(frozen=True)
class Card:
    """An item in a list. `above` says what it is: `les · wat tegenviel · Tilburg`."""

    kind: str
    above: str
    href: str
    title: str
    summary: str


@dataclass(frozen=True)
class Stop:
    """A step of a collection, and the question for the room after it."""

    card: Card
    question: str


@dataclass(frozen=True)
class ThemeRow:
    """A theme, and how many items there are about it."""

    href: str
    name: str
    explanation: str
    count: int


@dataclass(frozen=True)
class Citation:
    """Where something is written."""

    title: str
    organisation: str
    year: int
    section: str
    page: int | None


def dotted(*parts: str) -> str:
    """Return what there is of some parts, with dots between them."""
    return " · ".join(part for part in parts if part)


def above(key: str, record: Record) -> str:
    """Return what stands above an item's title: its kind, how a lesson turned out, and where."""
    return dotted(ONE[key.split("/")[0]], outcome(record), ", ".join(record.municipality))


def outcome(record: Record) -> str:
    """Return how a lesson turned out, "" for one that worked and for everything else."""
    return OUTCOMES[record.kind] if isinstance(record, Lesson) and record.kind != "werkt" else ""


def card(key: str, record: Record) -> Card:
    """Return an item as a card."""
    return Card(key.split("/")[0], above(key, record), address(key), record.title, record.summary)


def cards(kind: str, records: Iterable[Record]) -> tuple[Card, ...]:
    """Return items of one kind as cards."""
    return tuple(card(f"{kind}/{record.slug}", record) for record in records)


def stops(collection: Collection, items: Mapping[str, Record]) -> tuple[Stop, ...]:
    """Return the steps of a collection. What stands above them is their kind and where, for a room to read at once."""
    rows = []
    for item in collection.items:
        kind, record = item.key.split("/")[0], items[item.key]
        line = dotted(ONE[kind], ", ".join(record.municipality))
        rows.append(Stop(Card(kind, line, address(item.key), record.title, record.summary), item.question))
    return tuple(rows)


def collection_links(collections: Iterable[Collection]) -> tuple[Link, ...]:
    """Return the collections an item stands in as links."""
    return tuple(Link(address(f"collection/{one.slug}"), one.title) for one in collections)


def theme_links(themes: Iterable[Theme]) -> tuple[Link, ...]:
    """Return themes as links."""
    return tuple(Link(f"/themas/{theme.slug}", theme.name) for theme in themes)


def theme_rows(counted: Iterable[tuple[Theme, int]]) -> tuple[ThemeRow, ...]:
    """Return themes with how many items there are about each."""
    return tuple(ThemeRow(f"/themas/{one.slug}", one.name, one.explanation, count) for one, count in counted)


def menu(pages: Iterable[Page]) -> tuple[Link, ...]:
    """Return the pages that have a place in the menu, in its order."""
    placed = sorted((page for page in pages if page.order is not None), key=lambda page: page.order or 0)
    return tuple(Link(f"/{page.slug}", page.title) for page in placed)


def tags(record: Record, name: ValueName) -> tuple[Tag, ...]:
    """Return the tags of an item: its themes, then for whom, then where."""
    groups: tuple[str, ...] = getattr(record, "target_groups", ())
    return (
        *(Tag(f"/themas/{theme}", name("thema", theme), soft=False) for theme in record.themes),
        *(Tag(_everything("doelgroep", group), name("doelgroep", group), soft=True) for group in groups),
        *(Tag(_everything("gemeente", place), place, soft=True) for place in record.municipality),
    )


def citations(record: Record, documents: Mapping[str, Document]) -> tuple[Citation, ...]:
    """Return where an item comes from."""
    rows = []
    for source in record.sources:
        document = documents[source.document]
        rows.append(Citation(document.title, document.organisation, document.year, source.section, source.page))
    return tuple(rows)


def search_address(question: str, chosen: Mapping[str, Iterable[str]], number: int = 1) -> str:
    """Return the address of one page of what a search finds."""
    pairs = [("q", question)] if question else []
    pairs += [(facet, value) for facet, values in chosen.items() for value in sorted(values)]
    if number > 1:
        pairs.append(("pagina", str(number)))
    return "/zoeken" + (f"?{urlencode(pairs)}" if pairs else "")


def _everything(facet: str, value: str) -> str:
    """Return the address of everything with one value."""
    return search_address("", {facet: (value,)})
