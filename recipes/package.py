"""Builds both packages, checks them as strictly as there are tools for it, and tries the wheel in a clean environment.

``python recipes/package.py FOLDER``. What a release publishes is what this leaves in FOLDER.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOP = Path(__file__).parent.parent
REFERENCE = TOP / "impls" / "reference"
LARGEST = {"mmap_conformance": 400_000, "mmap_reference": 60_000}
"""Bytes of a wheel."""


def run(*command: object) -> None:
    print("$", *command, flush=True)
    subprocess.run(list(map(str, command)), check=True, cwd=TOP, timeout=900)


def main(folder: Path) -> int:
    python = sys.executable
    run(python, "-m", "build", "--outdir", folder, TOP)
    run(python, "-m", "build", "--sdist", "--outdir", folder, REFERENCE)
    for project in (TOP, REFERENCE):
        run(python, "-m", "validate_pyproject", project / "pyproject.toml")
        run(python, "-m", "pyroma", "-n", "10", project)
    files = sorted(path for path in folder.iterdir() if path.name.startswith("mmap_"))
    run(python, "-m", "twine", "check", "--strict", *files)
    wheels = [path for path in files if path.suffix == ".whl"]
    for wheel in wheels:
        run(python, "-m", "check_wheel_contents", "--config", TOP / "pyproject.toml", wheel)
        size, most = wheel.stat().st_size, LARGEST[wheel.name.partition("-")[0]]
        print(f"{wheel.name}: {size} bytes, at most {most}")
        if size > most:
            return 1
    with tempfile.TemporaryDirectory() as place:
        venv.create(place, with_pip=True)
        scripts = Path(place) / ("Scripts" if os.name == "nt" else "bin")
        run(scripts / "python", "-m", "pip", "install", "--quiet", *wheels)
        run(scripts / "mmap-conformance", "run", "-q", "-k", "find or tell", "--report", Path(place) / "report")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
