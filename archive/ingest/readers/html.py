"""HTML as noScribe writes it: paragraphs of text; tags are left out, and what they enclose is kept."""

from __future__ import annotations

import re
from html import unescape

from archive.dutch.role_words import is_role_word
from archive.dutch.seen import ENTITY
from archive.ingest.readers.build import Builder
from archive.model import Transcript

_OPENS = re.compile(r"<(?:(script|style|head)\b|!--)", re.I | re.A)
_CLOSES = {what: re.compile(rf"</{what}\b[^<>]*>?", re.I | re.A) for what in ("script", "style", "head")}
_CLOSES[""] = re.compile("-->")
_TOKEN = re.compile(rf"<[^<>]*>|{ENTITY.pattern}")
_BREAK = re.compile(
    r"</?(p|div|br|h\d|li|ul|ol|tr|td|th|table|dl|dt|dd|section|article|blockquote|pre|header|footer|nav|main|hr)\b",
    re.I,
)
_LABEL = re.compile(r"\s*(S\d\d|[^\W\d_][\w .'-]{0,38}):\s")


def read(raw: str) -> Transcript:
    """Read the visible text; a paragraph that begins with `S00:` or a role word begins a turn."""
    build = Builder("html", raw)
    build.turn("kop")
    at, absent = 0, set[str]()
    while opens := _OPENS.search(raw, at):
        what = (opens[1] or "").lower()
        closing = None if what in absent else _CLOSES[what].search(raw, opens.end())
        _copy(build, raw, at, opens.start())
        if closing is None:  # never closed: what follows is read, and not searched for again
            absent.add(what)
        at = (closing or opens).end()
    _copy(build, raw, at, len(raw))
    return build.done()


def _copy(build: Builder, raw: str, start: int, end: int) -> None:
    for token in _TOKEN.finditer(raw, start, end):
        _words(build, raw, start, token.start())
        if token[0].startswith("&"):
            character = unescape(token[0])
            if len(character) == 1:
                build.escaped(character, *token.span())
        elif _BREAK.match(token[0]):
            build.glue("\n")
        start = token.end()
    _words(build, raw, start, end)


def _words(build: Builder, raw: str, start: int, end: int) -> None:
    label = _LABEL.match(raw, start, end)
    if label and is_role_word(label[1]):
        build.label(*label.span(1))
        build.glue("\n")
        build.turn(label[1])
        start = label.end()
    build.copy(start, end)
