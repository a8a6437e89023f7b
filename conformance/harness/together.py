"""Several calls in one trip, each with an outcome of its own: for what the model can predict whole.

``with subject.together() as laters:`` collects the calls within. Afterwards each ``Later`` says what came of its
call, in the words of an ordinary property, and the journal ends with the call that was asked about last: a
witness shows the history up to what went wrong in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.harness.examples import Comparison
from conformance.harness.journal import Step
from conformance.harness.outcome import ProtocolViolation, exception_from

if TYPE_CHECKING:
    from conformance.harness.subject import Subject


class WrongOutcome(AssertionError):
    """A call of a history returned something else than the model did."""


class Later:
    """What will have come of a call when the trip is over."""

    def __init__(self, subject: Subject, step: Step) -> None:
        self._subject = subject
        self.step = step
        self.error: Exception | None = None

    def value(self) -> Any:
        """What the call returned. Raises what it raised."""
        __tracebackhide__ = True
        self._subject.journal.end_with(self.step)
        if self.error is not None:
            return self._subject.fail(self.error, self.step)
        return self.step.result

    def check(self, expected: Any) -> None:
        """See that the call returned this.

        All wrong values of a history have one origin: one bug shows through many calls, and is one failure.
        """
        __tracebackhide__ = True
        found = self.value()
        if found != expected or type(found) is not type(expected):
            error = WrongOutcome(f"{self.step.spelled}: expected {expected!r}, got {found!r}")
            error.__dict__["comparison"] = Comparison("==", found, expected)
            raise error


@dataclass
class Trip:
    """The calls of one block; ``laters`` are those that somebody may ask about."""

    calls: list[Later] = field(default_factory=list)
    laters: list[Later] = field(default_factory=list)

    def combined(self) -> Step:
        """The one step that they travel as."""
        steps = [(call.step.text, call.step.valued) for call in self.calls]
        last = self.calls[-1].step
        return Step(f"outcomes({steps!r})", last.operation, last.file, last.line, True, "")

    def arrived(self, found: Any) -> None:
        """Give each call what came of it. Raises what a call raised that had to succeed."""
        __tracebackhide__ = True
        try:
            returned, raised = found
            for call, value in zip(self.calls, returned, strict=True):
                call.step.result = value
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
