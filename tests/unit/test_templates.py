"""Templates: short lines, nothing but their own context, and a page from any context that its types allow."""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from jinja2 import StrictUndefined, meta, nodes
from pydantic import BaseModel

import archive.web.desk.app as desk
import archive.web.public.app as public
from archive.web.desk.contexts import DeskFrame
from archive.web.pages import Context, show
from archive.web.public.contexts import SiteFrame
from archive.web.public.library import Shelves
from tests.conftest import ROOT

WEB = ROOT / "archive" / "web"
FILES = sorted(path for kind in ("html", "xml") for path in WEB.rglob(f"templates/*.{kind}"))
PAGES = sorted(
    (one for one in Context.__subclasses__() if one.__module__.startswith("archive.web.")),
    key=lambda one: (one.__module__, one.__name__),
)
# What a template may use beside its context's fields. A new name must be added here, by hand.
GLOBALS = {"public": {"site"}, "desk": {"desk", "token"}}
FRAMES = {"public": SiteFrame, "desk": DeskFrame}
FORBIDDEN = re.compile(r"\b(shelf|shelves|library|ledger|session|sessions|settings|identity|config|request|g)\b", re.I)
OF_ITS_OWN = {"state": "uploaded", "html": "<p>sanitised</p>"}  # fields that hold one of a few words, or markup


def room(page: type[Context]) -> str:
    """The app a page is of."""
    return page.__module__.split(".")[2]


def bare(name: str) -> Flask:
    """An app with one room's templates and frame: no server, no archive, and a name that is not there is an error."""
    app = Flask(__name__, template_folder=str(WEB / name / "templates"))
    app.jinja_env.undefined = StrictUndefined
    if name == "desk":
        desk.dress(app, "Archief")
    else:
        public.dress(app, Shelves(Path("/nowhere"), ""), "Archief")
    return app


APPS = {name: bare(name) for name in GLOBALS}


# --- what templates are written with ---


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_no_line_is_long_and_nothing_of_the_inside_is_named(path):
    lines = path.read_text().splitlines()
    assert [(at, len(line)) for at, line in enumerate(lines, 1) if len(line) > 160] == []
    assert [(at, line) for at, line in enumerate(lines, 1) if FORBIDDEN.search(line)] == []


def test_every_template_is_named_by_one_context_and_every_partial_is_used():
    named = [(room(page), page.template) for page in PAGES]
    there = {(path.parts[-3], path.name) for path in FILES}
    partials = {(name, file) for name, file in there if file.startswith("_") or file == "base.html"}
    assert len(named) == len(set(named)) and set(named) == there - partials
    used = {(name, file) for name, template in there for file in referenced(name, template)}
    assert used == partials


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{room(page)}-{page.__name__}")
def test_a_template_uses_its_contexts_fields_and_the_frame_only(page):
    known = {field.name for field in fields(page)} | GLOBALS[room(page)]
    assert unknown(room(page), page.template, known) == {}


def parsed(name: str, template: str) -> nodes.Template:
    """The tree of one template."""
    env = APPS[name].jinja_env
    return env.parse(env.loader.get_source(env, template)[0])


def referenced(name: str, template: str) -> set[str]:
    """The templates that one extends, includes or imports from."""
    return {str(other) for other in meta.find_referenced_templates(parsed(name, template))}


def unknown(name: str, template: str, known: set[str]) -> dict[str, set[str]]:
    """The names that a template, or what it is made of, uses and nobody gives it: template → names."""
    tree = parsed(name, template)
    of_its_own = {one.name for one in tree.find_all(nodes.Macro)}
    of_its_own |= {imported for one in tree.find_all(nodes.FromImport) for imported in one.names}
    found = {template: meta.find_undeclared_variables(tree) - known - of_its_own}
    stored = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
    for kind, given in ((nodes.Extends, known), (nodes.Include, known | stored), (nodes.FromImport, {"token"})):
        for node in tree.find_all(kind):  # what is imported sees no context
            found |= unknown(name, node.template.value, given)
    return {file: names for file, names in found.items() if names}


# --- what templates can reach ---


def test_templates_are_given_their_frame_and_nothing_of_flask():
    for name, app in APPS.items():
        frame = next(iter(GLOBALS[name] & {"site", "desk"}))
        assert set(app.jinja_env.globals) == GLOBALS[name] - {frame}
        with app.test_request_context("/"):
            app.update_template_context(given := {})
        assert set(given) == {frame} and type(given[frame]) is FRAMES[name]


@pytest.mark.parametrize("frame", FRAMES.values(), ids=lambda frame: frame.__name__)
def test_a_frame_holds_texts_only(frame):
    assert {leaf for hint in get_type_hints(frame).values() for leaf in leaves(hint)} == {str}


def leaves(hint: Any) -> set[type]:
    """The plain types that a type is made of."""
    if get_args(hint):
        return set().union(*(leaves(part) for part in get_args(hint)))
    if is_dataclass(hint):
        return set().union(*(leaves(part) for part in get_type_hints(hint).values()))
    return {hint}


# --- what they make of a context ---


@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{room(page)}-{page.__name__}")
def test_every_page_renders_from_any_context(page, full):
    with APPS[room(page)].test_request_context("/"):
        text = show(made_up(page, full))
    if page.template.endswith(".xml"):
        fromstring(text)
    else:
        assert text.count("<h1") == 1 and text.rstrip().endswith("</html>")
        Balanced(text)
    assert "<said>" not in text


def made_up(kind: Any, full: bool, field: str = "") -> Any:
    """A value of a type: of every list one item and every text some words, or everything empty."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return made_up(parts[0], full) if full else None
    if origin is Literal:
        return parts[0]
    if origin is tuple and parts[-1] is not Ellipsis:
        return tuple(made_up(part, full) for part in parts)
    if origin in (Sequence, list, tuple):
        return (made_up(parts[0], full),) if full else ()
    if origin in (Mapping, dict):
        return {made_up(parts[0], full): made_up(parts[1], full)} if full else {}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind.model_construct(
            **{name: made_up(info.annotation, full, name) for name, info in kind.model_fields.items()}
        )
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{one.name: made_up(hints[one.name], full, one.name) for one in fields(kind)})
    plain = (
        {str: '"<said>" & done', int: 2, float: 0.5, bool: True} if full else {str: "", int: 0, float: 0.0, bool: False}
    )
    return OF_ITS_OWN.get(field, plain[kind])


class Balanced(HTMLParser):
    """Fails where an element is closed that is not open, or open and never closed."""

    VOID: ClassVar = set("br img input link meta source track".split())

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())
