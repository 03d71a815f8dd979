"""What each page shows: one frozen class a template, which it names. It sees these fields and `site`, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from archive.records import Approach, Collection, GlossaryTerm, Lesson, Page, Theme, Video
from archive.web.pages import Context
from archive.web.public.facts import Fact, Figure, LadderStep, Moment, Municipality, Track
from archive.web.public.results import Facet, Found
from archive.web.public.rows import Card, Citation, Link, Stop, Tag, ThemeRow


@dataclass(frozen=True)
class SiteFrame:
    """What stands around every page: the site's name, the menu at its foot, and the address somebody is at."""

    name: str
    menu: Sequence[Link]
    here: str


@dataclass(frozen=True)
class HomePage(Context):
    """What there is."""

    template: ClassVar = "home.html"
    lesson_count: int
    approach_count: int
    municipality_count: int
    themes: Sequence[ThemeRow]
    collections: Sequence[Card]
    films: Sequence[Card]
    lessons: Sequence[Card]


@dataclass(frozen=True)
class SearchPage(Context):
    """A question and its answer, with facets. Addresses are "" where there is nowhere to go."""

    template: ClassVar = "search.html"
    question: str
    hidden: Sequence[tuple[str, str]]  # (facet, value): what was chosen, for the form
    total: int
    exact: bool
    suggestion: Link | None
    hits: Sequence[Found]
    number: int
    pages: int
    previous: str
    following: str
    facets: Sequence[Facet]
    clear: str
    themes: Sequence[Link]  # to begin with when nothing was found


@dataclass(frozen=True)
class LessonPage(Context):
    """One lesson."""

    template: ClassVar = "lesson.html"
    record: Lesson
    above: str
    tags: Sequence[Tag]
    sources: Sequence[Citation]
    approach: Link | None
    collections: Sequence[Link]
    near: Sequence[Card]


@dataclass(frozen=True)
class ApproachPage(Context):
    """One approach."""

    template: ClassVar = "approach.html"
    record: Approach
    above: str
    tags: Sequence[Tag]
    sources: Sequence[Citation]
    municipalities: Sequence[Municipality]
    facts: Sequence[Fact]
    figures: Sequence[Figure]
    ladder: Sequence[LadderStep]
    ladder_name: str
    collections: Sequence[Link]
    lessons: Sequence[Card]


@dataclass(frozen=True)
class ThemesPage(Context):
    """Every theme."""

    template: ClassVar = "themes.html"
    themes: Sequence[ThemeRow]


@dataclass(frozen=True)
class ThemePage(Context):
    """A theme and everything about it."""

    template: ClassVar = "theme.html"
    theme: Theme
    related: Sequence[Link]
    groups: Sequence[tuple[str, Sequence[Card]]]  # (heading, cards)


@dataclass(frozen=True)
class CollectionsPage(Context):
    """Every collection."""

    template: ClassVar = "collections.html"
    collections: Sequence[Card]


@dataclass(frozen=True)
class CollectionPage(Context):
    """A collection as one page, to read or print."""

    template: ClassVar = "collection.html"
    record: Collection
    above: str
    stops: Sequence[Stop]


@dataclass(frozen=True)
class ScreenPage(Context):
    """One step of a collection, large. Step 0 is the opening, the last one the closing."""

    template: ClassVar = "screen.html"
    record: Collection
    step: int
    last: int
    stop: Stop | None


@dataclass(frozen=True)
class VideosPage(Context):
    """Every film."""

    template: ClassVar = "videos.html"
    videos: Sequence[Card]


@dataclass(frozen=True)
class VideoPage(Context):
    """A film with its chapters and transcript."""

    template: ClassVar = "video.html"
    record: Video
    above: str
    tags: Sequence[Tag]
    sources: Sequence[Citation]
    source: str  # the address it is watched at
    tracks: Sequence[Track]
    moments: Sequence[Moment]


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
