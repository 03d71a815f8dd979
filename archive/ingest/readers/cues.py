"""SubRip and WebVTT: numbered cues with times; speakers as dashes, `<v Name>` or `[SPEAKER_00]:`."""

from __future__ import annotations

import re
from html import unescape

from archive.dutch.seen import ENTITY
from archive.errors import UnreadableFile
from archive.ingest.readers.build import Builder, seconds
from archive.ingest.readers.limits import check_lines
from archive.ingest.readers.roles import HEADER
from archive.model import Transcript

_TIMES = re.compile(r"[ \t]*((?:\d+:)?\d{2}:\d{2}[.,]\d{1,3})[ \t]*-->[ \t]*((?:\d+:)?\d{2}:\d{2}[.,]\d{1,3})[^\n]*")
_VOICE = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]+([^<>\n]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>\n]*>")
_LABEL = re.compile(r"\[?(SPEAKER_\d+|S\d\d)\]?:[ \t]*")
_DASH = re.compile(r"[-–—][ \t]+")


def read_srt(raw: str) -> Transcript:
    """Read SubRip. A dash begins another speaker; who it is, the file does not say."""
    return _read(raw, "srt")


def read_vtt(raw: str) -> Transcript:
    """Read WebVTT: voice tags, closed or not; notes and the header are kept as header."""
    if not raw.lstrip("\ufeff").startswith("WEBVTT"):
        raise UnreadableFile("Dit is geen WebVTT: de eerste regel is niet WEBVTT. Exporteer de ondertiteling opnieuw.")
    return _read(raw, "vtt")


def _read(raw: str, format: str) -> Transcript:
    check_lines(raw)
    build = Builder(format, raw)
    lines = list(re.finditer(r"[^\r\n]*(?:\r\n|\n|\r|$)", raw))
    times = [_TIMES.match(line[0]) for line in lines]
    if not any(times):
        raise UnreadableFile(f"Dit {format}-bestand heeft geen tijden. Kijk of de export gelukt is.")
    in_cue, when = False, (0.0, 0.0)
    for index, line in enumerate(lines):
        if match := times[index]:
            when = seconds(match[1]), seconds(match[2])
            build.turn(None, *when)
            in_cue = True
        elif not line[0].strip():
            in_cue = False
        elif in_cue:
            _copy_words(build, raw, line.start(), line.start() + len(line[0].rstrip("\r\n")), when)
            build.copy(line.start() + len(line[0].rstrip("\r\n")), line.end())
        elif index == 0 and "WEBVTT" in line[0]:
            build.turn(HEADER)
            build.copy(line[0].index("WEBVTT") + 6, line.end())
            build.turn("")
        elif not (index + 1 < len(lines) and times[index + 1]):  # not a cue's number
            build.turn(HEADER)
            build.copy(*line.span())
            build.turn("")
    return build.done()


def _copy_words(build: Builder, raw: str, start: int, end: int, when: tuple[float, float]) -> None:
    """Copy the words of one line, and begin a turn wherever it names or marks a speaker."""
    if dash := _DASH.match(raw, start, end):
        start = dash.end()
        build.turn("", *when)
    while start < end:
        voice = _VOICE.match(raw, start, end) or _LABEL.match(raw, start, end)
        if voice and voice[1] == build.speaker:  # goes on: a name may run from the cue before into this one
            build.label_again(*voice.span(1))
            start = voice.end()
            continue
        if voice:
            label = build.label(*voice.span(1))
            build.glue("\n")
            build.turn(label, *when)
            start = voice.end()
            continue
        tag = _TAG.search(raw, start, end)
        _copy_plain(build, raw, start, tag.start() if tag else end)
        start = tag.end() if tag else end


def _copy_plain(build: Builder, raw: str, start: int, end: int) -> None:
    """Copy words, with entities such as `&uuml;` as the one character they stand for."""
    for entity in ENTITY.finditer(raw, start, end):
        character = unescape(entity[0])
        if len(character) == 1:
            build.copy(start, entity.start())
            build.escaped(character, *entity.span())
            start = entity.end()
    build.copy(start, end)
