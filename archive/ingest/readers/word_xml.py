"""The paragraphs and rows of Word's own XML, in order, from a parser's events."""

from __future__ import annotations

from xml.parsers import expat

from archive.errors import UnreadableFile
from archive.ingest.readers import limits

# Word's names, as it writes them by itself and in "strict" files.
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_BODY, _CELL = ("document", "body"), ("document", "body", "tbl", "tr", "tc")
_RUNS = (("r",), ("hyperlink", "r"))
_SHOWN = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_SPEAKER = 40  # characters: what is longer in the last cell but one is no speaker


class Paragraphs:
    """Takes the bytes of a document piece by piece and keeps its paragraphs and rows. Raises UnreadableFile.

    A merged cell is read once, whatever number of columns it says it spans; a speaker's cell that is merged downwards
    counts for each of its rows. Entities and document types are refused.
    """

    def __init__(self) -> None:
        self.events = 0
        self._lines: list[str] = []
        self._path: list[str] = []
        self._paragraph: list[str] = []  # of the paragraph that is being read
        self._cell: list[str] = []  # paragraphs of the cell
        self._row: list[str] = []  # texts of cells
        self._merged: dict[int, str] = {}  # by column of the table: the text of the cell that goes on downwards
        self._column, self._span, self._merge, self._repeats = 0, 1, "", False
        self._elements = limits.Count(limits.ELEMENTS, "onderdelen")
        self._characters = limits.Count(limits.CHARACTERS, "tekens")
        self._paragraphs = limits.Count(limits.LINES, "alinea's")
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, untrusted_bytes: bytes) -> None:
        """Read some more. Raises UnreadableFile or ExpatError."""
        self._parser.Parse(untrusted_bytes, False)

    def done(self) -> list[str]:
        """Return the paragraphs and rows. Raises ExpatError when the document is not whole."""
        self._parser.Parse(b"", True)
        return self._lines

    def _start(self, untrusted_name: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self._elements()
        if len(self._path) == limits.DEPTH:
            raise limits.too_much(limits.DEPTH, "onderdelen in elkaar")
        space, _, name = untrusted_name.rpartition(" ")
        name = name if f"{space} " in _WORD else ""
        self._path.append(name)
        if name in _SHOWN or name == "br":
            if self._in_run():
                kind = _value(attributes, "type") or "textWrapping"  # a break of a page or column is no line end
                self._add(_SHOWN.get(name) or ("\n" if kind == "textWrapping" else ""))
        elif name == "p" and self._above() in (_BODY, _CELL):
            self._paragraph = []
            self._paragraphs()
        elif name == "tbl" and self._above() == _BODY:
            self._merged = {}
        elif name == "tr" and self._above() == _CELL[:-2]:
            self._row, self._column, self._repeats = [], 0, False
        elif name == "tc" and self._above() == _CELL[:-1]:
            self._cell, self._span, self._merge = [], 1, ""
        elif name == "gridSpan" and self._above() == (*_CELL, "tcPr"):
            self._span = max(1, int(_value(attributes, "val") or 1))
        elif name == "gridBefore" and self._above() == (*_CELL[:-1], "trPr"):
            self._column = int(_value(attributes, "val") or 0)
        elif name == "vMerge" and self._above() == (*_CELL, "tcPr"):
            self._merge = _value(attributes, "val") or "continue"

    def _end(self, _name: str) -> None:
        self.events += 1
        name = self._path[-1]
        if name == "p" and self._above() in (_BODY, _CELL):
            text = "".join(self._paragraph)
            (self._lines if len(self._path) == 3 else self._cell).append(text)
        elif name == "tc" and self._above() == _CELL[:-1]:
            self._end_cell("\n".join(self._cell).strip())
        elif name == "tr" and self._above() == _CELL[:-2]:
            self._end_row(self._row)
        self._path.pop()

    def _data(self, text: str) -> None:
        self.events += 1
        if self._path[-1] == "t" and self._in_run():
            self._add(text)

    def _doctype(self, *_: object) -> None:
        raise UnreadableFile("Dit Word-bestand bevat verwijzingen die we niet openen. Bewaar het opnieuw in Word.")

    def _add(self, text: str) -> None:
        self._characters(len(text))
        self._paragraph.append(text)

    def _above(self) -> tuple[str, ...]:
        """Return the names of the elements around this one."""
        return tuple(self._path[:-1])

    def _in_run(self) -> bool:
        """Say whether the element stands in a run of a paragraph that is read."""
        above = self._above()
        at = 3 if above[:3] == (*_BODY, "p") else 6 if above[:6] == (*_CELL, "p") else 0
        return at > 0 and above[at:] in _RUNS

    def _end_cell(self, text: str) -> None:
        above = self._merged.get(self._column, "") if self._merge == "continue" else ""
        self._repeats = bool(above)
        if above:
            text = above
            self._characters(len(text))
        elif self._merge:
            self._merged[self._column] = text if len(text) <= _SPEAKER else ""
        else:
            self._merged.pop(self._column, None)
        self._row.append(text)
        self._column += self._span

    def _end_row(self, cells: list[str]) -> None:
        self._paragraphs()
        if self._repeats:  # what was said is read once
            cells[-1] = ""
        speaker = len(cells) > 1 and 0 < len(cells[-2]) <= _SPEAKER and "\n" not in cells[-2]
        self._lines.append(" ".join(cells[:-2]) + f" {cells[-2]}: {cells[-1]}" if speaker else " ".join(cells))


def _value(attributes: dict[str, str], name: str) -> str:
    return next((attributes[space + name] for space in _WORD if space + name in attributes), "")
