"""gunicorn's threads, lent to nobody who is slow.

gunicorn's own worker gives a thread to a connection as soon as one byte has come, and blocks in it until the headers
are whole, the body is read and the answer is sent: as many slow visitors as there are threads stop a server. Here one
loop awaits whole requests and sends what a socket does not take at once; a thread computes an answer and nothing else.
Only an upload (a body over 64 kB) is read in a thread, and apps refuse those of strangers without reading them.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from archive.web.unhurried import Refused, UnhurriedSocket, missing, patience

MOST_CONNECTIONS = 400  # of one process; whoever has been waiting longest makes room for who comes
REQUEST_SECONDS = 15.0  # for a whole request, and for the next one on the same connection
SENDING_SECONDS, SENDING_LEAST = 30.0, 64_000  # who takes less than this many bytes in so many seconds is dropped
LINGER_SECONDS = 2.0  # for the last bytes of who was refused, so that the answer is not lost with them


class UnhurriedWorker(ThreadWorker):
    """One process: a loop that waits, and threads that answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[TConn, float] = {}  # until when, the longest waiting first
        self._mark: dict[TConn, int] = {}  # how much had been sent when the sending was last looked at

    def accept(self, listener: socket.socket) -> None:
        """Take a connection and await its request."""
        try:
            accepted, address = listener.accept()
        except OSError:  # they left, another process was first, or there are no more handles
            return
        if self.nr_conns >= MOST_CONNECTIONS and self._waiting:
            self._drop(next(iter(self._waiting)))
        self.nr_conns += 1
        sock = UnhurriedSocket(accepted.family, accepted.type, accepted.proto, accepted.detach())
        conn = TConn(self.cfg, sock, address, listener.getsockname())
        conn.data_ready = True
        self._wait(conn, selectors.EVENT_READ, self._receive, REQUEST_SECONDS)

    def finish_request(self, conn: TConn, done: Any) -> None:
        """Send what is left of an answer, then await the next request or close. Runs in the loop."""
        try:
            conn.again = not done.cancelled() and bool(done.result()) and self.alive
        except Exception:
            conn.again = False
        self._mark[conn] = conn.sock.sent
        self._flush(conn)

    def _keepalive_after(self, conn: TConn, keepalive: bool) -> bool:
        """Say whether another request can follow: not after a body that nobody read and that is not there yet."""
        conn.sock.until = 0.0
        return super()._keepalive_after(conn, keepalive)

    def murder_pending(self) -> None:
        """Drop who took too long."""
        now = time.monotonic()
        for conn, until in list(self._waiting.items()):
            if conn in self._mark and until < now and conn.sock.sent - self._mark[conn] >= SENDING_LEAST:
                self._mark[conn], self._waiting[conn] = conn.sock.sent, now + SENDING_SECONDS
            elif until < now or (not self.alive and conn not in self._mark):
                self._drop(conn)

    def _receive(self, conn: TConn) -> None:
        """Take what came. A thread begins when the request is whole."""
        try:
            there = conn.sock.take()
        except BlockingIOError:
            return
        except OSError:
            there = False
        if there:
            self._begin(conn)
        else:
            self._drop(conn)

    def _begin(self, conn: TConn) -> None:
        """Lend a thread to a request that is whole."""
        try:
            if missing(conn.sock.received):
                return
        except Refused as refused:
            self._forget(conn)
            self._refuse(conn, str(refused))
            return
        self._forget(conn)
        conn.sock.until = time.monotonic() + patience(conn.sock.received)
        self.enqueue_req(conn)

    def _refuse(self, conn: TConn, status: str) -> None:
        conn.again, self._mark[conn] = False, conn.sock.sent
        with suppress(OSError):
            conn.sock.sendall(f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
        self._flush(conn)

    def _flush(self, conn: TConn) -> None:
        """Send what the socket takes; come back when it takes more."""
        try:
            done = conn.sock.flush()
        except OSError:
            self._drop(conn)
            return
        if done:
            self._forget(conn)
            self._mark.pop(conn, None)
            self._go_on(conn)
        elif conn not in self._waiting:
            self._wait(conn, selectors.EVENT_WRITE, self._flush, SENDING_SECONDS)

    def _go_on(self, conn: TConn) -> None:
        """Await the next request, or close: closing on unread bytes would undo the answer (RFC 9112, 9.6)."""
        if conn.again:
            conn.sock.received[:0] = conn.parser.unreader.take_buffered()  # what came behind the request
            self._wait(conn, selectors.EVENT_READ, self._receive, REQUEST_SECONDS)
            if conn.sock.received:
                self._begin(conn)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._wait(conn, selectors.EVENT_READ, self._discard, LINGER_SECONDS)

    def _discard(self, conn: TConn) -> None:
        conn.sock.received.clear()
        try:
            there = conn.sock.take()
        except OSError:
            there = False
        if not there:
            self._drop(conn)

    def _wait(self, conn: TConn, event: int, then: Callable[[TConn], None], seconds: float) -> None:
        self._waiting[conn] = time.monotonic() + seconds
        self.poller.register(conn.sock, event, partial(self._when, then, conn))

    def _when(self, then: Callable[[TConn], None], conn: TConn, _: Any) -> None:
        if conn in self._waiting:  # another event of the same moment may have dropped it
            then(conn)

    def _forget(self, conn: TConn) -> None:
        if self._waiting.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)

    def _drop(self, conn: TConn) -> None:
        self._forget(conn)
        self._mark.pop(conn, None)
        self.nr_conns -= 1
        conn.sock.close()
