"""Bytes → text, or a refusal that says what the bytes are."""

from __future__ import annotations

from archive.errors import UnreadableFile

ENCODINGS = ("utf-8", "cp1252", "utf-16")
_NOT_TEXT = {
    b"PK\x03\x04": "een zip- of Word-bestand",
    b"%PDF": "een pdf",
    b"{\\rtf": "een rtf-bestand",
    b"\xd0\xcf\x11\xe0": "een oud Word-bestand (.doc)",
    b"\x89PNG": "een plaatje",
    b"\xff\xd8\xff": "een foto",
    b"ID3": "een geluidsbestand",
    b"RIFF": "een geluidsbestand",
    b"\x1f\x8b": "een ingepakt bestand",
    b"SQLite format 3": "een database",
}


def decode(untrusted_bytes: bytes, ending: str, encoding: str) -> str:
    """Decode text, keeping line ends as they are. Raises UnreadableFile.

    We do not guess an encoding: a name that is decoded wrongly is a name that is not found.
    """
    if encoding not in ENCODINGS:
        raise UnreadableFile(f"Deze tekenset kennen we niet. Kies uit: {', '.join(ENCODINGS)}.")
    for magic, what in _NOT_TEXT.items():
        if untrusted_bytes.startswith(magic):
            raise UnreadableFile(f"Dit is {what}, geen {ending}-bestand. Geef het de goede naam of exporteer opnieuw.")
    if encoding == "utf-8" and untrusted_bytes[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableFile(_hint("UTF-16", "utf-16"))
    try:
        text = untrusted_bytes.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-8":
            raise UnreadableFile(_hint("waarschijnlijk Windows-1252 (f4, oudere Word)", "cp1252")) from None
        raise UnreadableFile(f"Dit bestand is niet te lezen als {encoding}. Bewaar het als UTF-8.") from None
    if "\0" in text:
        raise UnreadableFile("Dit bestand bevat geen gewone tekst. Exporteer het transcript opnieuw als tekst.")
    return text


def _hint(what: str, option: str) -> str:
    return f"Dit bestand is geen UTF-8 maar {what}. Bewaar het als UTF-8, of geef aan: --encoding {option}."
