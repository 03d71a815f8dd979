"""JSON of Whisper, WhisperX and Amberscript: a list of segments with times, text and sometimes speakers."""

from __future__ import annotations

import json
import re
from typing import Any

from archive.errors import UnreadableFile
from archive.ingest.readers.build import Builder
from archive.model import Transcript

_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPEAKER = re.compile(r'"speaker"\s*:\s*("(?:[^"\\]|\\.)*")')


def read(raw: str) -> Transcript:
    """Read the segments' texts, each character with its place in the JSON, escapes included. Raises UnreadableFile."""
    try:
        data = json.loads(raw.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise UnreadableFile("Dit is geen geldige JSON. Exporteer het transcript opnieuw.") from None
    segments = data.get("segments") if isinstance(data, dict) else None
    if not isinstance(segments, list) or not all(isinstance(segment, dict) for segment in segments):
        raise UnreadableFile("Deze JSON komt niet van Whisper, WhisperX of Amberscript: `segments` ontbreekt.")
    build = Builder("json", raw)
    at = raw.find('"segments"')
    for segment in segments:
        at = _segment(build, raw, segment, at)
    return build.done()


def _segment(build: Builder, raw: str, segment: dict[str, Any], at: int) -> int:
    """Copy one segment's words and return where reading goes on."""
    words = segment.get("words") if "text" not in segment else None
    texts = [segment["text"]] if "text" in segment else [word.get("text", "") for word in words or []]
    speaker = segment.get("speaker")
    if isinstance(speaker, str) and (found := _SPEAKER.search(raw, at)):
        build.label(found.start(1) + 1, found.end(1) - 1)
        build.glue("\n")
    build.turn(speaker if isinstance(speaker, str) else "", _number(segment.get("start")), _number(segment.get("end")))
    for text in texts:
        if not isinstance(text, str):
            raise UnreadableFile("In deze JSON is een tekst geen tekst. Exporteer het transcript opnieuw.")
        start, end = _find(raw, text, at)
        _copy_string(build, raw, start, end)
        build.glue("\n" if words is None else " ")
        at = end
    return at


def _find(raw: str, text: str, at: int) -> tuple[int, int]:
    """Return where the JSON string that reads as `text` stands after `at`, without its quotes."""
    for key in re.compile(r'"text"\s*:\s*').finditer(raw, at):
        string = _STRING.match(raw, key.end())
        if string and json.loads(string[0]) == text:
            return string.start() + 1, string.end() - 1
    raise UnreadableFile("In deze JSON is een tekst niet terug te vinden. Exporteer het transcript opnieuw.")


def _copy_string(build: Builder, raw: str, start: int, end: int) -> None:
    for escape in _ESCAPE.finditer(raw, start, end):
        build.copy(start, escape.start())
        build.escaped(json.loads(f'"{escape[0]}"'), *escape.span())
        start = escape.end()
    build.copy(start, end)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
