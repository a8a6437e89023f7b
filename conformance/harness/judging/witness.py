"""Writes a failure as a script that needs nothing but the subject's Python and the implementation.

Exit code 1, or the crash itself, when the failure reproduces; 0 when it does not.
"""

from __future__ import annotations

import builtins
import contextlib
import textwrap
from dataclasses import replace

from conformance import __version__
from conformance.harness.driving.evidence import Comparison, Evidence, evidence_of
from conformance.harness.driving.journal import Journal, Step
from conformance.harness.judging.shorter import shorter
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.expect import DidNotRaise
from conformance.harness.wire.deaths import Hung, SubjectDied
from conformance.harness.wire.images import is_just
from conformance.harness.wire.source import render
from conformance.spec import EDITIONS, Requirement


def compared_step(journal: Journal, comparison: Comparison) -> tuple[Step | None, Comparison]:
    """The step whose value was compared, the last that returned what stands on the left, with the comparison of it.

    Where the values of several steps were compared at once, it is the first of them that is not as it should be.
    """
    left, right = comparison.left, comparison.right
    valued = [step for step in journal.steps if step.valued]
    for step in reversed(valued):
        if type(step.result) is type(left) and step.result == left:
            return step, comparison
    if type(left) is type(right) is list and comparison.operator == "==" and 0 < len(left) == len(right):
        together = valued[-len(left) :]
        if [step.result for step in together] == left:
            for step, got, expected in zip(together, left, right, strict=True):
                if not is_just(got, expected):
                    return step, Comparison("==", got, expected)
    return None, comparison


def script(
    error: BaseException,
    journal: Journal,
    launch: Launch,
    requirement: Requirement,
) -> str:
    """The source of the witness."""
    known = evidence_of(error)
    failed, comparison = known.step, known.comparison
    compared = None
    if comparison is not None:
        compared, comparison = compared_step(journal, comparison)
        known = replace(known, comparison=comparison)
    last = failed or compared
    if last is None and journal.steps:
        last = journal.steps[-1]
    head = textwrap.wrap(f"{requirement.id}: {requirement.text}", 110)
    lines = [
        '"""' + head[0],
        *head[1:],
        requirement.link(launch.edition or EDITIONS[-1]),
        f"mmap-conformance {__version__}",
        '"""',
    ]
    lines += ["import os, sys, tempfile"]
    if paths := launch.import_paths():
        lines += [f"sys.path[:0] = {paths!a}"]
    lines += [launch.statement, "os.chdir(tempfile.mkdtemp())"]
    for function in journal.functions.values():
        lines += function.source.splitlines()
    if isinstance(error, SubjectDied) and error.kind == "exit-0":
        # The end of the script has to look different from this death, so the calls are made in a child.
        lines += ["if sys.argv[1:] != ['child']:", "    import subprocess"]
        lines += ["    sys.exit(subprocess.call([sys.executable, __file__, 'child']) == 0)"]
    if isinstance(error, Hung):
        lines += ["import faulthandler; faulthandler.dump_traceback_later(10, exit=True)  # it hangs below"]
    for step in journal.steps:
        if step is not last:
            lines.append(f"{_suppressing(step)}: {shorter(step.spelled)}" if step.raised else shorter(step.spelled))
            continue
        lines += _checked(step, error, known)
        if failed is not None or comparison is None:
            break
    if isinstance(error, SubjectDied) and error.kind == "exit-0":
        lines.append("sys.exit(7)  # the child is alive")
    return _without_backslash_trouble("\n".join(lines) + "\n")


def _suppressing(step: Step) -> str:
    """For a step that was expected to raise, and did."""
    name = step.raised if hasattr(builtins, step.raised) else "Exception"
    return f"with __import__('contextlib').suppress({name})"


def _checked(step: Step, error: BaseException, known: Evidence) -> list[str]:
    got = f"got = {shorter(step.spelled)}" if step.valued else shorter(step.spelled)
    raised, comparison = known.step is not None, known.comparison
    said = f"raised {' or '.join(known.expected)}" if known.expected else ""
    # A death that would do as well is caught by nothing.
    names = [name for name in known.expected if hasattr(builtins, name)]
    if raised and type(error).__name__ == "SystemExit":
        return ["try:", f"    {got}", "except SystemExit:", "    sys.exit('raised SystemExit')"]
    if isinstance(error, SubjectDied) or (raised and not names):
        return [got]
    if isinstance(error, DidNotRaise) or raised:
        accepted = names[0] if len(names) == 1 else f"({', '.join(names)})"
        told = f"sys.exit('expected {said}, and it returned')"
        return ["try:", f"    {got}", f"except {accepted}:", "    sys.exit(0)", told]
    if comparison is not None:
        with contextlib.suppress(TypeError):
            if comparison.operator in ("==", "is"):
                lines = [got, f"expected = {shorter(render(comparison.right))}"]
                wrong = "got != expected or type(got) is not type(expected)"
                return [*lines, f"if {wrong}:", "    sys.exit('expected %r, got %r' % (expected, got))"]
    with contextlib.suppress(TypeError):  # what should be is not a value: what was seen is the failure
        return [
            got,
            f"if got == {shorter(render(step.result))}:",
            "    sys.exit('this is the wrong result: %r' % (got,))",
        ]
    return [got, f"sys.exit('expected {said or 'a plain value'}, got %r' % (got,))"]


def _without_backslash_trouble(text: str) -> str:
    """A docstring of ours must not end a witness early."""
    head, _, rest = text.partition("\n")
    return head.replace("\\", "/") + "\n" + rest
