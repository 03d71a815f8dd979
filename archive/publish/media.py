"""Media, written anew: a reader gets what is seen and heard, and nothing that a maker's program put beside it.

Each kind is parsed in full and written from what was understood: what no parser knows, and bytes behind the end, do not
come along. The same file gives the same bytes, and a file that was cleaned before comes out as it is.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Container, Iterator
from pathlib import Path, PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from archive.errors import ContentError
from archive.publish import boxes, drawing, inlet, matroska, segments

TEXTS = (".vtt", ".svg")
_MOST = 40_000_000  # pixels in a picture, before it is unpacked
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_TIME = r"(?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3}"
_TIMING = re.compile(
    rf"({_TIME})[ \t]+-->[ \t]+({_TIME})((?:[ \t]+(?:vertical|line|position|size|align):[a-z0-9.,%-]+)*)"
)


def clean(name: str, untrusted_data: bytes) -> bytes:
    """Return a file of media as it may go out, by the ending of its name. Raises ContentError."""
    ending = PurePath(name).suffix
    if ending not in _CLEANERS:
        raise ContentError(f"In media mogen alleen: {', '.join(_CLEANERS)}. Zet het bestand om, of haal het weg.")
    try:
        return _CLEANERS[ending](untrusted_data)
    except (IndexError, ValueError, OverflowError, RecursionError):  # what a parser could not make sense of
        raise ContentError(
            "Dit bestand is beschadigd, of geen echt bestand van deze soort. Sla het opnieuw op."
        ) from None


def cleaned(media: Path, unseen: Container[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield (name, what may go out) of every file in a folder of media that is not among the unseen, one at a time."""
    for path in inlet.inside(media.parent, media.name):
        if path.name not in unseen:
            yield path.name, clean(path.name, inlet.read(media.parent, path))


def _picture(kind: str) -> Callable[[bytes], bytes]:
    return lambda untrusted_data: _written(kind, untrusted_data)


def _written(kind: str, untrusted_data: bytes) -> bytes:
    """Write the pixels of a picture anew, upright. A bare JPEG or WebP holds no more than that, and stays as it is."""
    picture = _pixels(kind, untrusted_data)
    if kind != "PNG" and segments.is_bare(kind, untrusted_data):
        return untrusted_data  # to write it anew would cost sharpness each time
    out = io.BytesIO()
    if kind == "PNG":
        picture.save(out, "PNG", optimize=False, compress_level=9)
    elif kind == "JPEG":
        picture.save(out, "JPEG", quality=92, subsampling="4:4:4")
    else:
        lossless = b"VP8L" in untrusted_data[:64]
        picture.save(out, "WEBP", quality=90, lossless=lossless, method=4)
    return out.getvalue()


def _pixels(kind: str, untrusted_data: bytes) -> Image.Image:
    """Return a picture with its pixels and nothing else: no comment, profile or thumbnail is in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(untrusted_data), formats=[kind]) as opened:
                if opened.width * opened.height > _MOST:
                    raise ContentError("Dit plaatje is te groot. Maak het kleiner: 2000 beeldpunten breed is genoeg.")
                if getattr(opened, "n_frames", 1) > 1:
                    raise ContentError(
                        "Een bewegend plaatje nemen we niet. Maak er een film van, of een gewoon plaatje."
                    )
                upright = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ContentError("Dit plaatje is beschadigd, of niet wat de naam zegt. Sla het opnieuw op.") from None
    if upright.mode[0] in "IF":
        raise ContentError("Dit plaatje heeft meer dan 8 bits per kleur. Sla het op met 8 bits.")
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    mode = "L" if upright.mode in ("1", "L") and not see_through else "RGBA" if see_through else "RGB"
    if kind == "JPEG":
        mode = "L" if upright.mode == "L" else "RGB"
    same = upright.convert(mode)
    return Image.frombytes(mode, same.size, same.tobytes())


def _captions(untrusted_data: bytes) -> bytes:
    """Return captions as times and what is said: no notes, styles, regions, names of cues or text behind the header."""
    try:
        text = untrusted_data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise ContentError("Deze ondertitels zijn geen UTF-8. Bewaar dit bestand als UTF-8.") from None
    head, *blocks = re.split(r"\n{2,}", text)
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", head):
        raise ContentError("Dit zijn geen ondertitels: de eerste regel moet WEBVTT zijn.")
    out = ["WEBVTT"]
    for block in blocks:
        lines = block.strip("\n").split("\n")
        for at, line in enumerate(lines[:2]):
            if match := _TIMING.fullmatch(line.strip()):
                said = [line.replace("-->", "") for line in lines[at + 1 :]]
                out.append("\n".join([f"{match[1]} --> {match[2]}{match[3]}", *said]))
                break
        else:
            if lines != [""] and not re.match(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)", lines[0]):
                raise ContentError(
                    "Deze ondertitels zijn niet te lezen: een tijd klopt niet. Schrijf 00:01.000 --> 00:02.000."
                )
    return ("\n\n".join(out) + "\n").encode("utf-8")


_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    ".webm": matroska.clean, ".mp4": boxes.clean, ".vtt": _captions,
    **{ending: _picture(kind) for ending, kind in _FORMATS.items()}, ".svg": drawing.clean,
}  # fmt: skip
