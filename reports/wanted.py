"""Every subject that belongs in the published matrix, and what of it `fetch-all.sh` does not get."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance import spec
from conformance.exits import LaunchFailed
from conformance.harness.launch.interpreters import find, runtimes

TOP = Path(__file__).parent.parent
WINDOWS = [f"3.{minor}" for minor in range(7, 15)]
WINDOWS_32 = ["3.7", "3.9", "3.10", "3.11"]
PYODIDE = ["3.11", "3.12", "3.13", "3.14", "3.15"]
OF_DEBIAN = [
    # Releases between those that other places have, builds with assertions or without a lock, pointers of 32 bits.
    "3.9-bullseye", "3.11-bookworm", "3.13-trixie", "3.13-sid", "3.14-debug", "3.15-debug", "3.13t",
    "3.11-bookworm-i386", "3.13-i386", "3.14-i386", "3.15-i386",
]  # fmt: skip
PYPY = ["bullseye", "bookworm", "trixie", "sid", "i386"]
EMULATED = ["s390x", "riscv64", "armhf", "arm64"]
ENVIRONMENTS = {"fmmap": ["3.8", "3.11", "3.13"], "pyarrow": ["3.12"]}
"""Packages that are tried in environments of several Pythons of their own."""
CROSSED = {"arm64": "python3.15-arm64", "s390x": "python3.15-s390x", "i386": "python3.15-i386", "pypy": "pypy3-sid"}
"""What the reference is compiled for elsewhere: see impls/reference/crossed.py."""


@dataclass(frozen=True)
class Wanted:
    """One subject: a name, and the arguments of ``mmap-conformance run``."""

    name: str
    arguments: tuple[str, ...]

    @property
    def implementation(self) -> str:
        return self.arguments[1]


def wanted() -> Iterator[Wanted]:
    """Every subject, those that take longest first."""
    yield Wanted("graalpy", ("--impl", "graalpy"))
    yield Wanted("qemu64k", ("--impl", "qemu64k"))
    yield from (_of("qemu", one, f"python{spec.EDITIONS[-1]}-{one}") for one in EMULATED)
    for one in PYODIDE:
        yield _of("pyodide", one, f"{{runtimes}}/pyodide/{one}/node_modules/pyodide/pyodide.mjs")
    yield from map(_crossed, CROSSED)
    yield Wanted("reference_wine", ("--impl", "reference_wine"))
    yield Wanted("pywin32", ("--impl", "pywin32"))
    yield Wanted("rustpython", ("--impl", "rustpython"))
    yield from (_of("pypy", one, f"pypy3-{one}") for one in PYPY)
    yield from (_of("stdlib", one, f"python{one}") for one in (*OF_DEBIAN[::-1], *spec.EDITIONS))
    yield from (_of("wine", one, f"{{runtimes}}/windows/{one}/python.exe") for one in WINDOWS)
    yield from (_of("wine32", one, f"{{runtimes}}/windows32/{one}/python.exe") for one in WINDOWS_32)
    for name, pythons in ENVIRONMENTS.items():
        yield from (_of(name, one, _own(name, one)) for one in pythons)
    for edition in spec.EDITIONS:
        one = _of("reference", edition, _own("reference"))
        yield Wanted(one.name, (*one.arguments, "--edition", edition))


def fetch_environments() -> None:
    """Make the environments in which implementations are installed; one that cannot be made is missing later."""
    places = [(name, one, name) for name, pythons in ENVIRONMENTS.items() for one in pythons]
    for name, one, package in (*places, ("reference", "", str(TOP / "impls" / "reference"))):
        python = Path(_own(name, one).replace("{runtimes}", str(runtimes())))
        if not python.exists():
            _make(python.parent.parent, one)
        command = [str(python), "-m", "pip", "install", "--quiet", "--upgrade", package]
        if python.exists():
            subprocess.run(command, check=False, timeout=900)
    subprocess.run([sys.executable, str(TOP / "impls" / "reference" / "crossed.py")], check=False, timeout=1800)


def _of(implementation: str, one: str, python: str) -> Wanted:
    return Wanted(f"{implementation}-{one}", ("--impl", implementation, "--python", python))


def _crossed(one: str) -> Wanted:
    """The reference for an interpreter that it was compiled for elsewhere; an emulated one takes its time."""
    at = ("--path", str(runtimes() / "crossed"), *(("--step-seconds", "40") if one in EMULATED else ()))
    return Wanted(f"reference-{one}", ("--impl", "reference", "--python", CROSSED[one], *at))


def _own(name: str, version: str = "") -> str:
    """The interpreter of an environment in which an implementation is installed."""
    folder = f"{name}-{version}-environment" if version else f"{name}-environment"
    return f"{{runtimes}}/{folder}/{'Scripts' if os.name == 'nt' else 'bin'}/python"


def _make(folder: Path, version: str) -> None:
    if not version:
        venv.create(folder, with_pip=True)
        return
    try:
        subprocess.run([find(f"python{version}"), "-m", "venv", str(folder)], check=False, timeout=300)
    except LaunchFailed as error:
        print(f"no environment for {folder.name}: {error}")
