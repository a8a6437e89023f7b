"""``raises``: a call that has to be refused, with the expectation kept for results and witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.harness.outcome import DidNotRaise, SubjectDied


@contextmanager
def raises(*expected: type[BaseException]) -> Iterator[None]:
    """Expect one of the exceptions. Where the documentation does not say which one wins, name them all.

    Raises DidNotRaise if the block ends without; another exception passes through, a death always.
    """
    __tracebackhide__ = True
    names = " or ".join(kind.__name__ for kind in expected)
    try:
        yield
    except SubjectDied as death:
        death.__dict__["expected"] = f"raised {names}"
        raise
    except expected:
        return
    except Exception as error:
        error.__dict__["expected"] = f"raised {names}"
        raise
    unrefused = DidNotRaise(f"expected {names}, and the call returned")
    unrefused.__dict__["expected"] = f"raised {names}"
    raise unrefused
