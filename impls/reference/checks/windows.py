"""Compiles the reference for Windows with mingw-w64 and runs the suite over it under Wine.

``python impls/reference/checks/windows.py [OPTIONS OF mmap-conformance run ...]``. Needs gcc-mingw-w64-x86-64, Wine
and a Windows CPython with headers, which ``sh impls/wine/fetch.sh`` fetches.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from conformance.harness.launch.interpreters import runtimes

HERE = Path(__file__).parent.parent
STATEMENT = "import mmap_reference, sys; mmap = mmap_reference.edition('{edition}' or '%d.%d' % sys.version_info[:2])"
COMPILER = "x86_64-w64-mingw32-gcc"
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Werror")


def build(folder: Path, python: Path) -> None:
    """Compile and link against the interpreter in the folder ``python``."""
    package = folder / "site" / "mmap_reference"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "mmap_reference", package)
    dll = next(path for path in python.glob("python3*.dll") if path.name != "python3.dll")
    sources = [path for path in sorted((HERE / "src").glob("*.c")) if not path.stem.endswith("_posix")]
    command = [COMPILER, "-std=c11", "-O2", "-shared", "-static-libgcc", *WARNINGS, "-DMAP_INVARIANTS"]
    command += [f"-isystem{python / 'include'}", "-o", package / "_core.pyd", *sources, dll]
    subprocess.run(command, check=True)
    (folder / "impl.toml").write_text(
        f'name = "reference-windows"\nimport = "{STATEMENT}"\npaths = ["site"]\npace = 5.0\n'
        f'python = "{python / "python.exe"}"\ncommand = ["wine", "{{python}}", "-I", "-u", "Z:{{agent}}"]\n'
        '[environment]\nWINEPREFIX = "{runtimes}/windows/prefix"\nWINEARCH = "win64"\nWINEDEBUG = "-all"\n',
        "utf-8",
    )


def main(rest: list[str]) -> int:
    python = runtimes() / "windows" / "3.14"
    if not (python / "include" / "Python.h").is_file() or shutil.which(COMPILER) is None:
        print(f"needs {COMPILER} and a Windows CPython with headers in {python}: sh impls/wine/fetch.sh")
        return 2
    folder = Path.cwd() / ".tox" / "variants" / "windows"
    build(folder, python)
    codes = []
    for edition in ("3.7", "3.11", "3.15"):
        print(f"\nWindows, edition {edition}:", flush=True)
        command = [sys.executable, "-m", "conformance", "run", "--quiet", "--impl", str(folder / "impl.toml")]
        command += ["--edition", edition, "--report", str(folder / f"report-{edition}"), *rest]
        codes.append(subprocess.run(command, check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
