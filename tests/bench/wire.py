"""What a process of its own costs: five properties through the subject and the same five in one process.

Same examples, same file operations, timed in turn in one run. Prints the ratio of each; it must be 1.5 at most.

Every core has such a measurement of its own, at the same time, as in a run with ``-n``. One alone leaves cores idle
between question and answer, and to wake an idle core is what the machine costs, not the harness: 25 us on some
virtual machines, four times an example. ``--alone`` measures that.
"""

from __future__ import annotations

import mmap
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

from hypothesis import given, seed
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.harness.driving.subject import Subject
from conformance.harness.launch.implementation import resolve
from conformance.harness.launch.launch import Launch
from conformance.harness.proving import profiles
from conformance.model import Model

LIMIT = 1.5
EXAMPLES, ROUNDS = 300, 15


class LocalMap(mmap.mmap):
    """A map of this process with the one method that proxies add."""

    path: str

    def state(self) -> tuple[bytes, int, int, bytes]:
        with open(self.path, "rb", 0) as file:
            return self[:], self.tell(), len(self), file.read()


class InProcess:
    """The opponent: makes the files and maps of an example here, and removes them after it."""

    def __init__(self) -> None:
        self._left: list[Any] = []

    def map(self, content: bytes) -> LocalMap:
        file = open("f1", "w+b", 0)  # noqa: SIM115  # closed by end()
        file.write(content)
        made = LocalMap(file.fileno(), 0)
        made.path = "f1"
        self._left += [made, file]
        return made

    def begin(self) -> None:
        for thing in self._left:
            thing.close()
        self._left.clear()
        for name in os.listdir("."):
            os.unlink(name)

    def settle(self) -> None:
        pass


def search(world: Any, content: bytes, data: Any) -> None:
    needle = data.draw(draws.needles(content))
    m, model = world.map(content), Model(content, file=content)
    assert m.find(needle) == model.find(needle)
    assert m.state() == model.state()


def write(world: Any, content: bytes, data: Any) -> None:
    stored = data.draw(draws.contents(0, len(content)))
    m, model = world.map(content), Model(content, file=content)
    assert m.write(stored) == model.write(stored)
    assert m.state() == model.state()


def read(world: Any, content: bytes, data: Any) -> None:
    count = data.draw(draws.bounds(len(content)))
    m, model = world.map(content), Model(content, file=content)
    assert m.read(count) == model.read(count)
    assert m.state() == model.state()


def line(world: Any, content: bytes, data: Any) -> None:
    del data
    m, model = world.map(content), Model(content, file=content)
    assert m.readline() == model.readline()
    assert m.state() == model.state()


def item(world: Any, content: bytes, data: Any) -> None:
    index = data.draw(draws.indices(len(content)))
    m, model = world.map(content), Model(content, file=content)
    assert m[index] == model.get(index)
    assert m.state() == model.state()


BODIES = (search, write, read, line, item)


def timed(world: Any, body: Callable[[Any, bytes, Any], None], number: int = 0) -> float:
    """Seconds for the examples of one property; those of another number are others, and new to the subject."""

    @seed(number)
    @profiles.drawing(EXAMPLES, derandomize=False)
    @given(content=draws.contents(), data=st.data())
    def run(content: bytes, data: Any) -> None:
        world.begin()
        body(world, content, data)
        world.settle()

    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def measure(meeting: Barrier, told: SimpleQueue[tuple[str, float, float]]) -> None:
    """One core's share: seconds of each round of each property, through a subject and here."""
    subject, local = Subject(Launch.of(resolve("stdlib"))), InProcess()
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        before = os.getcwd()
        os.chdir(folder)
        for body in BODIES:
            timed(subject, body), timed(local, body)
            for number in range(1, ROUNDS + 1):
                both = []
                for world in (subject, local):
                    meeting.wait(60)
                    both.append(timed(world, body, number))
                told.put((body.__name__, *both))
        local.begin()
        os.chdir(before)
    subject.stop()


def main(alone: bool = False) -> bool:
    """Print a line a property; whether none is above the limit."""
    cores = 1 if alone else len(os.sched_getaffinity(0))
    meeting, told = multiprocessing.Barrier(cores), multiprocessing.SimpleQueue()
    workers = [multiprocessing.Process(target=measure, args=(meeting, told)) for _ in range(cores)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    pairs: dict[str, list[tuple[float, float]]] = {}
    while not told.empty():
        name, there, here = told.get()
        pairs.setdefault(name, []).append((there, here))
    worst = 0.0
    for body in BODIES:
        rounds = pairs[body.__name__]
        ratio = statistics.median(there / here for there, here in rounds)
        worst = max(worst, ratio)
        each = [statistics.median(column) / EXAMPLES * 1e6 for column in zip(*rounds, strict=True)]
        print(f"{body.__name__:8} {each[0]:6.0f} us through the subject, {each[1]:6.0f} us here: {ratio:.2f}")
    print(f"wire     worst {worst:.2f}, at most {LIMIT}: {'ok' if worst <= LIMIT else 'missed'}")
    return worst <= LIMIT


if __name__ == "__main__":
    raise SystemExit(not main("--alone" in sys.argv))
