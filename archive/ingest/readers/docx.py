"""Word. The file is a zip from a stranger: one part of it is unpacked, read as it comes, and counted on the way.

python-docx reads every part whole and repeats a merged cell for each column that it says it spans: 929 bytes could ask
for a hundred million. So paragraphs and tables are read here from Expat's events; nothing is kept but the text.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO
from xml.parsers import expat

from archive.errors import UnreadableFile
from archive.ingest.readers import limits
from archive.ingest.readers.plain import read as read_plain
from archive.ingest.readers.word_xml import Paragraphs
from archive.model import Piece, Transcript

_TEXT = "word/document.xml"
_CHUNK = 250_000  # bytes unpacked at a time
# What Word writes. Of the other kinds zipfile unpacks all that comes out of a piece at once: 854 bytes became 1 GB.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read(untrusted_bytes: bytes) -> Transcript:
    """Read paragraphs and tables in their order. Author, company, comments stay behind. Raises UnreadableFile."""
    transcript = read_plain("\n".join(_paragraphs(untrusted_bytes)))
    whole = Piece(0, 0, len(transcript.text), len(transcript.text))  # places are counted in the extracted text
    return Transcript("docx", transcript.text, transcript.turns, (whole,), transcript.labels)


def _paragraphs(untrusted_bytes: bytes) -> list[str]:
    if untrusted_bytes.count(b"PK\1\2") > limits.PARTS:  # every entry of the list of contents begins so
        raise limits.too_much(limits.PARTS, "onderdelen")
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted_bytes)) as archive:
            if _TEXT not in archive.namelist():
                raise UnreadableFile("Dit is geen Word-bestand (.docx). Geef het de goede naam of exporteer opnieuw.")
            found = archive.getinfo(_TEXT)
            if found.compress_type not in _PACKED:
                raise UnreadableFile("Dit Word-bestand is vreemd ingepakt. Bewaar het opnieuw in Word.")
            limits.Count(limits.UNPACKED, "bytes uitgepakt")(found.file_size)
            with archive.open(_TEXT) as part:
                return _read(part)
    except expat.ExpatError:
        raise UnreadableFile(
            "Dit Word-bestand is beschadigd. Open het in Word, bewaar het opnieuw en probeer weer."
        ) from None
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise UnreadableFile(
            "Dit is geen Word-bestand (.docx), of het is beschadigd. Bewaar het opnieuw in Word."
        ) from None


def _read(part: IO[bytes]) -> list[str]:
    """Feed a part to the parser piece by piece. What its directory says of its size may be a lie."""
    found = Paragraphs()
    unpacked, quiet = limits.Count(limits.UNPACKED, "bytes uitgepakt"), 0
    while chunk := part.read(_CHUNK):
        unpacked(len(chunk))
        before = found.events
        found.feed(chunk)
        quiet = quiet + len(chunk) if found.events == before else 0
        if quiet > limits.TOKEN:
            raise limits.too_much(limits.TOKEN, "bytes in één onderdeel")
    return found.done()
