"""Debian's nginx in front, with the very files of docs/nginx: pages, a part of a film, and a login at the desk, over TLS."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import ROOT, Site, _ports

DOCS = ROOT / "docs" / "nginx"
SAMPLE = ROOT / "samples" / "interview-1.txt"
HTTP = """
pid {here}/pid; error_log {here}/error.log warn; daemon off; worker_processes 1;
events {{}}
http {{
  client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
  include {here}/conf.d/*.conf;
}}
"""
WEBSITE = "server {{ listen {port} ssl; server_name www.example; ssl_certificate /x.pem; ssl_certificate_key /x.key; include {prefix}; }}"


class Front:
    """Both servers behind nginx, and somebody who asks through it."""

    def __init__(self, site, here, port):
        self.site, self.here, self.port, self.cookie = site, here, port, ""

    def ask(self, host, path, method="GET", form=None, **headers):
        context = ssl.create_default_context(cafile=str(self.here / "all.pem"))
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection = http.client.HTTPConnection(host)
        connection.sock = context.wrap_socket(raw, server_hostname=host)
        body = urlencode(form) if isinstance(form, dict) else form
        given = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(form, dict) else {}
        given |= {"Host": f"{host}:{self.port}", "Cookie": self.cookie}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer


def certificate(path, *names):
    """Write a key and a certificate for some names, by their own authority."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    written = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    path.with_suffix(".key").write_bytes(written)


@pytest.fixture(scope="module", params=["own names", "under a prefix"])
def front(request, published):
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not nginx:
        pytest.skip("NO NGINX HERE: what docs/nginx says was not tried")
    here = Path(tempfile.mkdtemp())
    here.chmod(0o755)  # nginx reads films as a user of its own
    site = Site(shutil.copytree(published.home, here / "var", symlinks=True), published.logins)
    port, whole = next(_ports), request.param == "own names"
    hosts = ("archief.example", "werkplek.example") if whole else ("www.example", "www.example")
    paths = ("", "") if whole else ("/archief", "/werkplek")
    for section, host, path in zip(("site", "desk"), hosts, paths, strict=True):
        site.set(section, address=f"https://{host}:{port}{path}", https=True)
    site.set("desk", proxies=["127.0.0.1"])
    ports = [site.start(command).rpartition(":")[2] for command in ("serve", "desk")]
    certificate(here / "all.pem", "archief.example", "werkplek.example", "www.example")
    (here / "conf.d").mkdir()

    def put(name, text):
        text = re.sub(r"/\S+\.(pem|key);", rf"{here}/all.\1;", text.replace("listen 443", f"listen {port}"))
        text = text.replace("127.0.0.1:8600", f"127.0.0.1:{ports[0]}").replace(
            "127.0.0.1:8601", f"127.0.0.1:{ports[1]}"
        )
        text = text.replace("/etc/nginx/binnenskamers", str(here)).replace("/var/lib/binnenskamers", str(site.home))
        (here / name).write_text(text)

    put("nginx.conf", HTTP.format(here=here))
    for name in ("proxy.conf", "prefix.conf"):
        put(name, (DOCS / name).read_text())
    if whole:
        for name in ("site.conf", "desk.conf"):
            put(f"conf.d/{name}", (DOCS / name).read_text())
    else:
        put("conf.d/website.conf", WEBSITE.format(port=port, prefix=here / "prefix.conf"))
    server = subprocess.Popen([nginx, "-c", str(here / "nginx.conf"), "-p", str(here)], stderr=subprocess.DEVNULL)
    for _ in range(100):
        assert server.poll() is None, (here / "error.log").read_text()
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
    made = Front(site, here, port)
    made.hosts, made.paths = hosts, paths
    yield made
    server.terminate()
    server.wait(15)
    site.stop()
    shutil.rmtree(here)


def test_pages_and_feeds_come_through_with_their_public_address_whatever_a_visitor_forwards(front):
    host, path = front.hosts[0], front.paths[0]
    evil = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "gopher", "X_Forwarded_For": "1.2.3.4"}
    for page in ("/", "/zoeken?q=bellen", "/feed.atom", "/robots.txt", "/static/site.css"):
        answer = front.ask(host, path + page, **evil)
        assert answer.status == 200 and b"evil" not in answer.body and answer.headers["Strict-Transport-Security"]
    assert f"https://{host}:{front.port}{path}/feed.atom".encode() in front.ask(host, f"{path}/feed.atom").body
    assert f'href="{path}/themas"'.encode() in front.ask(host, f"{path}/").body
    assert front.ask(host, f"{path}/", "POST", {"x": "y" * 2000}).status == 413


def test_a_part_of_a_film_comes_through_and_nothing_beside_the_films(front):
    media = front.site.home / "public" / "current" / "media"
    film = max(media.iterdir(), key=lambda one: one.stat().st_size)
    address = f"{front.paths[0]}/media/{film.name}"
    answer = front.ask(front.hosts[0], address, Range="bytes=1000-1999")
    assert (answer.status, answer.body) == (206, film.read_bytes()[1000:2000])
    assert (
        answer.headers["X-Content-Type-Options"] == "nosniff" and "'none'" in answer.headers["Content-Security-Policy"]
    )
    assert answer.headers["Content-Type"] == "video/webm"
    assert front.ask(front.hosts[0], address).body == film.read_bytes()
    (media / "uit.webm").symlink_to(front.site.home / "config.toml")
    for name in ("../manifest.json", "..%2fmanifest.json", "", "uit.webm" if not front.paths[0] else ".."):
        assert front.ask(front.hosts[0], f"{front.paths[0]}/media/{name}").status in (400, 403, 404)
    (media / "uit.webm").unlink()


def test_somebody_logs_in_at_the_desk_and_hands_in_and_no_file_of_nginx_holds_a_word_of_it(front):
    host, path = front.hosts[1], front.paths[1]
    origin = f"https://{host}:{front.port}"
    form = {"naam": "eva", "wachtzin": front.site.logins["eva"]}
    assert front.ask(host, f"{path}/inloggen").status == 200
    assert front.ask(host, f"{path}/inloggen", "POST", form, Origin="https://evil.example").status == 403
    answer = front.ask(host, f"{path}/inloggen", "POST", form, Origin=origin)
    assert (answer.status, answer.headers["Location"]) == (303, f"{path}/")
    front.cookie = answer.headers["Set-Cookie"].split(";")[0]
    assert front.cookie.startswith("__Secure-desk-" if path else "__Host-desk-")
    page = front.ask(host, f"{path}/inleveren").body.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    parts = {"form_token": token, "toestemming": "onderzoek", "project": "wijk", "deelnemer": "P07"}
    body = "".join(f'--grens\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
    story = SAMPLE.read_text() + "\nNoor: En toen nog dit.\n" * 5000  # larger than nginx keeps in memory
    body += (
        f'--grens\r\nContent-Disposition: form-data; name="bestanden"; filename="a.txt"\r\n\r\n{story}\r\n--grens--\r\n'
    )
    kind = "multipart/form-data; boundary=grens"
    answer = front.ask(host, f"{path}/inleveren", "POST", body.encode(), Origin=origin, Content_Type=kind)
    assert answer.status == 303, answer.body.decode()[-2000:]
    assert [one for one in front.here.glob("*/**/*") if one.is_file() and "var" not in one.parts[3:4] and b"Achterberg" in one.read_bytes()] == []  # fmt: skip
    assert "buffered to a temporary file" not in (front.here / "error.log").read_text()
    front.cookie = ""


def test_half_sent_requests_at_nginx_leave_others_their_pages(front):
    held = [socket.create_connection(("127.0.0.1", front.port)) for _ in range(16)]
    for one in held:
        one.send(b"\x16\x03\x01")
    assert front.ask(front.hosts[0], f"{front.paths[0]}/").status == 200
    for one in held:
        one.close()
