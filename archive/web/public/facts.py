"""What an approach's page and a film's page tell beside the text, each made of the record by a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.records import LADDER, PHASES, Approach, Document, Video
from archive.web.public.library import APPROACH_KINDS, address

LANGUAGES = {"nl": "Nederlands", "en": "English"}


@dataclass(frozen=True)
class Municipality:
    """Where it was carried out, with the code that statistics know it by, "" for none."""

    name: str
    code: str


@dataclass(frozen=True)
class Fact:
    """One line of what an approach is in short."""

    name: str
    said: str


@dataclass(frozen=True)
class Figure:
    """A result in figures. `source` is whose document says so, of what year, and where in it."""

    figure: str
    what: str
    date: str
    source: str


@dataclass(frozen=True)
class LadderStep:
    """A step of the ladder of effect, and whether an approach has reached it."""

    name: str
    reached: bool


@dataclass(frozen=True)
class Track:
    """The captions of a film in one language."""

    language: str
    label: str
    href: str
    default: bool


@dataclass(frozen=True)
class Moment:
    """A chapter of a film. `lesson` is the address of the lesson it is about, "" for none."""

    start: int
    time: str
    title: str
    lesson: str


def municipalities(record: Approach, codes: Mapping[str, str]) -> tuple[Municipality, ...]:
    """Return where an approach was carried out."""
    return tuple(Municipality(name, codes.get(name, "")) for name in record.municipality)


def facts(record: Approach) -> tuple[Fact, ...]:
    """Return what is known of an approach in short; what is not known has no line."""
    lines = (
        Fact("Uitgevoerd door", record.carried_by),
        Fact("Samen met", ", ".join(record.partners)),
        Fact("Soort", APPROACH_KINDS[record.kind] if record.kind else ""),
        Fact("Treden", ", ".join(PHASES[phase] for phase in record.phases)),
        Fact("Looptijd", _period(record)),
        Fact("Omvang", record.size),
        Fact("Kosten", record.costs),
        Fact("Baten", record.benefits),
        Fact("Contact", record.contact),
    )
    return tuple(line for line in lines if line.said)


def figures(record: Approach, documents: Mapping[str, Document]) -> tuple[Figure, ...]:
    """Return the results of an approach in figures."""
    rows = []
    for result in record.results:
        document = documents[result.document]
        where = f", {result.section}" if result.section else ""
        source = f"{document.organisation}, {document.year}{where}"
        rows.append(Figure(result.figure, result.what, result.date, source))
    return tuple(rows)


def ladder(record: Approach) -> tuple[LadderStep, ...]:
    """Return the steps of the ladder of effect, from the first."""
    return tuple(LadderStep(name, at <= record.ladder) for at, name in enumerate(LADDER) if at)


def ladder_name(record: Approach) -> str:
    """Return what the step that an approach has reached is called, within a sentence."""
    return LADDER[record.ladder].lower()


def tracks(record: Video) -> tuple[Track, ...]:
    """Return the captions of a film."""
    return tuple(
        Track(language, LANGUAGES[language], f"/media/{file}", language == "nl")
        for language, file in record.captions.items()
    )


def moments(record: Video) -> tuple[Moment, ...]:
    """Return the chapters of a film."""
    return tuple(
        Moment(one.start, clock(one.start), one.title, address(f"lesson/{one.lesson}") if one.lesson else "")
        for one in record.chapters
    )


def clock(seconds: int) -> str:
    """Return a length as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _period(record: Approach) -> str:
    """Return the years an approach ran, "" where its beginning is not known."""
    return f"{record.started} – {record.ended or '(einde niet bekend)'}" if record.started else ""
