"""The piece of a text that shows why it was found, with the found words marked."""

from __future__ import annotations

from collections.abc import Collection

from archive.search.analysis import terms

Snippet = list[tuple[str, bool]]  # (text, marked): a template escapes each and wraps the marked ones


def mark(text: str, wanted: Collection[str]) -> Snippet:
    """Return the whole text with found words marked."""
    pieces: Snippet = []
    at = 0
    for start, end in _hits(text, wanted):
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def snippet(text: str, wanted: Collection[str], length: int = 240) -> Snippet:
    """Return the window with most different found words, marked; empty when nothing is found in it."""
    hits = _hits(text, wanted)
    if not hits:
        return []
    best = max(hits, key=lambda hit: (sum(hit[0] <= other[0] < hit[0] + length for other in hits), -hit[0]))
    start = text.rfind(" ", 0, max(best[0] - length // 4, 0)) + 1
    end = text.find(" ", min(start + length, len(text)))
    end = len(text) if end < 0 else end
    pieces = mark(text[start:end], wanted)
    if start:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return pieces


def _hits(text: str, wanted: Collection[str]) -> list[tuple[int, int]]:
    places = {(term.start, term.end) for term in terms(text, compounds=True) if term.text in wanted}
    return sorted(places)
