"""Bad input gets one clear message, exit status 2, and leaves nothing behind; a crash leaves nothing readable."""

import json
import os
import random
import subprocess
import sys
import zipfile

import pytest

from archive.home import Home
from archive.ingest import research
from archive.ledger.store import Ledger
from archive.steward.tampering import tampered
from archive.steward.team import recognise
from archive.vault import story
from archive.vault.age import read_identity
from tests.conftest import ROOT
from tests.killing import Killer

SAMPLE = ROOT / "samples" / "interview-1.txt"
SECRETS = ("Achterberg", "Korenbloemweg", "Fadime", "Veldkamp")


def stored(archive):
    return sorted(path.name for path in (archive.home / "desk" / "sealed").iterdir())


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 300_000_000)


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("leeg.txt", lambda p: p.write_bytes(b""), "leeg"), ("foto.txt", lambda p: p.write_bytes(b"\x89PNG\r\n"), "plaatje"),
        ("groot.txt", lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_RDWR), 200_000_000), "20 MB"),
        ("bom.docx", bomb, "te groot"), ("oud.txt", lambda p: p.write_bytes("Zoë zegt één".encode("cp1252")), "UTF-8"),
        ("weg.txt", lambda p: None, "er niet"), ("map.txt", lambda p: p.mkdir(), "geen gewoon bestand"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_and_leaves_nothing(archive, tmp_path, name, make, says):
    make(tmp_path / name)
    upload = archive.run if name in ("leeg.txt", "bom.docx") else archive.call  # a process shows all that libraries say
    done = upload("upload", tmp_path / name, "--consent", "onderzoek")
    assert done.status == 2 and says in done.err and len(done.err.strip().splitlines()) == 1
    assert "Traceback" not in done.err and stored(archive) == []


@pytest.mark.parametrize(
    ("consent", "says"), [(None, "Zonder toestemming"), ("", "Zonder toestemming"), ("misschien", "kennen we niet")]
)
def test_without_consent_nothing_is_stored(archive, consent, says):
    done = archive.call("upload", SAMPLE, *(() if consent is None else ("--consent", consent)))
    assert done.status == 2 and says in done.err and "onderzoek" in done.err and stored(archive) == []


def test_of_several_files_the_good_ones_are_kept(archive, tmp_path):
    (tmp_path / "leeg.txt").write_bytes(b"")
    done = archive.call("upload", tmp_path / "leeg.txt", SAMPLE, "--consent", "onderzoek", "--json")
    rows = json.loads(done.out)
    assert done.status == 2 and "error" in rows[0] and "id" in rows[1] and len(stored(archive)) == 1


def test_the_same_file_twice_is_one_story(archive):
    assert archive.upload(SAMPLE) == archive.upload(SAMPLE) and len(stored(archive)) == 1


def test_an_unknown_setting_or_a_secret_key_in_the_settings_is_refused(archive):
    text = (archive.home / "config.toml").read_text()
    (archive.home / "config.toml").write_text(text.replace("max_mb", "max_bm"))
    done = archive.call("upload", SAMPLE, "--consent", "onderzoek")
    assert done.status == 2 and "Bedoelt u `max_mb`" in done.err
    secret = next(line for line in archive.steward.read_text().splitlines() if line.startswith("AGE-SECRET"))
    (archive.home / "config.toml").write_text(text.replace("[upload]", f'fout = "{secret}"\n\n[upload]'))
    done = archive.call("upload", SAMPLE, "--consent", "onderzoek")
    assert done.status == 2 and "GEHEIME" in done.err and stored(archive) == []


def test_what_was_uploaded_lies_sealed_and_the_steward_can_open_it(archive):
    id = json.loads(archive.run("upload", SAMPLE, "--consent", "onderzoek", "--json", check=True).out)[0]["id"]
    steward = read_identity(archive.steward.read_text())
    folder, key = archive.home / "desk" / "sealed" / id, (archive.home / "desk" / "seal.key").read_bytes()
    with Ledger(Home(archive.home).ledger) as ledger:
        known = ledger.bound(id)
    assert json.loads(story.open_part(folder, story.STORY, steward, key, known))["name"] == SAMPLE.name
    assert plaintext(archive) == []


def plaintext(archive):
    """Every file the processes wrote, read raw, that holds a word of the story."""
    files = [path for root in (archive.home, archive.temporary) for path in root.rglob("*") if path.is_file()]
    return [path.name for path in files for word in SECRETS if word.encode() in path.read_bytes()]


def test_a_withdrawn_story_is_gone_from_the_disk(archive):
    id = archive.upload(SAMPLE)
    assert archive.call("withdraw", id, "--yes").status == 0
    assert stored(archive) == [] and archive.call("withdraw", id, "--yes").status == 2
    assert archive.call("doctor").err.count("steward") == 1


@pytest.fixture(scope="module")
def killer():
    yield (opened := Killer())
    opened.stop()


def moments(chance, killer, archive, rounds, deed):
    """Do a deed over and over: whole the first time, then cut off at random moments of the time it takes. Yields each."""
    usual, killed = None, 0
    for number in range(rounds):
        arguments, more = deed(number)
        done = killer.do(archive, chance.uniform(0, usual * 1.2) if usual else 60, *arguments, **more)
        assert usual or not done.killed, "the first comes through"
        usual, killed = (done.seconds if not done.killed else usual), killed + done.killed
        assert done.killed or done.status == 0, done
        yield done
    assert killed > rounds // 3, "too few were cut off to show anything"


def test_a_kill_at_any_moment_of_an_upload_leaves_a_whole_archive(archive, tmp_path, killer):
    """Kill -9 at random moments: what was acknowledged is there and opens, nothing readable is on the disk."""
    home, identity = Home(archive.home), read_identity(archive.steward.read_text())
    path, promised = tmp_path / "gesprek.txt", set()

    def upload(number):
        path.write_text(f"{SAMPLE.read_text()}\nNoor: Dat was keer {number}.\n")  # never the same file twice
        return ("upload", path, "--consent", "onderzoek", "--json"), {}

    for done in moments(random.Random(20261122), killer, archive, 24, upload):
        assert plaintext(archive) == []
        promised |= {json.loads(done.out)[0]["id"]} if done.out.strip() else set()
        archive.call("doctor")
        assert [folder.name for folder in home.sealed.iterdir() if folder.name.startswith(".")] == []
        with Ledger(home.ledger) as ledger:
            assert tampered(home, home.settings(), ledger, recognise(home, ledger, identity)) == []
        assert promised <= set(stored(archive))
    id = archive.upload(SAMPLE)
    assert id in stored(archive) and archive.call("vault", "verify", "--key", archive.steward).status == 0


def test_a_kill_during_publication_leaves_the_last_bundle_serving(archive, content, killer):
    from archive.publish import bundle
    from tests.conftest import write_lesson

    def publish(number):
        write_lesson(content, f"les-{number}", f"Les nummer {number}")
        return ("publish", "--content", content), {}

    for _ in moments(random.Random(20261122), killer, archive, 16, publish):
        home = Home(archive.home)
        bundle.verify(bundle.current(home.public), home.settings().publish.publisher)
    archive.call("publish", "--content", content, check=True)
    assert [p.name for p in (archive.home / "public" / "bundles").iterdir() if p.name.startswith(".")] == []


RELEASE = """
from pathlib import Path
from archive.home import Home
from archive.ingest import release, research, review
from dataclasses import replace
from archive.ledger.store import Ledger
from archive.steward.team import recognise
from archive.vault import age
home, id, key = Home(Path(argv[0])), argv[1], argv[2]
ledger = Ledger(home.ledger)
steward = recognise(home, ledger, age.read_identity(Path(key).read_text()))
eva, tom = replace(steward, who="eva"), replace(steward, who="tom")
index = research.open_index(home, ledger)
if ledger.get(id).state == "uploaded":
    review.finish(home, ledger, id, eva)
seen = release.preview(home, ledger, review.open_story(home, ledger, id, tom)).stamp
index.add(research.documents(release.release(home, ledger, id, tom, seen)))
"""


def test_a_kill_at_any_moment_of_a_release_leaves_it_released_or_not(archive, tmp_path, killer):
    home, ids = Home(archive.home), []

    def state(id):
        with Ledger(home.ledger) as ledger:
            return ledger.get(id).state

    def release(number):
        if not ids or state(ids[-1]) == "released":  # a next one
            path = tmp_path / "gesprek.txt"
            path.write_text(f"{SAMPLE.read_text()}\nNoor: Dat was keer {number}.\n")
            ids.append(archive.upload(path))
        return (archive.home, ids[-1], archive.steward), {"code": RELEASE}

    for _ in moments(random.Random(20261122), killer, archive, 24, release):
        with Ledger(home.ledger) as ledger:
            released = {id for id in ids if ledger.get(id).state == "released"}
            index = research.open_index(home, ledger)
        assert index.values("transcript") == {path.stem for path in home.released.glob("T*.json")} == released
        assert plaintext(archive) == []
    if state(ids[-1]) != "released":
        assert killer.do(archive, 60, archive.home, ids[-1], archive.steward, code=RELEASE).status == 0
    assert state(ids[-1]) == "released"


def test_detect_stores_nothing_and_speaks_of_places_in_the_file(archive):
    before = sorted(path for path in archive.home.rglob("*"))
    done = archive.call("detect", SAMPLE, "--json", "--names", "Noor Achterberg")
    found = json.loads(done.out)
    raw = SAMPLE.read_text()
    names = {raw[m["start"] : m["end"]] for m in found["mentions"] if m["kind"] == "PERSON"}
    assert "Noor Achterberg" in names and set(found) == {"text_sha256", "mentions"}
    assert set(found["mentions"][0]) == {"start", "end", "kind", "entity", "score", "recognizer"}
    assert sorted(path for path in archive.home.rglob("*")) == before


def test_for_word_files_the_places_are_in_the_extracted_text(archive):
    path = ROOT / "samples" / "interview-2.docx"
    text = archive.call("detect", path, "--text").out
    found = json.loads(archive.call("detect", path, "--json").out)["mentions"]
    assert any(text[m["start"] : m["end"]] == "Wassim Haddad" for m in found)


def test_init_twice_is_refused(archive):
    done = archive.call("init")
    assert done.status == 2 and "staat al een archief" in done.err


def test_a_crash_of_the_program_shows_where_and_never_what(archive):
    code = "import archive.ingest.pipeline as p\ndef boom(*a, **k): raise ValueError('Noor Achterberg')\np.take_in = boom\nfrom archive.cli import main\nmain()"
    arguments = ["--home", str(archive.home), "upload", str(SAMPLE), "--consent", "onderzoek"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, env=archive.environment
    )
    assert done.returncode == 3 and "ValueError" in done.stderr and "Achterberg" not in done.stderr + done.stdout
