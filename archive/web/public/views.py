"""Pages: parse, call, render. Each is open to everyone and reads the bundle only."""

from __future__ import annotations

from typing import cast

from flask import current_app, request

from archive.errors import NotFound
from archive.records import Approach, Collection, Lesson, Theme, Video
from archive.web.front import asked_number
from archive.web.pages import show
from archive.web.public import contexts, facts, results, rows
from archive.web.public.library import ADDRESS, FACETS, Shelf, Shelves, address, film_source

_PAGE = 20
_MOST_PAGES = 500
_THEME_ORDER = ("approach", "collection", "video", "lesson")


def shelf() -> Shelf:
    """Return the bundle being served."""
    return cast(Shelves, current_app.extensions["shelves"]).current()


def home() -> str:
    """Show what there is."""
    library = shelf().library
    places = {place for record in shelf().items.values() for place in record.municipality}
    picked = [lesson for lesson in library.lessons if lesson.confidence and lesson.confidence.overall != "laag"]
    spread = picked[:: max(len(picked) // 6, 1)][:6]
    return show(
        contexts.HomePage(
            len(library.lessons), len(library.approaches), len(places), rows.theme_rows(_counted_themes()),
            rows.cards("collection", library.collections), rows.cards("video", library.videos),
            rows.cards("lesson", spread or library.lessons[:6]),
        )
    )  # fmt: skip


def search() -> str:
    """Search everything, with facets. An empty question lists everything."""
    question = request.args.get("q", "", type=str)[:200]
    number = min(max(asked_number("pagina") or 1, 1), _MOST_PAGES)
    chosen = {facet: frozenset(request.args.getlist(facet)[:20]) for facet in FACETS}
    answer = shelf().search(question, chosen, (number - 1) * _PAGE, _PAGE)
    pages = max((answer.total + _PAGE - 1) // _PAGE, 1)
    asked, meant = rows.search_address, answer.suggestion
    return show(
        contexts.SearchPage(
            question, results.hidden(chosen), answer.total, answer.exact,
            rows.Link(asked(meant, chosen), meant) if meant else None,
            tuple(results.found(hit) for hit in answer.hits), number, pages,
            asked(question, chosen, number - 1) if number > 1 else "",
            asked(question, chosen, number + 1) if number < pages else "",
            results.facets(answer, question, chosen, shelf().value_name),
            asked(question, {}) if any(chosen.values()) else "",
            () if answer.hits else rows.theme_links(shelf().library.themes),
        )
    )  # fmt: skip


def lesson(slug: str) -> str:
    """Show one lesson."""
    record = cast(Lesson, shelf().get("lesson", slug))
    approach = shelf().get("approach", record.approach) if record.approach else None
    return show(
        contexts.LessonPage(
            record, rows.dotted("Les", rows.outcome(record)), rows.tags(record, shelf().value_name),
            rows.citations(record, shelf().library.documents),
            rows.Link(address(f"approach/{approach.slug}"), approach.title) if approach else None,
            rows.collection_links(shelf().collections_with(f"lesson/{slug}")),
            rows.cards("lesson", shelf().near(record)),
        )
    )  # fmt: skip


def approach(slug: str) -> str:
    """Show one approach."""
    record = cast(Approach, shelf().get("approach", slug))
    library = shelf().library
    return show(
        contexts.ApproachPage(
            record, rows.dotted("Aanpak", ", ".join(record.municipality)), rows.tags(record, shelf().value_name),
            rows.citations(record, library.documents), facts.municipalities(record, library.municipalities),
            facts.facts(record), facts.figures(record, library.documents),
            facts.ladder(record), facts.ladder_name(record),
            rows.collection_links(shelf().collections_with(f"approach/{slug}")),
            rows.cards("lesson", shelf().lessons_of(record)),
        )
    )  # fmt: skip


def themes() -> str:
    """List the themes."""
    return show(contexts.ThemesPage(rows.theme_rows(_counted_themes())))


def theme(slug: str) -> str:
    """Show a theme and everything about it."""
    all_themes = shelf().themes
    if slug not in all_themes:
        raise NotFound("Dit thema is er niet.")
    related = [all_themes[other] for other in all_themes[slug].related if other in all_themes]
    listed = [rows.card(key, record) for key, record in shelf().with_theme(slug)]
    kinds = ((kind, tuple(card for card in listed if card.kind == kind)) for kind in _THEME_ORDER)
    groups = [(ADDRESS[kind].capitalize(), cards) for kind, cards in kinds if cards]
    return show(contexts.ThemePage(all_themes[slug], rows.theme_links(related), groups))


def collections() -> str:
    """List the collections."""
    return show(contexts.CollectionsPage(rows.cards("collection", shelf().library.collections)))


def collection(slug: str) -> str:
    """Show a collection as one page, to read or print."""
    record = cast(Collection, shelf().get("collection", slug))
    stops = rows.stops(record, shelf().items)
    return show(contexts.CollectionPage(record, rows.dotted("Collectie", record.occasion), stops))


def screen(slug: str, step: int) -> str:
    """Show one step of a collection, large, for a room."""
    record = cast(Collection, shelf().get("collection", slug))
    stops = rows.stops(record, shelf().items)
    if step > len(stops) + 1:
        raise NotFound("Zo lang is deze collectie niet.")
    stop = stops[step - 1] if 1 <= step <= len(stops) else None
    return show(contexts.ScreenPage(record, step, len(stops) + 1, stop))


def videos() -> str:
    """List the films."""
    return show(contexts.VideosPage(rows.cards("video", shelf().library.videos)))


def video(slug: str) -> str:
    """Show a film with its chapters and transcript. A film elsewhere is linked to; nothing is loaded from there."""
    record = cast(Video, shelf().get("video", slug))
    return show(
        contexts.VideoPage(
            record, rows.dotted("Film", f"{facts.clock(record.duration)} minuten" if record.duration else ""),
            rows.tags(record, shelf().value_name), rows.citations(record, shelf().library.documents),
            film_source(record), facts.tracks(record), facts.moments(record),
        )
    )  # fmt: skip


def words() -> str:
    """Show the glossary."""
    return show(contexts.WordsPage(sorted(shelf().library.words, key=lambda word: word.term.lower())))


def page(slug: str) -> str:
    """Show a page about the archive."""
    if slug not in shelf().pages:
        raise NotFound("Deze pagina is er niet.")
    return show(contexts.PagePage(shelf().pages[slug]))


def _counted_themes() -> list[tuple[Theme, int]]:
    return [(theme, len(shelf().with_theme(theme.slug))) for theme in shelf().library.themes]
