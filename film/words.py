"""What can be read of the film: captions in two languages, and its card in the archive with the transcript."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from scenes import Scene, Script, rows
from voice import Said

LINGER = 0.35  # seconds that a cue stays after its last word


def vtt(script: Script, said: list[Said], starts: list[int], language: str) -> str:
    """Return the captions in `nl` or `en`, timed by the spoken Dutch."""
    cues = []
    for scene, part, start in zip(script.scenes, said, starts, strict=True):
        for line, (begin, end) in zip(scene.lines, part.spans, strict=True):
            text = "\n".join(rows(getattr(line, language)))
            cues.append(f"{_stamp(start + begin)} --> {_stamp(start + end + LINGER)}\n{text}\n")
    return "WEBVTT\n\n" + "\n".join(cues)


def card(script: Script, starts: list[int], length: int, lessons: Path) -> str:
    """Return the film's content file: front matter with real times, and per chapter what is seen and said."""
    head = ["# Made by film/make.py from film/script.toml: change the text there."]
    head += [f"{key} = {_toml(value)}" for key, value in script.card.items()]
    head.append(f"duration = {length}")
    for scene, start in zip(script.scenes, starts, strict=True):
        head += ["", "[[chapters]]", f"start = {start}", f"title = {_toml(scene.title)}"]
        head += [f"lesson = {_toml(scene.lesson)}"] if scene.lesson else []
    for source in _sources(script.scenes, lessons):
        head += ["", "[[sources]]", *(f"{key} = {_toml(value)}" for key, value in source.items())]
    body = [script.intro.strip(), *(_told(scene, start) for scene, start in zip(script.scenes, starts, strict=True))]
    return "+++\n" + "\n".join(head) + "\n+++\n\n" + "\n\n".join(body) + "\n"


def _told(scene: Scene, start: int) -> str:
    """Return one chapter of the transcript."""
    words, said = " ".join(scene.words).rstrip("."), " ".join(line.nl for line in scene.lines)
    seen = f"{scene.seen} In beeld staat: “{words}”."
    return f"## {start // 60}:{start % 60:02} {scene.title}\n\n**Te zien.** {seen}\n\n**Te horen.** {said}"


def _sources(scenes: tuple[Scene, ...], lessons: Path) -> list[dict[str, Any]]:
    """Return the first source of each lesson that the film shows, so that the film's page leads to them too."""
    found = []
    for scene in scenes:
        if scene.lesson:
            text = (lessons / f"{scene.lesson}.md").read_text("utf-8")
            found.append(tomllib.loads(text.split("+++")[1])["sources"][0])
    return [source for at, source in enumerate(found) if source not in found[:at]]


def _toml(value: Any) -> str:
    """Return a value as TOML. A JSON string, number or list of strings is one already."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _stamp(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
