"""The outside of a JPEG or WebP file: is it bare, so that nothing lies in it but its picture?

Sources: ITU T.81 annex B (markers); RFC 9649 (WebP's container).
"""

from __future__ import annotations

_START, _END, _SCAN, _JFIF, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
# Frames without arithmetic coding or hierarchy, tables of Huffman codes and of quantisation, and the restart interval.
_PICTURE = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD}
_WEBP = {b"VP8 ", b"VP8L", b"ALPH", b"VP8X"}


def is_bare(kind: str, untrusted_data: bytes) -> bool:
    """Say whether a JPEG or WEBP holds only what is needed to show it, up to its last byte."""
    try:
        return _bare_jpeg(untrusted_data) if kind == "JPEG" else _bare_webp(untrusted_data)
    except IndexError:
        return False


def _bare_jpeg(data: bytes) -> bool:
    if data[:2] != bytes((0xFF, _START)):
        return False
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _END:
            return at + 2 == len(data)
        size = int.from_bytes(data[at + 2 : at + 4])
        if marker == _JFIF:
            if size != 16 or data[at + 4 : at + 9] != b"JFIF\0" or data[at + 16 : at + 18] != b"\0\0":
                return False
        elif marker == _ADOBE:
            if size != 14 or data[at + 4 : at + 9] != b"Adobe":
                return False
        elif marker not in _PICTURE and marker != _SCAN:
            return False
        at += 2 + size
        if marker == _SCAN:
            at = _after_scan(data, at)
    return False


def _after_scan(data: bytes, at: int) -> int:
    """Return where the next marker stands behind the pixels of a scan: FF 00 and restarts are part of them."""
    while (at := data.find(b"\xff", at)) >= 0:
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)


def _bare_webp(data: bytes) -> bool:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        return False
    at, found = 12, []
    while at < len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if (
            kind not in _WEBP or kind in found or (kind == b"VP8X" and data[at + 8] & ~0x10)
        ):  # of its flags: see-through
            return False
        found.append(kind)
        at += 8 + size + size % 2
    return at == len(data)
