"""A page is a frozen class that names its template: its fields are what the template sees."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from flask import Flask, render_template


@dataclass(frozen=True)
class Context:
    """What one page shows. A subclass is a frozen dataclass too, and names its `template`."""

    template: ClassVar[str]


def bare(app: Flask) -> None:
    """Take from templates what Flask gives them unasked: the request, the settings, and `g` with the session in it."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.clear()
    app.template_context_processors[None].clear()


def show(context: Context) -> str:
    """Render the template of a page with its fields."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return render_template(context.template, **values)
