"""Word. The file is a zip from a stranger: it is weighed before it is opened, and its XML is read without entities."""

from __future__ import annotations

import io
import re
import zipfile

from archive.errors import UnreadableFile
from archive.ingest.readers.plain import read as read_plain
from archive.model import Piece, Transcript

_MAX_PART = 50_000_000  # bytes of one part, unpacked
_MAX_ALL = 100_000_000  # bytes of all parts, unpacked: a transcript of a million words is about 20 MB
_MAX_PARTS = 2_000
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)


def read(untrusted_bytes: bytes) -> Transcript:
    """Read paragraphs and tables in their order. Author, company, comments stay behind. Raises UnreadableFile."""
    _weigh(untrusted_bytes)
    from docx import Document  # python-docx; loaded here because most uploads never need it

    try:
        document = Document(io.BytesIO(untrusted_bytes))
        lines = [line for block in document.iter_inner_content() for line in _lines(block)]
    except Exception:  # python-docx raises whatever its XML makes it raise; we show nothing of the file
        raise UnreadableFile(
            "Dit Word-bestand is beschadigd. Open het in Word, bewaar het opnieuw en probeer weer."
        ) from None
    transcript = read_plain("\n".join(lines))
    whole = Piece(0, 0, len(transcript.text), len(transcript.text))  # places are counted in the extracted text
    return Transcript("docx", transcript.text, transcript.turns, (whole,), transcript.labels)


def _weigh(untrusted_bytes: bytes) -> None:
    """Refuse what is no Word file, a bomb, or holds entities, before any XML is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted_bytes)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in archive.namelist():
                raise UnreadableFile("Dit is geen Word-bestand (.docx). Geef het de goede naam of exporteer opnieuw.")
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_ALL:
                raise UnreadableFile(
                    "Dit Word-bestand is uitgepakt veel te groot. Bewaar alleen de tekst en probeer weer."
                )
            total = 0
            for part in parts:
                with archive.open(part) as file:  # sizes in the directory may lie: count what really comes out
                    data = file.read(_MAX_PART + 1)
                total += len(data)
                if len(data) > _MAX_PART or total > _MAX_ALL:
                    raise UnreadableFile(
                        "Dit Word-bestand is uitgepakt veel te groot. Bewaar alleen de tekst en probeer weer."
                    )
                if part.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(data):
                    raise UnreadableFile(
                        "Dit Word-bestand bevat verwijzingen die we niet openen. Bewaar het opnieuw in Word."
                    )
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise UnreadableFile(
            "Dit is geen Word-bestand (.docx), of het is beschadigd. Bewaar het opnieuw in Word."
        ) from None


def _lines(block) -> list[str]:  # type: ignore[no-untyped-def]  # python-docx's Paragraph or Table
    if hasattr(block, "rows"):
        rows = []
        for row in block.rows:
            cells = [cell.text.strip() for cell in row.cells]
            speaker = len(cells) > 1 and 0 < len(cells[-2]) <= 40 and "\n" not in cells[-2]
            rows.append(" ".join(cells[:-2]) + f" {cells[-2]}: {cells[-1]}" if speaker else " ".join(cells))
        return rows
    return [block.text]
