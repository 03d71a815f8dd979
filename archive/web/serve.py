"""Runs the two apps under gunicorn: the site in processes, the desk in one process with threads."""

from __future__ import annotations

import errno
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
from archive.web.unhurried import MOST_HEADERS

_WHY = {
    errno.EADDRINUSE: "Poort {port} is al in gebruik. Stop wat daar draait, of kies een andere poort in config.toml.",
    errno.EADDRNOTAVAIL: "Het adres bij `host` is niet van deze machine. Kies bij [{section}] in config.toml"
    ' "127.0.0.1" voor alleen deze machine, of een adres dat deze machine zelf heeft.',
    errno.EACCES: "Poort {port} mag alleen de beheerder van deze machine openen. Kies in config.toml een poort boven"
    " 1023, en zet daar een webserver voor.",
}
_NO_ADDRESS = 'Bij `host` van [{section}] in config.toml staat geen adres dat we kennen. Kies bijvoorbeeld "127.0.0.1".'


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
        return create_app(home.public, settings.site, settings.name, settings.publish.publisher)

    _run(make, "site", settings.site.host, settings.site.port, workers=settings.site.workers, threads=8)


def desk(home: Home, settings: Settings) -> None:
    """Serve the desk until stopped. One process: unlocked keys are in its memory only."""
    from archive.web.desk import clock
    from archive.web.desk.app import create_app

    def make() -> Flask:
        return clock.running(create_app(home, settings))

    # Threads wait for one another here: logins queue up for their locks, and colleagues hand in over slow lines.
    _run(make, "desk", settings.desk.host, settings.desk.port, workers=1, threads=32)


def check_free(section: str, host: str, port: int) -> None:
    """Try whether a server can listen there. Raises SettingsError with what stands in the way."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        why = (
            _NO_ADDRESS
            if isinstance(error, (socket.gaierror, UnicodeError))
            else _WHY.get(error.errno or 0, _NO_ADDRESS)
        )
        raise SettingsError(why.format(section=section, port=port)) from None


def _run(make: Callable[[], Flask], section: str, host: str, port: int, workers: int, threads: int) -> None:
    check_free(section, host, port)
    shm = Path("/dev/shm")  # noqa: S108  # gunicorn's heartbeat files: empty, and never on a disk
    _Server(
        make,
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "archive.web.worker.UnhurriedWorker",
            "limit_request_line": 4094,
            "limit_request_field_size": MOST_HEADERS // 2,
            "accesslog": None,  # an access log holds addresses and search words
            "loglevel": "critical",  # its error log quotes what strangers send
            "timeout": 120,
            "graceful_timeout": 5,
            "forwarded_allow_ips": "",  # archive/web/front.py decides whom to believe
            "worker_tmp_dir": str(shm if shm.is_dir() else tempfile.gettempdir()),
            "proc_name": "archive",
            "control_socket_disable": True,
        },
    ).run()
