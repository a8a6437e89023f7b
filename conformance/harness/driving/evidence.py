"""What is known of a failure, as one record that travels on the exception that ended an example.

Whoever knows something attaches it (the step that raised, the comparison that did not hold, the exceptions that
were expected); whoever judges the failure reads it. Nothing else is hung on exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from conformance.harness.driving.journal import Journal, Step

_KEY = "mmap_conformance_evidence"


@dataclass(frozen=True)
class Comparison:
    """A comparison in an assertion that did not hold: ``assert left operator right``."""

    operator: str
    left: Any
    right: Any


@dataclass(frozen=True)
class Evidence:
    """What is known of a failure.

    ``journal``: the example up to the failure. ``step``: the step that raised or died; None where an assertion
    failed. ``expected``: names of the exception classes of which one had to be raised. ``is_queued``: a step that
    had to succeed raised before the one that was waited for.
    """

    journal: Journal | None = None
    step: Step | None = None
    comparison: Comparison | None = None
    expected: tuple[str, ...] = ()
    is_queued: bool = False


_NOTHING = Evidence()


def attach(error: BaseException, **known: Any) -> None:
    """Add to what is known of a failure; the keywords are fields of ``Evidence``."""
    error.__dict__[_KEY] = replace(evidence_of(error), **known)


def evidence_of(error: BaseException) -> Evidence:
    """What is known of a failure."""
    found: Evidence = error.__dict__.get(_KEY, _NOTHING)
    return found
