"""Runs the two apps under gunicorn: the site in processes, the desk in one process with threads."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from archive import logs
from archive.config import Settings
from archive.errors import SettingsError
from archive.home import Home


class _Server(BaseApplication):
    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        logs.start()
        return self._make()


def site(home: Home, settings: Settings) -> None:
    """Serve the public site until stopped."""
    from archive.web.public.app import create_app  # each server loads its own app and nothing of the other

    def make() -> Flask:
        return create_app(home.public, settings.site, settings.name)

    _run(make, settings.site.host, settings.site.port, workers=settings.site.workers, threads=2)


def desk(home: Home, settings: Settings) -> None:
    """Serve the desk until stopped. One process: unlocked keys are in its memory only."""
    from archive.web.desk import clock
    from archive.web.desk.app import create_app

    def make() -> Flask:
        return clock.running(create_app(home, settings))

    _run(make, settings.desk.host, settings.desk.port, workers=1, threads=8)


def _run(make: Callable[[], Flask], host: str, port: int, workers: int, threads: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise SettingsError(
                f"Poort {port} is al in gebruik. Stop wat daar draait, of kies een andere poort in config.toml."
            ) from None
    shm = Path("/dev/shm")  # noqa: S108  # gunicorn's heartbeat files: empty, and never on a disk
    _Server(
        make,
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "accesslog": None,  # an access log holds addresses and search words
            "loglevel": "error",
            "timeout": 120,
            "worker_tmp_dir": str(shm if shm.is_dir() else tempfile.gettempdir()),
            "proc_name": "archive",
            "control_socket_disable": True,
        },
    ).run()
