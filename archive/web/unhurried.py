"""A socket on which nobody can make the server wait: it sends what it can, and keeps the rest for later."""

from __future__ import annotations

import os
import re
import select
import socket
import time
from collections import deque
from typing import Any

MOST_HEADERS = 16_000  # bytes of a request before its body
SMALL = 64_000  # bytes of a body that is awaited before a thread begins; what is larger is an upload
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r$", re.I | re.M)
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:", re.I | re.M)
_ALLOWANCE, _RATE = 10.0, 50_000  # an upload gets ten seconds, and one more for every 50 kB
_PIECE, _PIECE_IN = 1 << 20, 1 << 16


class Refused(Exception):
    """A request that is answered with a bare status, before any app sees it."""


def missing(received: bytes | bytearray) -> bool:
    """Say whether a request has to be awaited further. Raises Refused for one that no browser sends.

    This says when a thread may begin, not what the request is: gunicorn's own parser reads it anew, strictly.
    """
    head, end, body = received.partition(b"\r\n\r\n")
    if len(head) > MOST_HEADERS:
        raise Refused("431 Request Header Fields Too Large")
    if not end:
        return True
    head += b"\r\n"
    if _CHUNKED.search(head):
        raise Refused("411 Length Required")
    length = max((int(found) for found in _LENGTH.findall(head)), default=0)
    return length <= SMALL and len(body) < length


def patience(received: bytes | bytearray) -> float:
    """Return for how many seconds a thread may be reading a request's body."""
    lengths = _LENGTH.findall(received.partition(b"\r\n\r\n")[0] + b"\r\n")
    return _ALLOWANCE + max((int(found) for found in lengths), default=0) / _RATE


class UnhurriedSocket(socket.socket):
    """Never blocks in sending; in receiving it blocks until `until` (monotonic seconds) at most."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        super().setblocking(False)
        self.received = bytearray()
        self.until = 0.0
        self.sent = 0
        self._queue: deque[memoryview | tuple[int, int, int]] = deque()  # bytes, or (file, offset, count)

    def setblocking(self, flag: bool) -> None:
        """Stay as it is: gunicorn turns blocking on and off around its own waiting."""

    def settimeout(self, value: float | None) -> None:
        """Stay as it is."""

    def take(self) -> bool:
        """Receive what is there, and say whether anybody is still there."""
        data = super().recv(_PIECE_IN)
        self.received += data
        return bool(data)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what was received, or what comes before `until`. Raises TimeoutError."""
        if not self.received:
            try:
                return super().recv(size, flags)
            except BlockingIOError:
                waiting = select.poll()
                waiting.register(self, select.POLLIN)
                if not waiting.poll(max(self.until - time.monotonic(), 0) * 1000):
                    raise TimeoutError from None
            return super().recv(size, flags)
        data = bytes(self.received[:size])
        del self.received[:size]
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send what can be sent now; `flush` sends the rest."""
        self._queue.append(memoryview(bytes(data)))
        self.flush()

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a stretch of a file in the same way. Its handle is kept, so the file itself may be closed."""
        length = os.fstat(file.fileno()).st_size - offset
        length = length if count is None else min(length, count)
        self._queue.append((os.dup(file.fileno()), offset, length))
        self.flush()
        return length

    def flush(self) -> bool:
        """Send what can be sent now, and say whether that was all. Raises OSError when nobody is there."""
        try:
            while self._queue:
                if isinstance(part := self._queue[0], tuple):
                    self._flush_file(*part)
                else:
                    sent = self.send(part)
                    self.sent += sent
                    self._queue[0] = part[sent:]
                    if sent == len(part):
                        self._queue.popleft()
        except BlockingIOError:
            return False
        return True

    def _flush_file(self, handle: int, offset: int, count: int) -> None:
        sent = os.sendfile(self.fileno(), handle, offset, min(count, _PIECE)) if count else 0
        self.sent += sent
        if sent and sent < count:
            self._queue[0] = (handle, offset + sent, count - sent)
        else:  # all of it, or a file that became shorter
            self._queue.popleft()
            os.close(handle)

    def close(self) -> None:
        """Close, and let go of what was not sent."""
        while self._queue:
            if isinstance(part := self._queue.popleft(), tuple):
                os.close(part[0])
        super().close()
