"""After logging out, the desk's memory holds next to nothing of a story: measured in a dump of the running process."""

import time
from pathlib import Path

import pytest

from tests.journey.test_no_plaintext import Visitor
from tests.memory import dump, found, planted, times

WORDS = planted(200, 1)
STORY = "Interviewer: Hoe gaat het?\n" + "".join(
    f"Bewoner: Ik heet {a.capitalize()} en woonde bij {b} op de {c}straat, daar zei {d} hallo in de buurt.\n"
    for a, b, c, d in zip(*(iter(WORDS),) * 4, strict=True)
)
MOST_LEFT = 2  # of 200 words; 0 was measured


def family(pid):
    """A process and those it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


@pytest.mark.timeout(600)
def test_after_logging_out_memory_holds_next_to_nothing_of_a_story(archive):
    address = archive.start("desk")
    (server,) = archive._servers

    def memory():
        try:
            return b"".join(dump(pid) for pid in family(server.pid))
        except OSError:
            pytest.skip("THIS MACHINE LETS NOBODY READ /proc/PID/mem: what is left in memory was not measured")

    lock = archive.home / "desk" / "identities" / "eva.age"
    from archive.vault import passphrases

    secret = str(passphrases.unwrap(lock.read_bytes(), archive.logins["eva"]))
    assert found(memory(), WORDS) == {}
    eva = Visitor(address, "eva", archive.logins["eva"])
    id = eva.upload("x.txt", STORY.encode()).rsplit("/", 1)[1]
    eva.post(f"/teksten/{id}/openen", reden="beoordelen")
    for _ in range(3):
        assert WORDS[0].lower() in eva.get(f"/teksten/{id}").lower()
    eva.post(f"/teksten/{id}/toevoegen", woorden=WORDS[5], soort="ORGANISATION")
    eva.get(f"/zoeken?q={WORDS[3]}")
    opened = found(memory(), WORDS)
    eva.post("/uitloggen")
    until = time.monotonic() + 60
    while len(left := found(said := memory(), WORDS)) > MOST_LEFT and time.monotonic() < until:
        time.sleep(2)
    print(f"open: {len(opened)} words, {sum(opened.values())} times; after: {len(left)}, {sum(left.values())} times")
    assert len(opened) == 200, "a measurement that sees a story which is open"
    assert len(left) <= MOST_LEFT
    assert times(said, secret) == times(said, archive.logins["eva"]) == 0


def test_the_desk_starts_itself_again_so_that_freed_memory_is_overwritten(archive):
    archive.start("desk")
    environment = Path(f"/proc/{archive._servers[0].pid}/environ").read_bytes()
    # glibc puts an end to each tunable as it reads it, in place
    for setting in (b"PYTHONMALLOC=malloc", b"GLIBC_TUNABLES=glibc.malloc.perturb=", b"glibc.malloc.tcache_count=0"):
        assert setting in environment
