"""``raises``: a call that has to be refused, with the expectation kept for results and witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.harness.outcome import Abort, BusError, DidNotRaise, Segfault, SubjectDied

FAULTS = (Segfault, BusError, Abort)
"""How a process ends that touches memory which it must not touch; a runtime may catch the signal and abort."""


@contextmanager
def raises(*expected: type[BaseException]) -> Iterator[None]:
    """Expect one of the exceptions. Where the documentation does not say which one wins, name them all.

    It is the call that is waited for which has to raise: what was queued before it (a map that was to come about)
    had to succeed.

    Raises DidNotRaise if the block ends without; another exception passes through. So does a death, unless
    its class is named itself: then the example is over, for what it had made died with the subject.
    """
    __tracebackhide__ = True
    names = " or ".join(kind.__name__ for kind in expected)
    try:
        yield
    except SubjectDied as death:
        if isinstance(death, tuple(kind for kind in expected if issubclass(kind, SubjectDied))):
            return
        death.__dict__["expected"] = f"raised {names}"
        raise
    except Exception as error:
        if error.__dict__.get("queued"):
            raise
        if isinstance(error, expected):
            return
        error.__dict__["expected"] = f"raised {names}"
        raise
    unrefused = DidNotRaise(f"expected {names}, and the call returned")
    unrefused.__dict__["expected"] = f"raised {names}"
    raise unrefused
