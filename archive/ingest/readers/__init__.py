"""Untrusted bytes of a file → Transcript. One file per format; this one chooses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from archive.errors import UnreadableFile
from archive.ingest.readers import cues, docx, html, plain, whisper
from archive.ingest.readers.decode import decode
from archive.model import Transcript

_TEXT: dict[str, Callable[[str], Transcript]] = {
    ".txt": plain.read,
    ".md": plain.read_markdown,
    ".srt": cues.read_srt,
    ".vtt": cues.read_vtt,
    ".json": whisper.read,
    ".html": html.read,
    ".htm": html.read,
}
_BINARY: dict[str, Callable[[bytes], Transcript]] = {".docx": docx.read}
FORMATS = tuple(sorted(_TEXT | _BINARY))


def read(untrusted_bytes: bytes, untrusted_name: str, encoding: str = "utf-8") -> Transcript:
    """Read one file by the ending of its name.

    Raises UnreadableFile, in Dutch and with what to do, when it is empty, of a format we do not read, not what its
    name says, or holds nothing that was said.
    """
    ending = PurePath(untrusted_name).suffix.lower()
    if ending not in FORMATS:
        raise UnreadableFile(
            f"Dit bestandstype lezen we nog niet. Bewaar het transcript als een van: {', '.join(FORMATS)}."
        )
    if not untrusted_bytes.strip():
        raise UnreadableFile("Dit bestand is leeg. Kijk of de export gelukt is en kies het bestand opnieuw.")
    try:
        if reader := _BINARY.get(ending):
            transcript = reader(untrusted_bytes)
        else:
            transcript = _TEXT[ending](decode(untrusted_bytes, ending, encoding))
        transcript.text.encode()  # half a character, as JSON can escape it, is no text
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError):
        raise UnreadableFile(
            "Dit bestand zit anders in elkaar dan zijn soort. Exporteer het transcript opnieuw."
        ) from None
    if not transcript.words:
        raise UnreadableFile("In dit bestand staat geen gesproken tekst. Kijk of u het goede bestand koos.")
    return transcript
