"""At the real bounds: what unfolds is stopped, and ten interviews of four hours are read."""

import subprocess
import sys

from archive.ingest.readers import read
from tests.conftest import ROOT
from tests.unit.test_limits import CUE


def test_ten_interviews_of_four_hours_are_read():
    cues = "".join(f"{number}\n{CUE}<v Noor>Acht woorden in een cue zijn er genoeg.\n\n" for number in range(40_000))
    assert read(f"WEBVTT\n\n{cues}".encode(), "a.vtt").words == 320_000
    assert read(("I: Zo.\nR: " + "Dat was in de zomer. " * 20 + "\n").encode() * 5_000, "a.txt").words == 505_000


HOSTILE = """
import resource
from archive.errors import UnreadableFile
from archive.ingest.readers import read
from tests.unit.test_limits import cell, said, table, word
from archive.ingest.readers import limits
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2)
for body in (
    table([cell("ja", '<w:gridSpan w:val="300000"/>')] * 1_000), table(*[[cell("I", "<w:vMerge/>"), cell("ja")]] * 10_000),
    "<w:p/>" * 100_000 + said("ja"), "<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 100_000 + "</w:p>",
):
    try:
        read(word(body), "a.docx")
    except UnreadableFile:
        pass
segments = ",".join(['{"words": [{}], "x": {"text": "nee"}}'] * 20_000)
try:
    read(('{"segments": [' + segments + ', {"x": {"text": ""}, "text": "ja"}]}').encode(), "a.json")
except UnreadableFile:
    pass
print("klaar")
"""


def test_hostile_files_at_the_bounds_are_read_or_refused_in_the_end():
    """They took hours, or did not end: the deadline is what a loaded machine may need, and far from that."""
    done = subprocess.run([sys.executable, "-c", HOSTILE], cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert done.stdout == "klaar\n", done.stderr[-2_000:]
