"""The tutorial is played from its first line to its last: every output that it shows is what the commands print.

``python tests/test_tutorial.py`` writes what they print into the page.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent / "docs" / "tutorial" / "index.md"
TOY = PAGE.with_name("toymap.py")
BLOCK = re.compile(r"^```(console|diff|toml)\n(.*?)^```$", re.M | re.S)
SECONDS = 300
VARIES = (
    (r"\b\d+\.\d+ s\b", "N s"),
    (r"cpython [\d.\w+]+", "cpython X"),
    (r"edition 3\.\d+", "edition X"),
    (r"docs\.python\.org/[\d.]+/", "docs.python.org/X/"),
    (r"pages of \d+, granularity \d+", "pages of N"),
)
"""What differs from machine to machine and from run to run."""


def played(text: str, folder: Path) -> str:
    """The page with what its commands print, each in the place of what it shows of that."""
    shutil.copy(TOY, folder)
    return BLOCK.sub(lambda found: f"```{found[1]}\n{_played(found[1], found[2], folder)}```", text)


def _played(kind: str, text: str, folder: Path) -> str:
    if kind == "console":
        return "".join(_run(line.removeprefix("$ "), folder) for line in text.splitlines() if line.startswith("$ "))
    if kind == "toml":
        (folder / text.splitlines()[0].removeprefix("# ")).write_text(text, "utf-8")
    else:
        toy = folder / TOY.name
        lines = [(line[:1], line[1:]) for line in text.splitlines()]
        old, new = ("\n".join(line for sign, line in lines if sign != without) for without in "+-")
        before = toy.read_text("utf-8")
        assert before.count(old) == 1, old
        toy.write_text(before.replace(old, new), "utf-8")
    return text


def _run(line: str, folder: Path) -> str:
    _, *words = shlex.split(line)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "FORCE"))}
    done = subprocess.run(
        [sys.executable, "-m", "conformance", *words], cwd=folder, capture_output=True, timeout=SECONDS, check=False,
        encoding="utf-8", stdin=subprocess.DEVNULL,
        env={**kept, "NO_COLOR": "1", "COLUMNS": "100", "MMAP_CONFORMANCE_RECORDINGS": str(folder / ".recordings")},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    said = "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())
    return f"$ {line}\n{said}\n"


def neutral(text: str) -> str:
    for pattern, word in VARIES:
        text = re.sub(pattern, word, text)
    return text


@pytest.mark.skipif(sys.platform != "linux", reason="what the toy does with memory ends otherwise elsewhere")
def test_the_tutorial_is_true(tmp_path):
    text = PAGE.read_text("utf-8")
    assert neutral(played(text, tmp_path)) == neutral(text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        PAGE.write_text(played(PAGE.read_text("utf-8"), Path(place)), "utf-8")
