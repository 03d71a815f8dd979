"""What each page shows: one frozen class a template. A template sees these fields and `site`, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from archive.records import Approach, Collection, Lesson, Page, Record, Theme, Video, Word
from archive.web.public.library import Found

Listed = Sequence[tuple[str, Record]]  # (key, record)


@dataclass(frozen=True)
class HomePage:
    """`home.html`."""

    themes: Sequence[tuple[Theme, int]]
    collections: Sequence[Collection]
    films: Sequence[Video]
    lessons: Sequence[Lesson]
    counts: dict[str, int]


@dataclass(frozen=True)
class SearchPage:
    """`search.html`."""

    question: str
    found: Found
    number: int
    pages: int
    chosen: dict[str, frozenset[str]]


@dataclass(frozen=True)
class LessonPage:
    """`lesson.html`."""

    record: Lesson
    approach: Approach | None
    near: Sequence[Lesson]
    collections: Sequence[Collection]


@dataclass(frozen=True)
class ApproachPage:
    """`approach.html`."""

    record: Approach
    lessons: Sequence[Lesson]
    collections: Sequence[Collection]


@dataclass(frozen=True)
class ThemesPage:
    """`themes.html`."""

    themes: Sequence[tuple[Theme, int]]


@dataclass(frozen=True)
class ThemePage:
    """`theme.html`."""

    theme: Theme
    related: Sequence[Theme]
    listed: Listed


@dataclass(frozen=True)
class CollectionsPage:
    """`collections.html`."""

    collections: Sequence[Collection]


@dataclass(frozen=True)
class CollectionPage:
    """`collection.html`."""

    record: Collection
    stops: Sequence[tuple[str, Record, str]]  # key, record, question


@dataclass(frozen=True)
class ScreenPage:
    """`screen.html`: one step of a collection, large. Step 0 is the opening, the last one the closing."""

    record: Collection
    step: int
    last: int
    stop: tuple[str, Record, str] | None


@dataclass(frozen=True)
class VideosPage:
    """`videos.html`."""

    videos: Sequence[Video]


@dataclass(frozen=True)
class VideoPage:
    """`video.html`."""

    record: Video
    source: str


@dataclass(frozen=True)
class WordsPage:
    """`words.html`."""

    words: Sequence[Word]


@dataclass(frozen=True)
class PagePage:
    """`page.html`."""

    record: Page


@dataclass(frozen=True)
class ErrorPage:
    """`error.html`: the same for absent and hidden."""

    title: str
    message: str


_TEMPLATES = {
    HomePage: "home", SearchPage: "search", LessonPage: "lesson", ApproachPage: "approach", ThemesPage: "themes",
    ThemePage: "theme", CollectionsPage: "collections", CollectionPage: "collection", ScreenPage: "screen",
    VideosPage: "videos", VideoPage: "video", WordsPage: "words", PagePage: "page", ErrorPage: "error",
}  # fmt: skip


def show(page: object) -> str:
    """Render the template that belongs to a context."""
    fields = {name: getattr(page, name) for name in page.__dataclass_fields__}  # type: ignore[attr-defined]
    return render_template(f"{_TEMPLATES[type(page)]}.html", **fields)
