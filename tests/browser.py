"""Finds a real Chromium for the tests; with --install, gets Debian's where it may, with age and nginx."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SBIN = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))  # not on everybody's path
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def find() -> str | None:
    """Return the path of a Chrome or Chromium that is here, or None."""
    return os.environ.get("CHROMIUM") or next((path for name in _NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's packages where we are root and apt is there; elsewhere say what to do."""
    there = {"chromium": find(), "age": shutil.which("age"), "nginx": shutil.which("nginx", path=_SBIN)}
    wanted = [package for package, program in there.items() if not program]
    if not wanted:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(wanted)} (Debian) ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # start no service
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *wanted]):
            subprocess.run(["apt-get", *command], check=False, env=environment, **quiet)
    if not find():
        print("!!! NO CHROME OR CHROMIUM: the browser tests will be skipped. Install one, or set CHROMIUM.", flush=True)
    if not shutil.which("age"):
        print("!!! NO `age` PROGRAM: the test that opens a story with it will be skipped.", flush=True)
    if not shutil.which("nginx", path=_SBIN):
        print("!!! NO NGINX: docs/nginx will not be tried.", flush=True)


if __name__ == "__main__" and "--install" in sys.argv:
    install()
