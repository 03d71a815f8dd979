"""Keys, consent, withdrawal, retention and backup, on a real archive: what was promised is what happens."""

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from archive.errors import NoConsent, NotAllowed, VaultError
from archive.home import Home
from archive.ingest import release as releasing
from archive.ingest import research, review
from archive.ingest.pipeline import Incoming, take_in
from archive.ledger.store import Ledger
from archive.model import Participant
from archive.rights import Grant
from archive.steward import retention, team, withdrawal
from archive.steward.resealing import reseal
from archive.steward.team import recognise
from archive.vault import age, digests, passphrases, register, story
from archive.vault.reading import open_reading
from tests.conftest import ROOT, write_lesson

SAMPLE, OTHER = ROOT / "samples" / "interview-1.txt", ROOT / "samples" / "interview-3.srt"
NAMES = ("Achterberg", "Fadime", "Veldkamp")


def tree(folder):
    """Every file under a folder with its digest."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


def hand_in(archive, code="P07", path=SAMPLE, consent="onderzoek,lessen"):
    said = archive.call(
        "upload", path, "--consent", consent, "--participant", code, "--project", "wijk", "--json", check=True
    ).out
    return json.loads(said)[0]["id"]


def come_in(archive, user):
    """Somebody with their own key."""
    home = Home(archive.home)
    with Ledger(home.ledger) as ledger:
        wrapped = (home.identities / f"{user}.age").read_bytes()
        return recognise(home, ledger, passphrases.unwrap(wrapped, archive.logins[user]))


def opens(home, id, identity):
    """The reading of a story, opened with a key."""
    with Ledger(home.ledger) as ledger:
        return open_reading(home, id, identity, ledger.bound(id))


def release(archive, id):
    """Two people take a text through review and release."""
    home = Home(archive.home)
    ledger = Ledger(home.ledger)
    eva, tom = (come_in(archive, user) for user in ("eva", "tom"))
    review.finish(home, ledger, id, eva)
    seen = releasing.preview(home, ledger, review.open_story(home, ledger, id, tom)).stamp
    index = research.open_index(home, ledger)
    index.add(research.documents(releasing.release(home, ledger, id, tom, seen)))
    ledger.close()


def shown(archive):
    """What the site shows: every item, and everything that is written in the bundle."""
    folder = (archive.home / "public" / "current").resolve()
    library = json.loads((folder / "content.json").read_text())
    return {f"{kind}/{item['slug']}" for kind in ("lessons", "collections", "videos") for item in library[kind]}


def write_collection(content, slug, *lessons):
    items = "".join(f'[[items]]\nlesson = "{lesson}"\n' for lesson in lessons)
    (content / "collections" / f"{slug}.md").write_text(
        f'+++\ntitle = "Voor een avond"\nsummary = "Kort."\n{items}+++\n\nLees dit.\n'
    )


@pytest.fixture
def published(archive, content):
    """P07's story released, a lesson that rests on it, one that does not, and a collection of both: all on the site."""
    archive.set("publish", content=str(content))
    archive.id = hand_in(archive)
    release(archive, archive.id)
    write_lesson(content, "vraag-door", "Vraag door", front='rests_on = ["wijk/P07"]\n')
    write_collection(content, "avond", "vraag-door", "bel-eerst")
    write_collection(content, "andere", "bel-eerst")
    archive.call("publish", check=True)
    return archive


def test_a_withdrawal_reaches_everything_and_a_dry_run_touches_nothing(published, content):
    assert shown(published) == {"lessons/vraag-door", "lessons/bel-eerst", "collections/avond", "collections/andere"}
    bundle = b"".join(p.read_bytes() for p in (published.home / "public").rglob("*") if p.is_file())
    assert b"rests_on" not in bundle and b"P07" not in bundle

    before = tree(published.home)
    said = json.loads(published.call("withdraw", "P07", "--dry-run", "--json", check=True).out)
    assert (
        said["transcripts"] == [published.id]
        and said["published"] == ["collection/avond", "lesson/vraag-door"]
        and not said["done"]
    )
    assert tree(published.home) == before

    assert published.call("withdraw", "P07", "--yes").status == 0
    home = Home(published.home)
    ledger = Ledger(home.ledger)
    assert list(home.sealed.iterdir()) == [] and list(home.released.iterdir()) == []
    assert research.open_index(home, ledger).values("transcript") == set()
    assert ledger.name_digests("wijk") == {} and ledger.all() == [] and ledger.agreements.all() == []
    assert ledger.name_digests() != {}  # nobody's any more: the gate goes on protecting who left
    ledger.close()
    assert shown(published) == {"lessons/bel-eerst", "collections/andere"}
    assert len(list((published.home / "public" / "bundles").iterdir())) == 1
    (certificate,) = home.certificates.glob("*.txt")
    said = certificate.read_text()
    assert "wijk/P07" in said and "lesson/vraag-door" in said and not any(name in said for name in NAMES)

    # It stays out until somebody has looked; and then rests on nobody who left.
    assert "lesson/vraag-door blijft eruit" in published.call("publish", check=True).out
    assert "lessons/vraag-door" not in shown(published)
    published.call("content", "look", "lesson/vraag-door", "--reason", "herschreven", check=True)
    published.call("content", "look", "collection/avond", "--reason", "rust ook op anderen", check=True)
    blocked = published.call("publish")
    assert blocked.status == 2 and "wijk/P07" in blocked.err and "geen toestemming bekend" in blocked.err
    write_lesson(content, "vraag-door", "Vraag door")
    published.call("publish", check=True)
    assert {"lessons/vraag-door", "collections/avond"} <= shown(published)
    assert published.call("audit", "verify").status == 0

    # Nobody gets the code of who left.
    again = published.call("upload", SAMPLE, "--consent", "onderzoek", "--participant", "P07", "--project", "wijk")
    assert again.status == 2 and "nieuwe code" in again.err


def test_a_restore_brings_everything_back_but_what_was_withdrawn(published, tmp_path):
    other = hand_in(published, "P08", OTHER)
    backup, to = tmp_path / "desk.age", tmp_path / "terug"
    published.call("backup", backup, check=True)
    assert not any(name.encode() in backup.read_bytes() for name in NAMES)
    key = ("--key", published.steward)

    refused = published.call("restore", backup, *key, "--to", to)
    assert refused.status == 2 and "--withdrawals" in refused.err and not to.exists()
    assert published.call("restore", backup, *key, "--to", published.home, "--no-withdrawals").status == 2

    # Into an empty folder, and compared: every file but the index, the log's row of this very backup and the bundles.
    published.call("restore", backup, *key, "--to", to, "--no-withdrawals", check=True)
    for part in ("desk/sealed", "desk/identities", "desk/released", "desk/certificates"):
        assert tree(to / part) == tree(published.home / part), part
    for name in ("config.toml", "desk/seal.key", "desk/secret.age", "desk/audit.key"):
        assert (to / name).read_bytes() == (published.home / name).read_bytes()
    known = rows(published.home)[:-1]
    assert rows(to)[: len(known)] == known
    back = type(published)(to, published.logins, published.steward)
    assert back.call("vault", "verify", *key).status == 0 and back.call("audit", "verify").status == 0
    shutil.rmtree(to)

    # After a withdrawal, the same backup does not bring that story back.
    published.call("withdraw", "P07", "--yes", check=True)
    published.call(
        "restore", backup, *key, "--to", to, "--withdrawals", published.home / "withdrawals.jsonl", check=True
    )
    assert [path.name for path in (to / "desk" / "sealed").iterdir()] == [other]
    assert list((to / "desk" / "released").iterdir()) == [] and "wijk/P07" not in str(rows(to, "consents"))
    shutil.rmtree(to)

    # A register that was changed, or is older than the backup, is refused; and so is another key, or a changed backup.
    register = tmp_path / "register.jsonl"
    register.write_text((published.home / "withdrawals.jsonl").read_text().replace("P07", "P08"))
    assert (
        published.call("restore", backup, *key, "--to", to, "--withdrawals", register).status == 2 and not to.exists()
    )
    newer = tmp_path / "newer.age"
    published.call("backup", newer, check=True)
    register.write_text("")
    assert "ouder" in published.call("restore", newer, *key, "--to", to, "--withdrawals", register).err
    other_key = tmp_path / "other.key"
    other_key.write_text(age.new_identity()[0])
    assert published.call("restore", backup, "--key", other_key, "--to", to, "--no-withdrawals").status == 2
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    assert published.call("restore", backup, *key, "--to", to, "--no-withdrawals").status == 2
    assert not to.exists() and list(tmp_path.glob(".*.part")) == []


def rows(home, table="audit"):
    with sqlite3.connect(home / "desk" / "ledger.sqlite") as db:
        found = db.execute(f"SELECT * FROM {table}").fetchall()
    db.close()
    return found


def test_a_backup_taken_while_stories_come_in_is_whole(archive, tmp_path):
    """Uploads go on in another process; what the backup's ledger speaks of is there and opens."""
    code = f"import sys; sys.argv[0]='archive'; from archive.cli import main; main(['--home', {str(archive.home)!r}, 'upload', *{[str(p) for p in sorted((ROOT / 'samples').glob('interview-*'))]!r}, '--consent', 'onderzoek'])"
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=archive.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    taken = []
    while running.poll() is None or not taken:
        taken.append(tmp_path / f"b{len(taken)}.age")
        archive.call("backup", taken[-1], check=True)
    for number, backup in enumerate((taken[0], taken[-1])):
        to = tmp_path / f"r{number}"
        archive.call("restore", backup, "--key", archive.steward, "--to", to, "--no-withdrawals", check=True)
        back = type(archive)(to, {}, archive.steward)
        assert back.call("vault", "verify", "--key", archive.steward).status == 0


def passphrase_in(said):
    return re.search(r"wachtzin (\S+)", said)[1]


def test_who_comes_in_opens_older_stories_and_who_goes_opens_none(archive):
    id = hand_in(archive)
    said = archive.call("user", "add", "noor", "--key", archive.steward, check=True).out
    with pytest.raises(age.WrongKey):
        opens(
            Home(archive.home), id, come_in(type(archive)(archive.home, {"noor": passphrase_in(said)}), "noor").identity
        )
    archive.call("role", "grant", "noor", "reader", "wijk", check=True)
    home = Home(archive.home)
    noor = passphrases.unwrap((home.identities / "noor.age").read_bytes(), passphrase_in(said))
    assert opens(home, id, noor)
    archive.call("user", "remove", "noor", "--key", archive.steward, check=True)
    with pytest.raises(age.WrongKey):
        opens(home, id, noor)
    assert not (home.identities / "noor.age").exists() and "noor" not in home.settings().vault.recipients
    assert archive.call("user", "remove", "noor").status == 2 and archive.call("user", "remove", "steward").status == 2


def test_verify_finds_what_was_changed_or_taken_away(archive):
    id = hand_in(archive)
    folder = archive.home / "desk" / "sealed" / id
    assert archive.call("vault", "verify").status == 0
    whole = (folder / "reading-1.age").read_bytes()
    (folder / "reading-1.age").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = archive.call("vault", "verify", "--json")
    assert done.status == 1 and id in json.loads(done.out)["problems"][0]
    shutil.rmtree(folder)
    assert archive.call("vault", "verify").status == 1


def test_without_a_steward_nothing_is_sealed(archive):
    config = archive.home / "config.toml"
    eva = come_in(archive, "eva")
    config.write_text(re.sub(r"(?m)^steward = .*$", "", config.read_text()))
    home = Home(archive.home)
    with Ledger(home.ledger) as ledger, pytest.raises(VaultError, match="steward"):
        take_in(
            Incoming(SAMPLE.read_bytes(), "x.txt", ("bewaren",), Participant("wijk", "P1")),
            home,
            home.settings(),
            ledger,
            eva,
        )
    done = archive.call("upload", SAMPLE, "--consent", "onderzoek")
    assert done.status == 2 and list((archive.home / "desk" / "sealed").iterdir()) == []
    assert archive.call("backup", archive.home / "b.age").status == 2


def test_a_lost_steward_key_is_replaced_by_those_who_can_still_open(archive):
    id = hand_in(archive)
    home = Home(archive.home)
    archive.call("role", "grant", "eva", "steward", "wijk", check=True)
    eva = come_in(archive, "eva")
    secret, recipient = age.new_identity()
    home.config.write_text(re.sub(r"(?m)^steward = .*$", f'steward = "{recipient}"', home.config.read_text()))
    said = archive.call("doctor").err
    assert "vault reseal" not in said and "steward" in said and "door niemand goedgekeurd" in said
    ledger = Ledger(home.ledger)
    with pytest.raises(VaultError, match="steward"):
        reseal(home, home.settings(), ledger, eva)
    with pytest.raises(NotAllowed, match="projecten die u niet beheert"):
        team.approve(home, ledger, "steward", eva)
    for project in ledger.grants.projects():
        ledger.grants.give(Grant(project, "eva", "steward"), "steward")
    team.approve(home, ledger, "steward", eva)
    assert archive.call("doctor").err.count("vault reseal") == 1
    assert reseal(home, home.settings(), ledger, eva).done["rotated"] == [id]
    ledger.close()
    assert opens(home, id, age.read_identity(secret))
    with pytest.raises(age.WrongKey):
        opens(home, id, age.read_identity(archive.steward.read_text()))


def test_the_gate_asks_for_consent_layer_by_layer(archive, content):
    hand_in(archive, consent="lessen")
    archive.set("publish", content=str(content))
    write_lesson(content, "vraag-door", "Vraag door", front='rests_on = ["wijk/P07"]\n')
    archive.call("publish", check=True)
    write_lesson(content, "vraag-door", "Vraag door", "> Zij belde eerst.\n", front='rests_on = ["wijk/P07"]\n')
    done = archive.call("publish", "--json")
    assert done.status == 2 and "citaten" in json.loads(done.out)["problems"][0]["why"]
    write_lesson(content, "vraag-door", "Vraag door", front='rests_on = ["wijk/P99"]\n')
    assert "geen toestemming bekend" in archive.call("publish").err
    (content / "lessons" / "vraag-door.md").unlink()
    film = '+++\ntitle = "Een film"\nsummary = "Kort."\nrests_on = ["wijk/P07"]\n{}+++\n\nKijk.\n'
    (content / "videos" / "film.md").write_text(film.format(""))
    assert "een film" in archive.call("publish").err
    archive.call("consent", "set", "P07", "--project", "wijk", "--layers", "lessen,film", check=True)
    archive.call("publish", check=True)
    # A quotation goes when the consent for quotes goes; the lesson without one stays.
    archive.call("consent", "set", "P07", "--project", "wijk", "--layers", "lessen,citaten,film", check=True)
    write_lesson(content, "vraag-door", "Vraag door", "> Zij belde eerst.\n", front='rests_on = ["wijk/P07"]\n')
    write_lesson(content, "wacht-even", "Wacht even", front='rests_on = ["wijk/P07"]\n')
    archive.call("publish", check=True)
    archive.call("consent", "set", "P07", "--project", "wijk", "--layers", "lessen,film", check=True)
    assert {"lessons/vraag-door", "lessons/wacht-even"} & shown(archive) == {"lessons/wacht-even"}
    (content / "lessons" / "vraag-door.md").unlink()
    # A sealed name in a film is somebody's own, with a record of their wish, or it does not pass.
    name = '[[public_names]]\nname = "Noor Achterberg"\nreason = "draagt de eigen naam"\n'
    (content / "videos" / "film.md").write_text(film.format(name))
    assert "verzegelde naam" in archive.call("publish").err
    (content / "videos" / "film.md").write_text(film.format(name + 'participant = "wijk/P07"\n'))
    assert "wil niet met de eigen naam" in archive.call("publish").err
    archive.call("consent", "set", "P07", "--project", "wijk", "--own-name-in-film", check=True)
    archive.call("publish", check=True)
    assert "P07" not in (archive.home / "public" / "current" / "content.json").read_text()


def test_less_consent_undoes_what_it_no_longer_covers(published):
    home = Home(published.home)
    published.call("consent", "set", "P07", "--project", "wijk", "--embargo", "lessen=2999-01-01", check=True)
    assert "lessons/vraag-door" not in shown(published)
    published.call("consent", "set", "P07", "--project", "wijk", "--layers", "bewaren", check=True)
    assert list(home.released.iterdir()) == []
    ledger = Ledger(home.ledger)
    assert (
        ledger.get(published.id).state == "decided" and research.open_index(home, ledger).values("transcript") == set()
    )
    ledger.close()
    done = published.call("consent", "set", "P07", "--project", "wijk", "--pseudonym", "Noor Achterberg")
    assert done.status == 2 and "naam uit een verzegeld verhaal" in done.err
    assert "nee" in published.call("consent", "show", "P07").out


def test_what_falls_due_is_shown_and_destroyed_after_a_yes(published):
    assert published.call("retention").status == 0
    published.set("retention", names=12, transcript=24)
    for day, kinds in (("2027-11-01", []), ("2027-11-30", ["names"]), ("2028-11-30", ["transcript"])):
        done = published.call("retention", "--on", day, "--json")
        assert [row["kind"] for row in json.loads(done.out)] == kinds and done.status == bool(kinds)
    assert published.call("retention", "--carry-out", "--on", "2028-11-30").status == 2
    home = Home(published.home)
    ledger = Ledger(home.ledger)
    fallen_due = retention.due(home, home.settings(), ledger, date(2027, 11, 30))
    with pytest.raises(NotAllowed):
        retention.carry_out(home, home.settings(), ledger, fallen_due, come_in(published, "eva"))
    steward = recognise(home, ledger, age.read_identity(published.steward.read_text()))
    retention.carry_out(home, home.settings(), ledger, fallen_due, steward)
    assert not story.has(home.sealed / published.id, story.READING, digests.seal_key(home.seal_key))
    assert published.call("vault", "verify", "--key", published.steward).status == 0
    assert published.call("leakscan", "--key", published.steward).status == 0
    ledger.close()
    published.call(
        "consent", "set", "P07", "--project", "wijk", "--until", "2026-01-02", "--since", "2026-01-01", check=True
    )
    assert published.call("retention").status == 1
    assert published.call("retention", "--carry-out", "--yes").status == 0
    assert list(home.sealed.iterdir()) == [] and published.call("retention").status == 0


def test_a_story_that_comes_in_while_its_participant_leaves_does_not_stay(archive, tmp_path):
    home = Home(archive.home)
    settings, ledger, eva = home.settings(), Ledger(home.ledger), come_in(archive, "eva")
    for number in range(8):
        who = Participant("wijk", f"P{number}")
        first, second = (
            Incoming(f"Bewoner: Dag {number} {part}.".encode(), "x.txt", ("bewaren",), who) for part in "ab"
        )
        take_in(first, home, settings, ledger, eva)
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(take_in, second, home, settings, ledger, eva)
            withdrawal.carry_out(home, ledger, withdrawal.plan(home, settings, ledger, who.code), "tom")
            assert isinstance(coming.exception(), NoConsent | None)
        assert ledger.of(who) == [] and ledger.agreements.get(who) is None
    assert list(home.sealed.iterdir()) == [] and archive.call("vault", "verify").status == 0
    ledger.close()


def test_papers_say_what_this_archive_does_and_name_nobody(published):
    published.set("retention", transcript=36)
    for name, says in (
        ("register", "36 maanden"), ("register", "project wijk: steward, eva, tom"), ("dpia", "1 verhalen van 1 deelnemers"),
        ("letter", "36 maanden"), ("form", "Handtekening"),
    ):  # fmt: skip
        assert says in published.call("papers", name, check=True).out, name
    answer = published.call("papers", "access", "P07", check=True).out
    assert published.id in answer and "lesson/vraag-door" in answer and not any(name in answer for name in NAMES)
    assert published.call("papers", "access", "P99").status == 2


def test_a_withdrawal_that_a_crash_cut_off_is_finished(published):
    """The register is written first: whatever was left undone is done at the next look."""
    home = Home(published.home)
    key = digests.seal_key(home.seal_key)
    register.add(
        home.withdrawals,
        register.Withdrawal(
            "2026-11-22T10:00:00+00:00", "eva", Participant("wijk", "P07"), (published.id,), "withdrawal"
        ),
        key,
    )
    with home.withdrawals.open("ab") as file:
        file.write(b'{"at": "2026')  # a second one was cut off while it was written: nobody was told it happened
    ledger = Ledger(home.ledger)
    assert withdrawal.replay(home, home.settings(), ledger) == ["wijk/P07"]
    assert withdrawal.replay(home, home.settings(), ledger) == []
    ledger.close()
    assert list(home.sealed.iterdir()) == [] and "lessons/vraag-door" not in shown(published)
    assert len(list(home.certificates.glob("*.txt"))) == 1
