"""A report of a thousand results files with four hundred requirements each: 30 s and 1 GiB at most, on two cores.

``python -m bench report``. Prints seconds and memory.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import made

from conformance import spec
from conformance.report import merge, site

REQUIREMENTS, SECONDS, MEBIBYTES = 400, 30.0, 1024


def specification() -> dict[str, spec.Requirement]:
    """Requirements, made up, in eight stems."""
    found = {}
    for number in range(REQUIREMENTS):
        name = f"made.requirement-{number}"
        stem = spec.STEMS[number * len(spec.STEMS) // REQUIREMENTS]
        found[name] = spec.Requirement(
            name, f"What is made up as number {number} holds.", spec.LEVELS[number % 3], stem
        )
    return found


def files(folder: Path, count: int) -> Iterator[Path]:
    """Results of different subjects: most of it passes, some of it does not."""
    drawn = random.Random(1)
    for number in range(count):
        words = drawn.choices(["pass", "fail", "inapplicable", "deviates", "crash"], [85, 4, 8, 2, 1], k=REQUIREMENTS)
        verdicts = dict(zip(spec.load(), words, strict=True))
        edition = spec.EDITIONS[number % 8]
        facts: dict[str, Any] = {"python_version": f"{edition}.{number}", "edition": edition}
        yield made.results(folder / str(number) / "results.jsonl", verdicts, **facts)


def main(count: int = 1000) -> bool:
    """Print the times and the memory; returns whether they are within the limits."""
    requirements, kept = specification(), spec.load
    spec.load = lambda *folder: requirements  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as name:
        paths = list(files(Path(name) / "in", count))
        began = time.monotonic()
        merged = merge.merge(paths)
        between = time.monotonic()
        site.write(merged, Path(name) / "out")
        took = time.monotonic() - began
    spec.load = kept
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    split = f"merged in {between - began:.1f} s, rendered in {took - between + began:.1f} s"
    print(f"report   {count} files of {REQUIREMENTS} requirements: {split}, {memory:.0f} MiB")
    return took <= SECONDS and memory <= MEBIBYTES


if __name__ == "__main__":
    raise SystemExit(not main())
