"""Makes the site that is published, offline: the documentation, below it the matrix and the history, linked both ways.

``python docs/publish.py FOLDER``. A warning of Sphinx is an error, and so is a link within the site that leads nowhere.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from conformance.results.owned import replaced

HERE = Path(__file__).parent
TOP = HERE.parent
SECONDS = 300
RESULTS = "reports/results"


class Page(HTMLParser):
    """What a page leads to, and the places in it that can be led to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        self.places |= {value for name in ("id", "name") if (value := given.get(name))}


def build(folder: Path) -> None:
    """Write all of it into a new folder."""
    ours = [sys.executable, "-m", "conformance"]
    home = ["--home", "../index.html"]
    with tempfile.TemporaryDirectory() as trees:
        sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E", "-d", trees, "-b", "html"]
        matrix = ["report", RESULTS, "--mutants", "reports/mutants.json", "--output", str(folder / "matrix")]
        history = ["history", RESULTS, "--output", str(folder / "history")]
        commands = ([*sphinx, str(HERE), str(folder)], [*ours, *matrix, *home], [*ours, *history, *home])
        with ThreadPoolExecutor(2) as pool:  # of two processors, which is what a runner has
            list(pool.map(_run, commands))


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, cwd=TOP, timeout=SECONDS, stdout=subprocess.DEVNULL)


def astray(folder: Path) -> Iterator[str]:
    """Every link of a page to another of the site, or to a place in one, that is not there."""
    pages = {path.resolve(): Page(path) for path in folder.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = path.parent.joinpath(unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            # The state of the matrix's filters stands behind the # too, as in #stem=search.
            place = "" if "=" in parts.fragment else unquote(parts.fragment)
            known = target not in pages or place in pages[target].places
            if not target.exists() or (place and not known):
                yield f"{path.relative_to(folder.resolve())}: {link}"


def main(folder: Path) -> int:
    began = time.monotonic()
    with replaced(folder) as fresh:
        try:
            build(fresh)
        except subprocess.CalledProcessError as error:
            print(f"exit code {error.returncode}: {' '.join(error.cmd)}", file=sys.stderr)
            return 1
        lost = sorted(set(astray(fresh)))
        pages = sum(1 for _ in fresh.rglob("*.html"))
    for one in lost[:100]:
        print(f"leads nowhere: {one}", file=sys.stderr)
    print(f"{folder}/index.html: {pages} pages in {time.monotonic() - began:.0f} s, {len(lost)} links lead nowhere")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
