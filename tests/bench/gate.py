"""What the whole gate costs with two workers, on CPython 3.13 beside its own test_mmap, and on PyPy.

At most 10 s and 25 s on two idle cores. An interpreter that is not here is left out, and said to be. CPython's test is
there where the interpreter has its tests installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from conformance.exits import LaunchFailed
from conformance.harness.launch.interpreters import find

LIMITS = {"python3.13": 10.0, "pypy3": 25.0}
ROUNDS = 3


def seconds(*command: str, codes: tuple[int, ...] = (0,)) -> float | None:
    """Wall time of a command in an empty folder, None if it did not end well."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        environment = {**os.environ, "TMPDIR": folder}
        began = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=600, check=False)
        return time.perf_counter() - began if done.returncode in codes else None


def median(*command: str, codes: tuple[int, ...] = (0,)) -> float | None:
    """The median of some rounds, None if one did not end well."""
    rounds = [seconds(*command, codes=codes) for _ in range(ROUNDS)]
    ended = [one for one in rounds if one is not None]
    return statistics.median(ended) if len(ended) == ROUNDS else None


def main() -> bool:
    """Print a line an interpreter; whether the gate is within its limits."""
    kept = []
    for name, limit in LIMITS.items():
        try:
            python = find(name)
        except LaunchFailed:
            print(f"gate     {name}: there is none here")
            continue
        gate = [sys.executable, "-m", "conformance", "run", "-q", "-n", "2", "--python", python]
        ours, theirs = median(*gate, codes=(0, 1)), median(python, "-m", "unittest", "-q", "test.test_mmap")
        kept.append(ours is not None and ours <= limit)
        took = "the run did not come to its end" if ours is None else f"{ours:.1f} s with two workers"
        beside = "its own test_mmap is not here, or fails" if theirs is None else f"its own test_mmap {theirs:.1f} s"
        print(f"gate     {name}: {took}, at most {limit:.0f} s; {beside}: {'ok' if kept[-1] else 'missed'}", flush=True)
    return all(kept)


if __name__ == "__main__":
    raise SystemExit(not main())
