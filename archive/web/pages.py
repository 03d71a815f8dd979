"""A page is a frozen class that names its template: its fields are what the template sees."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from flask import render_template


@dataclass(frozen=True)
class Context:
    """What one page shows. A subclass is a frozen dataclass too, and names its `template`."""

    template: ClassVar[str]


def show(context: Context) -> str:
    """Render the template of a page with its fields."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return render_template(context.template, **values)
