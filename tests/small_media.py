"""The smallest files of media that a parser takes for whole, with whatever a maker's program might put beside them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def picture(kind: str, colour: tuple[int, int, int] = (200, 40, 40), **more: object) -> bytes:
    """Return a picture of a few points, as Pillow writes it with what it is told to put in."""
    out = io.BytesIO()
    made = Image.new("RGB", (8, 6))
    made.putdata([(*colour[:2], (colour[2] + 9 * at) % 256) for at in range(48)])
    made.save(out, kind, **more)
    return out.getvalue()


def png(colour: tuple[int, int, int] = (200, 40, 40), **more: object) -> bytes:
    """Return a small PNG."""
    return picture("PNG", colour, **more)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def element(id: int, data: bytes, width: int = 4) -> bytes:
    """Return an element of a Matroska file, its length written in `width` bytes."""
    return id.to_bytes((id.bit_length() + 7) // 8) + (len(data) | 1 << 7 * width).to_bytes(width) + data


OPUS = b"OpusHead" + bytes((1, 1)) + struct.pack("<HIh", 312, 48000, 0) + b"\0"


def vorbis(comment: bytes) -> bytes:
    """Return Vorbis' three headers, a comment among them."""
    said = b"\3vorbis" + struct.pack("<I", 4) + b"Xiph" + struct.pack("<II", 1, len(comment)) + comment + b"\1"
    first, setup = b"\1vorbis" + bytes(23), b"\5vorbis" + bytes(9)
    return bytes((2, len(first), len(said))) + first + said + setup


def webm(info: bytes = b"", track: bytes = b"", top: bytes = b"", behind: bytes = b"", *, codec: bytes = b"A_OPUS",
         private: bytes = OPUS, kind: int = 2, doctype: bytes = b"webm", live: bool = False) -> bytes:  # fmt: skip
    """Return a film of one track and two blocks. The bytes given are more elements in its parts."""
    head = element(0x1A45DFA3, element(0x4286, b"\1", 1) + element(0x4282, doctype, 1))
    facts = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40", 1) + element(0x4D80, b"Lavf60", 1) + element(0x5741, b"Lavf60", 1) + info)  # fmt: skip
    sound = element(0xE1, element(0xB5, struct.pack(">d", 48000), 1) + element(0x9F, b"\1", 1))
    entry = element(0xD7, b"\1", 1) + element(0x73C5, b"\1", 1) + element(0x83, bytes((kind,)), 1) + element(0x86, codec, 1) + element(0x63A2, private, 2) + sound + track  # fmt: skip
    tracks = element(0x1654AE6B, element(0xAE, entry))
    inside = (
        element(0xE7, b"\0", 1) + element(0xA3, b"\x81\0\0\x80sound one") + element(0xA3, b"\x81\0\x14\x80sound two")
    )
    cluster = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + inside if live else element(0x1F43B675, inside)
    segment = facts + tracks + cluster + top
    return (
        head + (b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + segment if live else element(0x18538067, segment, 8)) + behind
    )


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of an MP4."""
    data = b"".join(parts)
    return struct.pack(">I", 8 + len(data)) + kind + data


def mp4(movie: bytes = b"", media: bytes = b"", behind: bytes = b"", *, handler: bytes = b"vide", name: bytes = b"",
        compressor: bytes = b"", entry: bytes = b"", date: int = 0) -> bytes:  # fmt: skip
    """Return a film of one track. The bytes given are more boxes, or fill the places where programs write names."""
    header = box(b"mvhd", bytes(4), struct.pack(">II", date, date), bytes(88))
    picture = (
        bytes(6) + b"\0\1" + bytes(34) + bytes((len(compressor),)) + compressor.ljust(31, b"\0") + b"\0\x18\xff\xff"
    )
    described = box(b"stsd", bytes(4), struct.pack(">I", 1), box(b"avc1", picture, box(b"avcC", b"\1avcc"), entry))
    table = box(b"stbl", described, box(b"stco", bytes(4), struct.pack(">II", 1, 40)))
    kind = box(b"hdlr", bytes(8), handler, bytes(12), name + b"\0")
    track = box(
        b"trak", box(b"tkhd", bytes(84)), box(b"mdia", box(b"mdhd", bytes(24)), kind, box(b"minf", table), media)
    )
    return (
        box(b"ftyp", b"isom", bytes(4))
        + box(b"mdat", b"the picture itself")
        + box(b"moov", header, track, movie)
        + behind
    )
