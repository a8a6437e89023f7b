"""What nights reach: two workers against one, a cluster against a pool, a rare bug, workers that are lost.

``python -m bench.nights`` takes an hour and wants two idle cores; ``--seconds 30 --seeds 1`` is a sample, and a word
names one measurement.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from conformance.explore.catalogue import Catalogue, Finding
from conformance.explore.crew import Cluster, Crew, Here, carried_out
from conformance.explore.memory import Memory
from conformance.explore.night import Night, Tally
from conformance.explore.tasks import Task, perform, running
from conformance.explore.units import units
from conformance.results.packing import unpacked

HERE = Path(__file__).parent
RARE = ("--impl", "rare", "--path", str(HERE))
STDLIB = ("--impl", "stdlib")
TWO_WORKERS, IN_EXAMPLES, CLUSTER_LOSS, FOUND_WITHIN = 1.8, 0.9, 0.1, 600.0
KILL_EVERY = 30.0


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
    subject: tuple[str, ...], seconds: float, crew: Crew, *, seed: int, stops: bool = False, rotating: bool = False,
    is_cluster: bool = False,
) -> tuple[Tally, Silent]:  # fmt: skip
    """One night over everything, in an empty folder."""
    with tempfile.TemporaryDirectory(prefix="mmap-conformance-") as folder:
        running.begin()
        display, memory = Silent(), Memory(Path(folder, "findings"))
        one = Night(
            [subject], units(None, ()), crew, Catalogue(Path(folder, "found")), memory, display, seconds=seconds,
            examples=None, seed=seed, database="", cluster=is_cluster, rotating=rotating,
        )  # fmt: skip
        display.night = one if stops else None
        one.go()
        memory.close()
        crew.close()
        return one.tally, display


def local(workers: int) -> Here:
    return Here(workers, running.end)


def workers(given: argparse.Namespace) -> bool:
    """Two workers against one, and what of their time is examples."""
    one, two = (night(STDLIB, given.seconds, local(number), seed=1)[0] for number in (1, 2))
    ratio, share = (two.examples / two.seconds) / (one.examples / one.seconds), two.drawing / two.busy
    print(f"workers  {one.examples} examples with one, {two.examples} with two: {ratio:.2f} (at least {TWO_WORKERS})")
    print(f"share    {share:.1%} of the tasks' time in examples (at least {IN_EXAMPLES:.0%})")
    return ratio >= TWO_WORKERS and share >= IN_EXAMPLES


def cluster(given: argparse.Namespace) -> bool:
    """Four workers of a local cluster against four of the pool."""
    pool, _ = night(STDLIB, given.seconds, local(4), seed=1)
    with _cluster(4) as there:
        far, _ = night(STDLIB, given.seconds, Cluster(there.scheduler_address), seed=1, is_cluster=True)
    lost = 1 - (far.examples / far.seconds) / (pool.examples / pool.seconds)
    print(f"cluster  {pool.examples} examples by the pool, {far.examples} by Dask: {lost:.1%} lost (under 10%)")
    return lost < CLUSTER_LOSS


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
    parser.add_argument("--seconds", type=float, default=300.0, help="of each night that is compared")
    parser.add_argument("--seeds", type=int, default=5, help="nights that look for the rare bug")
    raise SystemExit(not main(parser.parse_args()))
