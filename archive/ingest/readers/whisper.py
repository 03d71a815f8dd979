"""JSON of Whisper, WhisperX and Amberscript: a list of segments with times, text and sometimes speakers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from archive.errors import UnreadableFile
from archive.ingest.readers.build import Builder
from archive.ingest.readers.limits import check_json
from archive.model import Transcript

_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_TEXT_KEY = re.compile(r'"text"\s*:\s*')
_OPENING = re.compile(r"[\s,]*\{")
_SPEAKER = re.compile(r'"speaker"\s*:\s*("(?:[^"\\]|\\.)*")')


def read(raw: str) -> Transcript:
    """Read the segments' texts, each character with its place in the JSON, escapes included. Raises UnreadableFile."""
    check_json(raw)
    try:
        data = json.loads(raw.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise UnreadableFile("Dit is geen geldige JSON. Exporteer het transcript opnieuw.") from None
    segments = data.get("segments") if isinstance(data, dict) else None
    if not isinstance(segments, list) or not all(isinstance(segment, dict) for segment in segments):
        raise UnreadableFile("Deze JSON komt niet van Whisper, WhisperX of Amberscript: `segments` ontbreekt.")
    build = Builder("json", raw)
    for segment, start, end in _objects(raw, raw.find('"segments"')):
        _segment(build, raw, segment, start, end)
    return build.done()


def _objects(raw: str, at: int) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Yield the objects of the list that starts after `at`, each with where it stands."""
    decoder, at = json.JSONDecoder(), raw.index("[", at) + 1
    while (opening := _OPENING.match(raw, at)) is not None:
        at = opening.end() - 1
        found, end = decoder.raw_decode(raw, at)
        yield found, at, end
        at = end


def _segment(build: Builder, raw: str, segment: dict[str, Any], at: int, end: int) -> None:
    """Copy the speaker and the words of one segment, which stands at raw[at:end]."""
    words = segment.get("words") if "text" not in segment else None
    texts = [segment["text"]] if "text" in segment else [word.get("text", "") for word in words or []]
    speaker = segment.get("speaker")
    if isinstance(speaker, str):
        before = build.length()
        spoken = (found for found in _SPEAKER.finditer(raw, at, end) if json.loads(found[1]) == speaker)
        if place := next(spoken, None):
            _copy_string(build, raw, place.start(1) + 1, place.end(1) - 1)
        else:
            build.glue(speaker)
        build.label_from(before)
        build.glue("\n")
    build.turn(speaker if isinstance(speaker, str) else "", _number(segment.get("start")), _number(segment.get("end")))
    for text in texts:
        if not isinstance(text, str):
            raise UnreadableFile("In deze JSON is een tekst geen tekst. Exporteer het transcript opnieuw.")
        start, at = _find(raw, text, at, end)
        _copy_string(build, raw, start, at)
        build.glue("\n" if words is None else " ")


def _find(raw: str, text: str, at: int, end: int) -> tuple[int, int]:
    """Return where the JSON string that reads as `text` stands in raw[at:end], its segment, without its quotes."""
    for key in _TEXT_KEY.finditer(raw, at, end):
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
