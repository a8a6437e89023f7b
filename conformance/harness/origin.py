"""Where a failure comes from: Hypothesis tells bugs apart by the type of an exception and the place of its raise."""

from __future__ import annotations

import sys
from functools import lru_cache
from types import CodeType
from typing import Never


def place() -> tuple[str, int]:
    """File and line of the property that is calling."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("conformance.harness"):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def raise_from(name: str, line: int, error: Exception) -> Never:
    """Raise an exception as if it came from that line of a file of that name."""
    __tracebackhide__ = True
    exec(_raiser(name, line), {"error": error.with_traceback(None)})
    raise AssertionError("unreachable")


@lru_cache(maxsize=500)
def _raiser(name: str, line: int) -> CodeType:
    return compile("\n" * (line - 1) + "raise error from None", name, "exec")
