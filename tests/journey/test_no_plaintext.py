"""Every file that any of our processes wrote, read raw while they run and after they are killed, holds no planted word."""

import os
import re
import resource
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from tests.conftest import ROOT

WORDS = ("kliederhoekgeheim", "Wendelmoed", "Krijgsveld", "Zilverschoonlaan", "opgebiechtezaak")
STORY = (
    "Interviewer: Hoe heet u?\nBewoner: Wendelmoed Krijgsveld, van de Zilverschoonlaan 14.\n"
    + "Interviewer: En toen?\nBewoner: Dat is een kliederhoekgeheim, een opgebiechtezaak. Wij helpen elkaar in de buurt.\n"
    * 3
)


def holding(*folders):
    """Every file under the folders that holds a planted word in any of four encodings: the name, never the content."""
    needles = [
        form
        for word in WORDS
        for form in (word.encode(), word.encode("utf-16-le"), word.lower().encode(), word.upper().encode())
    ]
    found = []
    for path in (path for folder in folders for path in folder.rglob("*")):
        try:
            data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except FileNotFoundError:  # a journal that came and went
            continue
        found += [str(path) for needle in needles if needle in data or any(needle in path.name.encode() for _ in (0,))]
    return found


class Visitor:
    """A person at the desk, over real HTTP."""

    def __init__(self, address, user, passphrase):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("/inloggen", naam=user, wachtzin=passphrase)

    def get(self, path):
        return self.opener.open(self.address + path, timeout=60).read().decode()

    def post(self, path, **fields):
        if path != "/inloggen":
            if path.endswith("/klaar"):
                page = self.get(path.removesuffix("/klaar")).split('id="gemist"')[-1]
                fields["stand"] = re.search(r'name="stand" value="(\d+)"', page)[1]
            fields["form_token"] = re.search(r'name="form_token" value="([^"]+)"', self.get("/"))[1]
        return self.opener.open(self.address + path, urllib.parse.urlencode(fields).encode(), timeout=60).geturl()

    def upload(self, name, data):
        token = re.search(r'name="form_token" value="([^"]+)"', self.get("/inleveren"))[1]
        fields = {"form_token": token, "toestemming": "onderzoek", "deelnemer": "P07", "project": "wijk"}
        parts = [f'--grens\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        parts.append(f'--grens\r\nContent-Disposition: form-data; name="bestanden"; filename="{name}"\r\n\r\n')
        body = "".join(parts).encode() + data + b"\r\n--grens--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=grens"}
        return self.opener.open(
            urllib.request.Request(self.address + "/inleveren", body, headers), timeout=120
        ).geturl()


def test_no_process_writes_a_word_that_was_said(archive, tmp_path, monkeypatch):
    own = tmp_path / "own"
    (own / "cwd").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(own))
    monkeypatch.setenv("XDG_CACHE_HOME", str(own / "cache"))
    watched = (archive.home, archive.temporary, own)

    # At the desk, over HTTP, with a large file too: read raw after every step, while the server runs.
    address = archive.start("desk")
    (server,) = archive._servers
    limits = Path(f"/proc/{server.pid}/limits").read_text()
    assert re.search(r"Max core file size\s+0\s+0", limits)
    eva = Visitor(address, "eva", archive.logins["eva"])
    id = eva.upload("Wendelmoed Krijgsveld.txt", STORY.encode()).rsplit("/", 1)[1]
    large = (STORY + "Bewoner: Wij helpen elkaar in de buurt en drinken koffie.\n" * 12_000).encode()
    assert holding(*watched) == []
    eva.post(f"/teksten/{id}/openen", reden="beoordelen")
    assert "Krijgsveld" in eva.get(f"/teksten/{id}")
    eva.post(f"/teksten/{id}/toevoegen", woorden="kliederhoekgeheim", soort="ORGANISATION")
    eva.post(f"/teksten/{id}/toevoegen", woorden="opgebiechtezaak", soort="withhold")
    assert holding(*watched) == []
    eva.post(f"/teksten/{id}/klaar")
    tom = Visitor(address, "tom", archive.logins["tom"])
    tom.post(f"/teksten/{id}/openen", reden="tweede lezing")
    seen = re.search(r'name="gelezen" value="([^"]+)"', tom.get(f"/teksten/{id}"))[1]
    tom.post(f"/teksten/{id}/vrijgeven", gelezen=seen)
    assert tom.get("/zoeken?q=buurt").count("<mark>") and holding(*watched) == []

    # Killed in the middle of taking in a large file, journals and all.
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.journey.test_no_plaintext import Visitor; v = Visitor({address!r}, 'eva', {archive.logins['eva']!r}); print('in', flush=True); v.upload('x.txt', sys.stdin.buffer.read())"
    client = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=own / "cwd",
    )
    client.stdout.readline()
    client.stdin.write(large)
    client.stdin.close()
    for _ in range(12):
        time.sleep(0.05)
        assert holding(archive.home / "desk", archive.temporary) == []
    server.kill()
    server.wait()
    client.kill()
    client.wait()
    client.stdout.close()
    assert holding(*watched) == []
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] >= 0 and list(archive.temporary.iterdir()) == []
    archive._servers.clear()

    # And through every command that touches a story, run from a folder of its own.
    command = [sys.executable, "-m", "archive.cli", "--home", str(archive.home)]
    key = ["--key", str(archive.steward)]
    for arguments in (
        ["doctor"],
        ["vault", "verify", *key],
        ["backup", str(own / "b.age")],
        ["leakscan", *key],
        ["withdraw", "P07", "--yes"],
    ):
        environment = archive.environment | {"PYTHONPATH": str(ROOT)}
        subprocess.run(
            [*command, *arguments],
            cwd=own / "cwd",
            env=environment,
            capture_output=True,
            check=arguments[0] != "doctor",
        )
        assert holding(*watched) == [], arguments


def test_a_process_of_ours_leaves_no_memory_behind():
    code = "from archive.cli.hardening import harden, dumpable; harden(); import resource, sys; sys.exit(dumpable() or resource.getrlimit(resource.RLIMIT_CORE) != (0, 0))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ)).returncode == 0
