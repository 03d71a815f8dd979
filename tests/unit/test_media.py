"""What goes out of a file of media is what is seen and heard: whatever a maker's program put beside it stays here."""

import io

import pytest
from PIL import Image, PngImagePlugin

from archive.errors import ContentError
from archive.publish.media import clean
from tests.small_media import box, chunk, element, mp4, picture, png, vorbis, webm

NAME = b"Wendelmoed"
EXIF = Image.Exif()
EXIF[0x013B] = NAME.decode()  # the artist
EXIF[0x0112] = 6  # to be turned a quarter
TEXT = PngImagePlugin.PngInfo()
TEXT.add_itxt("Comment", NAME.decode(), zip=False)


def beside(data, kind, said):
    """A PNG with a chunk before its end."""
    return data[:-12] + chunk(kind, said) + data[-12:]


def marker(data, number, said):
    """A JPEG with a segment behind its start."""
    return data[:2] + bytes((0xFF, number)) + (len(said) + 2).to_bytes(2) + said + data[2:]


def riff(data, kind, said):
    """A WebP with a chunk at its end."""
    more = data[8:] + kind + len(said).to_bytes(4, "little") + said + b"\0" * (len(said) % 2)
    return b"RIFF" + len(more).to_bytes(4, "little") + more


JPEG, WEBP = picture("JPEG"), picture("WEBP")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/x" width="9" height="9">{}<rect width="3" height="2" fill="red"/></svg>'
CUES = "WEBVTT{}\n\n{}00:01.000 --> 00:02.000{}\nHallo daar.\n{}"
TAGS = element(0x1254C367, element(0x7373, element(0x67C8, element(0x45A3, b"ARTIST") + element(0x4487, NAME))))
CARRIERS = {
    "png text": ("x.png", png(pnginfo=TEXT)), "png exif": ("x.png", png(exif=EXIF)),
    "png private chunk": ("x.png", beside(png(), b"prVt", NAME)), "png behind the end": ("x.png", png() + NAME),
    "png profile": ("x.png", png(icc_profile=NAME * 9)),
    "jpeg comment": ("x.jpg", picture("JPEG", comment=NAME)), "jpeg exif": ("x.jpeg", picture("JPEG", exif=EXIF)),
    "jpeg IPTC": ("x.jpg", marker(JPEG, 0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0a" + NAME)),
    "jpeg xmp": ("x.jpg", marker(JPEG, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + NAME)),
    "jpeg behind the end": ("x.jpg", JPEG + NAME), "jpeg second comment": ("x.jpg", marker(JPEG, 0xFE, NAME)),
    "jpeg thumbnail": ("x.jpg", JPEG[:2] + b"\xff\xe0\0\x2e" + JPEG[6:18] + b"\2\5" + NAME * 3 + JPEG[20:]),
    "webp exif": ("x.webp", picture("WEBP", exif=EXIF)), "webp xmp": ("x.webp", picture("WEBP", xmp=NAME)),
    "webp unknown chunk": ("x.webp", riff(WEBP, b"NOTE", NAME)), "webp behind the end": ("x.webp", WEBP + NAME),
    "webm tags": ("x.webm", webm(top=TAGS)), "webm title": ("x.webm", webm(info=element(0x7BA9, NAME))),
    "webm program": ("x.webm", webm(info=element(0x4D80, NAME) + element(0x5741, NAME))),
    "webm track's name": ("x.webm", webm(track=element(0x536E, NAME))),
    "webm language": ("x.webm", webm(track=element(0x22B59C, NAME))),
    "webm attachment": ("x.webm", webm(top=element(0x1941A469, element(0x61A7, element(0x466E, NAME) + element(0x465C, NAME * 30))))),
    "webm chapters": ("x.webm", webm(top=element(0x1043A770, element(0x45B9, NAME)))),
    "webm unknown": ("x.webm", webm(top=element(0x4FFF, NAME * 20))), "webm void": ("x.webm", webm(info=element(0xEC, NAME))),
    "webm behind the end": ("x.webm", webm(behind=NAME)), "webm live": ("x.webm", webm(top=TAGS, live=True)),
    "webm vorbis comment": ("x.webm", webm(codec=b"A_VORBIS", private=vorbis(b"ARTIST=" + NAME))),
    "mp4 tags": ("x.mp4", mp4(movie=box(b"udta", box(b"meta", bytes(4), box(b"ilst", box(b"\xa9ART", box(b"data", bytes(8), NAME))))))),
    "mp4 handler": ("x.mp4", mp4(name=NAME)), "mp4 compressor": ("x.mp4", mp4(compressor=NAME)),
    "mp4 xmp": ("x.mp4", mp4(behind=box(b"uuid", bytes(16), NAME))), "mp4 free": ("x.mp4", mp4(behind=box(b"free", NAME))),
    "mp4 unknown": ("x.mp4", mp4(media=box(b"zzzz", NAME))), "mp4 in the entry": ("x.mp4", mp4(entry=box(b"zzzz", NAME))),
    "svg comment": ("x.svg", SVG.format(f"<!-- {NAME.decode()} -->").encode()), "svg note": ("x.svg", SVG.format(f"<?x {NAME.decode()}?>").encode()),
    "svg title": ("x.svg", SVG.format(f"<title>{NAME.decode()}</title><desc>{NAME.decode()}</desc><metadata><a>{NAME.decode()}</a></metadata>").encode()),
    "svg program": ("x.svg", SVG.format(f'<i:view i:docname="{NAME.decode()}"/><g i:label="{NAME.decode()}" data-x="{NAME.decode()}" onclick="{NAME.decode()}()"/>').encode()),
    "svg address": ("x.svg", SVG.format(f'<g fill="url(https://x.example/{NAME.decode()})"/><use href="https://x.example/{NAME.decode()}"/>').encode()),
    "svg style": ("x.svg", SVG.format(f'<g style="fill:red;--x:{NAME.decode()};background:url(x:{NAME.decode()})"/>').encode()),
    "vtt note": ("x.vtt", CUES.format("", f"NOTE {NAME.decode()}\n{NAME.decode()}\n\n", "", "").encode()),
    "vtt style": ("x.vtt", CUES.format("", f"STYLE\n::cue({NAME.decode()}) {{}}\n\n", "", "").encode()),
    "vtt name of a cue": ("x.vtt", CUES.format("", f"{NAME.decode()}\n", "", "").encode()),
    "vtt header": ("x.vtt", CUES.format(f" {NAME.decode()}\nX: {NAME.decode()}", "", "", "").encode()),
    "vtt region": ("x.vtt", CUES.format("", f"REGION\nid:{NAME.decode()}\n\n", "", "").encode()),
}  # fmt: skip


@pytest.mark.parametrize("case", CARRIERS)
def test_what_stands_beside_picture_and_sound_stays_here(case):
    name, data = CARRIERS[case]
    assert NAME in data or case in ("png exif", "png profile")
    assert NAME not in clean(name, data) and NAME.decode().encode("utf-16-le") not in clean(name, data)


@pytest.mark.parametrize("case", CARRIERS)
def test_the_same_file_gives_the_same_bytes_and_a_cleaned_one_comes_out_as_it_is(case):
    name, data = CARRIERS[case]
    once = clean(name, data)
    assert once == clean(name, data) == clean(name, once)


def pixels(data):
    with Image.open(io.BytesIO(data)) as opened:
        return opened.size, opened.convert("RGB").tobytes()


def test_the_picture_itself_stays():
    assert pixels(clean("x.png", beside(png(), b"prVt", NAME))) == pixels(png())
    assert clean("x.jpg", JPEG) == JPEG and clean("x.webp", WEBP) == WEBP
    lossless = picture("WEBP", lossless=True, xmp=NAME)
    assert pixels(clean("x.webp", lossless)) == pixels(lossless)


def test_a_picture_that_was_to_be_turned_is_turned():
    assert pixels(clean("x.png", png(exif=EXIF)))[0] == (6, 8) == pixels(clean("x.jpg", picture("JPEG", exif=EXIF)))[0]


def test_a_film_keeps_its_length_its_places_and_what_is_heard_and_seen():
    film = webm(info=element(0x7BA9, NAME), top=TAGS)
    made = clean("x.webm", film)
    assert len(made) == len(film) and b"sound one" in made and made.index(b"sound two") == film.index(b"sound two")
    film = mp4(name=NAME, date=3_800_000_000)
    made = clean("x.mp4", film)
    assert len(made) == len(film) and b"the picture itself" in made and (3_800_000_000).to_bytes(4) not in made


def test_captions_keep_times_places_and_words():
    made = clean("x.vtt", CUES.format("", "1\n", " align:left line:0", "<i>En dit.</i>\n").encode()).decode()
    assert made == "WEBVTT\n\n00:01.000 --> 00:02.000 align:left line:0\nHallo daar.\n<i>En dit.</i>\n"


def test_a_drawing_keeps_shapes_and_words():
    made = clean(
        "x.svg",
        SVG.format(
            '<g id="a" style="fill: red"><text x="1">Buurt<tspan>huis</tspan>!</text></g><use href="#a"/>'
        ).encode(),
    )
    for part in (
        b'<text x="1">Buurt<tspan>huis</tspan>!</text>',
        b'id="a"',
        b"fill: red",
        b'href="#a"',
        b'<rect width="3"',
    ):
        assert part in made


BOMB = '<!DOCTYPE svg [<!ENTITY a "Wendelmoed">]>' + SVG.format("<text>&a;</text>")
INSIDE = '<image href="data:image/png;base64,{}"/>'
REFUSED = {
    "another kind": ("x.html", b"a"), "capitals": ("x.PNG", png()), "no name": ("x", png()),
    "not a png": ("x.png", JPEG), "half a png": ("x.png", png()[:45]), "half a jpeg": ("x.jpg", JPEG[:200]), "nothing": ("x.webp", b""),
    "moving": ("x.webp", picture("WEBP", save_all=True, append_images=[Image.new("RGB", (8, 6))])),
    "huge": ("x.png", png()[:16] + (60_000).to_bytes(4) * 2 + png()[24:]),
    "svg entities": ("x.svg", BOMB.encode()), "svg script": ("x.svg", SVG.format("<script>a()</script>").encode()),
    "svg picture": ("x.svg", SVG.format(INSIDE.format("AA==")).encode()), "svg html": ("x.svg", SVG.format("<foreignObject/>").encode()),
    "svg style sheet": ("x.svg", SVG.format("<style>@import 'x'</style>").encode()), "svg deep": ("x.svg", SVG.format("<g>" * 150 + "</g>" * 150).encode()),
    "svg of another kind": ("x.svg", b"<html/>"), "svg broken": ("x.svg", b"<svg"),
    "webm with subtitles": ("x.webm", webm(kind=17)), "webm with another codec": ("x.webm", webm(codec=b"S_TEXT/UTF8")),
    "matroska": ("x.webm", webm(doctype=b"matroska")), "half a webm": ("x.webm", webm()[:-9]), "webm with a long number": ("x.webm", webm(info=element(0x4489, NAME))),
    "webm with long private data": ("x.webm", webm(private=NAME * 40)), "not a webm": ("x.webm", b"\0" * 50), "an empty webm": ("x.webm", b""),
    "mp4 with subtitles": ("x.mp4", mp4(handler=b"sbtl")), "half an mp4": ("x.mp4", mp4()[:-9]), "not an mp4": ("x.mp4", webm()),
    "mp4 without a film": ("x.mp4", box(b"ftyp", b"isom")), "an empty mp4": ("x.mp4", b""),
    "no captions": ("x.vtt", b"Hallo"), "captions in UTF-16": ("x.vtt", CUES.format("", "", "", "").encode("utf-16")),
    "captions without time": ("x.vtt", b"WEBVTT\n\nHallo\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_words_that_name_nothing_of_it(case):
    with pytest.raises(ContentError) as caught:
        clean(*REFUSED[case])
    assert str(caught.value).endswith(".") and "Wendel" not in str(caught.value)
