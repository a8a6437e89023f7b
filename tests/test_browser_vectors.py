"""The vectors in a real browser: Pyodide from its npm package, served locally, and the page of the recipe."""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import threading
from pathlib import Path

import pytest
from conftest import said
from test_browser import chromium  # noqa: F401

from conformance import results
from conformance.harness.launch.interpreters import runtimes

pytestmark = pytest.mark.browser
PAGE = Path(__file__).parent.parent / "recipes" / "browser"


@pytest.fixture
def served(tmp_path):
    """The folder of the recipe with the runtime and the vectors in it, behind a server."""
    package = runtimes() / "pyodide" / "node_modules" / "pyodide"
    if not package.is_dir() or shutil.which("node") is None:
        pytest.skip("there is no Pyodide here: mmap-conformance fetch pyodide")
    folder = tmp_path / "site"
    shutil.copytree(PAGE, folder)
    shutil.copytree(package, folder / "pyodide")
    words = [sys.executable, "-m", "conformance", "vectors", "--impl", "pyodide", "-k", "tell"]
    words += ["--output", folder / "mmap_vectors.py"]
    done = said([str(word) for word in words], tmp_path, seconds=300)
    assert done.code == 0, done
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}/index.html"
    server.shutdown()
    server.server_close()


def ended(page):
    for _ in range(600):
        code = page.evaluate("document.body.dataset.code")
        if code:
            return code
        page.wait_for_timeout(200)
    raise AssertionError("the play did not end")


def test_a_browser_plays_the_vectors_and_gives_the_results(chromium, served, tmp_path):  # noqa: F811
    _, address = served
    page = chromium.new_page()
    page.goto(address)
    assert ended(page) == "0", page.inner_text("body")
    assert " same, 0 other, " in page.inner_text("#status")
    assert "same   tell.position" in page.inner_text("#lines")
    with page.expect_download() as download:
        page.click("#results")
    download.value.save_as(tmp_path / "browser.jsonl")
    page.close()
    found = results.read(tmp_path / "browser.jsonl")
    assert found.verdicts["tell.position"] == "pass"
    assert found.facts["platform"] == "emscripten"


def test_what_is_missing_is_said_on_the_page(chromium, served):  # noqa: F811
    folder, address = served
    (folder / "mmap_vectors.py").unlink()
    page = chromium.new_page()
    page.goto(address)
    assert ended(page) == "broken"
    assert "mmap_vectors.py: 404" in page.inner_text("#status")
    page.close()
