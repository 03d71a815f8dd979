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
from urllib.parse import unquote

from archive.dutch.fold import fold
from archive.dutch.lookalikes import MARKS, as_ours

# What nobody sees. Controls that are white space keep two words apart, and stay.
_INVISIBLE = (
    "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
)
HIDDEN = re.compile(f"[{_INVISIBLE}]+")
# A character reference; a browser forgives a missing semicolon.
ENTITY = re.compile(r"&(?:#\d{1,20}|#[xX][0-9a-fA-F]{1,20}|[A-Za-z][A-Za-z0-9]{1,31});?")
_FOREIGN = r"[^\x00-\u024f]"  # may be a compatibility form (`ﬁ`, full width) of letters we have
_PLAIN = re.compile(f"[{_INVISIBLE}]|[^\\W\\d_][{MARKS}]+|{_FOREIGN}")  # a letter and its marks are taken together
_MARKED = re.compile(rf"[*_~`]+|<[^>\n]{{0,200}}>|\\(?=[\W_])|{ENTITY.pattern}|{_PLAIN.pattern}")
_LETTERS = re.compile(f"[^\\W\\d_]+(?:[{MARKS}]+[^\\W\\d_]*)*")
_NARROW = "\u00a0\u2000-\u200a\u202f\u205f\u3000"  # spaces that keep what stands around them on one line
# What may stand inside one word: nothing where capitals join words, or a hyphen of any kind and a line's end.
_BREAK = re.compile(rf"(?:[\s>]{{0,4}}[-\u00ad\u2010-\u2015\u2043\u2212\u30fb\u00b7_{_NARROW}][\s>{_NARROW}]{{0,8}})?")
_SPELLED = re.compile(r"[\s.,:;/|*_\u2010-\u2015\u00b7\u2022-]{1,3}")  # between letters that spell a word
_LONGEST = 40  # letters in one name that is spelled or broken
_COATS = re.compile(r"%(?:25)+|&(?:amp;)+", re.I)  # one thing encoded over and over


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
    joined: tuple[str, ...] = ()  # folded, with words before it: broken by hyphens or a line's end, or spelled out
    spaced: str = ""  # folded, with the word before it where a mere space stands between

    @property
    def forms(self) -> tuple[str, ...]:
        """The folded word as it stands, without a possessive or plural s, and as it is in another script."""
        folded, own = self.folded, () if self.word.isascii() else (fold(self.word),)
        return (folded, folded[:-1], *own) if folded.endswith("s") and len(folded) > 4 else (folded, *own)


def words(text: str) -> list[Sight]:
    """Return the words of a text, in reading order; where capitals join words (`emreCelik`), each of them."""
    found: list[Sight] = []
    chain: list[str] = []  # the words that may be one with the next
    end = 0
    for run in _LETTERS.finditer(text):
        at = run.start()
        for piece in _pieces(run[0]):
            folded = fold(as_ours(piece))
            spelled = len(folded) == 1 and bool(chain) and len(chain[-1]) == 1 and _SPELLED.fullmatch(text, end, at)
            joins = bool(found) and (spelled or _BREAK.fullmatch(text, end, at))
            spaced = found[-1].folded + folded if found and not joins and text[end:at].isspace() else ""
            chain = [*chain[-_LONGEST:], folded] if joins else [folded]
            found.append(Sight(at, piece, folded, tuple(_joined(chain)), spaced))
            end = at = at + len(piece)
    return found


def _joined(chain: list[str]) -> Iterator[str]:
    """Yield what a word is with one, two, … words before it that it may be one with."""
    whole = chain[-1]
    for before in reversed(chain[:-1]):
        whole = before + whole
        if len(whole) > _LONGEST:
            return
        yield whole


def _pieces(run: str) -> Iterator[str]:
    """Yield a run of letters, cut before every capital behind a small letter: `emreCelik`, `zoëŁucja`."""
    start = 0
    for at, (one, following) in enumerate(pairwise(run), 1):
        if one.islower() and following.isupper():
            yield run[start:at]
            start = at
    yield run[start:]


def unwound(text: str) -> str:
    """Return a text with percent signs and entities undone, however often they were laid over each other."""
    for _ in range(50):  # each round takes a coat off; nobody's browser takes off more than one or two
        before, text = text, unquote(unescape(_COATS.sub(lambda coat: coat[0][0], text)))
        if text == before:
            break
    return text
