"""Times the reference beside the standard library and fmmap, operation by operation, in one process and one run.

``python impls/reference/checks/bench.py [PART OF A NAME ...]``. Each operation is timed in turn on every
implementation, several rounds long, in processor time, and the best round of each counts. A ratio says how many
times faster the reference is. Exits with 1 where an operation is slower than the standard library's by more than
noise, the mean is under its target, or a search is slower than fmmap's or too slow beside memchr's.
"""

from __future__ import annotations

import importlib
import math
import mmap as standard
import os
import platform
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from typing import Any

import mmap_reference

NOISE, MEAN, OF_MEMCHR = 0.95, 1.5, 0.7
ROUNDS, SECONDS = 7, 0.03
BIG = 64 << 20
LINES = b"".join(b"line %d of a text of short lines\n" % i for i in range(20000))
RARE = b"\xf7"


def operations() -> dict[str, tuple[str, str]]:
    """Name to preparation and statement; ``make(n)`` gives a map of a file of n bytes, ``lib`` is the module."""
    made: dict[str, tuple[str, str]] = {
        "construct and close": ("fd = file(4096)", "lib.mmap(fd, 0).close()"),
        "construct and close, keywords": ("fd = file(4096)", "lib.mmap(fd, 0, access=lib.ACCESS_READ).close()"),
        "get item": ("m = make(4096)", "m[77]"),
        "set item": ("m = make(4096)", "m[77] = 65"),
        "strided slice": ("m = make(65536)", "m[::3]"),
        "strided slice assignment": ("m = make(65536); s = m[::3]", "m[::3] = s"),
        "read 16": ("m = make(4096)", "m.seek(0); m.read(16)"),
        "readline": (f"m = make({len(LINES)}, LINES)", "m.seek(0)\nwhile m.readline(): pass"),
        "write 16": ("m = make(4096); b = bytes(16)", "m.seek(0); m.write(b)"),
        "write_byte": ("m = make(4096)", "m.seek(9); m.write_byte(65)"),
        "read_byte": ("m = make(4096)", "m.seek(9); m.read_byte()"),
        "seek and tell": ("m = make(4096)", "m.seek(99); m.tell()"),
        "move apart": ("m = make(1 << 20)", "m.move(0, 1 << 19, 1 << 19)"),
        "move up, overlapping": ("m = make(1 << 20)", "m.move(100, 0, 1000000)"),
        "move down, overlapping": ("m = make(1 << 20)", "m.move(0, 100, 1000000)"),
        "move 16": ("m = make(4096)", "m.move(0, 100, 16)"),
        "flush": ("m = make(4096)", "m.flush()"),
        "resize": ("m = make(4096)", "m.resize(8192); m.resize(4096)"),
        "iteration": ("m = make(65536)", "for b in m: pass"),
        "memoryview": ("m = make(4096)", "memoryview(m)"),
        "len": ("m = make(4096)", "len(m)"),
        "size": ("m = make(4096)", "m.size()"),
    }
    for name, size in (("16 B", 16), ("4 KiB", 4096), ("64 MiB", BIG)):
        made[f"slice of {name}"] = (f"m = make({size})", f"m[0:{size}]")
        made[f"slice assignment of {name}"] = (f"m = make({size}); b = bytes({size})", f"m[0:{size}] = b")
    for method in ("find", "rfind"):
        for size in (1, 3, 16, 4096):
            ahead, behind = (1 << 20, 0) if method == "find" else (0, 1 << 20)
            needle = f"RARE + os.urandom({size - 1}).replace(RARE, b'a')"
            text = f"s = {needle}; t = TEXT[:{ahead}] + s + TEXT[:{behind}]; m = make(len(t), t)"
            made[f"{method} {size} B at the end"] = (text, f"m.{method}(s, 0)")
            made[f"{method} {size} B missing"] = (f"s = {needle}; m = make(1 << 20, TEXT)", f"m.{method}(s, 0)")
            if size > 1:
                common = f"s = TEXT[:{size - 1}] + RARE; m = make(1 << 20, TEXT)"
                made[f"{method} {size} B missing, common letters"] = (common, f"m.{method}(s, 0)")
        for size in (16, 4096):
            for shape, needle in (("a..ab", f"b'a' * {size - 1} + b'b'"), ("ba..a", f"b'b' + b'a' * {size - 1}")):
                unlucky = f"s = {needle}; m = make(1 << 18, b'a' * (1 << 18))"
                made[f"{method} {size} B {shape} in a..a"] = (unlucky, f"m.{method}(s, 0)")
        middle = "s = b'a' * 20 + b'b' + b'a' * 20; m = make(1 << 18, b'a' * (1 << 18))"
        made[f"{method} 41 B a..b..a in a..a"] = (middle, f"m.{method}(s, 0)")
        made[f"{method} in 64 B"] = ("m = make(64); s = b'xyz'", f"m.{method}(s, 0)")
    return made


class Bench:
    """The files and the loops of one implementation."""

    def __init__(self, module: Any, folder: str) -> None:
        self._module, self._folder, self._files = module, folder, 0

    def file(self, size: int, content: bytes = b"") -> int:
        self._files += 1
        path = os.path.join(self._folder, f"{id(self)}-{self._files}")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
        os.unlink(path)
        os.truncate(descriptor, size)
        os.pwrite(descriptor, content[:size], 0)
        return descriptor

    def make(self, size: int, content: bytes = b"") -> Any:
        descriptor = self.file(size, content)
        made = self._module.mmap(descriptor, 0)
        os.close(descriptor)
        made[:] = made[:]  # so that every page is there
        return made

    def timer(self, prepare: str, statement: str) -> tuple[Callable[[], float], int]:
        """What times one round and returns seconds a call, and how many calls a round has."""
        names = {"make": self.make, "file": self.file, "lib": self._module, "os": os, "LINES": LINES, "RARE": RARE}
        clock = timeit.Timer(statement, prepare, time.process_time, {**names, "TEXT": TEXT})
        calls = 1
        while (took := clock.timeit(calls)) < SECONDS and calls < 10**7:
            calls = max(calls * 2, min(int(calls * SECONDS / max(took, 1e-9)), calls * 100))
        return (lambda: clock.timeit(calls) / calls), calls


TEXT = b"the quick brown fox jumps over the lazy dog, and the dog does not mind it at all. " * 13000


def implementations() -> dict[str, Any]:
    """The three, by name; without fmmap where it is not installed."""
    found = {"reference": mmap_reference, "standard": standard}
    try:
        found["fmmap"] = importlib.import_module("fmmap")
    except ImportError:
        print("fmmap is not installed: compared with the standard library alone")
    return found


def measured(name: str, prepare: str, statement: str, modules: dict[str, Any], folder: str) -> dict[str, float]:
    """Seconds a call of one operation, by implementation."""
    timers = {who: Bench(module, folder).timer(prepare, statement)[0] for who, module in modules.items()}
    rounds: dict[str, list[float]] = {who: [] for who in modules}
    for _ in range(ROUNDS):
        for who, timed in timers.items():
            rounds[who].append(timed())
    return {who: min(times) for who, times in rounds.items()}


def memchr_seconds(modules: dict[str, Any], folder: str) -> float:
    """How long the C library takes to look through as many bytes for one: find of a single byte in the reference."""
    prepare = "s = RARE; m = make(1 << 20, TEXT)"
    return measured("memchr", prepare, "m.find(s, 0)", {"reference": modules["reference"]}, folder)["reference"]


def main(parts: list[str]) -> int:
    modules, ratios, bad = implementations(), [], []
    described = f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}"
    print(f"{described}, {platform.machine()}; times in microseconds")
    print(f"{'':45}{'reference':>12}" + "".join(f"{who:>12}{'ratio':>7}" for who in list(modules)[1:]))
    with tempfile.TemporaryDirectory() as folder:
        memchr = memchr_seconds(modules, folder)
        for name, (prepare, statement) in operations().items():
            if parts and not any(part in name for part in parts):
                continue
            times = measured(name, prepare, statement, modules, folder)
            ours = times.pop("reference")
            shown = "".join(f"{took * 1e6:12.3f}{took / ours:7.2f}" for took in times.values())
            print(f"{name:45}{ours * 1e6:12.3f}{shown}", flush=True)
            ratios.append(times["standard"] / ours)
            if ratios[-1] < NOISE:
                bad.append(f"{name}: {ratios[-1]:.2f} times the speed of the standard library")
            if "find" in name and "fmmap" in times and times["fmmap"] / ours < NOISE:
                bad.append(f"{name}: {times['fmmap'] / ours:.2f} times the speed of fmmap")
            if "find" in name and name.endswith("missing") and memchr / ours < OF_MEMCHR and "rfind" not in name:
                bad.append(f"{name}: {memchr / ours:.2f} of memchr's speed")
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"\ngeometric mean of the ratios to the standard library: {mean:.2f} (target {MEAN})")
    if mean < MEAN and not parts:
        bad.append(f"the mean is {mean:.2f}")
    for line in bad:
        print("short of its target:", line)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
