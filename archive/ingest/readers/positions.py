"""Where what was found stands in the file as it came in."""

from __future__ import annotations

from archive.model import Transcript


def raw_text(transcript: Transcript, untrusted_bytes: bytes, encoding: str = "utf-8") -> str:
    """Return the text that places are counted in: the decoded file, or what was read of a file that is no text."""
    return transcript.text if transcript.format == "docx" else untrusted_bytes.decode(encoding)


def positions(transcript: Transcript, raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where text[start:end] stands in `raw_text`, without runs that hold no letter or digit."""
    return [(low, high) for low, high in transcript.raw_spans(start, end) if any(map(str.isalnum, raw[low:high]))]
