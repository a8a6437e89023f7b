"""The main job of a checkout: a report of the standard library and of the C reference, or of what the arguments name.

``python impls/conform.py [OPTIONS OF mmap-conformance run ...]``. Where the reference cannot be built the report is of
the standard library, and one line says what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
COMPILERS = ("cc", "gcc", "clang", "cl")
SECONDS = 900


def why_not() -> str:
    """Install the reference for this interpreter; what keeps it from being built, empty where nothing does."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", str(REFERENCE)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False, encoding="utf-8"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if not done.returncode:
        return ""
    if "CC" not in os.environ and not any(map(shutil.which, COMPILERS)):
        return "there is no C compiler (Debian: apt-get install gcc python3-dev)"
    said = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    errors = [line for line in said if "error" in line.lower()]
    return f"`{' '.join(command[3:])}` says: {(errors or said or ['nothing'])[0][:300]}"


def main(given: list[str]) -> int:
    missing = why_not()
    if missing:
        print(f"the C reference is left out: {missing}", file=sys.stderr, flush=True)
    subjects = [] if "--impl" in given else ["--impl", "stdlib", *([] if missing else ["--impl", "reference"])]
    command = [sys.executable, "-m", "conformance", "run", "-n", "auto", "--report", "report/conform"]
    return subprocess.run([*command, *subjects, *given], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
