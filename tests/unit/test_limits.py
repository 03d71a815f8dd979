"""A file becomes no more than ten long interviews, whatever it says of itself, and reading it grows no faster than it does."""

import io
import json
import tracemalloc
import zipfile

import pytest

from archive.errors import UnreadableFile
from archive.ingest.readers import docx, limits, read, whisper
from archive.ingest.readers.build import Builder

CUE = "00:00:01.000 --> 00:00:02.000\n"
SMALL = {
    "CHARACTERS": 40_000, "LINES": 2_000, "TURNS": 400, "STEPS": 4_000, "ELEMENTS": 9_000, "TOKEN": 600_000, "VALUES": 3_000, "UNPACKED": 2_000_000, "PARTS": 50
}  # fmt: skip
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def small(monkeypatch):
    """Bounds that are soon reached. tests/journey/test_hostile_files.py goes to the real ones."""
    for name, most in SMALL.items():
        monkeypatch.setattr(limits, name, most)


def word(body, head="", space=WORD):
    """A Word file of this body and nothing else."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return data.getvalue()


def said(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text, merge=""):
    return f"<w:tc><w:tcPr>{merge}</w:tcPr>{said(text)}</w:tc>"


def table(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


# ---- Word ----


def test_a_cell_that_spans_a_hundred_million_columns_is_read_once():
    wide = table([cell("R: Goed.", '<w:gridSpan w:val="100000000"/>')])
    transcript = read(word(said("I: Hoe gaat het?") + wide), "a.docx")
    assert [turn.text for turn in transcript.turns] == ["Hoe gaat het?", "Goed."]


def test_a_speaker_merged_downwards_counts_for_each_row_and_what_they_said_once():
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        [cell("I", down), cell("Ja")],
        [cell("", on), cell("Nee")],
        [cell("R"), cell("Toch", down)],
        [cell("R"), cell("", on)],
    ]
    assert [line.strip() for line in docx._paragraphs(word(table(*rows)))] == ["I: Ja", "I: Nee", "R: Toch", "R:"]


def test_ten_thousand_merged_rows_are_ten_thousand_rows():
    rows = [[cell("I", "<w:vMerge/>"), cell("Ja")]] * 10_000
    assert len(docx._paragraphs(word(table(*rows)))) == 10_000


def test_text_stands_in_paragraphs_and_rows_with_tabs_and_line_ends_as_word_shows_them():
    run = "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type='page'/><w:noBreakHyphen/></w:r>"
    body = f"<w:p><w:r><w:t>a</w:t></w:r>{run}<w:hyperlink><w:r><w:t>d</w:t></w:r></w:hyperlink></w:p><w:p/>"
    inner = f"<w:tc>{said('x')}{table([cell('y')])}{said('z')}</w:tc>"
    for space in (WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main"):
        assert docx._paragraphs(word(body + table([inner]), space=space)) == ["a\tb\nc-d", "", "x\nz"]
    other = "<x:p xmlns:x='x'><x:r><x:t>nee</x:t></x:r></x:p>"
    assert docx._paragraphs(word(other + said("ja"))) == ["ja"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<w:p/>" * (SMALL["LINES"] + 1), "alinea's"), (table(*[[cell("")]] * 3) * (SMALL["LINES"] // 3 + 1), "alinea's"),
        ("<w:x/>" * SMALL["ELEMENTS"], "onderdelen"), ("<w:x>" * limits.DEPTH, "in elkaar"),
        (said("a" * 1_000) * (SMALL["CHARACTERS"] // 1_000 + 1), "tekens"), ("<w:x a='" + "b" * 2 * SMALL["TOKEN"] + "'/>", "in één onderdeel"),
        (said("ja") + "x" * SMALL["UNPACKED"], "uitgepakt"), (said("I: ja") * (SMALL["TURNS"] + 1), "(beurten|namen van sprekers)"),
    ], ids=lambda value: value[:12],
)  # fmt: skip
def test_a_word_file_that_becomes_too_much_is_refused(body, what, small):
    with pytest.raises(UnreadableFile, match=rf"te groot: meer dan [\d.]+ .*{what}.* in delen in\.$"):
        read(word(body), "a.docx")


def test_what_an_unpacked_part_says_of_its_size_is_not_believed(small):
    data = bytearray(word(said("ja") + " " * SMALL["UNPACKED"]))
    at = data.index(b"PK\1\2") + 24
    data[at : at + 4] = (1_000).to_bytes(4, "little")  # the directory says: a thousand bytes
    with pytest.raises(UnreadableFile):
        read(bytes(data), "a.docx")


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_unpacks_without_bound_is_refused_before_it_is_unpacked(kind):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", kind) as archive:
        archive.writestr("word/document.xml", bytes(20_000_000))
    raw = bytearray(data.getvalue())
    at = raw.rfind(b"PK\1\2") + 24
    raw[at : at + 4] = (1000).to_bytes(4, "little")  # what it says of its size is a lie
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="vreemd ingepakt"):
        read(bytes(raw), "a.docx")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000


def test_a_zip_of_many_names_is_refused_by_counting_them(small):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(SMALL["PARTS"] + 1):
            archive.writestr(f"{number}", b"")
    with pytest.raises(UnreadableFile, match="onderdelen"):
        read(data.getvalue(), "a.docx")


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_no_document_type_is_taken_in_any_encoding(coding):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        head = f'<?xml version="1.0" encoding="{coding}"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
        archive.writestr("word/document.xml", head.encode(coding))
    with pytest.raises(UnreadableFile, match="verwijzingen"):
        read(data.getvalue(), "a.docx")


# ---- text ----


@pytest.mark.parametrize(
    ("name", "raw", "what"),
    [
        ("a.txt", "ja hoor " * (SMALL["CHARACTERS"] // 8 + 1), "tekens"), ("a.txt", "ja" + "\n" * (SMALL["LINES"] + 1), "regels"),
        ("a.txt", "ja" + "\u2028" * (SMALL["LINES"] + 1), "regels"), ("a.txt", "I: a\n" * (SMALL["TURNS"] + 1), "(beurten|namen van sprekers)"),
        ("a.md", "*a" * SMALL["STEPS"], "stukjes"), ("a.txt", "a\u00ad" * SMALL["STEPS"], "stukjes"),
        ("a.srt", CUE.replace(".", ",") * (SMALL["TURNS"] + 1) + "ja", "beurten"), ("a.srt", "\n" * (SMALL["LINES"] + 1) + CUE + "ja", "regels"),
        ("a.vtt", f"WEBVTT\n\n{CUE}" + "<v a>" * (SMALL["TURNS"] + 2) + "ja", "(beurten|namen van sprekers)"), ("a.vtt", f"WEBVTT\n\n{CUE}" + "<b>" * SMALL["STEPS"], "stukjes"),
        ("a.vtt", f"WEBVTT\n\n{CUE}" + "&amp;" * SMALL["STEPS"], "stukjes"), ("a.html", "<p>I: ja" * (SMALL["TURNS"] + 1), "(beurten|namen van sprekers)"),
        ("a.html", "<b>" * (SMALL["STEPS"] + 1), "stukjes"), ("a.html", "<!---->" * (SMALL["STEPS"] + 1), "stukjes"),
        ("a.json", '{"segments": [' + "{}," * SMALL["VALUES"], "gegevens"), ("a.json", '{"segments": [' + ",".join(['{"text": "a"}'] * (SMALL["TURNS"] + 1)) + "]}", "beurten"),
        ("a.json", '{"segments": [{"text": "' + "\\u00eb" * (SMALL["STEPS"] + 1) + '"}]}', "stukjes"),
    ], ids=lambda value: value[:12],
)  # fmt: skip
def test_a_text_that_becomes_too_much_is_refused(name, raw, what, small):
    with pytest.raises(UnreadableFile, match=rf"te groot: meer dan [\d.]+ {what}.* in delen in\.$"):
        read(raw.encode(), name)


@pytest.mark.parametrize("stamp", ["9" * 400 + ":00:01", "9" * 5_000 + ":00:01"])
def test_a_time_beyond_all_numbers_is_no_time(stamp):
    (turn,) = read(f"{stamp},000 --> {stamp},500\nJa\n".encode(), "a.srt").turns
    assert (turn.text, turn.start, turn.end) == ("Ja", None, None)
    (turn,) = read(b'{"segments": [{"text": "Ja", "start": Infinity, "end": NaN}]}', "a.json").turns
    assert (turn.start, turn.end) == (None, None)


def test_a_number_of_a_thousand_digits_is_no_number_of_a_speaker():
    speaker = "SPEAKER_" + "1" * 1_000
    (turn,) = read(json.dumps({"segments": [{"speaker": speaker, "text": "Ja"}]}).encode(), "a.json").turns
    assert turn.role == "deelnemer 1"


def test_a_segment_looks_for_its_words_in_itself_only(monkeypatch):
    """Each looked through all that follows: 20,000 segments were 200 million texts."""
    looked = []

    class Counting:
        def finditer(self, raw, at, end):
            looked.append(end - at)
            return pattern.finditer(raw, at, end)

    pattern = whisper._TEXT_KEY
    monkeypatch.setattr(whisper, "_TEXT_KEY", Counting())
    raw = json.dumps({"segments": [{"text": "Ja", "x": {"text": "nee"}}] * 500})
    read(raw.encode(), "a.json")
    assert sum(looked) <= len(raw)
    with pytest.raises(UnreadableFile, match="niet terug te vinden"):
        read(json.dumps({"segments": [{"words": [{}]}, {"x": {"text": ""}, "text": "ja"}]}).encode(), "a.json")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("a.txt", "Noor: ja\nPiet: nee #00:01:02-3#\n"), ("a.txt", "[00:01] x\n\n"), ("a.md", "**a** _b_ [c](d)\n"), ("a.srt", f"1\n{CUE}- ja &amp; <i>nee</i>\n\n"),
        ("a.html", "<p>I: ja</p><script>x</script><!-- y --><script>"),
    ],
)  # fmt: skip
def test_twice_the_file_is_twice_the_steps(name, unit, monkeypatch):
    made = []
    monkeypatch.setattr(Builder, "done", lambda build: made.append(build._steps.made) or done(build))

    def steps(times):
        read((unit * times).encode(), name)
        return made.pop()

    done = _DONE
    assert steps(800) <= 2 * steps(400) + 10 and steps(400) <= 2 * steps(200) + 10


_DONE = Builder.done
