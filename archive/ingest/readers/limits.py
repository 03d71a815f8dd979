"""What one file may become, stated once. Readers count while they read, and stop: a small file can unfold into much.

The measure is an interview of four hours: about 40,000 words, 240,000 characters, 5,000 captions. Every bound leaves
room for ten of those, and what is at all of them at once is still read in seconds.
"""

from __future__ import annotations

from archive.errors import UnreadableFile

CHARACTERS = 2_500_000  # of text as it is read, and of a text file
LINES = 250_000  # lines, paragraphs, rows of tables
TURNS = 50_000  # turns or captions, and as many labels of speakers
STEPS = 500_000  # things a reader does for a text: copy a run, leave out a mark or a tag, undo an escape
ELEMENTS = 1_000_000  # XML elements
DEPTH = 200  # XML elements inside each other: Word needs about thirty
TOKEN = 1_000_000  # bytes of one XML tag: Expat before 2.6 reads a long one again for every piece that comes in
VALUES = 3_000_000  # JSON values; WhisperX writes five for each word
UNPACKED = 50_000_000  # bytes of the text of a Word file, unpacked
PARTS = 2_000  # files inside a Word file
# Line ends, as str.splitlines takes them.
_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


class Count:
    """Counts one thing, and refuses the file when there is more of it than an interview has."""

    def __init__(self, most: int, what: str) -> None:
        self._most, self._what, self.made = most, what, 0

    def __call__(self, number: int = 1) -> None:
        """Count some more, before they are made. Raises UnreadableFile."""
        self.made += number
        if self.made > self._most:
            raise too_much(self._most, self._what)


def too_much(most: int, what: str) -> UnreadableFile:
    """Return the refusal of a file that becomes more than `most` of something."""
    return UnreadableFile(
        f"Dit bestand is te groot: meer dan {most:_} {what}, dat is ruim tien lange interviews.".replace("_", ".")
        + " Bewaar alleen de tekst van één gesprek, of lever het in delen in."
    )


def check_lines(raw: str) -> None:
    """Refuse a text of too many lines, before it is cut into them. Raises UnreadableFile."""
    Count(LINES, "regels")(sum(map(raw.count, _ENDS)) - raw.count("\r\n"))


def check_json(raw: str) -> None:
    """Refuse JSON of too many values, before it is parsed. Raises UnreadableFile."""
    Count(VALUES, "gegevens")(sum(map(raw.count, "{[,")))
