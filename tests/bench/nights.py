"""What nights reach: two workers against one, a cluster against a pool, a rare bug, workers that are lost.

``python -m bench.nights`` takes an hour and wants two idle cores; ``--seconds 30 --seeds 1`` is a sample, and a word
names one measurement.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

from conformance.explore.catalogue import Catalogue, Finding
from conformance.explore.crew import Cluster, Crew, Here, carried_out
from conformance.explore.memory import Memory
from conformance.explore.night import Night, Tally
from conformance.explore.tasks import Task, perform, running
from conformance.explore.units import Unit, units
from conformance.results.packing import unpacked

HERE = Path(__file__).parent
RARE = ("--impl", "rare", "--path", str(HERE))
STDLIB = ("--impl", "stdlib")
TWO_WORKERS, IN_EXAMPLES, CLUSTER_LOSS, FOUND_WITHIN = 1.8, 0.9, 0.1, 600.0
KILL_EVERY = 30.0
GATE, TASK = 35.0, 8.0
"""About the seconds that one worker needs for the examples of a gate, and those of a task that is compared."""


class Silent:
    """Shows nothing; ends the night at the first finding if it is told to."""

    def __init__(self) -> None:
        self.night: Night | None = None
        self.found_after = 0.0

    def found(self, finding: Finding) -> None:
        del finding
        if self.night is not None and not self.found_after:
            self.found_after = self.night.tally.seconds
            self.night.end(signal.SIGTERM)

    def said(self, text: str) -> None:
        if text:
            print(f"         {text}")

    def goes_on(self, tally: Tally, new: int) -> None: ...


def night(
    subject: tuple[str, ...], seconds: float, crew: Crew, *, seed: int, stops: bool = False, rotating: bool = False
) -> tuple[Tally, Silent]:
    """One night over everything, in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        running.begin()
        display, memory = Silent(), Memory(Path(folder, "findings"))
        one = Night(
            [subject], units(None, ()), crew, Catalogue(Path(folder, "found")), memory, display, seconds=seconds,
            examples=None, seed=seed, database="", cluster=False, rotating=rotating,
        )  # fmt: skip
        display.night = one if stops else None
        one.go()
        memory.close()
        crew.close()
        return one.tally, display


def local(workers: int) -> Here:
    return Here(workers, running.end)


def workers(given: argparse.Namespace) -> bool:
    """Two workers against one, for the same tasks, and what of a night's time is examples."""
    alone = _counted(1)
    machine = statistics.median(_counted(2) / alone for _ in range(3))
    one, two = _worked(given, local(1)), _worked(given, local(2))
    tally, _ = night(STDLIB, given.seconds, local(2), seed=1)  # its tasks are as long as a night's are
    ratio, share = one.seconds / two.seconds, tally.drawing / tally.busy
    print(
        f"workers  {one.examples} examples in {one.seconds:.0f} s by one, in {two.seconds:.0f} s by two: {ratio:.2f} "
        f"(at least {TWO_WORKERS}; two processes that only count: {machine:.2f})"
    )
    print(f"share    {share:.1%} of a night's tasks in examples (at least {IN_EXAMPLES:.0%})")
    return one.examples == two.examples and ratio >= TWO_WORKERS and share >= IN_EXAMPLES


def cluster(given: argparse.Namespace) -> bool:
    """Four workers of a local cluster against four of the pool, for the same tasks."""
    near = _worked(given, local(4))
    with _cluster(4) as there:
        far = _worked(given, Cluster(there.scheduler_address))
    lost = 1 - near.seconds / far.seconds
    print(
        f"cluster  {near.examples} examples in {near.seconds:.0f} s by the pool, in {far.seconds:.0f} s by Dask: "
        f"{lost:.1%} lost (under {CLUSTER_LOSS:.0%})"
    )
    return near.examples == far.examples and lost < CLUSTER_LOSS


class Worked(NamedTuple):
    """What a crew needed for the tasks."""

    seconds: float
    examples: int


def _worked(given: argparse.Namespace, crew: Crew) -> Worked:
    """Have everything explored by a crew, in tasks that are alike: what is compared is the same examples."""
    every, tasks = units(None, ()), max(4, round(given.seconds / TASK))
    times = max(1, round(given.seconds / GATE))
    work = iter([Task(at, STDLIB, _ids(every[at::tasks]), times, 1, TASK) for at in range(tasks)])
    running.begin()
    began, examples = time.monotonic(), 0
    for _, done, why in carried_out(
        crew, perform, lambda: next(work, None), is_lost=lambda came: came.is_lost, goes_on=lambda: True
    ):
        if done is None:
            raise SystemExit(f"a task was set aside: {why}")
        with unpacked(done.packed) as results:
            examples += sum(line["examples"] for line in results.lines())
    seconds = time.monotonic() - began
    crew.close()
    return Worked(seconds, examples)


def _ids(some: list[Unit]) -> tuple[str, ...]:
    return tuple(name for one in some for name in one.ids)


def _counted(processes: int) -> float:
    """How far so many processes count in two seconds: what this machine makes of a second one at best."""
    count = "import time\nn, end = 0, time.perf_counter() + 2\nwhile time.perf_counter() < end: n += 1\nprint(n)"
    every = [
        subprocess.Popen([sys.executable, "-c", count], stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    return float(sum(int(one.communicate(timeout=60)[0]) for one in every))


def rare(given: argparse.Namespace) -> bool:
    """Seconds until the rare bug is found: by the rule, and in plain rotation."""
    medians = {}
    for rotating in (False, True):
        found = []
        for seed in range(given.seeds):
            tally, display = night(RARE, FOUND_WITHIN, local(2), seed=seed, stops=True, rotating=rotating)
            found.append(display.found_after or float("inf"))
            how = "rotation" if rotating else "the rule"
            print(f"         seed {seed}, {how}: {found[-1]:.0f} s, {tally.examples} examples", flush=True)
        medians[rotating] = statistics.median(found)
    print(f"rare     median {medians[False]:.0f} s by the rule (within 600), {medians[True]:.0f} s in rotation")
    return medians[False] <= FOUND_WITHIN


def killed(given: argparse.Namespace) -> bool:
    """The same tasks by the pool, and by a cluster of which a worker is killed every half minute."""
    tasks = [
        Task(number, RARE, one.ids, max(1, round(given.seconds * 10 / one.examples)), number, given.seconds / 5)
        for number, one in enumerate(units("rfind or like-a-file or seek", ()))
    ]
    running.begin()
    near = _findings(tasks, local(2))
    over = threading.Event()
    with _cluster(2) as there:
        killer = threading.Thread(target=_kill, args=(there, over, min(KILL_EVERY, given.seconds)), daemon=True)
        killer.start()
        far = _findings(tasks, Cluster(there.scheduler_address))
        over.set()
        killer.join(10)
    print(f"killed   {len(near)} findings by the pool, {len(far)} by a cluster that loses workers; same: {near == far}")
    return near == far and bool(near)


def _findings(tasks: list[Task], crew: Crew) -> set[str]:
    found: set[str] = set()
    work = iter(tasks)
    for task, done, why in carried_out(
        crew, perform, lambda: next(work, None), is_lost=lambda came: came.is_lost, goes_on=lambda: True
    ):
        if done is None:
            print(f"         task {task.number} was set aside: {why}")
            continue
        with unpacked(done.packed) as results:
            found |= {f"{name} {kind}" for name, kinds in results.kinds.items() for kind in kinds}
    crew.close()
    return found


def _kill(there: Any, over: threading.Event, every: float) -> None:
    while not over.wait(every):
        nanny = next(iter(there.workers.values()))
        if nanny.pid:
            os.kill(nanny.pid, signal.SIGKILL)


def _cluster(number: int) -> Any:
    import distributed

    return distributed.LocalCluster(
        n_workers=number, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
        silence_logs=50,
    )  # fmt: skip


def main(given: argparse.Namespace) -> bool:
    """Run what is named; whether every limit was kept."""
    every = {one.__name__: one for one in (workers, cluster, rare, killed)}
    began = time.monotonic()
    kept = {name: every[name](given) for name in given.names or every}
    print(
        f"{time.monotonic() - began:.0f} s; "
        + (", ".join(f"{n}: {'ok' if ok else 'missed'}" for n, ok in kept.items()))
    )
    return all(kept.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=["workers", "cluster", "rare", "killed", []], default=[])
    parser.add_argument("--seconds", type=float, default=300.0, help="about what one worker needs for what is compared")
    parser.add_argument("--seeds", type=int, default=5, help="nights that look for the rare bug")
    raise SystemExit(not main(parser.parse_args()))
