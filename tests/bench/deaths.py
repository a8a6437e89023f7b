"""Whether a run over an implementation that dies everywhere comes to its end: most requirements crash, and are told.

Every method of the class ends the process where a map is long enough, so that each death has to be shrunk. Ten minutes
are the limit, with two workers.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import made

from conformance import results
from conformance.results.lines import NAME

LIMIT, LEAST = 600.0, 50
DYING = """\
import mmap as _mmap
import os
import signal
from mmap import *


def dying(name):
    right = getattr(_mmap.mmap, name)

    def method(self, *args):
        if _mmap.mmap.__len__(self) > 2:
            os.kill(os.getpid(), signal.SIGSEGV)
        return right(self, *args)

    return method


NAMES = "find rfind read readline read_byte write write_byte seek size resize move flush __getitem__ __setitem__"
mmap = type("mmap", (_mmap.mmap,), {name: dying(name) for name in NAMES.split()})
"""


def main() -> bool:
    """Print how many requirements crashed and what the run took; whether it ended in time."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        Path(folder, "dying.py").write_text(DYING, "utf-8")
        command = [sys.executable, "-m", "conformance", "run", "-q", "-n", "2", "--impl", "dying", "--path", folder]
        began = time.perf_counter()
        subprocess.run([*command, "--report", folder], cwd=folder, capture_output=True, timeout=2 * LIMIT, check=False)
        took = time.perf_counter() - began
        read = results.read(Path(folder) / NAME)
    crashes = sum(line["verdict"] == "crash" for line in made.by_name(read).values())
    ok = read.complete and crashes >= LEAST and took <= LIMIT
    whole = f"all {len(made.by_name(read))}" if read.complete else f"{len(made.by_name(read))}"
    print(
        f"deaths   {took:.0f} s for {whole} requirements, of which {crashes} crash (at least {LEAST}), "
        f"at most {LIMIT:.0f} s: {'ok' if ok else 'missed'}"
    )
    return ok


if __name__ == "__main__":
    raise SystemExit(not main())
