"""Slow visitors by the dozen hold nobody up: with real sockets at real servers, far more of them than there are threads.

A server that they hold would answer others after the slow ones' time is up, or never: every answer here comes sooner.
"""

import select
import socket
import time
import urllib.request

import pytest

from archive.web.worker import LINGER_SECONDS, MOST_CONNECTIONS, REQUEST_SECONDS
from tests.conftest import ROOT

MANY = 100
SLOWER = REQUEST_SECONDS - 5  # who is still waiting then was held by the slow ones
FORM = (
    b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nnaam="
)
HALF = {
    "nothing": b"", "half a request": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", "half a body": FORM % (b"/inloggen", 500),
    "half an upload": FORM % (b"/inloggen", 5_000_000), "half an upload elsewhere": FORM % (b"/inleveren", 5_000_000),
    "half a body with a get": b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\nx",
}  # fmt: skip


def place(address):
    return "127.0.0.1", int(address.rpartition(":")[2])


def held(address, said, count=MANY, window=None):
    """Open connections that say half of something."""
    made = []
    for _ in range(count):
        one = socket.socket()
        if window:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        one.connect(place(address))
        one.sendall(said)
        made.append(one)
    return made


def others_are_answered(address, *paths):
    for path in paths:
        with urllib.request.urlopen(address + path, timeout=SLOWER) as answer:
            assert answer.status == 200 and answer.read()


@pytest.fixture(scope="module")
def desk_address(published):
    return published.start("desk")


@pytest.mark.parametrize("said", HALF.values(), ids=HALF)
def test_half_of_anything_holds_neither_the_site_nor_the_desk(site_address, desk_address, said):
    urllib.request.urlopen(f"{site_address}/zoeken?q=bel", timeout=60).close()  # its index is open from now on
    made = held(site_address, said) + held(desk_address, said)
    others_are_answered(site_address, "/", "/zoeken?q=bel", "/themas", "/films")
    others_are_answered(desk_address, *["/inloggen"] * 4)
    for one in made:
        one.close()


def test_readers_with_a_tiny_window_hold_no_film_and_no_page(site_address):
    film = max((ROOT / "content" / "media").iterdir(), key=lambda one: one.stat().st_size)
    ranged = f"GET /media/{film.name} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-\r\n\r\n".encode()
    made = held(site_address, ranged, window=2048)
    made += held(site_address, b"GET /zoeken HTTP/1.1\r\nHost: x\r\n\r\n" * 3, window=2048)
    others_are_answered(site_address, "/", f"/media/{film.name}", "/zoeken?q=bel")
    for one in made:
        one.close()


def test_who_waits_longest_makes_room_where_every_place_is_taken(site_address, published):
    made = held(site_address, HALF["half a request"], 2 * MOST_CONNECTIONS + 50)
    others_are_answered(site_address, "/", "/films")
    gone = [one for one in made if select.select([one], [], [], 0)[0]]
    assert gone and len(gone) < len(made)  # some made room, and by no means all
    for one in made:
        one.close()


def test_half_a_request_is_closed_when_its_time_is_up_however_it_drips(desk_address):
    (one,) = held(desk_address, HALF["half a request"], 1)
    one.settimeout(0.5)
    until = time.monotonic() + REQUEST_SECONDS + 20
    with pytest.raises((ConnectionError, EOFError)):
        while time.monotonic() < until:
            one.sendall(b"a")
            try:
                if one.recv(100) == b"":
                    raise EOFError
            except TimeoutError:
                continue
    one.close()


@pytest.mark.parametrize(
    ("said", "status"),
    [(b"POST /inloggen HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 411), (b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000, 431), (FORM % (b"/inloggen", 5_000_000), 413), (b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /inloggen HTTP/1.0\r\nHost: x\r\n\r\n", 200)],
)  # fmt: skip
def test_every_answer_arrives_whole_and_then_the_connection_closes(desk_address, said, status):
    (one,) = held(desk_address, said, 1)
    one.settimeout(LINGER_SECONDS + 20)
    got = b""
    while more := one.recv(1 << 16):
        got += more
    assert f"HTTP/1.1 {status} ".encode() in got or f"HTTP/1.0 {status} ".encode() in got
    assert status != 200 or (got.startswith(b"HTTP/1.1 303") and got.rstrip().endswith(b"</html>"))
    one.close()


def test_many_requests_on_one_connection_are_answered_in_their_order(site_address):
    paths = [b"/films", b"/woorden", b"/themas", b"/er-niet"] * 5
    (one,) = held(site_address, b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in paths), 1)
    one.settimeout(60)
    got = b""
    while got.count(b"</html>") < len(paths):
        got += one.recv(1 << 16)
    titles = [b"<title>Films", b"<title>Woorden", "<title>Thema’s".encode(), b"<title>Niet gevonden"] * 5
    at = -1
    for title in titles:
        at = got.index(title, at + 1)
    one.close()
