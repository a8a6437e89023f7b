"""From the exception that ended a property to failures: what was called, expected, got, and a witness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, cast

import hypothesis.errors

from conformance.exits import LaunchFailed
from conformance.harness.driving.evidence import Comparison, evidence_of
from conformance.harness.judging import witness
from conformance.harness.judging.context import about, before, first_difference
from conformance.harness.launch.launch import Launch
from conformance.harness.proving.examples import Unstable
from conformance.harness.proving.expect import DidNotRaise
from conformance.harness.wire.deaths import SubjectDied
from conformance.results.lines import SAID, FailureLine
from conformance.results.plain import told as plain_told
from conformance.results.plain import word, worded
from conformance.spec import Requirement
from conformance.verdicts import worst

_LONGEST = 400


@dataclass(frozen=True)
class Failure:
    """One distinct failure of a property.

    ``kind`` is the fingerprint that a deviation remembers: the outcome's class, and the exception's type or the
    signal. ``script`` is the source of its witness, empty where none can be written.
    """

    verdict: str
    kind: str
    after: str
    call: str
    about: str
    expected: str
    got: str
    message: str
    script: str

    def line(self) -> FailureLine:
        """The failure as results have it, but with the witness's source where they have its path."""
        found = {name: value for name, value in asdict(self).items() if name != "script"}
        found = {name: value for name, value in found.items() if value or name not in ("after", "about")}
        return cast(FailureLine, {**found, "witness": self.script})


def failures(error: BaseException, launch: Launch, requirement: Requirement) -> list[Failure]:
    """Every distinct failure in what a property raised."""
    found = [_failure(one, launch, requirement, unstable=unstable) for one, unstable in _leaves(error)]
    return list({(one.verdict, one.kind, one.call, one.got): one for one in found}.values())


def worst_verdict(found: list[Failure]) -> str:
    """The verdict of a property with these failures."""
    return worst(one.verdict for one in found)


def told(one: Failure) -> str:
    """A failure as lines of text: verdict, call, expected, got."""
    lines = [one.verdict]
    lines += [f"  {name:9}{value}" for name in SAID if (value := getattr(one, name))]
    return "\n".join(lines)


def _leaves(error: BaseException, unstable: bool = False) -> Iterator[tuple[BaseException, bool]]:
    if isinstance(error, hypothesis.errors.Flaky | Unstable):
        unstable = True
        if not isinstance(error, BaseExceptionGroup):
            yield error.__cause__ or error.__context__ or error, True
            return
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner, unstable)
        return
    yield error, unstable


def _failure(error: BaseException, launch: Launch, requirement: Requirement, *, unstable: bool) -> Failure:
    known = evidence_of(error)
    journal, step, comparison = known.journal, known.step, known.comparison
    raised = step is not None
    verdict, kind = _classified(error, raised=raised)
    if unstable and verdict not in ("killed", "broken"):
        verdict = "unstable"
    compared = None
    if journal is not None and comparison is not None:
        compared, comparison = witness.compared_step(journal, comparison)
    expected = f"raised {' or '.join(known.expected)}" if known.expected else "returned" if raised else ""
    got = _got(error)
    if comparison is not None:
        where, one = first_difference(comparison)
        expected, got = f"{where}{_sign(one)}{_short(one.right)}", f"{where}{_short(one.left)}"
    elif isinstance(error, DidNotRaise) and journal is not None and journal.steps:
        got = f"returned {_short(journal.steps[-1].result)}"
    call = compared or (journal.steps[-1] if journal is not None and journal.steps else None)
    call = step or call
    script = ""
    if journal is not None and verdict != "broken":
        script = witness.script(error, journal, launch, requirement)
    return Failure(
        verdict=verdict,
        kind=kind,
        after=before(call, journal, _LONGEST) if call is not None and journal is not None else "",
        call=_cut(call.spelled) if call is not None else "",
        about=about(call, journal) if call is not None and journal is not None else "",
        expected=_cut(expected),
        got=_cut(got),
        message=plain_told(error).split("\n")[0][:_LONGEST],
        script=script,
    )


def _classified(error: BaseException, *, raised: bool) -> tuple[str, str]:
    if isinstance(error, SubjectDied):
        return error.verdict, f"{error.verdict}:{error.kind}"
    if isinstance(error, DidNotRaise):
        return "fail", "fail:not-raised"
    if isinstance(error, AssertionError) and not raised:
        return "fail", "fail:value"
    if isinstance(error, hypothesis.errors.UnsatisfiedAssumption):
        return "unstable", "unstable:UnsatisfiedAssumption"
    if isinstance(error, LaunchFailed | hypothesis.errors.HypothesisException) or _is_ours(error):
        return "broken", f"broken:{type(error).__name__}"
    return "fail", f"fail:{word(type(error).__name__)}"


def _is_ours(error: BaseException) -> bool:
    """Whether it comes from the harness itself rather than from a step or from what a property saw."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith("conformance.harness")


def _got(error: BaseException) -> str:
    if isinstance(error, SubjectDied):
        return str(error)
    return f"raised {type(error).__name__}: {plain_told(error)}".split("\n")[0]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def _sign(comparison: Comparison) -> str:
    return "" if comparison.operator in ("==", "is") else f"{comparison.operator} "


def _short(value: Any) -> str:
    text = worded(value, 1 << 20)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 40]}... ({len(text)} characters)"
