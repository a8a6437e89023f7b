"""Several calls in one trip, each with an outcome of its own: for what the model can predict whole.

``with subject.together() as laters:`` collects the calls within. Afterwards each ``Later`` says what came of its
call, in the words of an ordinary property, and the journal ends with the call that was asked about last: a
witness shows the history up to what went wrong in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conformance.harness.driving.evidence import Comparison, attach
from conformance.harness.driving.journal import Journal, Step
from conformance.harness.driving.origin import fail
from conformance.harness.wire.deaths import ProtocolViolation
from conformance.harness.wire.images import alone, exception_from
from conformance.results.plain import worded

__tracebackhide__ = True


class WrongOutcome(AssertionError):
    """A call of a history returned something else than the model did."""


class Later:
    """What will have come of a call when the trip is over."""

    def __init__(self, journal: Journal, step: Step) -> None:
        self._journal = journal
        self.step = step
        self.error: Exception | None = None

    def value(self) -> Any:
        """What the call returned. Raises what it raised."""
        self._journal.end_with(self.step)
        if self.error is not None:
            fail(self.error, self._journal, self.step)
        return self.step.result

    def check(self, expected: Any) -> None:
        """See that the call returned this.

        All wrong values of a history have one origin: one bug shows through many calls, and is one failure.
        """
        found = self.value()
        if found != expected or type(found) is not type(expected):
            error = WrongOutcome(f"{self.step.spelled}: expected {worded(expected, 1000)}, got {worded(found, 1000)}")
            attach(error, comparison=Comparison("==", found, expected))
            raise error


@dataclass
class Trip:
    """The calls of one block: ``calls`` are all of its steps in order, ``laters`` those whose outcome can be read.

    Making a map is a call only.
    """

    calls: list[Later] = field(default_factory=list)
    laters: list[Later] = field(default_factory=list)

    def combined(self) -> Step:
        """The one step that they travel as."""
        steps = [(call.step.text, call.step.valued) for call in self.calls]
        last = self.calls[-1].step
        return Step(f"outcomes({steps!r})", last.operation, last.file, last.line, True, "")

    def arrived(self, found: Any) -> None:
        """Give each call what came of it. Raises what a call raised that had to succeed."""
        try:
            returned, raised = found
            for call, value in zip(self.calls, returned, strict=True):
                call.step.answered(alone(value))
            for at, names, args in raised:
                call = self.calls[at]
                call.error = exception_from([str(name) for name in names], tuple(args))
                call.step.raised = type(call.error).__name__
        except (TypeError, ValueError, IndexError):
            raise ProtocolViolation(f"these are no outcomes of {len(self.calls)} calls: {found!r:.100}") from None
        asked = set(map(id, self.laters))
        for call in self.calls:
            if call.error is not None and id(call) not in asked:
                call.value()
