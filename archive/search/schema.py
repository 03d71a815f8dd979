"""The one explicit list of what may be indexed. A field that is not here is found by nobody."""

from __future__ import annotations

from whoosh.fields import ID, TEXT, Schema

from archive.search.analysis import DutchAnalyzer

# Weight of each field of a public item. Facets are not indexed: they are counted over the bundle's own records.
PUBLIC_FIELDS = {"title": 4.0, "summary": 2.0, "body": 1.0, "words": 1.5}
# A released text is indexed turn by turn.
RESEARCH_FIELDS = {"said": 1.0}


def public_schema() -> Schema:
    """Return the schema of a bundle's index. `key` is kind/slug; `words` are its themes with their synonyms."""
    return Schema(key=ID(stored=True, unique=True), **{name: _text() for name in PUBLIC_FIELDS})


def research_schema() -> Schema:
    """Return the schema of the desk's index: pseudonymised turns, by transcript and place."""
    return Schema(key=ID(stored=True, unique=True), transcript=ID(stored=True), **{n: _text() for n in RESEARCH_FIELDS})


def _text() -> TEXT:
    return TEXT(analyzer=DutchAnalyzer(), phrase=True)
