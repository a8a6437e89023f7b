"""Two subjects, the same histories, and where they part: shrunk by Hypothesis to a script for each.

No requirement is asked: what differs may be wrong in one, or something that the documentation leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import hypothesis
from hypothesis import HealthCheck, Phase

from conformance.compare import operations
from conformance.harness.driving.evidence import evidence_of
from conformance.harness.driving.subject import Subject
from conformance.harness.launch.launch import Launch
from conformance.harness.proving import internals
from conformance.harness.wire.deaths import SubjectDied
from conformance.harness.wire.images import Foreign
from conformance.harness.wire.remote import remote
from conformance.results.plain import plain, worded

if TYPE_CHECKING:
    mmap: Any  # the module under test, which every subject knows by this name

ROUNDS = 40
"""Searches in one comparison; each looks for what the ones before did not find."""


@remote
def history(steps):  # type: ignore[no-untyped-def]
    """Run each line and tell what came of it; the number of the line that runs goes to standard error."""
    import os

    space, told = {"mmap": mmap}, []
    try:
        for number, step in enumerate(steps):
            os.write(2, b"step %d\n" % number)
            try:
                try:
                    code = compile(step, "<step>", "eval")
                except SyntaxError:
                    code = compile(step, "<step>", "exec")
                told.append(["returned", eval(code, space)])
            except BaseException as error:  # SystemExit too: it is what the step came to
                more = error.errno if isinstance(error, OSError) else None
                told.append(["raised", type(error).__name__, more])
        return told
    finally:
        for name in ("v", "m", "f"):
            try:
                (getattr(space[name], "release", None) or space[name].close)()
            except BaseException:
                pass


@dataclass(frozen=True)
class Difference:
    """One history whose step ``at`` came out differently; ``outcomes`` in words, one a subject."""

    steps: tuple[str, ...]
    at: int
    outcomes: tuple[str, str]

    @property
    def operation(self) -> str:
        """The name of what was done: ``find``, ``[]``, ``mmap``."""
        step = self.steps[self.at]
        found = re.match(r"(?:m = )?(?:m|f|v|mmap)\.(\w+)", step)
        shape = re.sub(r"\[.*\]", "[]", step.partition(" = ")[0]) + (" =" if " = " in step else "")
        return found[1] if found else shape

    @property
    def fingerprint(self) -> tuple[str, str, str]:
        """Differences with the same one are the same, as far as can be told."""
        first, second = (
            " ".join(one.split()[:2]) if one.startswith("raised") else one.split()[0] for one in self.outcomes
        )
        return self.operation, first, second


class Differs(Exception):
    """What Hypothesis shrinks."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(difference.operation)
        self.difference = difference


def differences(first: Launch, second: Launch, examples: int, seed: int) -> Iterator[Difference]:
    """Every difference that is found, each minimal for its operation and kind of outcome. Raises LaunchFailed."""
    subjects: list[Subject] = []
    known: set[tuple[str, str, str]] = set()
    try:
        for launch in (first, second):
            subjects.append(Subject(launch))
        for number in range(ROUNDS):
            found = _search(subjects[0], subjects[1], known, examples, seed + number)
            yield from found
            known |= {one.fingerprint for one in found}
            if not found:
                return
    finally:
        for subject in subjects:
            subject.stop()


def _search(
    first: Subject, second: Subject, known: set[tuple[str, str, str]], examples: int, seed: int
) -> list[Difference]:
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.seed(seed)
    @hypothesis.given(steps=operations.histories())
    def agree(steps: list[str]) -> None:
        final = internals.is_final()
        difference = _compared(steps, _outcomes(first, steps, final), _outcomes(second, steps, final))
        if difference is not None and difference.fingerprint not in known:
            error = Differs(difference)
            exec(compile("raise error", f"<{difference.fingerprint}>", "exec"), {"error": error})

    try:
        with internals.no_local_constants():
            agree()
    except Differs as error:
        return [error.difference]
    except BaseExceptionGroup as group:
        return _unique(group)
    except hypothesis.errors.Flaky as flaky:
        return _unique(flaky) if isinstance(flaky, BaseExceptionGroup) else []
    return []


def _unique(group: BaseExceptionGroup[Any]) -> list[Difference]:
    found: dict[tuple[str, str, str], Difference] = {}
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            found |= {one.fingerprint: one for one in _unique(error)}
        elif isinstance(error, Differs):
            found.setdefault(error.difference.fingerprint, error.difference)
        else:
            raise error
    return list(found.values())


def _outcomes(subject: Subject, steps: list[str], final: bool) -> list[str]:
    """What came of each step, in words; the last is a death where the subject died."""
    subject.begin(fresh=final)
    try:
        return [_in_words(*one) for one in subject.call(history, steps)]
    except SubjectDied as death:
        reached = re.findall(r"step (\d+)", death.last_words)
        return ["?"] * (int(reached[-1]) if reached else 0) + [f"died {death.kind}"]
    except (TypeError, ValueError):
        return ["answered nonsense"]
    except Exception as error:
        if evidence_of(error).step is None:  # nothing that the subject raised
            raise
        return [f"raised {plain(type(error).__name__)} out of the history"]


def _in_words(how: str, what: Any, number: Any = None) -> str:
    if how == "raised":
        return f"raised {what}" + (f" (errno {number})" if number is not None else "")
    kind = f"<{what.type_name}>" if isinstance(what, Foreign) else worded(what, 1000)
    return f"returned {kind}"


def _compared(steps: list[str], first: list[str], second: list[str]) -> Difference | None:
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other and "?" not in (one, other):
            return Difference(tuple(steps[: at + 1]), at, (one, other))
    return None


def script(difference: Difference, launch: Launch, names: tuple[str, str]) -> str:
    """The history up to the difference, for one of the two: it needs nothing but that implementation."""
    # Comments: whatever an implementation says, it stays within its line and is no source.
    lines = ["# Where two implementations of mmap differ; the last line prints what this one does."]
    lines += [f"# {plain(name)}: {plain(outcome)}" for name, outcome in zip(names, difference.outcomes, strict=True)]
    lines += ["import contextlib, os, sys, tempfile"]
    paths = [str(path) for path in launch.paths]
    lines += [f"sys.path[:0] = {paths!r}"] if paths else []
    lines += [launch.statement, "os.chdir(tempfile.mkdtemp())"]
    for step in difference.steps[:-1]:
        lines.append(step if _is_needed(step) else f"with contextlib.suppress(Exception): {step}")
    last = difference.steps[-1]
    try:
        compile(last, "<step>", "eval")
        lines.append(f"print('returned', repr({last}))")
    except SyntaxError:
        lines += [last, "print('returned None')"]
    return "\n".join(lines) + "\n"


def _is_needed(step: str) -> bool:
    return step.startswith(("f = ", "f.write"))
