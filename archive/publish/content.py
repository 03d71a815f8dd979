"""content/*.md and *.toml → records, with problems that name file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from rapidfuzz import process

from archive.config import Settings, explain
from archive.home import Home
from archive.publish import inlet
from archive.publish.problems import Problem
from archive.records import (  # fmt: skip
    Approach,
    Collection,
    Document,
    GlossaryTerm,
    Group,
    Lesson,
    Library,
    Page,
    Record,
    Source,
    Theme,
    Video,
)

KINDS: dict[str, type[Record]] = {
    "lessons": Lesson, "approaches": Approach, "videos": Video, "collections": Collection, "pages": Page,
}  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FRONT = re.compile(r"\A\ufeff?(\+\+\+|---)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.S | re.M)


@dataclass(frozen=True)
class Draft:
    """One file of content as it lies on disk; `record` is None when it could not be read."""

    path: Path
    raw: str
    body: str
    record: Record | None


@dataclass
class Content:
    """Everything in a content folder, read but not yet let through."""

    root: Path
    drafts: list[Draft] = field(default_factory=list)
    library: Library = Library()
    problems: list[Problem] = field(default_factory=list)


def load(root: Path) -> Content:
    """Read a content folder. Nothing is raised for bad content: every problem is collected, so that all are seen."""
    content = Content(root, problems=list(inlet.problems(root)))
    words = _vocabulary(content)
    found: dict[str, list[Record]] = {}
    for name, kind in KINDS.items():
        for path in inlet.inside(root, name, ".md"):
            draft = read_draft(path, kind, content.problems)
            content.drafts.append(draft)
            if draft.record:
                found.setdefault(name, []).append(draft.record)
    content.library = Library(**words, **{name: tuple(records) for name, records in found.items()})  # type: ignore[arg-type]
    content.problems += _references(content)
    return content


def content_root(settings: Settings, home: Home) -> Path:
    """Return the content folder: as given, or beside the archive's own folder."""
    path = Path(settings.publish.content)
    return path if path.is_absolute() or path.exists() else home.root.parent / path


def read_draft(path: Path, kind: type[Record], problems: list[Problem]) -> Draft:
    """Read one Markdown file with TOML (`+++`) or YAML (`---`) front matter."""
    try:
        raw = inlet.read(path.parent.parent, path).decode("utf-8")
    except UnicodeDecodeError:
        problems.append(Problem(path, 1, "geen UTF-8", "bewaar dit bestand als UTF-8"))
        return Draft(path, "", "", None)
    match = _FRONT.match(raw)
    if not match:
        problems.append(Problem(path, 1, "geen kop", "begin met regels tussen +++ en +++, zie docs/content.md"))
        return Draft(path, raw, raw, None)
    if not _SLUG.fullmatch(path.stem):
        problems.append(Problem(path, 1, "bestandsnaam", "gebruik kleine letters, cijfers en streepjes"))
    body = raw[match.end() :]
    data = _front_matter(path, match, problems)
    return Draft(path, raw, body, _validate(kind, data, path, raw, problems) if data is not None else None)


def _front_matter(path: Path, match: re.Match[str], problems: list[Problem]) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(match[2]) if match[1] == "+++" else yaml.safe_load(match[2])
    except (tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        mark = re.search(r"line (\d+)", str(error))
        what = "TOML" if match[1] == "+++" else "YAML"
        why = f"dit is geen geldige {what}; kijk naar aanhalingstekens, haakjes en =-tekens"
        problems.append(Problem(path, 1 + int(mark[1] if mark else 1), "de kop is niet te lezen", why))
        return None
    if not isinstance(data, dict):
        problems.append(Problem(path, 2, "de kop is niet te lezen", 'verwacht: regels als title = "…"'))
        return None
    return data


def _validate(kind: type[Record], data: dict[str, Any], path: Path, raw: str, problems: list[Problem]) -> Record | None:
    try:
        return kind.model_validate({**data, "slug": path.stem})
    except ValidationError as error:
        for item in error.errors():
            line = _line_of(raw, str(next((part for part in item["loc"] if isinstance(part, str)), "")))
            problems.append(Problem(path, line, "kop", explain(item, kind)))
        return None


def _vocabulary(content: Content) -> dict[str, Any]:
    """Read the word lists; a list that is absent is empty."""
    read: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
        "themes": ("themes.toml", lambda data: TypeAdapter(tuple[Theme, ...]).validate_python(data.get("theme", ()))),
        "groups": ("themes.toml", lambda data: TypeAdapter(tuple[Group, ...]).validate_python(data.get("group", ()))),
        "words": (
            "glossary.toml",
            lambda data: TypeAdapter(tuple[GlossaryTerm, ...]).validate_python(data.get("term", ())),
        ),
        "documents": ("sources.toml", lambda data: TypeAdapter(dict[str, Document]).validate_python(data)),
        "municipalities": ("municipalities.toml", lambda data: dict(data.get("gemeente", {}))),
    }
    found: dict[str, Any] = {}
    plain = inlet.files(content.root)
    for name, (file, convert) in read.items():
        path = content.root / file
        try:
            text = inlet.read(content.root, path).decode("utf-8") if path in plain else ""
            found[name] = convert(tomllib.loads(text))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
            reason = (
                "; ".join(explain(item, BaseModel) for item in error.errors()[:3])
                if isinstance(error, ValidationError)
                else str(error)
            )
            content.problems.append(Problem(path, 1, "niet te lezen", reason))
    return found


def _references(content: Content) -> Iterator[Problem]:
    """Yield every reference to something that is not there."""
    library, items = content.library, content.library.items()
    themes, groups = {t.slug for t in library.themes}, {g.slug for g in library.groups}
    media_there = {path.name for path in inlet.inside(content.root, "media")}
    for draft in content.drafts:
        record = draft.record
        if record is None:
            continue
        wanted: list[tuple[str, set[str], str]] = [(theme, themes, "thema") for theme in record.themes]
        wanted += [(group, groups, "doelgroep") for group in getattr(record, "target_groups", ())]
        wanted += [(place, set(library.municipalities), "gemeente") for place in record.municipality]
        sources: tuple[Source, ...] = (*record.sources, *getattr(record, "results", ()))
        wanted += [(source.document, set(library.documents), "bron") for source in sources]
        if approach := getattr(record, "approach", None):
            wanted.append((f"approach/{approach}", set(items), "aanpak"))
        wanted += [(item.key, set(items), "onderdeel") for item in getattr(record, "items", ())]
        wanted += [(f"lesson/{c.lesson}", set(items), "les") for c in getattr(record, "chapters", ()) if c.lesson]
        media = [getattr(record, name, "") for name in ("file", "poster")] + list(
            getattr(record, "captions", {}).values()
        )
        wanted += [(name, media_there, "bestand") for name in media if name]
        for value, known, what in wanted:
            if value not in known:
                near = process.extractOne(value, sorted(known), score_cutoff=60)
                hint = f"bedoelt u `{near[0]}`?" if near else "voeg het toe of haal de verwijzing weg"
                yield Problem(
                    draft.path, _line_of(draft.raw, value.split("/")[-1]), f"{what} `{value}` is er niet", hint
                )


def _line_of(raw: str, text: str) -> int:
    at = raw.find(text) if text else -1
    return raw.count("\n", 0, at) + 1 if at >= 0 else 1
