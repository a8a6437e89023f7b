"""Where a step stands in a property, and how its exception is raised so that Hypothesis tells it from others."""

from __future__ import annotations

import sys
from functools import lru_cache
from types import CodeType
from typing import Never

from conformance.harness.driving.evidence import attach
from conformance.harness.driving.journal import Journal, Step

__tracebackhide__ = True


def place() -> tuple[str, int]:
    """File and line of the property that is calling."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("conformance.harness"):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def fail(error: Exception, journal: Journal, step: Step, where: tuple[str, int] | None = None) -> Never:
    """Raise what a step raised, from an origin of its own: the property's line, or ``where`` in a remote function."""
    name, line = (f"<{step.operation}>", step.line) if where is None else (f"<remote {where[0]}>", where[1])
    step.raised = type(error).__name__
    attach(error, journal=journal, step=step)
    raise_at(error, name, line)


def raise_at(error: BaseException, name: str, line: int) -> Never:
    """Raise it from code of that name and line."""
    exec(_raiser(name, line), {"error": error.with_traceback(None)})
    raise AssertionError  # the line above has raised


@lru_cache(maxsize=500)
def _raiser(name: str, line: int) -> CodeType:
    """Code that raises ``error`` with an origin of its own: Hypothesis tells bugs apart by it."""
    return compile("\n" * (line - 1) + "raise error from None", name, "exec")
