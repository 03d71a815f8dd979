"""Each format's own habits, and the builder that keeps where everything stood."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableFile
from archive.ingest.readers import read
from archive.ingest.readers.build import Builder, seconds
from archive.ingest.readers.decode import ENCODINGS, decode
from archive.ingest.readers.positions import positions, raw_text

VOICE = pytest.mark.xfail(
    strict=True,
    reason="a voice tag that does not begin its line is left out as any other tag: name and speaker are lost",
)
NAMES = pytest.mark.xfail(
    strict=True, reason="HTML in which no paragraph begins with a role is one header: refused as without spoken text"
)


def turns(raw, name="a.txt"):
    return [(turn.role, turn.text) for turn in read(raw.encode(), name).turns]


def built(raw, fill, *, label="I"):
    build = Builder("txt", raw)
    build.turn(label)
    fill(build)
    return build.done()


def test_a_run_that_goes_on_is_one_piece_and_what_nobody_sees_is_left_out():
    assert len(built("abc", lambda build: (build.copy(0, 1), build.copy(1, 3))).pieces) == 1
    done = built("Hen\u00adnie zei", lambda build: build.copy(0, 11))
    assert done.text == "Hennie zei" and done.raw_spans(0, 6) == [(0, 3), (4, 7)]


def test_what_is_glued_on_stands_nowhere_in_the_file():
    done = built("ab", lambda build: (build.copy(0, 1), build.glue("--"), build.copy(1, 2)))
    assert done.text == "a--b" and done.raw_spans(1, 3) == [] and done.raw_spans(0, 4) == [(0, 2)]


def test_an_escaped_character_is_its_whole_escape_and_an_invisible_one_is_nothing():
    done = built(
        "Zo&euml;&shy;x", lambda b: (b.copy(0, 2), b.escaped("ë", 2, 8), b.escaped("\u00ad", 8, 13), b.copy(13, 14))
    )
    assert done.text == "Zoëx" and done.raw_spans(2, 3) == [(2, 8)] and done.raw_spans(3, 4) == [(13, 14)]


def test_a_label_is_looked_at_and_is_in_no_turn():
    done = built("Kees zegt ja", lambda build: (build.label(0, 4), build.turn("Kees"), build.copy(4, 12)))
    assert [turn.text for turn in done.turns] == ["zegt ja"] and [done.text[a:b] for a, b in done.labels] == ["Kees"]
    again = built("Kees ja", lambda build: (build.copy(4, 7), build.label_again(0, 4)))
    assert [turn.text for turn in again.turns] == ["ja"] and again.text.endswith("Kees")


def test_a_turn_without_a_word_is_none():
    assert built("  \n ", lambda build: build.copy(0, 4)).turns == ()


@pytest.mark.parametrize(
    ("stamp", "said"), [("00:12:34", 754.0), ("01:02,500", 62.5), ("00:00:06-8", 6.8), ("5", 5.0), ("99:59:59.9", 359999.9)]
)  # fmt: skip
def test_a_stamp_is_seconds(stamp, said):
    assert seconds(stamp) == pytest.approx(said)


@given(st.text(max_size=60).filter(lambda text: text.strip()), st.data())
def test_places_in_plain_text_are_where_it_stands_in_the_file(text, data):
    try:
        transcript = read(text.encode(), "a.txt")
    except (UnreadableFile, UnicodeEncodeError):
        return
    raw = raw_text(transcript, text.encode())
    start = data.draw(st.integers(0, len(transcript.text)))
    end = data.draw(st.integers(start, len(transcript.text)))
    there = "".join(raw[low:high] for low, high in positions(transcript, raw, start, end))
    assert [c for c in there if c.isalnum()] == [c for c in transcript.text[start:end] if c.isalnum()]


# ---- plain text ----


@pytest.mark.parametrize(
    ("raw", "roles"),
    [
        ("I: Ja\nR: Nee", ["interviewer", "deelnemer 1"]), ("Noor: Ja\nnoor: Nee\nNOOR: Toch", ["deelnemer 1"] * 3), ("I:\nJa\nR:\nNee", ["interviewer", "deelnemer 1"]),
        ("Gesprek met Kees\n\nI: Ja\nR: Nee", ["kop", "interviewer", "deelnemer 1"]), ("[I]: Ja\n[R]: Nee", ["interviewer", "deelnemer 1"]),
        ("I >> Ja\nR >> Nee", ["interviewer", "deelnemer 1"]), ("Spreker 1 00:01\nJa\nSpreker 2 00:05\nNee", ["spreker 1", "spreker 2"]),
        ("Noor: Ja", ["spreker"]), ("http://x\nhttp://y", ["spreker"]), ("Zo lang dat het er geen label meer van is: ja\n" * 2, ["spreker"]),
        ("I: Ja\r\nR: Nee\r\n", ["interviewer", "deelnemer 1"]),
        ("\ufeffI: Ja\nR: Nee", ["interviewer", "deelnemer 1"]), ("\ufeffNoor: Ja\nNoor: Nee", ["deelnemer 1"] * 2),
    ],
)  # fmt: skip
def test_who_speaks_is_known_by_the_labels_that_count(raw, roles):
    assert [role for role, _ in turns(raw)] == roles


def test_stamps_are_no_words():
    transcript = read(b"[00:01] I: Ja\n[01:02:03] R: Nee #00:00:06-8#\n", "a.txt")
    assert [(turn.text, turn.start) for turn in transcript.turns] == [("Ja", 1.0), ("Nee", 3723.0)]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("I: Sa**hra**", "Sahra"), ("I: _Kees_ en `Piet`", "Kees en Piet"), ("I: snake_case", "snake_case"), ("I: <b>Kees</b>", "Kees"), ("I: Wolte\\*rink", "Wolterink"),
        ("I: [Kees](http://kees.example/x) kwam", "Kees http://kees.example/x) kwam"), ("I: ~~Kees~~", "Kees"), ("I: a|b", "a b"), ("**I:** Ja", "Ja"),
    ],
)  # fmt: skip
def test_marks_of_markdown_are_left_out_and_what_they_enclose_is_kept(raw, said):
    assert turns(raw, "a.md") == [("interviewer", said)]


# ---- cues ----

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (VTT + "<v.loud Kees>Ja <i>toch</i> &amp; nee &lt;ok&gt;\n", [("deelnemer 1", "Ja toch & nee <ok>")]), (VTT + "[SPEAKER_01]: Ja\n", [("spreker 1", "Ja")]),
        (VTT + "<v Kees>Ja</v>\n\n00:02.000 --> 00:03.000\n<v Kees>Nee\n", [("deelnemer 1", "Ja"), ("deelnemer 1", "Nee")]), (VTT + "a < b\n", [("spreker", "a < b")]),
        ("WEBVTT Kees\n\nNOTE Piet\n\n00:01.000 --> 00:02.000\nJa\n", [("kop", "Kees"), ("kop", "NOTE Piet"), ("spreker", "Ja")]), ("\ufeff" + VTT + "Ja", [("spreker", "Ja")]),
        ("WEBVTT\n\nkees-1\n00:01.000 --> 00:02.000 align:start\nJa\n", [("spreker", "Ja")]), (VTT.replace("\n", "\r\n") + "Ja\r\nNee\r\n", [("spreker", "Ja\r\nNee")]),
        pytest.param(VTT + "Ja <v Piet>Nee\n", [("spreker", "Ja"), ("deelnemer 1", "Nee")], marks=VOICE),
        pytest.param(VTT + "<v Kees>Ja <v Piet>Nee\n", [("deelnemer 1", "Ja"), ("deelnemer 2", "Nee")], marks=VOICE),
    ],
)  # fmt: skip
def test_a_caption_says_who_speaks_by_its_voice(raw, said):
    assert turns(raw, "a.vtt") == said


def test_a_dash_begins_another_and_a_number_that_is_said_is_no_cue_number():
    raw = "1\n00:00:01,000 --> 00:00:02,000\n- Ja, -5 graden.\n- Nee.\n\n2\n00:00:03,000 --> 00:00:04,000\n2\n3\n"
    assert turns(raw, "a.srt") == [("spreker", "Ja, -5 graden."), ("spreker", "Nee."), ("spreker", "2\n3")]


# ---- HTML ----


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("<p>I: Ja.</p><p>R: Nee</p>", [("interviewer", "Ja."), ("deelnemer 1", "Nee")]), ("<title>Kees</title><p>S00: Ja</p>", [("kop", "Kees"), ("spreker 0", "Ja")]),
        ("<p>I: Ja<!-- Kees -->, <SCRIPT>x</ScRiPt>ja</p>", [("interviewer", "Ja, ja")]), ("<p>I: Zo&#235; &lt; 5</p>", [("interviewer", "Zoë < 5")]),
        ("<p>I: Ja<!-- nooit dicht", [("interviewer", "Ja nooit dicht")]), ("<p>I: Ja<br>toch", [("interviewer", "Ja\ntoch")]), ("<p>I: <scripty>b</scripty>", [("interviewer", "b")]),
        pytest.param("<p>Noor: Ja.</p><p>Piet: Nee.</p>", [("deelnemer 1", "Ja."), ("deelnemer 2", "Nee.")], marks=NAMES),
    ],
)  # fmt: skip
def test_a_page_is_its_visible_text(raw, said):
    assert turns(raw, "a.html") == said


# ---- JSON ----


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ([{"text": "Ja", "speaker": "SPEAKER_00"}], [("spreker 0", "Ja")]), ([{"text": "Ja", "speaker": None, "start": "x"}], [("spreker", "Ja")]),
        ([{"words": [{"text": "Ja"}, {"text": "nee"}], "speaker": "Noor"}], [("deelnemer 1", "Ja nee")]), ([{"text": "zelfde"}, {"text": "zelfde"}], [("spreker", "zelfde")] * 2),
        ([{"text": 'Ja, "text": "Nee"'}], [("spreker", 'Ja, "text": "Nee"')]), ([{"text": "😀 Zoë"}], [("spreker", "😀 Zoë")]), ([{"text": ""}, {"text": "x"}], [("spreker", "x")]),
    ],
)  # fmt: skip
def test_segments_are_turns_escapes_and_all(segments, said):
    raw = json.dumps({"text": "alles", "segments": segments})
    transcript = read(raw.encode(), "a.json")
    assert [(turn.role, turn.text) for turn in transcript.turns] == said
    for piece in transcript.pieces:
        there = raw[piece.raw_at : piece.raw_at + piece.raw_length]
        assert json.loads(f'"{there}"') == transcript.text[piece.at : piece.at + piece.length]


@pytest.mark.parametrize("data", [[], {}, {"segments": {}}, {"segments": [[]]}, {"segments": [{"text": 5}]}, {"segments": [{}]}, {"segments": []}, {"segments": [{"text": "\ud83d"}]}, "x", None])  # fmt: skip
def test_json_of_another_make_is_refused(data):
    with pytest.raises(UnreadableFile):
        read(json.dumps(data).encode(), "a.json")


# ---- bytes ----


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_decoded_as_was_asked_and_line_ends_stay(encoding):
    assert decode("Zoë\r\nJa\r".encode(encoding), ".txt", encoding) == "Zoë\r\nJa\r"


@pytest.mark.parametrize(
    ("data", "encoding", "says"),
    [
        (b"Zo\xeb", "utf-8", "cp1252"), (b"\xff\xfea\0", "utf-8", "utf-16"), (b"a", "latin-1", "kennen we niet"), (b"a", "rot13", "kennen we niet"),
        (b"\x81", "cp1252", "niet te lezen"), (b"a\0b", "utf-8", "gewone tekst"), (b"ID3\x04", "utf-8", "geluid"), (b"SQLite format 3\0", "utf-8", "database"),
        (b"%PDF-1.7", "cp1252", "pdf"), (b"a", "utf-16", "niet te lezen"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_refused_and_never_guessed_at(data, encoding, says):
    with pytest.raises(UnreadableFile, match=says):
        decode(data, ".txt", encoding)
