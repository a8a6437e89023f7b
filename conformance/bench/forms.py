"""What was measured, as a table for the terminal, as Markdown and as JSON. It measures nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance import __version__
from conformance.bench.measuring import Timing
from conformance.bench.operations import CALL, Operation
from conformance.report.markdown import quoted
from conformance.results.plain import plain

_NAME, _COLUMN = 44, 25
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "\N{MICRO SIGN}s"), (1e-9, "ns"))


@dataclass
class Bench:
    """Every row so far. ``names`` are the subjects' as they were given, ``described`` what they say they are."""

    names: Sequence[str]
    described: Sequence[str]
    size: int
    rounds: int
    rows: list[tuple[Operation, list[Timing]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names, self.described = [plain(one) for one in self.names], [plain(one) for one in self.described]

    @property
    def measured(self) -> list[tuple[Operation, list[Timing]]]:
        """The rows of operations, without that of a call alone."""
        return [row for row in self.rows if row[0] is not CALL]

    def mean(self, at: int) -> float:
        """The geometric mean of a subject's ratios to the first; not a number where both can do nothing."""
        ratios = [ratio(row, at) for _, row in self.measured]
        logs = [math.log(one) for one in ratios if one > 0]
        return math.exp(sum(logs) / len(logs)) if logs else math.nan


def ratio(row: Sequence[Timing], at: int) -> float:
    """How many times as long as the first a subject takes; not a number where one of them has no time."""
    return row[at].best / row[0].best if row[0].best else math.nan


def seconds(value: float) -> str:
    """A time with three digits that count, in the unit that fits."""
    unit, name = next((one for one in _UNITS if value >= one[0]), _UNITS[-1])
    return f"{value / unit:.3g} {name}"


def head(bench: Bench) -> list[str]:
    """What stands above the table of a terminal."""
    lines = [f"{name}: {told}" for name, told in zip(bench.names, bench.described, strict=True)]
    lines.append(_said(bench))
    columns = "".join(f"{name[: _COLUMN - 2]:>{_COLUMN}}" for name in bench.names)
    return [*lines, "", f"{'':{_NAME}}{columns}"]


def _said(bench: Bench) -> str:
    return (
        f"maps of {bench.size} bytes, {bench.rounds} rounds, processor time: the best round, how far the middle one is "
        "above it, and how many times as long as the first"
    )


def line(operation: Operation, row: Sequence[Timing]) -> str:
    """One row of a terminal's table."""
    return f"{operation.name:{_NAME}}" + "".join(f"{one:>{_COLUMN}}" for one in _cells(row))


def cell(row: Sequence[Timing], at: int) -> str:
    """The time of one subject, its spread, and how many times as long as the first it takes."""
    if not row[at].rounds:
        return plain(row[at].problem).partition(":")[0][: _COLUMN - 2] or "-"
    shown = f"{seconds(row[at].best)} +{row[at].spread:.0%}"
    times = ratio(row, at)
    return shown if not at or math.isnan(times) else f"{shown} {times:.2f}x"


def foot(bench: Bench) -> list[str]:
    """What stands under it: the mean of the ratios, and why something was not measured."""
    lines = [
        f"{name}: {bench.mean(at):.2f} times as long as {bench.names[0]} (geometric mean)"
        for at, name in enumerate(bench.names)
        if at and not math.isnan(bench.mean(at))
    ]
    for operation, row in bench.rows:
        lines += [
            plain(f"not measured: {operation.name} of {name}: {timing.problem}")
            for name, timing in zip(bench.names, row, strict=True)
            if timing.problem
        ]
    return lines


def text(bench: Bench) -> str:
    """All of it, as a terminal shows it."""
    return "\n".join([*head(bench), *(line(*row) for row in bench.rows), "", *foot(bench)]) + "\n"


def markdown(bench: Bench) -> str:
    """A table for a page or an issue."""
    said = _said(bench)
    lines = [f"* {quoted(name)}: {quoted(told)}" for name, told in zip(bench.names, bench.described, strict=True)]
    lines += ["", f"{said[:1].upper()}{said[1:]}.", ""]
    rows = [["operation", *bench.names], *([one.name, *_cells(row)] for one, row in bench.rows)]
    head, *body = ["| " + " | ".join(map(quoted, row)) + " |" for row in rows]
    lines += [head, "|---|" + "--:|" * len(bench.names), *body, ""]
    return "\n".join([*lines, *(f"* {quoted(one)}" for one in foot(bench))]) + "\n"


def _cells(row: Sequence[Timing]) -> list[str]:
    return [cell(row, at) for at in range(len(row))]


def as_json(bench: Bench) -> str:
    """Every round, for a program."""
    rows = [
        {
            "operation": operation.name, "prepare": operation.prepare, "statement": operation.statement,
            "timings": [
                {"best": one.best, "spread": one.spread, "calls": one.calls, "rounds": list(one.rounds)}
                if one.rounds else {"problem": one.problem}
                for one in row
            ],
        }
        for operation, row in bench.rows
    ]  # fmt: skip
    subjects = [{"name": name, "described": told} for name, told in zip(bench.names, bench.described, strict=True)]
    whole = {"suite": __version__, "size": bench.size, "rounds": bench.rounds, "subjects": subjects, "rows": rows}
    return json.dumps(whole, indent=1) + "\n"
