"""HTML as noScribe writes it: paragraphs of text; tags are left out, and what they enclose is kept."""

from __future__ import annotations

import re
from html import unescape

from archive.ingest.readers.build import Builder
from archive.ingest.readers.roles import is_role_word
from archive.model import Transcript

_SKIP = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<![^>]*>", re.I | re.S)
_TOKEN = re.compile(r"<[^>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,31});")
_BREAK = re.compile(r"</?(p|div|br|h\d|li|tr|table)\b", re.I)
_LABEL = re.compile(r"\s*(S\d\d|[^\W\d_][\w .'-]{0,38}):\s")


def read(raw: str) -> Transcript:
    """Read the visible text; a paragraph that begins with `S00:` or a role word begins a turn."""
    build = Builder("html", raw)
    build.turn("kop")
    at = 0
    for skip in [*_SKIP.finditer(raw), None]:
        _copy(build, raw, at, skip.start() if skip else len(raw))
        at = skip.end() if skip else at
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
