"""Compiles the C reference for interpreters of other processors and systems, and for PyPy, with zig's clang.

``python impls/reference/crossed.py [NAME ...]``: what TARGETS names, all of it by default. Everything becomes one
package in the runtimes folder, ``crossed/mmap_reference``, with a ``_core`` for each interpreter, which takes the one
with its own suffix: ``--path {runtimes}/crossed`` lets any of them import it. Needs ziglang, which pip installs beside
it, and the interpreters with their headers (``sh impls/debian/fetch.sh all``, ``sh impls/wine/fetch.sh``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
RUNTIMES = Path(
    os.environ.get("MMAP_CONFORMANCE_RUNTIMES")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "mmap-conformance")
)
CROSSED, ZIG = RUNTIMES / "crossed", RUNTIMES / "zig"
SECONDS = 300
"""For one target, whose C library is built the first time."""
SUFFIX = "import importlib.machinery as m; print(m.EXTENSION_SUFFIXES[0])"


class Target(NamedTuple):
    """An interpreter that the reference is compiled for."""

    triple: str
    python: str
    """Its launcher in bin/."""
    tree: str
    """Where it lies in the runtimes folder."""
    include: str
    """The folder of Python.h in the tree."""


TARGETS = {
    "arm64": Target("aarch64-linux-gnu", "python3.15-arm64", "debian/sid-arm64", "usr/include/python3.15"),
    "s390x": Target("s390x-linux-gnu", "python3.15-s390x", "debian/sid-s390x", "usr/include/python3.15"),
    "i386": Target("x86-linux-gnu", "python3.15-i386", "debian/sid-i386", "usr/include/python3.15"),
    "pypy": Target("x86_64-linux-gnu", "pypy3-sid", "debian/sid-amd64", "usr/include/pypy3.11"),
    "windows": Target("x86_64-windows-gnu", "", "windows/3.14", "include"),
}


def compiled(target: Target) -> Path:
    """The module for an interpreter. Raises CalledProcessError when the compiler has said why, and OSError."""
    tree, windows = RUNTIMES / target.tree, "windows" in target.triple
    suffix = ".pyd" if windows else _suffix(RUNTIMES / "bin" / target.python)
    module, other = CROSSED / "mmap_reference" / f"_core{suffix}", "_posix" if windows else "_windows"
    sources = [path for path in sorted((HERE / "src").glob("*.c")) if not path.stem.endswith(other)]
    # The tree's own headers of the C library come last: zig's are meant. What is wanted of them is pyconfig.h.
    search = [f"-isystem{tree / target.include}", f"-idirafter{tree / 'usr' / 'include'}"]
    linked = [*(tree / "libs").glob("python3?*.lib")] if windows else []
    linked = [path for path in linked if path.stem[-1].isdigit() and path.stem != "python3"]
    command = [sys.executable, "-m", "ziglang", "cc", "-target", target.triple, "-std=c11", "-O2", "-DNDEBUG"]
    command += ["-shared", "-fPIC", "-fvisibility=hidden", "-g0", *search, "-o", str(module)]
    command += map(str, (*sources, *linked))
    subprocess.run(command, check=True, timeout=SECONDS, env={**os.environ, "PYTHONPATH": str(ZIG)})
    return module


def _suffix(python: Path) -> str:
    asked = subprocess.run([python, "-c", SUFFIX], check=True, timeout=60, capture_output=True, text=True)
    return asked.stdout.strip()


def main(names: list[str]) -> int:
    """Compile for what is named; the exit code is 1 if something could not be."""
    if not (ZIG / "ziglang").exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(ZIG), "ziglang"]
        subprocess.run(install, check=False, timeout=900)
    shutil.copytree(HERE / "mmap_reference", CROSSED / "mmap_reference", dirs_exist_ok=True)
    missing = False
    for name in names or TARGETS:
        try:
            print(f"{name}: {compiled(TARGETS[name]).name}", flush=True)
        except (OSError, subprocess.SubprocessError) as error:
            missing = True
            print(f"{name}: not compiled: {error}", flush=True)
    return int(missing)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*TARGETS, []], help=", ".join(TARGETS))
    sys.exit(main(parser.parse_args().names))
