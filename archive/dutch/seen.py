"""Text as a reader sees it: entities, markup, invisible and look-alike characters, glued and broken words undone.

The gate, the leak scan and search read through `seen`; the gate and the leak scan take its words from `words`; the
readers of files share `HIDDEN` and `ENTITY`. So a name that one of them can see, all of them see.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from typing import NamedTuple

from archive.dutch.fold import fold
from archive.dutch.lemmas import is_word

# What nobody sees. Controls that are white space keep two words apart, and stay.
_INVISIBLE = (
    "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
)
HIDDEN = re.compile(f"[{_INVISIBLE}]+")
# A character reference; a browser forgives a missing semicolon.
ENTITY = re.compile(r"&(?:#\d{1,20}|#[xX][0-9a-fA-F]{1,20}|[A-Za-z][A-Za-z0-9]{1,31});?")
_FOREIGN = r"[^\x00-\u024f]"  # may be a compatibility form (`ﬁ`, full width) of letters we have
_PLAIN = re.compile(f"[{_INVISIBLE}]|{_FOREIGN}")
_MARKED = re.compile(rf"[*_~`]+|<[^>\n]{{0,200}}>|\\(?=[\W_])|{ENTITY.pattern}|{_PLAIN.pattern}")
# Letters of other scripts that look like ours.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһкмтвнАЕОРСУХІЈЅКМТВНαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshkmtbhAEOPCYXIJSKMTBHaovptuikABEZHIKMNOPTYX",
)
_LETTERS = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[-\u2010\u2011]\s*|\u00ad")


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as it is read. `runs`: (where in `text`, where in the raw text, does it stand there letter by letter)."""

    text: str
    runs: tuple[tuple[int, int, bool], ...]

    def place(self, at: int) -> int:
        """Return where the character at a place of `text` stands in the raw text."""
        index = bisect_right(self.runs, at, key=lambda run: run[0]) - 1
        if index < 0:
            return 0
        start, raw, same = self.runs[index]
        return raw + at - start if same else raw


def seen(raw: str, *, markup: bool = True) -> Seen:
    """Return a text as a reader sees it. `Sa**hra**`, `Sa<b>hra</b>` and `Sa&shy;hra` read as `Sahra`.

    Args: markup says whether marks of emphasis, tags, escapes and entities are undone, as a page does with them; what
    is invisible, and compatibility forms of letters, always are.
    """
    out: list[str] = []
    runs: list[tuple[int, int, bool]] = []
    length = at = 0
    for odd in (_MARKED if markup else _PLAIN).finditer(raw):
        for text, start, same in ((raw[at : odd.start()], at, True), (_shown(odd[0]), odd.start(), False)):
            if text:
                out.append(text)
                runs.append((length, start, same))
                length += len(text)
        at = odd.end()
    out.append(raw[at:])
    runs.append((length, at, True))
    return Seen("".join(out), tuple(runs))


def _shown(odd: str) -> str:
    """Return what a reader sees of markup (nothing), an entity (its character), or a character from afar."""
    if odd[0] == "&":
        odd = unescape(odd)
    elif odd[0] in "*_~`<\\":
        return ""
    return "".join(
        c for c in unicodedata.normalize("NFKC", odd) if unicodedata.category(c) != "Cf" and not HIDDEN.fullmatch(c)
    )


class Sight(NamedTuple):
    """One word of a text as a reader may take it, and where it stands."""

    at: int
    word: str
    folded: str  # look-alike letters taken for ours
    broken: str  # folded, with the word before it, where a hyphen or a line's end breaks one word in two; or ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The folded word as it stands, and without a possessive or plural s."""
        folded = self.folded
        return (folded, folded[:-1]) if folded.endswith("s") and len(folded) > 4 else (folded,)


def words(text: str) -> list[Sight]:
    """Return the words of a text, in reading order; where capitals join words (`emreCelik`), each of them."""
    found: list[Sight] = []
    end = 0
    for run in _LETTERS.finditer(text):
        at = run.start()
        for piece in _pieces(run[0]):
            folded = fold(piece.translate(_LOOKALIKES))
            before = found[-1].folded if found and _BREAK.fullmatch(text, end, at) else ""
            found.append(Sight(at, piece, folded, before + folded if before else ""))
            end = at = at + len(piece)
    return found


def _pieces(run: str) -> Iterator[str]:
    """Yield a run of letters, cut before every capital behind a small letter: `emreCelik`, `zoëŁucja`."""
    start = 0
    for at, (one, following) in enumerate(pairwise(run), 1):
        if one.islower() and following.isupper():
            yield run[start:at]
            start = at
    yield run[start:]


def glued(folded: str) -> Iterator[tuple[str, str]]:
    """Yield every way to cut a word that is no Dutch word in two parts of three letters or more: `sahrayusuf`."""
    if 5 < len(folded) < 30 and not is_word(folded):
        yield from ((folded[:cut], folded[cut:]) for cut in range(3, len(folded) - 2))
