"""``raises``: a call that has to be refused, with the expectation kept for results and witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.harness.driving.evidence import attach, evidence_of
from conformance.harness.wire.deaths import Abort, BusError, Segfault, SubjectDied

__tracebackhide__ = True

FAULTS = (Segfault, BusError, Abort)
"""How a process ends that touches memory which it must not touch; a runtime may catch the signal and abort."""


class DidNotRaise(AssertionError):
    """A call that had to be refused returned."""


@contextmanager
def raises(*expected: type[BaseException]) -> Iterator[None]:
    """Expect one of the exceptions. Where the documentation does not say which one wins, name them all.

    Only the step that is waited for may raise. If a queued step before it raises (the map was not made), that
    exception passes through.

    Raises DidNotRaise if the block ends without; another exception passes through. So does a death, unless
    its class is named itself: then the example is over, for what it had made died with the subject.
    """
    names = tuple(kind.__name__ for kind in expected)
    try:
        yield
    except SubjectDied as death:
        if isinstance(death, tuple(kind for kind in expected if issubclass(kind, SubjectDied))):
            return
        attach(death, expected=names)
        raise
    except Exception as error:
        if evidence_of(error).is_queued:
            raise
        if isinstance(error, expected):
            return
        attach(error, expected=names)
        raise
    unrefused = DidNotRaise(f"expected {' or '.join(names)}, and the call returned")
    attach(unrefused, expected=names)
    raise unrefused
