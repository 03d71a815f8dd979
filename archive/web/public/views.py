"""Pages: parse, call, render. Each is open to everyone and reads the bundle only."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from archive.errors import NotFound
from archive.records import Approach, Collection, Lesson, Record, Video
from archive.web.pages import show
from archive.web.public import contexts
from archive.web.public.library import ADDRESS, FACETS, Shelf, Shelves, film_source

_PAGE = 20
_MOST_PAGES = 500


def shelf() -> Shelf:
    """Return the bundle being served."""
    return cast(Shelves, current_app.extensions["shelves"]).current()


def home() -> str:
    """Show what there is."""
    library = shelf().library
    counts = {name: len(getattr(library, name)) for name in ("lessons", "approaches", "collections", "videos")}
    counts["municipalities"] = len({place for record in shelf().items.values() for place in record.municipality})
    picked = [lesson for lesson in library.lessons if lesson.confidence and lesson.confidence.overall != "laag"]
    spread = picked[:: max(len(picked) // 6, 1)][:6]
    return show(
        contexts.HomePage(_counted_themes(), library.collections, library.videos, spread or library.lessons[:6], counts)
    )


def search() -> str:
    """Search everything, with facets. An empty question lists everything."""
    question = request.args.get("q", "", type=str)[:200]
    number = min(max(request.args.get("pagina", 1, type=int) or 1, 1), _MOST_PAGES)
    chosen = {facet: frozenset(request.args.getlist(facet)[:20]) for facet in FACETS}
    found = shelf().search(question, chosen, (number - 1) * _PAGE, _PAGE)
    pages = max((found.total + _PAGE - 1) // _PAGE, 1)
    return show(contexts.SearchPage(question, found, number, pages, chosen))


def lesson(slug: str) -> str:
    """Show one lesson."""
    record = cast(Lesson, shelf().get("lesson", slug))
    approach = cast(Approach, shelf().get("approach", record.approach)) if record.approach else None
    near, within = shelf().near(record), shelf().collections_with(f"lesson/{slug}")
    return show(contexts.LessonPage(record, approach, near, within))


def approach(slug: str) -> str:
    """Show one approach."""
    record = cast(Approach, shelf().get("approach", slug))
    within = shelf().collections_with(f"approach/{slug}")
    return show(contexts.ApproachPage(record, shelf().lessons_of(record), within))


def themes() -> str:
    """List the themes."""
    return show(contexts.ThemesPage(_counted_themes()))


def theme(slug: str) -> str:
    """Show a theme and everything about it."""
    all_themes = shelf().themes
    if slug not in all_themes:
        raise NotFound("Dit thema is er niet.")
    related = [all_themes[other] for other in all_themes[slug].related if other in all_themes]
    return show(contexts.ThemePage(all_themes[slug], related, shelf().with_theme(slug)))


def collections() -> str:
    """List the collections."""
    return show(contexts.CollectionsPage(shelf().library.collections))


def collection(slug: str) -> str:
    """Show a collection as one page, to read or print."""
    record = cast(Collection, shelf().get("collection", slug))
    return show(contexts.CollectionPage(record, _stops(record)))


def screen(slug: str, step: int) -> str:
    """Show one step of a collection, large, for a room."""
    record = cast(Collection, shelf().get("collection", slug))
    stops = _stops(record)
    if step > len(stops) + 1:
        raise NotFound("Zo lang is deze collectie niet.")
    stop = stops[step - 1] if 1 <= step <= len(stops) else None
    return show(contexts.ScreenPage(record, step, len(stops) + 1, stop))


def videos() -> str:
    """List the films."""
    return show(contexts.VideosPage(shelf().library.videos))


def video(slug: str) -> str:
    """Show a film with its chapters and transcript. A film elsewhere is linked to; nothing is loaded from there."""
    record = cast(Video, shelf().get("video", slug))
    return show(contexts.VideoPage(record, film_source(record)))


def words() -> str:
    """Show the glossary."""
    return show(contexts.WordsPage(sorted(shelf().library.words, key=lambda word: word.term.lower())))


def page(slug: str) -> str:
    """Show a page about the archive."""
    if slug not in shelf().pages:
        raise NotFound("Deze pagina is er niet.")
    return show(contexts.PagePage(shelf().pages[slug]))


def address(key: str) -> str:
    """Return the address of an item by its key."""
    kind, slug = key.split("/")
    return f"/{ADDRESS[kind]}/{slug}"


def _stops(record: Collection) -> list[tuple[str, Record, str]]:
    return [(item.key, shelf().items[item.key], item.question) for item in record.items]


def _counted_themes() -> list[tuple]:
    return [(theme, len(shelf().with_theme(theme.slug))) for theme in shelf().library.themes]
