"""Holds the reference's speed against the standard library's and fmmap's, with the suite's own bench.

``python impls/reference/checks/bench.py [PART OF A NAME ...]``. Exits with 1 where an operation takes longer than the
standard library's by more than noise, the mean is under its target, or a search takes longer than fmmap's or is too
slow beside memchr's, which is what the search for one byte costs.
"""

from __future__ import annotations

import math
import sys
from contextlib import ExitStack
from dataclasses import replace

from conformance.bench import forms, measuring
from conformance.bench.operations import Operation, operations
from conformance.exits import LaunchFailed
from conformance.harness.driving.subject import Subject
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch

NOISE, MEAN, OF_MEMCHR = 0.95, 1.5, 0.7
SIZE, BIG = 1 << 20, 64 << 20
MEMCHR = "find 1 bytes missing"


def timed() -> list[Operation]:
    """The operations of the bench, and what copies much."""
    copies = [one for one in operations(BIG) if one.name.endswith("of the whole")]
    return [*operations(SIZE), *(replace(one, name=one.name.replace("the whole", "64 MiB")) for one in copies)]


def subjects(ending: ExitStack) -> dict[str, Subject]:
    """The three, by name; without fmmap where it is not installed."""
    found = {}
    for name in ("reference", "stdlib", "fmmap"):
        try:
            subject = Subject(Launch.of(resolve(name), step_seconds=measuring.STEP_SECONDS))
        except LaunchFailed:
            if name != "fmmap":
                raise
            print("fmmap is not installed: compared with the standard library alone")
            continue
        ending.callback(subject.stop)
        found[name] = subject
    return found


def short(bench: forms.Bench, memchr: float) -> list[str]:
    """What is short of its target."""
    bad = []
    for operation, row in bench.measured:
        times = dict(zip(bench.names, (forms.ratio(row, at) for at in range(len(row))), strict=True))
        name, is_search = operation.name, "find" in operation.name
        if not times["stdlib"] >= NOISE:
            bad.append(f"{name}: {times['stdlib']:.2f} times the speed of the standard library")
        if is_search and times.get("fmmap", math.inf) < NOISE:
            bad.append(f"{name}: {times['fmmap']:.2f} times the speed of fmmap")
        if name.startswith("find") and name.endswith("missing") and memchr / row[0].best < OF_MEMCHR:
            bad.append(f"{name}: {memchr / row[0].best:.2f} of memchr's speed")
    return bad


def main(parts: list[str]) -> int:
    chosen = [one for one in timed() if not parts or any(part in one.name for part in parts)]
    with ExitStack() as ending:
        found = subjects(ending)
        facts = [f"{one.facts.python} {one.facts.python_version} on {one.facts.system}" for one in found.values()]
        bench = forms.Bench(list(found), facts, SIZE, measuring.ROUNDS)
        print("\n".join(forms.head(bench)))
        (search,) = (one for one in timed() if one.name == MEMCHR)
        memchr = measuring.measured([found["reference"]], search)[0].best
        for operation, row in measuring.every(list(found.values()), chosen):
            bench.rows.append((operation, row))
            print(forms.line(operation, row), flush=True)
    mean, bad = bench.mean(1), short(bench, memchr)
    print("\n".join(["", *forms.foot(bench), f"target of the mean: {MEAN}"]))
    if not mean >= MEAN and not parts:
        bad.append(f"the mean is {mean:.2f}")
    for line in bad:
        print("short of its target:", line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
