"""What each page shows: one frozen class a template, which it names. It sees these fields and `site`, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from archive.records import Approach, Collection, GlossaryTerm, Lesson, Page, Record, Theme, Video
from archive.web.pages import Context
from archive.web.public.library import Answer

Listed = Sequence[tuple[str, Record]]  # (key, record)


@dataclass(frozen=True)
class HomePage(Context):
    """What there is."""

    template: ClassVar = "home.html"
    themes: Sequence[tuple[Theme, int]]
    collections: Sequence[Collection]
    films: Sequence[Video]
    lessons: Sequence[Lesson]
    counts: dict[str, int]


@dataclass(frozen=True)
class SearchPage(Context):
    """A question and its answer, with facets."""

    template: ClassVar = "search.html"
    question: str
    found: Answer
    number: int
    pages: int
    chosen: dict[str, frozenset[str]]


@dataclass(frozen=True)
class LessonPage(Context):
    """One lesson."""

    template: ClassVar = "lesson.html"
    record: Lesson
    approach: Approach | None
    near: Sequence[Lesson]
    collections: Sequence[Collection]


@dataclass(frozen=True)
class ApproachPage(Context):
    """One approach."""

    template: ClassVar = "approach.html"
    record: Approach
    lessons: Sequence[Lesson]
    collections: Sequence[Collection]


@dataclass(frozen=True)
class ThemesPage(Context):
    """Every theme."""

    template: ClassVar = "themes.html"
    themes: Sequence[tuple[Theme, int]]


@dataclass(frozen=True)
class ThemePage(Context):
    """A theme and everything about it."""

    template: ClassVar = "theme.html"
    theme: Theme
    related: Sequence[Theme]
    listed: Listed


@dataclass(frozen=True)
class CollectionsPage(Context):
    """Every collection."""

    template: ClassVar = "collections.html"
    collections: Sequence[Collection]


@dataclass(frozen=True)
class CollectionPage(Context):
    """A collection as one page, to read or print."""

    template: ClassVar = "collection.html"
    record: Collection
    stops: Sequence[tuple[str, Record, str]]  # key, record, question


@dataclass(frozen=True)
class ScreenPage(Context):
    """One step of a collection, large. Step 0 is the opening, the last one the closing."""

    template: ClassVar = "screen.html"
    record: Collection
    step: int
    last: int
    stop: tuple[str, Record, str] | None


@dataclass(frozen=True)
class VideosPage(Context):
    """Every film."""

    template: ClassVar = "videos.html"
    videos: Sequence[Video]


@dataclass(frozen=True)
class VideoPage(Context):
    """A film with its chapters and transcript."""

    template: ClassVar = "video.html"
    record: Video
    source: str


@dataclass(frozen=True)
class WordsPage(Context):
    """The glossary."""

    template: ClassVar = "words.html"
    words: Sequence[GlossaryTerm]


@dataclass(frozen=True)
class PagePage(Context):
    """A page about the archive."""

    template: ClassVar = "page.html"
    record: Page


@dataclass(frozen=True)
class ErrorPage(Context):
    """The same for absent and hidden."""

    template: ClassVar = "error.html"
    title: str
    message: str
