"""A night: tasks one after another until the time is up, what they find in the catalogue, what they met remembered."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.exits import LAUNCH, NOTHING_RAN, USAGE, Refused, UnreadableResults
from conformance.explore.catalogue import Catalogue, Finding
from conformance.explore.crew import Crew, carried_out
from conformance.explore.memory import Memory
from conformance.explore.plan import Plan
from conformance.explore.tasks import Done, Task, perform
from conformance.explore.units import Unit
from conformance.report.labels import labelled
from conformance.results.lines import RequirementLine
from conformance.results.owned import replace_file
from conformance.results.packing import unpacked
from conformance.results.plain import plain
from conformance.results.reading import Results
from conformance.session.signals import ended_by_signals
from conformance.verdicts import EXPECTED

TASK_SECONDS = 60.0
_SHARE = 12
"""A short night is cut into so many tasks a worker at least, so that what is found early changes what comes next."""
_LEAST_SECONDS = 4.0
HEARTBEAT = "heartbeat.json"
_BEAT = 5.0
_SAVE = 60.0
"""Seconds between two times that what is remembered is written."""


@dataclass
class Tally:
    """What a night has come to. ``busy`` are the seconds of all tasks, ``drawing`` those in which examples were run."""

    began: float
    ends: float
    examples: int = 0
    tasks: int = 0
    busy: float = 0.0
    drawing: float = 0.0
    touched: set[str] = field(default_factory=set)
    properties: int = 0
    known_deviations: set[str] = field(default_factory=set)
    again: int = 0
    set_aside: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    machines: dict[str, int] = field(default_factory=dict)
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long the night has gone on, or went on."""
        return max(1e-3, (self.ended or time.monotonic()) - self.began)


class Display(Protocol):
    """Whoever shows a night while it goes on."""

    def found(self, finding: Finding) -> None: ...
    def said(self, text: str) -> None: ...
    def goes_on(self, tally: Tally, new: int) -> None: ...


class Night:
    """Explores subjects: ``subjects`` are the options of a run that say who is checked. Raises Refused.

    ``rotating`` takes requirements in turn, whatever they have met: what the rule is measured against.
    """

    def __init__(
        self, subjects: list[tuple[str, ...]], units: list[Unit], crew: Crew, catalogue: Catalogue, memory: Memory,
        display: Display, *, seconds: float, examples: int | None, seed: int | None,
        database: str, cluster: bool, rotating: bool = False,
    ) -> None:  # fmt: skip
        self.catalogue, self.memory = catalogue, memory
        self._crew, self._display, self._most, self._is_cluster = crew, display, examples, cluster
        now = time.monotonic()
        self._drawing = {key for one in units for key in one.properties}
        self.tally = Tally(now, now + seconds, properties=len(self._drawing))
        self.seed = random.SystemRandom().getrandbits(32) if seed is None else seed
        self._plans = {
            one: Plan(one, units, memory.of(one), self.seed, database=database, rotating=rotating) for one in subjects
        }
        self._has_worked: set[tuple[str, ...]] = set()
        self._length = min(TASK_SECONDS, max(_LEAST_SECONDS, seconds / _SHARE))
        self._is_over = False
        self._ended_by, self._number, self._beaten, self._saved = 0, 0, 0.0, now

    def go(self) -> int:
        """Explore until the time is up; returns the signal that ended it before, or 0. Raises Refused."""
        with ended_by_signals(self.end, self._at_once):
            try:
                for task, done, why in carried_out(
                    self._crew, perform, self._next, is_lost=lambda one: one.is_lost, goes_on=self._goes_on,
                    grace=40.0 if self._is_cluster else 5.0,
                ):  # fmt: skip
                    self._over(task, done, why)
            finally:
                self._crew.stop()
                self.tally.ended = time.monotonic()
                problem = self.catalogue.save() or self.memory.save()
                self._beat(force=True)
                if problem:
                    self.tally.problems.append(problem)
        return self._ended_by

    def end(self, number: int) -> None:
        """A signal: no more tasks, and what runs ends."""
        self._ended_by = number

    def _at_once(self) -> None:
        """A second signal: whoever watches is told that it is over."""
        self._beat(force=True)
        print("mmap-conformance: ended at once; what was found is on disk", file=sys.stderr, flush=True)

    def _goes_on(self) -> bool:
        self._beat()
        self._display.goes_on(self.tally, len(self.catalogue.new))
        is_enough = self._most is not None and self.tally.examples >= self._most
        self._is_over = is_enough or bool(self._ended_by) or time.monotonic() >= self.tally.ends
        return not self._is_over

    def _next(self) -> Task | None:
        left = self.tally.ends - time.monotonic()
        if left < 1 or self._ended_by:
            return None
        self._number += 1
        plan = min(self._plans.values(), key=lambda one: one.spent, default=None)
        if plan is None:
            return None
        task = plan.task(self._number, min(self._length, left))
        if task is None:
            del self._plans[plan.subject]
            self._say(f"{plain(' '.join(plan.subject))}: nothing of what is selected is in force there")
            return self._next() if self._plans else None
        plan.spent += task.seconds
        return task

    def _over(self, task: Task, done: Done | None, why: str) -> None:
        plan = self._plans.get(task.subject)
        if plan is None:
            return
        lines = list(self._taken(done)) if done is not None else []
        if done is None:
            plan.lost(task, for_good=True)
            self.tally.set_aside.append(f"{', '.join(task.ids[:3])}{' ...' if len(task.ids) > 3 else ''}: {why}")
            return
        if not lines:
            if not self._is_over:
                self._refused(plan, task, done)
            return
        self._has_worked.add(task.subject)
        plan.over(task, lines)
        tally = self.tally
        tally.tasks += 1
        tally.busy += done.seconds
        tally.examples += sum(line["examples"] for line in lines)
        tally.drawing += sum(line["duration"] for line in lines)
        tried = {key for line in lines for key in line["properties"] if line["verdict"] != "inapplicable"}
        tally.touched |= tried & self._drawing  # their requirements may have others, which draw nothing
        machine = plain(done.machine)[:60]
        tally.machines[machine] = tally.machines.get(machine, 0) + 1
        if time.monotonic() - self._saved > _SAVE:
            self._saved = time.monotonic()
            self._say(self.memory.save() or self.catalogue.save())

    def _refused(self, plan: Plan, task: Task, done: Done) -> None:
        """A task that came home with nothing: the subject cannot be launched, or something of ours is broken."""
        plan.lost(task, for_good=True)
        if done.code == NOTHING_RAN:
            return
        said = done.said.removeprefix("mmap-conformance: ") or f"the run ended with exit code {done.code}"
        if task.subject not in self._has_worked:
            self._plans.pop(task.subject)
            if not self._plans and not self._has_worked:
                raise Refused(said[:1000], done.code if done.code in (USAGE, LAUNCH) else USAGE)
        self.tally.set_aside.append(f"{', '.join(task.ids[:3])}: {said[:300]}")

    def _taken(self, done: Done) -> Iterator[RequirementLine]:
        """The lines of a task's results, each looked at for findings."""
        if not done.packed:
            return
        try:
            with unpacked(done.packed) as results:
                (found,) = labelled([results])
                for line in found.lines():
                    if line["verdict"] == "deviates":
                        self.tally.known_deviations.add(line["requirement"])
                    elif line["verdict"] not in EXPECTED:
                        self._look(found, line)
                    yield line
        except UnreadableResults as error:
            self._say(f"a task's results: {error}")

    def _look(self, found: Results, line: RequirementLine) -> None:
        given = found.header.get("given", {})
        seen: dict[str, Any] = {
            "subject": found.label,
            "given": {key: str(value)[:1000] for key in ("impl", "python", "edition") if (value := given.get(key))},
            "seed": found.header["seed"],
        }
        for one in line["failures"]:
            new = self.catalogue.add(line["requirement"], one, found.witness(one), seen)
            if new is not None:
                self._display.found(new)
            else:
                self.tally.again += 1
        if not line["failures"]:
            self._say(f"{line['requirement']}: {line['verdict']}: {line['reason']}")

    def _say(self, text: str) -> None:
        if text and text not in self.tally.problems:
            self.tally.problems.append(text)
            self._display.said(text)

    def _beat(self, *, force: bool = False) -> None:
        """Write the file that whoever watches from outside looks at."""
        now = time.monotonic()
        if now - self._beaten < _BEAT and not force:
            return
        self._beaten, tally = now, self.tally
        table = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "is_over": force,
            "seconds_left": round(max(0.0, tally.ends - now)), "examples": tally.examples, "tasks": tally.tasks,
            "examples_a_second": round(tally.examples / tally.seconds, 1), "new": len(self.catalogue.new),
            "findings": len(self.catalogue.found), "set_aside": len(tally.set_aside),
        }  # fmt: skip
        try:
            replace_file(self.memory.folder / HEARTBEAT, json.dumps(table) + "\n")
        except OSError as error:
            self._say(f"{self.memory.folder / HEARTBEAT}: cannot be written: {error.strerror}")
