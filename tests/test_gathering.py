"""Results from anywhere: addresses are fetched by https only, in bounded time and bytes, and judged as any file."""

from __future__ import annotations

import gzip
import http.server
import shutil
import ssl
import subprocess
import threading
import time
from pathlib import Path

import made
import pytest

from conformance.exits import UnreadableResults
from conformance.results import addresses
from conformance.results.lines import NAME


class Answers(http.server.BaseHTTPRequestHandler):
    """Serves what ``pages`` holds: bytes, an address to go to, or a function that does as it likes."""

    pages: dict

    def do_GET(self):
        page = self.pages.get(self.path)
        if callable(page):
            page(self)
            return
        if page is None:
            self.send_error(404)
        elif isinstance(page, str):
            self.send_response(302)
            self.send_header("Location", page)
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page)

    def log_message(self, *args):
        pass


def slowly(handler):
    """A header a byte at a time, without end."""
    for _ in range(200):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.1)


def without_end(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(bytes(1 << 16))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl here to make a certificate")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out own.pem -days 2 -subj /CN=localhost"
    words += " -addext subjectAltName=DNS:localhost"
    subprocess.run(words.split(), cwd=folder, check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture
def served(certificate, monkeypatch):
    """Pages behind https, and the address of their server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "own.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "own.pem", certificate / "key.pem")
    handler = type("Handler", (Answers,), {"pages": {}})
    server = http.server.ThreadingHTTPServer(("localhost", 0), handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield handler.pages, f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_one_command_makes_a_report_of_many_projects(served, certificate, command, tmp_path):
    pages, address = served
    mine = made.results(tmp_path / "mine" / NAME, implementation="mine").read_bytes()
    other = made.results(tmp_path / "other" / NAME, {"find.missing": "fail"}, implementation="other").read_bytes()
    pages.update({"/mine.jsonl": mine, "/packed": gzip.compress(other), "/moved": f"{address}/packed", "/odd": b"{"})
    (tmp_path / "list.txt").write_text(f"# projects\n{address}/moved  # one\n{address}/odd\nmine\n\n", "utf-8")
    said = command("report", f"{address}/mine.jsonl", f"{address}/none", "--list", "list.txt", "--output", "site",
                   SSL_CERT_FILE=str(certificate / "own.pem"))  # fmt: skip
    assert said.code == 1
    assert "other, CPython" in said.out
    assert f"left out: {address}/none: the server answers 404" in said.err
    assert f"left out: {address}/odd: " in said.err
    assert "the same as" in said.err
    assert "mine, CPython" in (tmp_path / "site" / "index.html").read_text("utf-8")
    said = command("history", f"{address}/packed", SSL_CERT_FILE=str(certificate / "own.pem"))
    assert said.code == 0
    assert "other on CPython" in said.out


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://localhost/x", "only addresses with https"),
        ("file:///etc/passwd", "only addresses with https"),
        ("ftp://localhost/x", "only addresses with https"),
        ("https://name:secret@localhost/x", "no name or password"),
        ("https:///x", "has a host"),
        ("https://localhost:port/x", "is no address"),
        ("https://[/x", "is no address"),
        ("https://localhost:1/x", "cannot be fetched"),
        ("https://local host/\x00\n", "cannot be fetched"),
    ],
)
def test_an_address_that_is_not_fetched_is_told(address, told, tmp_path):
    with pytest.raises(UnreadableResults, match=told):
        addresses.fetch(address, tmp_path, 0)
    assert "secret" not in addresses.shown(address)
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_not_told(command):
    said = command("report", "https://name:secret@localhost/x", "--output", "site")
    assert "secret" not in said.out + said.err
    assert said.code == 4


@pytest.mark.parametrize("where", ["http://localhost/x", "file:///etc/passwd", "https://a:b@localhost/"])
def test_a_redirect_leads_to_no_other_scheme(where, served, tmp_path):
    pages, address = served
    pages["/moved"] = where
    with pytest.raises(UnreadableResults, match=r"redirected|is not allowed"):
        addresses.fetch(f"{address}/moved", tmp_path, 0)


def test_redirects_have_an_end(served, tmp_path):
    pages, address = served
    pages["/round"] = f"{address}/round"
    with pytest.raises(UnreadableResults):
        addresses.fetch(f"{address}/round", tmp_path, 0)


def test_a_server_has_its_time(served, tmp_path):
    pages, address = served
    pages["/slow"] = slowly
    began = time.monotonic()
    with pytest.raises(UnreadableResults, match="did not come within 1 s"):
        addresses.fetch(f"{address}/slow", tmp_path, 0, 1.0)
    assert time.monotonic() - began < 5


def test_a_file_has_its_size(served, tmp_path, monkeypatch):
    pages, address = served
    pages["/long"] = without_end
    monkeypatch.setattr(addresses, "LONGEST", 1 << 20)
    with pytest.raises(UnreadableResults, match="has more than 1 MiB"):
        addresses.fetch(f"{address}/long", tmp_path, 0)


def test_a_server_that_nobody_vouches_for_is_not_asked(served, tmp_path, monkeypatch):
    _, address = served
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(UnreadableResults, match="cannot be fetched"):
        addresses.fetch(f"{address}/x", tmp_path, 0)


@pytest.mark.parametrize(
    ("text", "told"), [(b"\xff", "is not UTF-8"), (None, "cannot be read"), (b"# none\n", "no results are named")]
)
def test_a_list_that_is_none_is_told(text, told, command, tmp_path):
    if text is not None:
        Path(tmp_path / "list").write_bytes(text)
    said = command("report", "--list", "list", "--output", "site")
    assert (said.code, told in said.err) == (2, True)


def test_a_list_has_a_longest(command, tmp_path):
    (tmp_path / "list").write_text("x\n" * 1001, "utf-8")
    said = command("report", "--list", "list", "--output", "site")
    assert (said.code, "1000 are the most" in said.err) == (2, True)
