"""Which requirements get the next task, and how many examples.

The rule: first what has had the fewest examples, as multiples of the gate's; what met new shapes of answers in its last
task counts as having had up to eight times fewer, and what has changed since as having had none. Each time a
requirement is taken its examples double, as long as they fit a task. ``python -m bench.nights`` measures the rule
against plain rotation.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from conformance.explore.tasks import Task
from conformance.explore.units import Unit
from conformance.results.lines import RequirementLine

FIRST = 10
"""Times the gate's examples that a requirement is explored at first."""
MOST = 20_000
"""Times the gate's examples in one task, at most: Hypothesis keeps what it has tried in memory."""
_EAGERNESS = 7.0
"""How much what is new weighs: a requirement whose every example met something new is taken eight times as often."""
_PER_EXAMPLE = 0.004
"""Seconds that an example takes before anything is known of it."""
_MOST_SHAPES = 4000
"""Shapes of one unit that are remembered: with so many, another one is nothing new."""


@dataclass
class Known:
    """What is known of a unit. ``news``: new shapes an example in the last task, from 0 to 1."""

    times: int = 0
    examples: int = 0
    seconds: float = 0.0
    news: float = 1.0
    shapes: set[int] = field(default_factory=set)
    digest: str = ""

    @property
    def turn(self) -> float:
        """Who has the lowest is next."""
        return self.times / (1 + _EAGERNESS * self.news)


class Plan:
    """The tasks of one subject. ``known`` is what earlier nights have left; ``rotating`` takes units in turn."""

    def __init__(
        self,
        subject: tuple[str, ...],
        units: Iterable[Unit],
        known: dict[str, Known],
        seed: int,
        *,
        database: str = "",
        rotating: bool = False,
    ) -> None:
        self.subject, self.spent = subject, 0.0
        self.units = {unit.name: unit for unit in units}
        self.known = known
        self.left_out: set[str] = set()
        self._random = random.Random(f"{seed} {subject}")
        self._database, self._rotating = database, rotating
        self._busy: set[str] = set()
        self._of = {name: unit.name for unit in self.units.values() for name in unit.ids}
        for unit in self.units.values():
            one = known.setdefault(unit.name, Known())
            if one.digest != unit.digest:
                known[unit.name] = Known(digest=unit.digest, examples=one.examples, seconds=one.seconds)

    def task(self, number: int, seconds: float) -> Task | None:
        """The next task, of about so many seconds; None where nothing is in force for the subject."""
        order = [self.units[name] for name in self._in_order()]
        if not order:
            return None
        times = self._budget(order[0], seconds)
        taken: list[Unit] = []
        left = seconds
        for unit in order:
            if taken and (self._cost(unit, times) > left or not times / 2 <= self._budget(unit, seconds) <= times * 2):
                continue
            taken.append(unit)
            left -= self._cost(unit, times)
            if left <= 0:
                break
        for unit in taken:
            self._busy.add(unit.name)
        ids = tuple(name for unit in taken for name in unit.ids)
        seed = self._random.getrandbits(48)
        return Task(number, self.subject, ids, times, seed, seconds - min(left, seconds / 2), self._database)

    def _in_order(self) -> list[str]:
        names = [name for name in self.units if name not in self.left_out]
        idle = [name for name in names if name not in self._busy] or names
        if self._rotating:
            return sorted(idle, key=lambda name: self.known[name].times)
        return sorted(idle, key=lambda name: self.known[name].turn)

    def _budget(self, unit: Unit, seconds: float) -> int:
        fitting = int(seconds / self._cost(unit, 1))
        return max(1, min(max(FIRST, self.known[unit.name].times), fitting, MOST))

    def _cost(self, unit: Unit, times: int) -> float:
        one = self.known[unit.name]
        each = one.seconds / one.examples if one.examples else _PER_EXAMPLE
        return max(each, 1e-5) * unit.examples * 1.5 * times  # a half more are tried in arrangements

    def over(self, task: Task, lines: Iterable[RequirementLine]) -> None:
        """A task has ended with these lines; with none, it is as if it had not been."""
        self._busy -= {self._of[name] for name in task.ids}
        by_unit: dict[str, list[RequirementLine]] = {}
        for line in lines:
            if line["requirement"] in self._of:
                by_unit.setdefault(self._of[line["requirement"]], []).append(line)
        for name, found in by_unit.items():
            if all(line["verdict"] == "inapplicable" for line in found):
                self.left_out.add(name)
                continue
            one = self.known[name]
            examples = sum(line["examples"] for line in found)
            shapes = {shape for line in found for shape in line.get("shapes", ())}
            new = shapes - one.shapes
            one.news = min(1.0, len(new) / max(1, examples)) if len(one.shapes) < _MOST_SHAPES else 0.0
            one.shapes |= set(sorted(new)[: _MOST_SHAPES - len(one.shapes)])
            one.times += task.times
            one.examples += examples
            one.seconds += sum(line["duration"] for line in found)

    def lost(self, task: Task, *, for_good: bool = False) -> None:
        """A task did not come home; ``for_good``: its requirements are left alone for this night."""
        names = {self._of[name] for name in task.ids}
        self._busy -= names
        if for_good:
            self.left_out |= names
