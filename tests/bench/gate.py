"""What the whole gate costs with two workers, beside CPython's own test_mmap on the same interpreter.

It must take 10 s at most on two idle cores. CPython's test is there where the interpreter has its tests installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

LIMIT, ROUNDS = 10.0, 3


def seconds(*command: str, codes: tuple[int, ...] = (0,)) -> float | None:
    """Wall time of a command in an empty folder, None if it did not end well."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        environment = {**os.environ, "TMPDIR": folder}
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, timeout=600, check=False
        )
        return time.perf_counter() - began if done.returncode in codes else None


def main() -> bool:
    """Print both times; whether the gate is within its limit."""
    gate = [seconds("-m", "conformance", "run", "-q", "-n", "2", codes=(0, 1)) for _ in range(ROUNDS)]
    theirs = [seconds("-m", "unittest", "-q", "test.test_mmap") for _ in range(ROUNDS)]
    if None in gate:
        print("gate     the run did not come to its end")
        return False
    ours = statistics.median(one for one in gate if one is not None)
    ok = ours <= LIMIT
    beside = "there is no test.test_mmap here that passes"
    if None not in theirs:
        other = statistics.median(one for one in theirs if one is not None)
        beside = f"{ours / other:.1f} times CPython's own test_mmap ({other:.1f} s)"
    print(f"gate     {ours:.1f} s with two workers, at most {LIMIT:.0f} s; {beside}: {'ok' if ok else 'missed'}")
    return ok


if __name__ == "__main__":
    raise SystemExit(not main())
