"""Operations timed in turn, round after round, each implementation in an interpreter of its own.

A round is as many calls as take some hundredths of a second, in processor time. The best round counts, because whatever
else the machine does only makes a round longer; how far the middle one is above it is told as the spread.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.bench.operations import CALL, Operation
from conformance.harness.driving.subject import Subject
from conformance.harness.wire.deaths import SubjectDied
from conformance.harness.wire.remote import remote
from conformance.results.plain import plain, told, word

if TYPE_CHECKING:
    mmap: Any  # the module under test, which every subject knows by this name

ROUNDS, SECONDS, WAITED = 7, 0.03, 0.3
"""Rounds of each operation; the processor time that one takes at least, or the time by the wall where it waits."""
STEP_SECONDS = 60.0
"""How long one round may take, with its preparation."""
_MOST_CALLS = 10**7
_LONGEST = 1e6
"""Seconds that a subject may say a round took."""


@remote
def timed(prepare, statement, calls, size):  # type: ignore[no-untyped-def]
    """Prepare, then run the statement that often; seconds that all of them took, of the processor and by the wall.

    A loop is compiled once, so that what an interpreter learns of it stays. Nothing is collected meanwhile.
    """
    import gc
    import os
    import time

    def file(size, content=b""):  # type: ignore[no-untyped-def]
        name = "bench-%d" % len(files)
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
        files.append((descriptor, name))
        os.write(descriptor, content[:size])
        os.ftruncate(descriptor, size)
        return descriptor

    def make(size, content=b""):  # type: ignore[no-untyped-def]
        made = mmap.mmap(file(size, content), 0)  # type: ignore[no-untyped-call]
        maps.append(made)
        made[0:size] = made[0:size]  # so that every page is there
        return made

    kept = timed.__dict__.setdefault("kept", {})
    files, maps = [], []  # type: ignore[var-annotated]
    text = b"the quick brown fox jumps over the lazy dog, and the dog does not mind it at all. "
    names = {"mmap": mmap, "make": make, "file": file, "RARE": b"\xf7"}
    if size not in kept:
        kept[size] = text * (size // len(text) + 2)
    names["TEXT"] = kept[size]
    lines = ["def loop(clock, wall, calls, %s):", "    at, began = wall(), clock()", "    for _ in range(calls):", "%s"]
    lines.append("    return [clock() - began, wall() - at]")
    try:
        exec(prepare, names)
        given = sorted(name for name in names if name[0] != "_" and name != "loop")
        if (prepare, statement) not in kept:
            body = "\n".join("        " + line for line in statement.split("\n"))
            space = {}  # type: ignore[var-annotated]
            exec("\n".join(lines) % (", ".join(given), body), space)
            kept[(prepare, statement)] = space["loop"]
        was_on = gc.isenabled()
        gc.disable()
        try:
            return kept[(prepare, statement)](
                time.process_time, time.perf_counter, calls, *[names[name] for name in given]
            )
        finally:
            if was_on:
                gc.enable()
    finally:
        for one in maps:
            try:
                one.close()
            except BufferError:
                pass
        for descriptor, name in files:
            os.close(descriptor)
            try:
                os.unlink(name)
            except OSError:
                pass


@dataclass(frozen=True)
class Timing:
    """What one operation costs one subject: seconds a call of each round, or why there are none."""

    rounds: tuple[float, ...] = ()
    calls: int = 0
    problem: str = ""

    @property
    def best(self) -> float:
        """Seconds a call in the best round; not a number where there is none."""
        return min(self.rounds, default=math.nan)

    @property
    def spread(self) -> float:
        """How far the middle round is above the best, as a part of it."""
        return statistics.median(self.rounds) / self.best - 1 if self.rounds and self.best else 0.0


class Unmeasured(Exception):
    """A subject did not do what is timed; the text says what came instead."""


def measured(subjects: Sequence[Subject], operation: Operation, rounds: int = ROUNDS) -> list[Timing]:
    """One operation, each subject in turn, so that what disturbs the machine disturbs all of them alike."""
    problems = [""] * len(subjects)
    calls = [0] * len(subjects)
    times: list[list[float]] = [[] for _ in subjects]
    for at, subject in enumerate(subjects):
        try:
            calls[at] = _enough(subject, operation)
        except Unmeasured as error:
            problems[at] = str(error)
    for _ in range(rounds):
        for at, subject in enumerate(subjects):
            if not problems[at]:
                try:
                    times[at].append(_round(subject, operation, calls[at])[0] / calls[at])
                except Unmeasured as error:
                    problems[at], times[at] = str(error), []
    return [Timing(tuple(times[at]), calls[at], problems[at]) for at in range(len(subjects))]


def every(
    subjects: Sequence[Subject], operations: Sequence[Operation], rounds: int = ROUNDS
) -> Iterator[tuple[Operation, list[Timing]]]:
    """First what a call alone costs in each interpreter, then each operation."""
    for operation in (CALL, *operations):
        yield operation, measured(subjects, operation, rounds)


def _enough(subject: Subject, operation: Operation) -> int:
    """How many calls a round has, so that it takes long enough for the clock."""
    calls = 1
    while calls < _MOST_CALLS:
        took, waited = _round(subject, operation, calls)
        if took >= SECONDS or waited >= WAITED:
            break
        calls = max(calls * 2, min(int(calls * SECONDS / max(took, waited / 10, 1e-9)), calls * 100))
    return min(calls, _MOST_CALLS)


def _round(subject: Subject, operation: Operation, calls: int) -> tuple[float, float]:
    subject.begin()
    try:
        took: Any = subject.call(timed, operation.prepare, operation.statement, calls, operation.size)
    except SubjectDied as death:
        raise Unmeasured(f"died: {death.kind}") from None
    except Exception as error:
        raise Unmeasured(f"{word(type(error).__name__)}: {plain(told(error))[:200]}") from None
    if not isinstance(took, list) or len(took) != 2 or not all(map(_is_time, took)):
        raise Unmeasured("answered no time")
    return float(took[0]), float(took[1])


def _is_time(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value < _LONGEST
