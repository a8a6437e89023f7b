"""Runs the examples of one property: begins and ends each, counts them, and bounds what deaths may cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis.control import current_build_context
from hypothesis.errors import HypothesisException, InvalidArgument

from conformance.harness.journal import closing
from conformance.harness.outcome import SubjectDied, Unstable

if TYPE_CHECKING:
    from conformance.harness.subject import Subject

DEATHS = 300
"""Deaths in one property after which its examples are no longer shrunk."""
SECONDS_LOST = 10.0
"""Seconds, times the pace, that one property may lose to deaths and hangs before shrinking stops."""
SECONDS_LOST_IN_ALL = 120.0
"""Seconds that all properties may lose; after that a property's first death is as short as it gets."""


@dataclass(frozen=True)
class Comparison:
    """A comparison in an assertion that did not hold: ``assert left operator right``."""

    operator: str
    left: Any
    right: Any


comparison: Comparison | None = None
"""What pytest explained last."""


class Examples:
    """The examples of the property that is running."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._lost_in_all = 0.0
        self.start()

    def start(self) -> None:
        """A new property begins."""
        self.count = 0
        self._watchful = False
        self._deaths_before = self._subject.deaths
        self._lost = 0.0
        self._failed: set[Any] = set()
        self.budget: int | None = None
        self._subject.examine()

    @property
    def exhausted(self) -> bool:
        """Whether deaths have cost as much as they may, or a failure that was expected is found."""
        allowed = SECONDS_LOST * self._subject.launch.pace if self._lost_in_all < SECONDS_LOST_IN_ALL else 0.0
        return (
            (self.budget is not None and bool(self._failed) and self.count >= self.budget)
            or self._subject.deaths - self._deaths_before >= DEATHS
            or self._lost > allowed
        )

    def run(self, inner: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], *, final: bool) -> Any:
        """Run one example. A failure leaves with its journal and its comparison attached."""
        __tracebackhide__ = True
        global comparison
        if self.exhausted and not final and (replayed := _replayed()) is not None and replayed not in self._failed:
            # An overrun is the one ending that Hypothesis does not hold against what it has seen before.
            current_build_context().data.mark_overrun()
        comparison, began = None, time.monotonic()
        self._subject.begin(fresh=final)
        self.count += 1
        try:
            result = inner(*args, **kwargs)
            self._subject.settle()
            if self._watchful:
                self._subject.reset_now()
        except BaseException as error:
            error.__dict__.setdefault("journal", self._subject.journal)
            if isinstance(error, AssertionError):
                error.__dict__.setdefault("comparison", comparison)
            if isinstance(error, SubjectDied):
                lost = time.monotonic() - began
                self._lost += lost
                self._lost_in_all += lost
            if isinstance(error, Exception) and not isinstance(error, HypothesisException):
                self._failed.add(_drawn())  # any other is Hypothesis's way to give an example up
            raise
        return result

    def finish(self, again: Callable[[], object]) -> None:
        """The property has passed; did the subject survive the end of each of its examples?

        If not, the property is run ``again`` with the end as a part of each example, so that the death is shrunk as
        any other. Raises it, or Unstable if it does not come again.
        """
        subject = self._subject
        subject.settle_reset()
        if subject.reset_death is not None:
            (death, journal), subject.reset_death = subject.reset_death, None
            self._watchful = True
            again()
            error = Unstable("died once between two examples, and not again")
            error.__dict__.update(journal=journal, step=closing(journal))
            raise error from death


def _drawn() -> Any:
    """What Hypothesis has drawn for this example up to now, None for a property that draws nothing."""
    try:
        return tuple(current_build_context().data.choices)
    except InvalidArgument:  # outside of @given
        return None


def _replayed() -> Any:
    """What Hypothesis will draw for this example if it is one that ran before; None outside of @given."""
    try:
        return tuple(current_build_context().data.prefix or ())
    except InvalidArgument:
        return None
