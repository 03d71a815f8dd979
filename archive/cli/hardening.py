"""What a process does before it handles a story, so that memory does not end up on a disk."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

_PR_SET_DUMPABLE, _PR_GET_DUMPABLE = 4, 3


def harden() -> None:
    """Close new files to others, and see to it that a crash writes no memory: no core file, no tracing by others.

    Locking pages in memory is not possible here: Python copies bytes as it likes, and a key would be in the copies too.
    That is why `archive doctor` looks for swap.
    """
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if libc := _libc():
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def dumpable() -> bool:
    """Say whether this process may leave a core file or be traced."""
    libc = _libc()
    return libc is None or libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) != 0


def _libc() -> ctypes.CDLL | None:
    """Return the C library where it has prctl (Linux)."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return libc if hasattr(libc, "prctl") else None
    except OSError:
        return None


def overwrite_freed() -> None:
    """Start this program again, once, so that the C library overwrites memory as it is freed.

    Python's own allocator keeps freed text as it was, and so do glibc's small caches of a thread: both are set aside.
    A process that runs like this already, or a C library that knows none of it, goes on as it is.
    """
    if any(os.environ.get(name) != value for name, value in OVERWRITTEN.items()):
        os.execve(sys.executable, sys.orig_argv, os.environ | OVERWRITTEN)


OVERWRITTEN = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
