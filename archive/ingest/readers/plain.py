"""Plain text and Markdown as people and tools write interviews: labels, stamps, headers, question in bold."""

from __future__ import annotations

import re
from collections import Counter

from archive.dutch.role_words import is_role_word
from archive.ingest.readers.build import Builder, seconds
from archive.ingest.readers.limits import check_lines
from archive.ingest.readers.roles import HEADER
from archive.model import Transcript

_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,-]\d{1,3})?"
_STAMP = re.compile(rf"\s*(?:\[({_TIME})\]|#({_TIME})#|({_TIME})(?=\s))[ \t]*")
_LABEL = re.compile(
    r"[#@]?[\[{]?(?P<label>[^\W\d_][^:\[\]{}<>/\n]{0,38}?|[A-Z]{1,3}\d{1,3})[\]}]?(?P<mark>:|[ \t]*>>)(?=\s|$)"
)
_ALONE = re.compile(rf"(?P<label>(?:Spreker|Speaker|Spk)[ _]?\d+)[ \t]+(?P<stamp>{_TIME})[ \t]*")
_BOLD = re.compile(r"\*\*(?P<label>[^*\n:]{1,40}):\*\*[ \t]*|\*\*(?P<label2>[^*\n:]{1,40})\*\*:[ \t]*")
_MARKUP = re.compile(
    r"\*{1,3}|~~|`+|\\(?=[_*~`#-])|<[^<>\n]{0,120}>|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w)|^\s{0,3}(?:#{1,6}|>|[-+])\s|\]\(|!?\[|\|",
    re.M,
)


def read(raw: str) -> Transcript:
    """Read plain text. Lines before the first speaker are a header. Raises UnreadableFile for too much of it."""
    check_lines(raw)
    if re.search(r"^\*\*[^*\n]+\*\*\s*$", raw, re.M):
        return read_markdown(raw)
    return _read(raw, "txt", _speakers(raw))


def read_markdown(raw: str) -> Transcript:
    """Read Markdown; marks of emphasis are left out of the text, so that a name split by them is whole."""
    check_lines(raw)
    return _read(raw, "md", _speakers(raw))


def _speakers(raw: str) -> set[str]:
    """Return the labels that count: those used twice or more, or else a word for a role."""
    found: Counter[str] = Counter()
    for line in raw.lstrip("\ufeff").splitlines():
        if match := _label_of(line[_stamp_end(line) :]):
            found[match[0].casefold()] += 1
    often = {label for label, count in found.items() if count > 1}
    return often or {label for label in found if is_role_word(label)}


def _read(raw: str, format: str, speakers: set[str]) -> Transcript:
    build = Builder(format, raw)
    begun = False
    at = len(raw) - len(raw.lstrip("\ufeff"))  # a byte order mark is no part of the first label
    if speakers:
        build.turn(HEADER)
    else:
        build.turn("")
    for line in raw[at:].splitlines(keepends=True):
        end = at + len(line)
        if alone := _ALONE.match(line):
            build.turn(build.label(at, at + alone.end("label")), seconds(alone["stamp"]))
            at, begun = at + alone.end(), True
        stamp = _STAMP.match(line) if not alone else None
        body = at + (stamp.end() if stamp else 0)
        label = _label_of(raw[body:end]) if not alone else None
        if label and label[0].casefold() in speakers:
            name, low, high, after = label
            build.label(body + low, body + high)
            body += after
            if inner := _STAMP.match(raw[body:end]):
                stamp, body = inner, body + inner.end()
            build.glue("\n")
            build.turn(name, seconds(_time(stamp)) if stamp else None)
            begun = True
        elif stamp and not begun:
            build.turn("", seconds(_time(stamp)))
            begun = True
        _copy_line(build, raw, body, end, format)
        at = end
    return build.done()


def _copy_line(build: Builder, raw: str, start: int, end: int, format: str) -> None:
    """Copy a line; from Markdown leave the marks out, but keep what they enclose, links included."""
    if format == "md":
        for mark in _MARKUP.finditer(raw, start, end):
            build.copy(start, mark.start())
            if mark[0] in ("](", "|"):
                build.glue(" ")
            start = mark.end()
    tail = re.search(rf"#{_TIME}#\s*$", raw[start:end])  # f4 stamps the end of a turn
    build.copy(start, start + tail.start() if tail else end)
    if tail:
        build.glue("\n")


def _stamp_end(line: str) -> int:
    match = _STAMP.match(line)
    return match.end() if match else 0


def _label_of(line: str) -> tuple[str, int, int, int] | None:
    """Return (label, start, end, where the words begin) when a line starts with a speaker."""
    if match := _BOLD.match(line):
        group = "label" if match["label"] else "label2"
        return match[group], match.start(group), match.end(group), match.end()
    match = _LABEL.match(line)
    if match and len(match["label"].split()) <= 5 and not line[match.end() :].startswith("//"):
        return match["label"].strip(), match.start("label"), match.end("label"), match.end()
    return None


def _time(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)
