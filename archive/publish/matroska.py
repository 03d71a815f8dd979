"""WebM, written anew: every element that a player does not need becomes an empty one of the same length.

So no place in the file moves, and cues and seek heads stay true. Known elements are a list (RFC 9559, and WebM's own
guidelines); what is not on it is emptied: tags, attachments, chapters, titles, names of tracks and of programs, dates.
"""

from __future__ import annotations

from archive.errors import ContentError

_EBML, _SEGMENT, _CLUSTER, _VOID = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xEC
_DOCTYPE, _CODEC, _PRIVATE, _TRACK, _KIND, _APPS = 0x4282, 0x86, 0x63A2, 0xAE, 0x83, (0x4D80, 0x5741)
_BLOCKS = (0xA3, 0xA1, 0xA5)
_CODECS = (b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS")
_TOP = {0x114D9B74, 0x1549A966, 0x1654AE6B, _CLUSTER, 0x1C53BB6B, 0x1043A770, 0x1254C367, 0x1941A469}
_INSIDE = {  # what has elements within it → those that stay
    _EBML: {0x4286, 0x42F7, 0x42F2, 0x42F3, _DOCTYPE, 0x4287, 0x4285},
    _SEGMENT: {0x114D9B74, 0x1549A966, 0x1654AE6B, _CLUSTER, 0x1C53BB6B},
    0x114D9B74: {0x4DBB}, 0x4DBB: {0x53AB, 0x53AC},  # where things are
    0x1549A966: {0x2AD7B1, 0x4489, *_APPS},  # the scale of time, how long, the programs
    0x1654AE6B: {_TRACK},
    _TRACK: {0xD7, 0x73C5, _KIND, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x55EE, 0x22B59C, _CODEC,
             _PRIVATE, 0xAA, 0x56AA, 0x56BB, 0xE0, 0xE1},
    0xE0: {0x9A, 0x9D, 0x53B8, 0x53C0, 0xB0, 0xBA, 0x54AA, 0x54BB, 0x54CC, 0x54DD, 0x54B0, 0x54BA, 0x54B2, 0x55B0},
    0x55B0: {0x55B1, 0x55B2, 0x55B3, 0x55B4, 0x55B5, 0x55B6, 0x55B7, 0x55B8, 0x55B9, 0x55BA, 0x55BB, 0x55BC, 0x55BD},
    0xE1: {0xB5, 0x78B5, 0x9F, 0x6264},
    _CLUSTER: {0xE7, 0xAB, 0xA3, 0xA0}, 0xA0: {0xA1, 0x9B, 0xFB, 0x75A2, 0x75A1},
    0x75A1: {0xA6}, 0xA6: {0xA5, 0xEE},
    0x1C53BB6B: {0xBB}, 0xBB: {0xB3, 0xB7}, 0xB7: {0xF7, 0xF1, 0xF0, 0xB2, 0x5378},
}  # fmt: skip
_LONGEST = {_CODEC: 20, _PRIVATE: 100_000, **dict.fromkeys(_APPS, 1000), 0x22B59C: 100}  # bytes; others are numbers
_BROKEN = "Deze film is geen heel WebM-bestand. Maak de film opnieuw, bijvoorbeeld met ffmpeg."


def clean(untrusted_data: bytes) -> bytes:
    """Return a film without anything but picture and sound. Raises ContentError."""
    out = bytearray(untrusted_data)
    id, at, end = _element(out, 0, len(out))
    if id != _EBML:
        raise ContentError(_BROKEN)
    _keep(out, id, at, end)
    id, at, last = _element(out, end, len(out))
    if id != _SEGMENT:
        raise ContentError(_BROKEN)
    _keep(out, id, at, last)
    return bytes(out[:last])


def _keep(out: bytearray, parent: int, at: int, end: int) -> None:
    """Go through the elements within one, and empty those that need not stay."""
    codec = private = None
    while at < end:
        id, start, stop = _element(out, at, end)
        if id in _INSIDE and id in _INSIDE[parent]:
            _keep(out, id, start, stop)
        elif id in _INSIDE[parent]:
            _value(out, id, start, stop)
            codec = bytes(out[start:stop]).rstrip(b"\0") if id == _CODEC else codec
            private = (start, stop) if id == _PRIVATE else private
        else:
            _empty(out, at, stop)
        at = stop
    if at != end:
        raise ContentError(_BROKEN)
    if private and codec == b"A_VORBIS":
        out[slice(*private)] = _quiet(bytes(out[slice(*private)]))
    elif private and private[1] - private[0] > 300:  # what the other codecs put here is shorter
        raise ContentError(_BROKEN)


def _value(out: bytearray, id: int, start: int, stop: int) -> None:
    """Look at what stays: a film is WebM with the codecs and the kinds of tracks that a browser plays."""
    if id in _BLOCKS:
        return
    said = bytes(out[start:stop]).rstrip(b"\0")
    if len(said) > _LONGEST.get(id, 8):  # numbers and short words; nothing that others could fill
        raise ContentError(_BROKEN)
    if id == _DOCTYPE and said != b"webm":
        raise ContentError("Deze film is Matroska en geen WebM. Zet hem om naar WebM.")
    if id == _CODEC and said not in _CODECS:
        raise ContentError("Een WebM-film heeft beeld in VP8, VP9 of AV1 en geluid in Opus of Vorbis. Zet hem om.")
    if id == _KIND and said not in (b"\1", b"\2"):
        raise ContentError(
            "Een film heeft alleen beeld en geluid. Haal de rest eruit; ondertitels zijn een .vtt-bestand."
        )
    if id in _APPS:
        out[start:stop] = b"-".ljust(stop - start, b"\0")[: stop - start]
    if id == 0x22B59C and not (len(said) == 3 and said.isalpha()):  # a language, as three letters
        out[start:stop] = b"und".ljust(stop - start, b"\0")[: stop - start]


def _element(out: bytearray, at: int, end: int) -> tuple[int, int, int]:
    """Return (id, where its content starts, where that ends). A stream's element of unknown size ends where it must."""
    length = 9 - out[at].bit_length()
    if length > 4:
        raise ContentError(_BROKEN)
    id, at = int.from_bytes(out[at : at + length]), at + length
    width = 9 - out[at].bit_length()
    if width > 8:
        raise ContentError(_BROKEN)
    size = int.from_bytes(out[at : at + width]) & ((1 << 7 * width) - 1)
    at += width
    if size == (1 << 7 * width) - 1 and id in (_SEGMENT, _CLUSTER):
        return id, at, end if id == _SEGMENT else _until(out, at, end)
    if at + size > end:
        raise ContentError(_BROKEN)
    return id, at, at + size


def _until(out: bytearray, at: int, end: int) -> int:
    """Return where a cluster of unknown size ends: at the next element of the level above."""
    while at < end:
        id, _, stop = _element(out, at, end)
        if id in _TOP:
            return at
        at = stop
    return at


def _empty(out: bytearray, at: int, stop: int) -> None:
    """Make one element a Void of the same length."""
    size = stop - at
    if size < 129:
        out[at:stop] = bytes((_VOID, 0x80 | size - 2)) + bytes(size - 2)
    else:
        out[at:stop] = bytes((_VOID, 1)) + (size - 9).to_bytes(7) + bytes(size - 9)


def _quiet(private: bytes) -> bytes:
    """Return Vorbis' three headers with an empty comment of the same length: names stand in the second."""
    sizes: list[int] = []
    at = 1
    while private[0] == 2 and len(sizes) < 2:
        size = 0
        while private[at] == 255:
            size, at = size + 255, at + 1
        sizes.append(size + private[at])
        at += 1
    if len(sizes) < 2 or sizes[1] < 16:
        raise ContentError(_BROKEN)
    start, stop = at + sizes[0], at + sum(sizes)
    vendor = stop - start - 16
    comment = b"\3vorbis" + vendor.to_bytes(4, "little") + b" " * vendor + bytes(4) + b"\1"
    return private[:start] + comment + private[stop:]
