"""When a request is whole, and a socket that makes nobody wait."""

import os
import socket
import threading
import time

import pytest

from archive.web.unhurried import MOST_HEADERS, SMALL, Refused, UnhurriedSocket, missing, patience

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def post(length, body=b""):
    return b"POST / HTTP/1.1\r\ncontent-LENGTH:  %d\r\nHost: x\r\n\r\n" % length + body


@pytest.mark.parametrize(
    ("received", "awaited"),
    [
        (b"", True), (b"G", True), (GET[:-1], True), (GET, False), (GET + GET, False), (post(3, b"ab"), True), (post(3, b"abc"), False),
        (post(0), False), (post(SMALL), True), (post(SMALL, b"x" * SMALL), False), (post(SMALL + 1), False),
        (b"GET / HTTP/1.1\r\nX-Content-Length: 9\r\n\r\n", False), (b"a" * MOST_HEADERS, True),
    ],
)  # fmt: skip
def test_a_thread_begins_when_a_request_is_whole_or_an_upload(received, awaited):
    assert missing(received) is missing(bytearray(received)) is awaited


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"a" * (MOST_HEADERS + 1), 431), (b"GET / HTTP/1.1\r\nX: " + b"a" * MOST_HEADERS + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411), (b"POST / HTTP/1.1\r\nA: b\r\ntransfer-encoding : x\r\n\r\n", 411),
    ],
)  # fmt: skip
def test_what_no_browser_sends_is_refused_before_a_thread_begins(received, status):
    with pytest.raises(Refused, match=str(status)):
        missing(received)


def test_an_upload_gets_time_by_its_size_and_a_page_ten_seconds():
    assert patience(GET) == 10 and patience(post(5_000_000)) == 110


@pytest.fixture
def pair():
    """A socket of ours, and the other end of it."""
    ours, theirs = socket.socketpair()
    ours = UnhurriedSocket(ours.family, ours.type, ours.proto, ours.detach())
    theirs.settimeout(10)
    yield ours, theirs
    ours.close()
    theirs.close()


def all_of(sock, most):
    got = b""
    while len(got) < most and (more := sock.recv(1 << 20)):
        got += more
    return got


def test_sending_never_waits_and_nothing_is_lost_or_moved(pair, tmp_path):
    ours, theirs = pair
    (tmp_path / "film").write_bytes(film := os.urandom(3_000_000))
    begin, end = os.urandom(1_000_000), b"slot"
    with (tmp_path / "film").open("rb") as file:
        ours.sendall(begin)  # would wait for ever in a socket that waits: nobody reads
        ours.sendfile(file, 1000, 2_000_000)
    ours.sendall(end)
    assert not ours.flush()
    whole, got = begin + film[1000:2_001_000] + end, b""
    while len(got) < len(whole):
        got += theirs.recv(1 << 20)
        ours.flush()
    assert got == whole and ours.flush() and ours.sent == len(whole)


def test_a_file_that_became_shorter_ends_and_its_handle_is_let_go_of(pair, tmp_path):
    ours, theirs = pair
    (tmp_path / "film").write_bytes(b"x" * 1000)
    before = len(os.listdir("/proc/self/fd"))
    with (tmp_path / "film").open("rb") as file:
        ours.sendfile(file, 0, 5000)
        ours.sendfile(file, 1000)
    assert ours.flush() and all_of(theirs, 1000) == b"x" * 1000
    ours.sendall(b"y" * 5_000_000)
    with (tmp_path / "film").open("rb") as file:
        ours.sendfile(file)
    ours.close()
    assert len(os.listdir("/proc/self/fd")) == before - 1


def test_receiving_waits_until_its_time_and_what_came_early_comes_first(pair):
    ours, theirs = pair
    theirs.sendall(b"abc")
    assert ours.take() and ours.received == b"abc" and ours.recv(2) == b"ab" and ours.recv(9) == b"c"
    ours.until = time.monotonic() + 0.01
    late = threading.Timer(0.5, theirs.sendall, [b"te laat"])
    late.start()
    with pytest.raises(TimeoutError):
        ours.recv(1)
    late.join()
    assert ours.take() and ours.recv(100) == b"te laat"
    ours.settimeout(None)
    ours.setblocking(True)
    with pytest.raises(BlockingIOError):
        ours.take()
    theirs.close()
    assert ours.recv(1) == b"" and not ours.take()
