"""Markdown → HTML that is safe to show. The one module that sanitises; everything else trusts `html`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from xml.etree import ElementTree

import bleach
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from archive.records import GlossaryTerm

_TAGS = frozenset(
    (
        "p h2 h3 h4 ul ol li strong em blockquote a code pre table thead tbody tr th td hr br img abbr dl dt dd sup"
    ).split()
)
_ATTRIBUTES = {"a": ["href", "title", "class"], "img": ["src", "alt"], "th": ["scope"], "h2": ["id"], "abbr": ["title"]}
_SKIP = frozenset(("a", "h1", "h2", "h3", "h4", "code", "pre"))


def render(markdown: str, words: Sequence[GlossaryTerm] = ()) -> str:
    """Return sanitised HTML: no script, no style, no foreign image; links to https, mail and our own pages only.

    The first time a glossary word stands in the text, it links to its explanation.
    """
    converter = Markdown(extensions=["tables", "sane_lists", "smarty", _Glossary(words)], output_format="html")
    html = converter.convert(re.sub(r"^# ", "## ", markdown, flags=re.M))
    return bleach.clean(html, tags=_TAGS, attributes=_attribute, protocols=("https", "mailto"), strip=True)


def plain(html: str) -> str:
    """Return the text of sanitised HTML, for search and snippets."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _attribute(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return bool(re.fullmatch(r"/media/[a-z0-9.-]+", value))
    return name in _ATTRIBUTES.get(tag, ())


class _Glossary(Extension):
    def __init__(self, words: Sequence[GlossaryTerm]) -> None:
        super().__init__()
        self._words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the library's name
        if self._words:
            md.treeprocessors.register(_Linker(md, self._words), "glossary", 5)


class _Linker(Treeprocessor):
    """Links each glossary word once, outside headings, links and code."""

    def __init__(self, md: Markdown, words: Sequence[GlossaryTerm]) -> None:
        super().__init__(md)
        self._of = {form.lower(): word for word in words for form in (word.term, *word.variants)}
        forms = sorted(map(re.escape, self._of), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", re.IGNORECASE)
        self._done: set[str] = set()

    def run(self, root: ElementTree.Element) -> None:
        """Walk the tree the converter made."""
        self._walk(root)

    def _walk(self, element: ElementTree.Element) -> None:
        if element.tag in _SKIP:
            return
        for child in list(element):
            self._walk(child)
        for child in reversed(list(element)):
            self._tail(element, child)
        self._text(element)

    def _text(self, element: ElementTree.Element) -> None:
        if element.text and (match := self._first(element.text)):
            link = self._link(match, element.text)
            element.text = element.text[: match.start()]
            element.insert(0, link)
            self._tail(element, link)

    def _tail(self, parent: ElementTree.Element, child: ElementTree.Element) -> None:
        if child.tail and (match := self._first(child.tail)):
            link = self._link(match, child.tail)
            child.tail = child.tail[: match.start()]
            parent.insert(list(parent).index(child) + 1, link)
            self._tail(parent, link)

    def _first(self, text: str) -> re.Match[str] | None:
        return next((m for m in self._pattern.finditer(text) if self._of[m[0].lower()].term not in self._done), None)

    def _link(self, match: re.Match[str], text: str) -> ElementTree.Element:
        word = self._of[match[0].lower()]
        self._done.add(word.term)
        link = ElementTree.Element("a", {"href": f"/woorden#{word.anchor}", "class": "term"})
        link.text, link.tail = match[0], text[match.end() :]
        return link
