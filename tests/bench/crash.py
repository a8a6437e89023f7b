"""How long a crash takes from its first appearance to its minimal witness: ten different ones, on this Python.

The median must be 3 s at most. What crashes is the standard library's mmap with a fault put into it; the conditions
are such that the first example which crashes is not the shortest.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from conformance import spec
from conformance.harness.driving.lives import Lives
from conformance.harness.driving.subject import Subject
from conformance.harness.judging.failure import failures, worst_verdict
from conformance.harness.launch.implementation import Implementation
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.examples import Examples
from conformance.harness.proving.verify import requirements_of
from conformance.harness.wire.deaths import SubjectDied
from conformance.properties import property_of

LIMIT = 3.0
HEAD = """\
import os
import signal
import mmap as _mmap
from mmap import *
def die(number):
    os.kill(os.getpid(), number)
class mmap(_mmap.mmap):
"""
CRASHES = {
    "find: a needle of several bytes": (
        "test_search_find::test_find_returns_the_lowest_index",
        "def find(self, sub, *args):\n        if len(sub) > 2: os.abort()\n        return super().find(sub, *args)",
    ),
    "rfind: a start behind the middle": (
        "test_search_find::test_rfind_stays_within_the_range",
        "def rfind(self, *args):\n        if len(args) > 1 and args[1] > len(self) / 2: die(signal.SIGSEGV)\n"
        "        return super().rfind(*args)",
    ),
    "read: to the end of a longer map": (
        "test_cursor_read::test_read_returns_that_many_bytes_or_all_there_are",
        "def read(self, *args):\n        found = super().read(*args)\n"
        "        if self.tell() == len(self) > 5: die(signal.SIGBUS)\n        return found",
    ),
    "readline: a newline in the middle": (
        "test_cursor_read::test_readline_ends_with_the_next_newline",
        "def readline(self):\n        found = super().readline()\n"
        "        if found[1:-1] and found[-1:] == b'\\n': os.abort()\n        return found",
    ),
    "write: behind the third byte": (
        "test_cursor_write::test_write_stores_at_the_position_and_nowhere_else",
        "def write(self, data):\n        if self.tell() > 3 and data: die(signal.SIGSEGV)\n"
        "        return super().write(data)",
    ),
    "seek: backwards": (
        "test_cursor_seek::test_seek_counts_from_the_position",
        "def seek(self, offset, *origin):\n        if offset < -1: os._exit(9)\n"
        "        return super().seek(offset, *origin)",
    ),
    "a slice that goes backwards": (
        "test_content_slice::test_a_slice_is_what_it_is_of_a_bytearray",
        "def __getitem__(self, index):\n        found = super().__getitem__(index)\n"
        "        if isinstance(index, slice) and (index.step or 1) < 0 and len(found) > 2: die(signal.SIGILL)\n"
        "        return found",
    ),
    "a slice that is assigned": (
        "test_content_slice::test_assigning_to_a_slice_replaces_that_run",
        "def __setitem__(self, index, value):\n        super().__setitem__(index, value)\n"
        "        if isinstance(index, slice) and len(value) > 4: die(signal.SIGFPE)",
    ),
    "move: places that overlap": (
        "test_content_move::test_move_copies_as_if_by_way_of_a_copy",
        "def move(self, dest, src, count):\n        if 0 < abs(dest - src) < count: os.abort()\n"
        "        return super().move(dest, src, count)",
    ),
    "close: after a search": (
        "test_search_find::test_find_returns_minus_one_for_what_is_not_there",
        "def find(self, *args):\n        self.searched = len(self) > 2\n        return super().find(*args)\n"
        "    def close(self):\n        if getattr(self, 'searched', 0): die(signal.SIGSEGV)\n        super().close()",
    ),
}


class Timed(Lives):
    """Lives that remember when the first of them ended."""

    first_death = 0.0

    def exchange(self, *args: Any) -> Any:
        outcome = super().exchange(*args)
        if isinstance(outcome, SubjectDied):
            self.first_death = self.first_death or time.perf_counter()
        return outcome


def seconds(folder: Path, key: str, body: str) -> tuple[float, str, int]:
    """From the first death to the witness; with the verdict and the lines of the witness."""
    (folder / "crashing.py").write_text(f"{HEAD}    {body}\n", "utf-8")
    about = Implementation(name="crashing", title="crashing", statement="import crashing as mmap")
    function = property_of(key)
    launch = Launch.of(about, paths=(str(folder),))
    subject = Subject(launch)
    subject.stop()
    subject.lives = lives = Timed(launch)
    try:
        Examples(subject).play(function)
    except Exception as error:
        found = failures(error, subject.launch, spec.load()[requirements_of(function)[0]])
        took = time.perf_counter() - lives.first_death
        return took, worst_verdict(found), max(len(one.script.splitlines()) for one in found)
    finally:
        subject.stop()
    return float("inf"), "pass", 0


def main() -> bool:
    """Print a line a crash; whether the median is within the limit and every verdict a crash."""
    took, wrong = [], 0
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        for name, (key, body) in CRASHES.items():
            each, verdict, lines = seconds(Path(folder), key, body)
            took.append(each)
            wrong += verdict != "crash"
            print(f"{name:34} {each:6.2f} s to a witness of {lines} lines: {verdict}", flush=True)
    median = statistics.median(took)
    ok = median <= LIMIT and not wrong
    print(f"crash    median {median:.2f} s, at most {LIMIT:.0f} s: {'ok' if ok else 'missed'}")
    return ok


if __name__ == "__main__":
    raise SystemExit(not main())
