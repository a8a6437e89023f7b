"""What a second worker is worth: the same long run with one and with two, in turn.

On two cores or more, two workers must be at least 1.8 times as fast on a run of 20 s or longer.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

LIMIT, LEAST_SECONDS, ROUNDS = 1.8, 20.0, 3
RUN = ["run", "-q", "--profile", "explore", "--seed", "1", "-k", "content or cursor or search"]


def seconds(workers: int) -> float:
    """Wall time of one run in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "conformance", *RUN, "-n", str(workers)]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=1200, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[-400:]}")
        return time.perf_counter() - began


def main() -> bool:
    """Print both times; whether the ratio is within the limit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    pairs = []
    for _ in range(ROUNDS):
        pairs.append((seconds(1), seconds(2)))
        print(f"         {pairs[-1][0]:5.1f} s with one, {pairs[-1][1]:5.1f} s with two", flush=True)
    one, two = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(alone / together for alone, together in pairs)
    if one < LEAST_SECONDS:
        print(f"workers  the run takes {one:.1f} s only; it has to be {LEAST_SECONDS:.0f} s or longer")
        return False
    if cores < 2:
        print(f"workers  {ratio:.2f} times as fast with two, on one core: nothing can be said")
        return True
    ok = ratio >= LIMIT
    print(
        f"workers  {one:.1f} s with one, {two:.1f} s with two: {ratio:.2f} times as fast, at least {LIMIT}: "
        f"{'ok' if ok else 'missed'}"
    )
    return ok


if __name__ == "__main__":
    raise SystemExit(not main())
