"""What the tests share: the command as a user starts it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.harness.driving.subject import Subject
from conformance.harness.launch.implementation import Implementation
from conformance.harness.launch.launch import Launch
from conformance.harness.recording.cabinet import VARIABLE

os.environ[VARIABLE] = ""  # no test depends on what another, or the user, has recorded
if os.name == "posix":  # what runs in the background of a shell ignores Ctrl-C, and so would the commands of the tests
    signal.signal(signal.SIGINT, signal.default_int_handler)
THOROUGH = bool(os.environ.get("MMAP_CONFORMANCE_THOROUGH"))
"""Whether every case of every test is tried: `tox -e thorough`."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep one in so many cases of a test that is marked ``sampled``, unless tests are asked for by name."""
    if THOROUGH or config.option.keyword or any("::" in name for name in config.args):
        return
    seen: Counter[str] = Counter()
    left, kept = [], []
    for item in items:
        mark = item.get_closest_marker("sampled")
        name = item.nodeid.partition("[")[0]
        (left if mark and seen[name] % mark.args[0] else kept).append(item)
        seen[name] += 1
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Said]:
    """Run ``mmap-conformance`` in an empty folder, with an environment that the machine has no say in.

    ``only`` names the one property that is run of the requirements that are selected.
    """

    def run(*args: object, seconds: float = 120, only: str = "", **environment: str) -> Said:
        start = [str(Path(__file__).with_name("only.py")), only] if only else ["-m", "conformance"]
        return said([sys.executable, *start, *map(str, args)], tmp_path, seconds, **environment)

    return run


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[..., None]:
    """Compile a module of these tests in C, for this interpreter, into ``tmp_path``."""

    def compile(name: str, *options: str) -> None:
        compiler, include = shutil.which("gcc"), sysconfig.get_path("include")
        if compiler is None or not Path(include, "Python.h").exists():
            pytest.skip("there is no gcc with Python.h here: apt-get install gcc python3-dev")
        shutil.copy(Path(__file__).with_name(f"{name}.c"), tmp_path)  # gcov looks for it there
        output = f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}"
        words = [compiler, *options, "-shared", "-fPIC", f"-I{include}", f"{name}.c", "-o", output]
        subprocess.run(words, cwd=tmp_path, check=True, timeout=120)

    return compile


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Said]:
    """Run pytest as a user of the suite does, in an empty folder."""

    def run(*args: object, **environment: str) -> Said:
        return said([sys.executable, "-m", "pytest", *map(str, args)], tmp_path, **environment)

    return run


def said(arguments: list[str], folder: Path, seconds: float = 120, **environment: str) -> Said:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NO_COLOR", "FORCE"))}
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**kept, "COLUMNS": "120", **environment},
        capture_output=True,
        timeout=seconds,
        check=False,
        encoding="utf-8",
        errors="replace",  # pytest writes in the code page of a console
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Subject]]:
    """Start a subject: the standard library's mmap, or a module with this source."""
    running = []

    def start(source: str = "", **options: Any) -> Subject:
        statement = "import mmap"
        if source:
            (tmp_path / "made_up.py").write_text(source, "utf-8")
            statement = "import made_up as mmap"
        about = Implementation(name="made-up", title="made up", statement=statement)
        subject = Subject(Launch.of(about, paths=(str(tmp_path),), **options))
        running.append(subject)
        subject.begin()
        return subject

    yield start
    for subject in running:
        subject.stop()
