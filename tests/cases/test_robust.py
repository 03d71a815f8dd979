"""Nothing a stranger can write makes detection run away, fail, show a masked name or open a socket."""

import importlib
import inspect
import itertools
import pkgutil
import random
import re
import resource
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import archive.detection
import archive.dutch
import archive.ingest
from archive.config import Settings
from archive.detection.link import link
from archive.detection.names import NAME, parts, weigh
from archive.detection.presidio import detect
from archive.detection.words import Words
from archive.errors import UnreadableFile
from archive.ingest.pipeline import read_through
from archive.ingest.readers import read
from tests.conftest import ROOT
from tests.released import released

# Every room that reads what a stranger wrote.
MODULES = [
    module.name
    for room in (archive.ingest, archive.detection, archive.dutch)
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
]


def limited(code: str) -> str:
    """Run code in a process of its own and return its last line; what goes on for longer than it `allow`s is ended."""
    run = f"from tests.cases.test_robust import *\n{code}"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True)
    last = done.stdout.strip().rpartition("\n")[2]
    assert done.returncode == 0, f"{last}\n{done.stderr[-1500:]}"
    return last


def allow(seconds: int, what: str) -> None:
    """Let the kernel end this process when the next thing takes so many seconds of processor time."""
    print(what, flush=True)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, resource.RLIM_INFINITY))


def test_what_never_ends_is_ended():
    with pytest.raises(AssertionError, match="runs away"):
        limited("allow(1, 'runs away'); re.fullmatch('(a+)+b', 'a' * 60)")


# ---- expressions ----

PIECES = (
    "a|A|é|1|1 |1.|1-|1a|a1 |a |A. |a.|a-|a@|@a|-|–| |  |\n|\t|(|(0|0|06 |+31 |nul |a punt |at |van de |A van de |NL|/a|www."
    "|http://|'|a'|a' |_|*|**a|<v |<a|&#1|&a|[0:00|0:00|#0:00#|X9|9X-|op |Mevr. |1 jan |jaar |a\u0301|０|\u200b"
).split("|")  # fmt: skip


def patterns(module: str) -> dict[str, re.Pattern]:
    found = vars(importlib.import_module(module))
    return {name: value for name, value in found.items() if isinstance(value, re.Pattern)}


def attack(size: int) -> None:
    """Use every expression as its module does, on runs of its own literals and of PIECES, which nearly match."""
    for module, name, pattern in ((one, *item) for one in MODULES for item in patterns(one).items()):
        source = inspect.getsource(sys.modules[module])
        ways = set(re.findall(rf"\b{name}\.(match|fullmatch|search)\(", source)) or {"findall"}
        own = set(re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.|\?P<\w+>", " ", str(pattern.pattern))))
        for piece, way in itertools.product([*PIECES, *sorted(own), *(f"{word} " for word in own)], sorted(ways)):
            allow(30, f"{module} {name}.{way} on {piece!r}")
            text = (piece * size)[:size] + "! x"
            getattr(pattern, way)(text if isinstance(pattern.pattern, str) else text.encode())


def test_no_expression_backtracks_more_than_quadratically():
    """Ten thousand characters squared is seconds at most; cubed it is a day."""
    assert sum(len(patterns(module)) for module in MODULES) > 50
    limited("attack(10_000)")


# ---- any text ----

NAMES = "Hennie Wolterink Özlem Yıldız Fatima Krzysztof Bosgoed O’Brien Wendelmoed Jan Hen Ольга НИК Ｈｅｎ فاطمة 王小明 Zoe\u0308".split()
SMALL = "van de der 't el ter ik ben heet mijn zus mevrouw dhr. op in naar bij nummer geboren jaar punt apenstaartje nl".split()
DIGITS = "0 06 06-7123 45 67 9999 80 105 1 12 1964 een twee nul zes ０６ ٠٦ 7411 AB ² ½ NL91 ABNA +31".split()
MARKS = [" ", "  ", "\n", "\r\n", "\n\n", "\t", "\x07", "\x0b", "\x85", "\u2028", "\u00a0", "\u200d", "\u200b", "\u202e", "\u0301", ".", ",",
         ": ", "-", "'", "’", "_", "/", "@", "#", "(", ")", "🙂", "=", '"']  # fmt: skip
DENSE = st.lists(
    st.sampled_from([*NAMES, *SMALL, *DIGITS, *MARKS, *[" "] * 30, "x" * 3_000, "Ab" * 3_000, "1" * 3_000]),
    max_size=120,
).map("".join)
ANY = st.text(st.characters(exclude_categories=()), max_size=300)  # halves of characters too


@settings(max_examples=300, deadline=None)
@given(DENSE | ANY, st.lists(st.sampled_from(NAMES), max_size=2))
def test_mentions_are_in_order_apart_and_inside_the_text_and_the_same_twice(text, cast):
    found, again = (link(words, detect(words)) for words in (Words(text, (), cast), Words(text, (), cast)))
    assert [(*m.span, m.score, m.entity) for m in found] == [(*m.span, m.score, m.entity) for m in again]
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(text[m.start : m.end].strip() for m in found) and all(m.end <= len(text) for m in found)


@settings(max_examples=300, deadline=None)
@given(DENSE)
def test_what_is_shown_never_holds_a_masked_name(text):
    try:
        reading = read_through(read(text.encode(), "a.txt"), Settings(), (), b"k" * 32, "wijk")
    except UnreadableFile:
        return
    said = reading.transcript.text
    names = {part for m in reading.mentions if m.kind == "PERSON" for part in parts(said[m.start : m.end])}
    shown = re.sub(r"\[[^\[\]]*\]", " ", " ".join(line for _, line in released(reading, [])))
    assert {name for name in names if weigh(name) == NAME}.isdisjoint(parts(shown))


# ---- growth ----

RUNS = "Utrecht |Jan |jan |Van De |van de |een |1 |A. |nul zes |geboren op |a punt |mevrouw van |65 jaar |A|1|Ab-|\u0301|'| |@"
# Names that run on, each word of which once was walked back from, or on to, by every other.
RUNS += (
    "|Lindestraat |Beatrixschool |Sint Jan |de Tijger |De Linde |Kees's |J. Kees |Jan BV |h e n n i e |( at) |é\u00a0"
)


def runs(pieces: list[str]) -> None:
    for piece in pieces:
        allow(20, f"a run of {piece!r}")
        words = Words("a" + piece * (200_000 // len(piece)) + "@b", (), ["Jan Beatrix"])
        link(words, detect(words))


def test_a_run_of_one_word_ends():
    limited(f"runs({RUNS.split('|')!r})")


def test_a_village_with_one_surname_ends():
    """Everybody of one name was looked through for each of them, and for each of their initials."""
    limited("""
allow(60, "a village")
syllables = [a + b for a in "bdfghklmnprstvwz" for b in ("a", "e", "i", "o", "u", "aa", "ie", "oe")]
village = [a.capitalize() + b + c for a in syllables for b in syllables for c in "nst"]
words = Words(" ".join(f"Toen kwam {name} Wolterink, en WO, en mevrouw Wolterink." for name in village[:20_000]))
link(words, detect(words))
""")


@pytest.mark.parametrize(
    ("ending", "head", "piece"),
    [
        (".vtt", "WEBVTT\n\n", "00:01.000 --> 00:02.000\n<v Kees>ja\n\n"), (".txt", "", "Kees: ja\nI: nee\n"),
        (".vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "<v <a"), (".srt", "1\n00:00:01,000 --> 00:00:02,000\n", "ja\n"),
        (".html", "<p>I: Ja.</p>", "<script>"),
    ],
)  # fmt: skip
def test_a_long_file_is_read(ending, head, piece):
    times = 24_000 if ":" in piece else 60_000  # below the most turns that limits.py lets a file become
    limited(f"allow(30, {ending!r}); read(({head!r} + {piece!r} * {times}).encode(), 'a' + {ending!r})")


def spent(size: int) -> float:
    """Return the processor time of a text of so many words, in which one in forty is a name or a number not seen before."""
    chance, begins, ends = (
        random.Random(size),
        "b d f g h j k l m n p r s t v w z sj kr dr".split(),
        "a e i o u aa ie oe".split(),
    )
    began, words = time.process_time(), []
    while len(words) < size:
        new = "".join(chance.choice(begins) + chance.choice(ends) for _ in range(chance.randint(2, 4)))
        number = chance.randint(10_000_000, 99_999_999)
        said = f"Toen kwam {new.capitalize()} van der {new[::-1].capitalize()} langs en die zei dat het in Utrecht niet door kon gaan . "
        said += (
            f"Ik zei nog bel ons dan op 06-{number} want wij zijn hier elke dag van tien tot vier behalve op zondag . "
        )
        words += said.split()
    found = Words(" ".join(words[:size]))
    assert link(found, detect(found))
    return time.process_time() - began


def test_ten_times_the_words_take_not_twenty_times_the_work():
    took = limited("allow(120, 'a long text'); spent(100); print(spent(50_000), spent(500_000))").split()
    assert float(took[1]) / float(took[0]) < 20


# ---- the network ----

HOOK = """
import os, sys
def hook(event, _):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        os.write(2, event.encode())
        os._exit(9)
sys.addaudithook(hook)
"""
ONLINE = "Ik ben Jan Wolterink, jan@post.example of jan punt bos apenstaartje post punt nl, www.janwolterink.nl, @janw."


def test_detecting_opens_no_socket():
    code = f"""{HOOK}
from archive.ingest.pipeline import read_through
from archive.ingest.readers import read
from archive.config import Settings
found = {{m.kind for m in read_through(read({ONLINE.encode()!r}, "a.txt"), Settings(), (), b"k", "wijk").mentions}}
assert found >= {{"PERSON", "EMAIL", "URL_HANDLE"}}, found
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_hook_would_have_seen_a_socket():
    code = HOOK + "import socket; socket.getaddrinfo('localhost', 80)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True).returncode == 9


def test_the_downloader_of_spacy_is_not_in_the_process():
    code = """
import archive.detection.presidio, importlib, sys
try:
    importlib.import_module("spacy.cli.download")
except ImportError:
    try:
        sys.modules["spacy.cli"].download("nl_core_news_sm")
    except RuntimeError:
        sys.exit(0)
sys.exit(1)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
