"""Trying to log in: how long one waits, what the log says, and how one's own passphrase changes."""

import os
import pty
import re
import subprocess
import threading
import time
from types import SimpleNamespace

import pytest

from archive.errors import SettingsError, TooOften, WrongKey
from archive.vault import age, passphrases
from archive.web.desk import clock, tries
from archive.web.desk.app import create_app
from archive.web.desk.refusals import NOBODY, Refusals
from archive.web.desk.sessions import Sessions
from archive.web.desk.tries import Tries
from tests import light, small

SECRET, _ = age.new_identity()
OURS = "appel-boom-citroen-druif-eiland".replace("citroen", "citroe")


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path / "var", "eva", "tom")
    app = create_app(made.home, made.home.settings())
    yield SimpleNamespace(made=made, home=made.home, app=app, state=app.extensions["desk"])
    app.extensions["desk"].ledger.close()


@pytest.fixture
def now(monkeypatch):
    at = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    return at


def log_in(desk, name="eva", words="onzin", client=None):
    return (client or desk.app.test_client()).post("/inloggen", data={"naam": name, "wachtzin": words})


def rows(desk, what):
    desk.state.refusals.write(desk.state.ledger, now=True)
    return [(row.who, row.why, row.count) for row in desk.state.ledger.events() if row.what == what]


# ---- the lock ----


def test_a_lock_costs_the_same_whatever_the_machine_and_whoever_it_is_of(monkeypatch):
    asked = []
    monkeypatch.setattr(passphrases, "lock", lambda secret, words, work: asked.append(work))
    passphrases.wrap(SECRET, "woorden")
    assert asked == [passphrases.WORK] == [17]


def test_the_ordinary_program_opens_what_we_lock(tmp_path):
    (tmp_path / "eva.age").write_bytes(light.wrap(SECRET, OURS))
    parent, child = pty.openpty()
    command = ["age", "-d", "-o", str(tmp_path / "out"), str(tmp_path / "eva.age")]
    running = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, start_new_session=True,
                               preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0))  # fmt: skip
    os.close(child)
    os.read(parent, 100)
    os.write(parent, OURS.encode() + b"\n")
    assert running.wait(20) == 0 and (tmp_path / "out").read_text() == SECRET
    os.close(parent)


def test_pyrage_opens_what_we_lock_and_we_open_what_it_locks(monkeypatch):
    from pyrage import passphrase

    assert passphrase.decrypt(light.wrap(SECRET, "woorden"), "woorden").decode() == SECRET
    locked = light.wrap(SECRET, "woorden")
    assert str(passphrases.unwrap(locked, "woorden")) == SECRET


def test_other_threads_work_while_a_lock_turns():
    """In a process of its own: with pyrage nothing else ran for the seconds that a lock took."""
    code = (
        "import threading, time\n"
        "from archive.vault import passphrases\n"
        "count, stop = [0], threading.Event()\n"
        "def work():\n"
        "    while not stop.is_set():\n"
        "        count[0] += 1; time.sleep(0.001)\n"
        "thread = threading.Thread(target=work); thread.start(); time.sleep(0.05); before = count[0]\n"
        "passphrases.wrap('x', 'woorden'); during = count[0] - before\n"
        "stop.set(); thread.join(); print(during)"
    )
    done = subprocess.run([__import__("sys").executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 10


@pytest.mark.parametrize("at", [30, 60, 90, 140, 200, -1])
def test_a_lock_with_a_changed_byte_opens_nothing(at):
    locked = bytearray(light.wrap(SECRET, "woorden"))
    locked[at] ^= 1
    with pytest.raises(WrongKey):
        passphrases.unwrap(bytes(locked), "woorden")


@pytest.mark.parametrize(
    "typed",
    [f" {OURS} ", f"{OURS}\n", f"\u00a0{OURS}\u200b", OURS.replace("-", "\u2011"), OURS.replace("-", " \u2013 "),
     OURS.replace("-", " "), OURS.capitalize(), OURS.replace("-", "\u00ad-")],
)  # fmt: skip
def test_what_pasting_does_to_a_passphrase_does_not_matter(typed):
    assert str(passphrases.unwrap(light.wrap(SECRET, OURS), typed)) == SECRET


def test_a_passphrase_of_ones_own_keeps_its_capitals_and_blanks():
    words = "Mijn Hond Blaft om Vier uur!"
    assert passphrases.tidy(f" {words}") == words != passphrases.tidy(words.lower())
    assert passphrases.tidy("een\u2014twee  drie") == "een-twee drie"


@pytest.mark.parametrize("words", ["", "kort", "a" * 30, "negentien tekens!!!", "eva heeft een lange wachtzin"])
def test_a_weak_passphrase_is_refused_with_what_is_asked(words):
    with pytest.raises(SettingsError, match="20 tekens"):
        passphrases.check_strength(words, "eva")


# ---- waiting ----


def fail(table, name, browser=""):
    with pytest.raises(WrongKey), table.turn(name, browser):
        raise passphrases.refusal()


def test_after_three_failures_a_name_waits_longer_each_time_up_to_half_a_minute(now):
    table, waits = Tries(), []
    for _ in range(3):
        fail(table, "eva")
    for _ in range(8):
        with pytest.raises(TooOften) as refused, table.turn("eva", ""):
            raise AssertionError("a try before its time")
        waits.append(refused.value.seconds - 1)
        now[0] += refused.value.seconds
        fail(table, "eva")
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_others_do_not_wait_and_success_begins_anew(now):
    table = Tries()
    for _ in range(3):
        fail(table, "eva")
    with table.turn("tom", ""):
        pass
    now[0] += 2
    with table.turn("eva", ""):
        pass
    with table.turn("eva", ""):
        pass


def test_a_browser_that_logged_in_before_does_not_wait_for_who_guesses_elsewhere(now):
    table = Tries()
    browser = table.remember("eva")
    for _ in range(3):
        fail(table, "eva")
    with table.turn("eva", browser):
        pass
    for other in ("", "x", table.remember("tom")):  # nobody else's browser gets round the wait
        with pytest.raises(TooOften), table.turn("eva", other):
            raise AssertionError
    for _ in range(3):
        fail(table, "eva", browser)
    with pytest.raises(TooOften), table.turn("eva", browser):
        raise AssertionError


def test_the_queue_is_bounded_one_is_tried_at_a_time_and_known_browsers_have_their_own(monkeypatch):
    monkeypatch.setattr(tries, "WAITING", {True: 2, False: 2})
    table, go, inside, most = Tries(), threading.Event(), [0], [0]

    def attempt(name):
        with table.turn(name, ""):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            go.wait(10)
            inside[0] -= 1

    threads = [threading.Thread(target=attempt, args=(name,)) for name in ("eva", "tom")]
    for thread in threads:
        thread.start()
    while table._queued[False] < 2:
        time.sleep(0.01)
    with pytest.raises(TooOften, match="te veel mensen"), table.turn("noor", ""):
        raise AssertionError
    browser, done = table.remember("noor"), []
    last = threading.Thread(
        target=lambda: [done.append(1) for _ in (0,) if table.turn("noor", browser).__enter__() is None]
    )
    go.set()
    for thread in threads:
        thread.join(10)
    last.start()
    last.join(10)
    assert most == [1] and done == [1]


def test_the_table_is_bounded_and_holds_no_name(monkeypatch):
    monkeypatch.setattr(tries, "_MOST", 5)
    table = Tries()
    for number in range(20):
        fail(table, f"wachtzin{number}")
        table.remember(f"naam{number}")
    assert len(table._counts) == len(table._known) == 5
    assert "wachtzin19" not in str(vars(table)) and b"wachtzin19" not in b"".join(table._counts)


def test_a_name_that_is_nobodys_is_answered_and_waits_like_one_that_is(desk):
    answers = {name: [log_in(desk, name) for _ in range(4)] for name in ("eva", "niemand", "Mijn Wachtzin Is Dit")}
    said = {
        name: [(a.status_code, a.text, a.headers.get("Retry-After")) for a in them] for name, them in answers.items()
    }
    assert said["eva"] == said["niemand"] == said["Mijn Wachtzin Is Dit"]
    assert [status for status, _, _ in said["eva"]] == [403, 403, 403, 429] and "Wacht 1" in said["eva"][3][1]


def test_a_name_that_is_nobodys_costs_one_lock_too(desk, monkeypatch):
    opened = []
    unwrap = passphrases.unlocked
    monkeypatch.setattr(passphrases, "unlocked", lambda data, words: opened.append(data) or unwrap(data, words))
    for name in ("eva", "niemand", "niemand"):
        log_in(desk, name)
    assert len(opened) == 3 and opened[1] == opened[2]  # and always the same one


# ---- the log ----


def test_failures_are_in_the_log_under_a_handle_that_exists_or_a_fixed_word(desk):
    for name in ("eva", "EVA ", "geheime wachtzin", "../identities/eva"):
        log_in(desk, name)
    assert sorted(rows(desk, "login-refused"), key=str) == [("eva", None, 2), (NOBODY, None, 2)]


def test_a_flood_of_refusals_is_a_row_a_minute_with_its_number(desk, now):
    log, ledger = Refusals(), desk.state.ledger
    before = len(ledger.events())
    for _ in range(50):
        log.count(NOBODY, "login-refused")
        log.write(ledger)
    assert len(ledger.events()) - before == 1
    now[0] += 60
    log.write(ledger)
    assert [row.count for row in ledger.events()[:2]] == [49, 1]


# ---- sessions by the clock ----


def who(name):
    return SimpleNamespace(who=name)


def test_a_session_ends_after_its_hours_however_busy(now):
    sessions = Sessions(60, 200)
    cookie = sessions.begin(who("eva"))
    for now[0] in (1050.0, 1100.0, 1150.0, 1200.0):
        assert sessions.get(cookie)
    now[0] = 1201.0
    assert sessions.get(cookie) is None


def test_an_idle_session_ends_by_the_clock_without_anybodys_click(desk):
    desk.state.sessions._idle = 0.05
    desk.state.sessions.begin(desk.made.who("eva"))
    clock.running(desk.app, 0.02)
    until = time.monotonic() + 10
    while desk.state.sessions._open and time.monotonic() < until:
        time.sleep(0.02)
    desk.app.extensions["clock"].set()
    assert desk.state.sessions._open == {}


def test_what_ended_empties_the_caches_of_words(desk):
    from archive.dutch.lemmas import lemma

    lemma("kliederhoekgeheim")
    desk.state.sessions.end(desk.state.sessions.begin(desk.made.who("eva")))
    assert clock.ended(desk.state) and not clock.ended(desk.state)
    clock.forget()
    assert lemma.cache_info().currsize == 0


def test_a_request_that_outlives_its_session_has_memory_emptied_when_it_is_over(desk, monkeypatch):
    client, inside = enter(desk), []

    def ends_meanwhile():
        desk.state.sessions.end_of("eva")
        assert clock.ended(desk.state) and not clock.ended(desk.state)
        inside.append("the clock went on")
        return "klaar"

    monkeypatch.setitem(desk.app.view_functions, "index", ends_meanwhile)
    assert client.get("/").text == "klaar" and inside
    assert clock.ended(desk.state)


# ---- one's own passphrase ----

NEW = "een heel andere zin van mij"


def enter(desk):
    client = desk.app.test_client()
    assert log_in(desk, "eva", desk.made.words["eva"], client).status_code == 303
    return client


def change(client, old, new, again=None):
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/wachtzin").text)[1]
    return client.post("/wachtzin", data={"form_token": token, "oud": old, "nieuw": new, "nogmaals": again or new})


def test_who_changes_their_passphrase_logs_in_with_the_new_one_only(desk):
    client, words = enter(desk), desk.made.words["eva"]
    answer = change(client, words, NEW)
    assert answer.status_code == 200 and "veranderd" in answer.text and client.get("/").status_code == 303
    assert log_in(desk, "eva", words).status_code == 403 and log_in(desk, "eva", NEW).status_code == 303
    assert [row[0] for row in rows(desk, "passphrase")] == ["eva"]
    assert sorted(path.name for path in desk.home.identities.iterdir()) == ["eva.age", "tom.age"]


@pytest.mark.parametrize(("old", "new", "again", "says"), [
    ("onzin", NEW, NEW, "klopt niet"), (None, NEW, NEW + "x", "twee keer hetzelfde"), (None, "kort", "kort", "20 tekens"),
])  # fmt: skip
def test_a_passphrase_is_not_changed_without_the_old_one_twice_the_same_and_strong(desk, old, new, again, says):
    client, before = enter(desk), (desk.home.identities / "eva.age").read_bytes()
    answer = change(client, old or desk.made.words["eva"], new, again)
    assert answer.status_code in (400, 403) and says in answer.text
    assert (desk.home.identities / "eva.age").read_bytes() == before and client.get("/").status_code == 200


def test_a_passphrase_changed_on_the_command_line_ends_what_was_open(desk):
    from click.testing import CliRunner

    from archive.cli import main

    client = enter(desk)
    typed = f"{desk.made.words['eva']}\n{NEW}\n{NEW}\n"
    done = CliRunner().invoke(main, ["--home", str(desk.home.root), "user", "passphrase", "eva"], input=typed)
    assert done.exit_code == 0 and NEW not in done.output
    clock.ended(desk.state)
    assert client.get("/").status_code == 303 and log_in(desk, "eva", NEW).status_code == 303
