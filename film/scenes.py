"""The film's nouns: scenes and their lines, read from script.toml and checked. No sound or picture is made here."""

from __future__ import annotations

import re
import textwrap
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WIDTH, ROWS = 42, 2  # characters a row and rows a cue: what can be read while it is said


@dataclass(frozen=True)
class Line:
    """One sentence or two: said in one breath, shown as one cue. `spoken` helps the voice over a hard word."""

    nl: str
    en: str
    spoken: str = ""


@dataclass(frozen=True)
class Scene:
    """One slide. `words` are the rows that stand on it; the drawing's step n appears with line `steps[n]`."""

    title: str
    words: tuple[str, ...]
    label: str
    drawing: str
    seen: str
    lines: tuple[Line, ...]
    steps: tuple[int, ...] = ()
    dark: bool = False
    lesson: str = ""


@dataclass(frozen=True)
class Script:
    """The whole film as it is written: the card it gets in the archive, its voice and its scenes."""

    card: dict[str, Any]
    intro: str
    voice: dict[str, Any]
    scenes: tuple[Scene, ...]


class BadScript(Exception):
    """script.toml asks for something that cannot be made; the message says where and what to do."""


def read(path: Path, lessons: Path) -> Script:
    """Read the script and refuse what would only show in the finished film.

    Raises:
        BadScript: a caption too long for two rows, a lesson that does not exist, a step without a line.
    """
    data = tomllib.loads(path.read_text("utf-8"))
    scenes = tuple(_scene(row) for row in data["scene"])
    for scene in scenes:
        _check(scene, lessons)
    return Script(data["card"], data["intro"], data["voice"], scenes)


def rows(text: str) -> list[str]:
    """Break a caption between its sentences where both fit, or else into rows of about the same length."""
    first, stop, second = re.sub(r"(?<=[.?!:]) ", "\n", text, count=1).partition("\n")
    if stop and max(len(first), len(second)) <= WIDTH < len(text):
        return [first, second]
    count = len(textwrap.wrap(text, WIDTH))
    for width in range(len(text) // max(count, 1), WIDTH):
        broken = textwrap.wrap(text, width)
        if len(broken) == count:
            return broken
    return textwrap.wrap(text, WIDTH)


def _scene(row: dict[str, Any]) -> Scene:
    lines = tuple(Line(**line) for line in row.pop("lines"))
    words, steps = tuple(row.pop("words")), tuple(row.pop("steps", ()))
    return Scene(words=words, lines=lines, steps=steps, **row)


def _check(scene: Scene, lessons: Path) -> None:
    for text in (text for line in scene.lines for text in (line.nl, line.en)):
        if len(rows(text)) > ROWS:
            raise BadScript(f"“{text}” is te lang voor {ROWS} regels van {WIDTH} tekens: maak er twee zinnen van")
    if scene.lesson and not (lessons / f"{scene.lesson}.md").exists():
        raise BadScript(f"les `{scene.lesson}` is er niet: kies een bestandsnaam uit content/lessons")
    if any(step >= len(scene.lines) for step in scene.steps):
        raise BadScript(f"“{scene.title}”: een stap in `steps` hoort bij een zin die er niet is (de eerste is 0)")
