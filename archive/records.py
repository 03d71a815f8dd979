"""The nouns of the outside: lessons, approaches, films, collections, pages, and the words that describe them.

Front matter is validated into these, a bundle holds them as JSON, and the site reads them back. Frozen, no I/O.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Strings = Annotated[tuple[str, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]
Level = Literal["hoog", "redelijk", "laag"]
PHASES = {
    "ik-zoek": "Ik zoek", "ik-wil": "Ik wil", "ik-groei": "Ik groei",
    "ik-probeer": "Ik probeer", "ik-durf": "Ik durf", "ik-ga": "Ik ga",
}  # fmt: skip
LADDER = (
    "Nog niet beschreven", "Goed beschreven", "Goed onderbouwd", "Eerste aanwijzingen", "Goede aanwijzingen",
)  # fmt: skip


class _Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Noun):
    """Where something is written: a document of sources.toml, and the heading a reader finds."""

    document: str
    section: str = ""
    page: int | None = None


class PublicName(_Noun):
    """A name that may stand in this item, and why."""

    name: str
    reason: str = Field(min_length=8)
    participant: str = Field("", exclude=True)  # whose own name this is, `project/P07`: never in a bundle


class Record(_Noun):
    """What every public item has. `html` is sanitised and `plain` is its text: both made by publish/render.py."""

    slug: str
    title: str = Field(min_length=3, max_length=90)
    summary: str = ""
    title_en: str = ""
    summary_en: str = ""
    themes: Strings = ()
    municipality: Strings = ()
    sources: tuple[Source, ...] = ()
    public_names: tuple[PublicName, ...] = ()
    rests_on: Strings = Field((), exclude=True)  # whose stories this rests on, `project/P07`: never in a bundle
    html: str = ""
    plain: str = ""


class Confidence(_Noun):
    """How sure a lesson is: the four marks of GRADE-CERQual, and one sentence why."""

    method: Level
    coherence: Level
    adequacy: Level
    relevance: Level
    why: str

    @property
    def overall(self) -> Level:
        """The lowest mark but one: a single weak point does not sink a lesson, two do."""
        order: tuple[Level, ...] = ("laag", "redelijk", "hoog")
        return sorted((self.method, self.coherence, self.adequacy, self.relevance), key=order.index)[1]


class Lesson(Record):
    """One idea that others may use."""

    kind: Literal["werkt", "viel-tegen", "oneens"] = "werkt"
    target_groups: Strings = ()
    approach: str | None = None
    interviews: Literal["1-4", "5-9", "10-19", "20+"] | None = None
    confidence: Confidence | None = None


class Result(_Noun):
    """A figure, with what it counts, when, and where that is written."""

    figure: str
    what: str
    date: str = ""
    document: str
    section: str = ""


class Approach(Record):
    """A way of working that somebody carried out somewhere."""

    carried_by: str = ""
    partners: Strings = ()
    target_groups: Strings = ()
    kind: Literal["work-first", "human-capital-first", "life-first"] | None = None
    phases: tuple[Literal["ik-zoek", "ik-wil", "ik-groei", "ik-probeer", "ik-durf", "ik-ga"], ...] = ()
    started: int | None = None
    ended: int | None = None
    size: str = ""
    results: tuple[Result, ...] = ()
    costs: str = ""
    benefits: str = ""
    ladder: Literal[0, 1, 2, 3, 4] = 0
    ladder_reason: str = ""
    contact: str = ""


class Item(_Noun):
    """One stop in a collection, and the question for the room after it."""

    lesson: str | None = None
    approach: str | None = None
    video: str | None = None
    question: str = ""

    @property
    def key(self) -> str:
        """The item's kind and slug, as in a bundle's index."""
        return next(f"{kind}/{slug}" for kind, slug in self.model_dump().items() if slug and kind != "question")


class Collection(Record):
    """Items in an order, for an occasion."""

    occasion: str = ""
    items: tuple[Item, ...] = Field(default=(), min_length=1)
    closing: str = ""


class Chapter(_Noun):
    """A moment in a film, in seconds from its start."""

    start: int = Field(ge=0)
    title: str
    lesson: str | None = None


class Video(Record):
    """A knowledge-sharing film: one of our own (`file`), or one that lies elsewhere (`link`)."""

    duration: int | None = None
    link: str = Field("", pattern=r"^(https://\S+)?$")
    file: str = ""
    poster: str = ""
    poster_alt: str = ""
    captions: dict[Literal["nl", "en"], str] = Field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()


class Page(Record):
    """A page about the archive itself; `order` puts it in the menu."""

    order: int | None = None


class Theme(_Noun):
    """A theme, with the words people type for it."""

    slug: str
    name: str
    name_en: str
    explanation: str
    synonyms: Strings = ()
    narrower: Strings = ()
    related: Strings = ()


class Group(_Noun):
    """A target group."""

    slug: str
    name: str
    name_en: str
    synonyms: Strings = ()


class GlossaryTerm(_Noun):
    """A term of the field, explained."""

    term: str
    variants: Strings = ()
    meaning: str
    meaning_en: str = ""

    @property
    def anchor(self) -> str:
        """Where it stands on the page of words."""
        return re.sub(r"[^a-z0-9]+", "-", self.term.lower()).strip("-")


class Document(_Noun):
    """A source document."""

    title: str
    organisation: str
    year: int
    url: str = ""


class Library(_Noun):
    """Everything a bundle shows."""

    lessons: tuple[Lesson, ...] = ()
    approaches: tuple[Approach, ...] = ()
    videos: tuple[Video, ...] = ()
    collections: tuple[Collection, ...] = ()
    pages: tuple[Page, ...] = ()
    themes: tuple[Theme, ...] = ()
    groups: tuple[Group, ...] = ()
    words: tuple[GlossaryTerm, ...] = ()
    documents: dict[str, Document] = Field(default_factory=dict)
    municipalities: dict[str, str] = Field(default_factory=dict)

    def items(self) -> dict[str, Any]:
        """Return every lesson, approach, film and collection by its key, `lesson/bel-eerst`."""
        kinds = {
            "lesson": self.lessons,
            "approach": self.approaches,
            "video": self.videos,
            "collection": self.collections,
        }
        return {f"{kind}/{record.slug}": record for kind, records in kinds.items() for record in records}
