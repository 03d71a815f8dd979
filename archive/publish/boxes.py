"""MP4, written anew: every box that a player does not need becomes an empty one of the same length.

So no place in the file moves, and the tables of samples stay true. Known boxes are a list (ISO/IEC 14496-12 and -15);
what is not on it is emptied: user data, tags, XMP, names of handlers and of compressors, dates, free space.
"""

from __future__ import annotations

from archive.errors import ContentError

_INSIDE = {  # what has boxes within it → those that stay; "" is the file
    "": "ftyp moov mdat moof sidx styp mfra free",
    "moov": "mvhd trak mvex", "trak": "tkhd edts mdia", "edts": "elst", "mdia": "mdhd hdlr minf",
    "minf": "vmhd smhd dinf stbl", "dinf": "dref",
    "stbl": "stsd stts ctts cslg stss stsc stsz stz2 stco co64 sdtp sgpd sbgp", "mvex": "mehd trex",
    "moof": "mfhd traf", "traf": "tfhd tfdt trun sdtp sgpd sbgp", "mfra": "tfra mfro",
    "entry": "avcC hvcC vpcC av1C esds dOps colr pasp btrt clap fiel",
}  # fmt: skip
_LISTS = {parent: frozenset(names.split()) for parent, names in _INSIDE.items()}
_PICTURE, _SOUND = (b"avc1", b"avc3", b"hvc1", b"hev1", b"vp09", b"vp08", b"av01"), (b"mp4a", b"Opus")
_HEADERS = ("mvhd", "tkhd", "mdhd")
_BROKEN = "Deze film is geen heel MP4-bestand. Maak de film opnieuw, bijvoorbeeld met ffmpeg."
_TRACKS = "Een film heeft alleen beeld en geluid. Haal de rest eruit; ondertitels horen in een .vtt-bestand."
_OTHER = "In deze film zit een soort beeld of geluid dat niet elke browser speelt. Maak hem opnieuw met H.264 en AAC."


def clean(untrusted_data: bytes) -> bytes:
    """Return a film without anything but picture and sound. Raises ContentError."""
    out = bytearray(untrusted_data)
    if out[4:8] != b"ftyp":
        raise ContentError(_BROKEN)
    kinds = _keep(out, "", 0, len(out))
    if not {"ftyp", "moov", "mdat"} <= kinds:
        raise ContentError(_BROKEN)
    return bytes(out)


def _keep(out: bytearray, parent: str, at: int, end: int) -> set[str]:
    """Go through the boxes within one, empty those that need not stay, and return the kinds that stay."""
    kept = set()
    while at < end:
        kind, start, stop = _box(out, at, end)
        if kind not in _LISTS[parent] or kind == "free":
            out[at + 4 : at + 8] = b"free"
            out[start:stop] = bytes(stop - start)
        elif kind in _LISTS:
            _keep(out, kind, start, stop)
        else:
            _value(out, kind, start, stop)
        kept.add(kind)
        at = stop
    return kept & _LISTS[parent]


def _box(out: bytearray, at: int, end: int) -> tuple[str, int, int]:
    """Return (kind, where its content starts, where that ends)."""
    size, kind, start = int.from_bytes(out[at : at + 4]), out[at + 4 : at + 8].decode("latin-1"), at + 8
    if size == 1:
        size, start = int.from_bytes(out[at + 8 : at + 16]), at + 16
    elif size == 0:
        size = end - at
    if at + size > end or at + size < start:
        raise ContentError(_BROKEN)
    return kind, start, at + size


def _value(out: bytearray, kind: str, start: int, stop: int) -> None:
    """Look at what stays, and blank the names and dates in it."""
    if kind in _HEADERS:  # when it was made and changed
        long = out[start] == 1
        out[start + 4 : start + (20 if long else 12)] = bytes(16 if long else 8)
    if kind == "hdlr":
        if bytes(out[start + 8 : start + 12]) not in (b"vide", b"soun"):
            raise ContentError(_TRACKS)
        out[start + 24 : stop] = bytes(stop - start - 24)
    if kind == "dref":  # where pictures and sound lie: in this file, and no address
        out[start:stop] = (bytes(7) + b"\1" + (12).to_bytes(4) + b"url \0\0\0\1").ljust(stop - start, b"\0")[
            : stop - start
        ]
    if kind == "stsd":
        at = start + 8
        while at < stop:
            at = _entry(out, at, stop)


def _entry(out: bytearray, at: int, end: int) -> int:
    """Blank the name of the compressor in one description of samples, and whatever is not needed to unpack them."""
    kind, start, stop = _box(out, at, end)
    name = kind.encode("latin-1")
    if name in _PICTURE:
        out[start + 42 : start + 74] = bytes(32)
        _keep(out, "entry", start + 78, stop)
    elif name in _SOUND and out[start + 8 : start + 10] == b"\0\0":  # of QuickTime's own later forms nothing is known
        _keep(out, "entry", start + 28, stop)
    else:
        raise ContentError(_OTHER)
    return stop
