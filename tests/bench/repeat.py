"""Whether the gate is deterministic: run after run over one subject, and every verdict, kind and example count alike.

``python -m bench.repeat [--runs N] [-n N] [ARGUMENTS OF mmap-conformance run ...]``; 200 runs take twenty minutes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import made

from conformance import results
from conformance.results.lines import NAME

Told = dict[str, tuple[str, int, tuple[str, ...]]]


def gate(arguments: list[str]) -> Told:
    """One run: by requirement its verdict, the number of its examples and the kinds of its failures."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        command = [sys.executable, "-m", "conformance", "run", "-q", "--report", folder, *arguments]
        done = subprocess.run(command, capture_output=True, timeout=600, check=False, encoding="utf-8")
        if done.returncode not in (0, 1):
            raise SystemExit(f"exit code {done.returncode}: {done.stderr.strip()[-500:]}")
        read = results.read(Path(folder) / NAME)
    return {
        name: (line["verdict"], line["examples"], tuple(sorted(one["kind"] for one in line["failures"])))
        for name, line in made.by_name(read).items()
    }


def differences(first: Told, other: Told) -> Iterator[str]:
    """What one run tells otherwise than the first."""
    for name in sorted(first.keys() | other.keys()):
        if first.get(name) != other.get(name):
            yield f"{name}: {first.get(name)} and then {other.get(name)}"


def main() -> int:
    """Print each difference and the sum; returns 1 if there is one."""
    parser = argparse.ArgumentParser(prog="python -m bench.repeat", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, help="runs at a time")
    options, arguments = parser.parse_known_args()
    found, count, first = 0, 0, None
    with ThreadPoolExecutor(options.n) as pool:
        for told in pool.map(gate, [arguments] * options.runs):
            first = first or told
            count += 1
            for line in differences(first, told):
                found += 1
                print(f"run {count}: {line}", flush=True)
    print(f"repeat   {count} runs of {len(first or ())} requirements, {found} differences")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
