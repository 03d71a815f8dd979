"""The desk's clock: sessions end and refusals are written by it, not at somebody's next click.

After a session its words are taken out of memory as far as a program can: caches of words are emptied, what is in no
use is collected, and the C library gives free memory back. `archive desk` sees to it that what is freed is overwritten
(archive/cli/hardening.py).
"""

from __future__ import annotations

import ctypes
import functools
import gc
import re
import sys
import weakref
from threading import Event, Thread

from flask import Flask

from archive import logs
from archive.detection.forms import forms
from archive.dutch.lemmas import forget_lemmas
from archive.web.desk.state import OpenDesk

TICK = 1.0  # seconds


def running(app: Flask, tick: float = TICK) -> Flask:
    """Start the clock of an app and return the app. It stops with the app, or when its `stop` event is set."""
    stop = app.extensions["clock"] = Event()
    opened = weakref.ref(app.extensions["desk"])
    Thread(target=_run, args=(opened, stop, tick), daemon=True, name="clock").start()
    return app


def _run(opened: weakref.ref[OpenDesk], stop: Event, tick: float) -> None:
    again = 0
    while not stop.wait(tick):
        desk = opened()
        if desk is None:
            return
        try:
            if ended(desk):
                again = 3  # a request that was under way, logging out itself, may hold words for a moment longer
            if again:
                again -= 1
                forget()
        except Exception as error:  # the clock goes on, whatever one tick met
            logs.failure(error)
        del desk


def ended(desk: OpenDesk) -> bool:
    """Do what one tick of the clock does, and say whether a session ended since the last."""
    desk.sessions.sweep()
    desk.sessions.end_changed(desk.home.identities)
    desk.refusals.write(desk.ledger)
    if not desk.sessions.ended.is_set():
        return False
    desk.sessions.ended.clear()
    return True


def forget() -> None:
    """Empty every bounded cache (they hold words of texts; an unbounded one holds lists), and give memory back."""
    for cache in _bounded():
        cache.cache_clear()
    forms().clear()
    forget_lemmas()
    re.purge()  # patterns made of names
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _bounded() -> list[functools._lru_cache_wrapper[object]]:
    kind = functools._lru_cache_wrapper
    caches = {}
    for module in list(sys.modules.values()):  # others' too: urllib keeps addresses, and what was searched for in them
        for value in list(getattr(module, "__dict__", {}).values()):
            if isinstance(value, kind) and value.cache_parameters()["maxsize"] is not None:
                caches[id(value)] = value
    return list(caches.values())
