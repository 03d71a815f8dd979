"""Untrusted files become transcripts whose every character knows where it stood."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UnreadableFile
from archive.ingest.readers import read
from archive.ingest.readers.roles import Roles
from tests.conftest import SHARED

SAMPLES = (
    sorted([*(SHARED / "eval" / "transcripts").glob("*"), *(SHARED / "formats").glob("*")]) if SHARED.exists() else []
)
READABLE = [
    p for p in SAMPLES if p.suffix in (".txt", ".srt", ".vtt", ".md", ".json", ".html") and p.name != "README.md"
]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_every_piece_stands_in_the_file_where_it_says(path):
    transcript, raw = read(path.read_bytes(), path.name), path.read_bytes().decode()
    for piece in transcript.pieces:
        said = transcript.text[piece.at : piece.at + piece.length]
        there = raw[piece.raw_at : piece.raw_at + piece.raw_length]
        assert said == there or (piece.length == 1 and there[0] in "\\&")


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.name)
def test_no_word_that_was_said_is_lost(path):
    transcript = read(path.read_bytes(), path.name)
    assert "mevrouw De Boer" not in path.read_text() or "De Boer" in " ".join(turn.text for turn in transcript.turns)
    for turn in transcript.turns:
        assert transcript.text[turn.at : turn.at + len(turn.text)] == turn.text


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("f4.txt", ["interviewer", "deelnemer 1"]), ("maxqda_hash.txt", ["interviewer", "deelnemer 1"]),
        ("noscribe.txt", ["kop", "spreker 0"]), ("amberscript.txt", ["spreker 1", "spreker 2"]),
        ("teams.vtt", ["deelnemer 1", "deelnemer 2"]), ("whisperx.json", ["spreker 0", "spreker 1"]),
    ],
)  # fmt: skip
@pytest.mark.skipif(not SAMPLES, reason="needs ../shared")
def test_labels_become_roles(name, roles):
    path = SHARED / "formats" / name
    assert [turn.role for turn in read(path.read_bytes(), name).turns][:2] == roles


def test_a_name_as_label_is_looked_at_but_never_in_a_turn():
    transcript = read(b"NOOR: Ik woon hier.\nPIET: Ik ook.\nNOOR: Ja.\nPIET: Nee.\n", "a.txt")
    assert [transcript.text[start:end] for start, end in transcript.labels] == ["NOOR", "PIET", "NOOR", "PIET"]
    assert all("NOOR" not in turn.text and "PIET" not in turn.text for turn in transcript.turns)


def test_the_same_label_keeps_its_role():
    roles = Roles(["I", "Noor", "Piet", "Noor"])
    assert [roles.of(label) for label in ("i", "NOOR", "piet")] == ["interviewer", "deelnemer 1", "deelnemer 2"]


def test_a_name_over_two_cues_is_two_places_in_the_file():
    raw = "1\n00:00:01,000 --> 00:00:02,000\nIk ben Toon van den\n\n2\n00:00:02,000 --> 00:00:03,000\nBoogaard.\n"
    transcript = read(raw.encode(), "a.srt")
    start = transcript.text.index("Toon")
    spans = transcript.raw_spans(start, transcript.text.index("Boogaard") + 8)
    assert "".join(raw[low:high] for low, high in spans).replace("\n", " ") == "Toon van den Boogaard"
    assert len(spans) == 2


def test_an_escaped_character_counts_as_it_stands_in_the_json():
    raw = '{"segments": [{"start": 0, "end": 1, "text": "Zo\\u00eb woont hier"}]}'
    transcript = read(raw.encode(), "a.json")
    assert transcript.text.startswith("Zoë")
    assert [raw[low:high] for low, high in transcript.raw_spans(0, 3)] == ["Zo\\u00eb"]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u2066", "\u206f", "\U000e0041", "\x01", "\x1b", "\x7f"])
def test_what_nobody_sees_does_not_split_a_name(hidden):
    assert read(f"Dat is Hen{hidden}nie.".encode(), "a.txt").text == "Dat is Hennie."


def test_a_control_that_is_white_space_keeps_words_apart():
    assert "eindeHennie" not in read(b"einde\x0cHennie", "a.txt").text


def test_a_letter_that_is_longer_in_lower_case_moves_nothing_in_html():
    text = read("<p>I: İİİİ</p><STYLE>p {}</Style><p>Hennie</p><script>x</SCRIPT><p>daar</p>".encode(), "a.html").text
    assert text.split() == ["I", "İİİİ", "Hennie", "daar"]


def test_a_tag_ends_where_the_next_begins():
    raw = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Toon>Dat <i was <b>Hennie</b>.\n"
    assert "Dat <i was Hennie." in read(raw.encode(), "a.vtt").text


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "leeg"), ("a.txt", b"  \n ", "leeg"), ("a.pdf", b"%PDF", "bestandstype"),
        ("a.txt", b"%PDF-1.7 x", "een pdf"), ("a.txt", b"PK\x03\x04x", "zip- of Word"),
        ("a.txt", "Zoë zei: één".encode("cp1252"), "--encoding cp1252"), ("a.txt", "hoi".encode("utf-16"), "UTF-16"),
        ("a.txt", b"hallo\0daar", "gewone tekst"), ("a.docx", b"hallo", "geen Word-bestand"),
        ("a.docx", zipped(hallo=b"x"), "geen Word-bestand"), ("a.docx", zipped(word__document_xml=b"<x"), "beschadigd"),
        ("a.docx", zipped(word__document_xml=b"\0" * 60_000_000), "te groot"),
        ("a.docx", zipped(word__document_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "verwijzingen"),
        ("a.srt", b"alleen tekst", "geen tijden"), ("a.vtt", b"00:01.000 --> 00:02.000\nhoi", "WEBVTT"),
        ("a.json", b"{", "geldige JSON"), ("a.json", b'{"a": 1}', "segments"), ("a.json", b"[" * 100_000, "geldige JSON"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n\n", "geen gesproken tekst"),
    ],
)  # fmt: skip
def test_a_bad_file_gets_one_message_that_says_what_to_do(name, data, says):
    with pytest.raises(UnreadableFile, match=says) as caught:
        read(data, name)
    assert str(caught.value)[0].isupper() and str(caught.value).endswith(".")


@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".srt", ".vtt", ".json", ".html", ".docx"]))
def test_whatever_comes_in_is_read_or_refused(data, ending):
    try:
        transcript = read(data, f"a{ending}")
    except UnreadableFile:
        return
    assert transcript.words > 0


@given(st.text(alphabet="AaBb:>[]{}#*_<&;-|.0123 \n\t'\"\\é", max_size=300), st.sampled_from([".txt", ".md", ".html"]))
def test_turns_are_pieces_of_the_text_in_order(text, ending):
    try:
        transcript = read(text.encode(), f"a{ending}")
    except UnreadableFile:
        return
    ends = 0
    for turn in transcript.turns:
        assert transcript.text[turn.at : turn.at + len(turn.text)] == turn.text and turn.at >= ends
        ends = turn.at + len(turn.text)
