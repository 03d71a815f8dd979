"""`make pictures`: the README's pictures, taken from the running program with invented people."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import browser
from tests.conftest import ROOT, Site

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Build an archive, serve it, and take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "var")
        site.init("eva", "tom", projects=("voorbeeld",))
        for path in sorted((ROOT / "samples").glob("interview-*")):
            site.upload(path, "onderzoek,lessen", "--project", "voorbeeld")
        site.run("publish", check=True)
        try:
            take(site, site.start("serve"), site.start("desk"))
        finally:
            site.stop()


def take(site: Site, public: str, desk: str) -> None:
    """Take one picture of each page that the README shows."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=browser.find(), args=list(browser.FLAGS))
        page = opened.new_page(viewport={"width": 1200, "height": 800})
        for name, path in (
            ("site", "/"),
            ("zoeken", "/zoeken?q=wantrouwen"),
            ("les", "/lessen/evalueer-niet-te-vroeg"),
        ):
            page.goto(public + path)
            page.screenshot(path=PICTURES / f"{name}.png")
        log_in(page, desk, "eva", site.logins["eva"])
        page.screenshot(path=PICTURES / "teksten.png")
        page.click("tbody a >> nth=-1")
        page.click("text=Open de tekst")
        page.screenshot(path=PICTURES / "werkplek.png")
        opened.close()


def log_in(page: Page, desk: str, user: str, passphrase: str) -> None:
    """Log in as a person would."""
    page.goto(desk + "/inloggen")
    page.fill("#naam", user)
    page.fill("#wachtzin", passphrase)
    page.click("button")


if __name__ == "__main__":
    main()
