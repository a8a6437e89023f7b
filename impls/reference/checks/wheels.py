"""Builds the reference's wheels for old and for small Linux systems with zig's C compiler, checks and tries them.

``tox -e wheels``: manylinux2014 (glibc 2.17) and musllinux_1_2, for the interpreter that runs this. The first is tried
here: installed into an environment of its own, the gate runs over it. The second is linked against musl, which no
interpreter here has: that it loads there is not proved.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from importlib.resources import files
from pathlib import Path

TOP = Path(__file__).parent.parent.parent.parent
MACHINE = platform.machine()
TARGETS = {
    f"manylinux2014_{MACHINE}": f"{MACHINE}-linux-gnu.2.17",
    f"musllinux_1_2_{MACHINE}": f"{MACHINE}-linux-musl",
}
LARGEST = 60_000
"""Bytes of a wheel."""
NEWEST = (2, 17)
"""Of the versions of glibc's symbols that a manylinux2014 wheel may need."""


def built(tag: str, target: str, folder: Path) -> Path:
    """A wheel with that platform tag."""
    compiler = folder / f"cc-{tag}"
    # By its path: within a build of pip's, Python does not find the packages of the environment that started it.
    # Without debug information, which zig adds unasked: it is three quarters of a wheel.
    (zig,) = (path for path in files("ziglang").iterdir() if path.name == "zig")
    compiler.write_text(f'#!/bin/sh\nexec "{zig}" cc -target {target} -g0 -s "$@"\n', "utf-8")
    compiler.chmod(0o700)
    into = folder / tag
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(into)]
    command.append(str(TOP / "impls" / "reference"))
    subprocess.run(command, check=True, env={**os.environ, "CC": str(compiler)}, timeout=600)
    (wheel,) = into.glob("*.whl")
    retag = [sys.executable, "-m", "wheel", "tags", "--remove", "--platform-tag", tag, str(wheel)]
    subprocess.run(retag, check=True, stdout=subprocess.DEVNULL, timeout=60)
    (wheel,) = into.glob("*.whl")
    return wheel


def problems(wheel: Path, tag: str) -> list[str]:
    """What is wrong with a wheel."""
    found = []
    size = wheel.stat().st_size
    if size > LARGEST:
        found.append(f"{size} bytes, and {LARGEST} are the limit")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        if any(name.endswith((".c", ".h", ".build")) for name in names):
            found.append("holds C source")
        (library,) = (name for name in names if name.endswith(".so"))
        needed = re.findall(rb"GLIBC_(\d+)\.(\d+)", archive.read(library))
    newer = sorted({tuple(map(int, one)) for one in needed if tuple(map(int, one)) > NEWEST})
    if newer:
        found.append(f"needs glibc {newer[-1]}")
    if tag.startswith("musl") and needed:
        found.append("needs glibc")
    return found


def tried(wheel: Path, folder: Path) -> int:
    """The exit code of the gate over an installed wheel, where there is nothing else of the reference."""
    place = folder / "tried"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", TOP, wheel], check=True, timeout=600)
    command = [python, "-m", "conformance", "run", "--quiet", "--impl", "reference", "-n", "auto"]
    return subprocess.run(command, check=False, cwd=folder, timeout=900).returncode


def main() -> int:
    if sys.platform != "linux":
        print("wheels: made on Linux only; the workflow `wheels` makes those of other systems")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for tag, target in TARGETS.items():
            wheel = built(tag, target, folder)
            wrong = problems(wheel, tag)
            print(f"{wheel.name}: {wheel.stat().st_size} bytes{''.join(f'; {one}' for one in wrong)}", flush=True)
            failed |= bool(wrong)
            if tag.startswith("manylinux"):
                code = tried(wheel, folder)
                print(f"{tag}: the gate over the installed wheel ended with exit code {code}", flush=True)
                failed |= bool(code)
            else:
                print(f"{tag}: not tried, no interpreter here is linked with musl")
    return failed


if __name__ == "__main__":
    sys.exit(main())
