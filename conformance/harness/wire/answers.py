"""From an answer's line to what came of the step. What a subject sends is read as a literal, never run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.harness.wire import literal
from conformance.harness.wire.images import exception_from


@dataclass(frozen=True)
class Returned:
    """The step returned this."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The step raised this; ``at`` counts the request's statements from 1, ``where`` is a remote function's line."""

    exception: Exception
    at: int
    where: tuple[str, int] | None


_LONGEST_EXCEPTION = 1 << 16
_MOST = 10_000
"""Statements of a step, and lines of a remote function."""


class Malformed(Exception):
    """A line that is no answer to the step."""


def parse(line: bytes, number: int) -> Returned | Raised:
    """Understand the answer to a step. Raises Malformed."""
    parts = line.split(b" ", 2)
    if parts[0] != b"%d" % number:
        raise Malformed(f"not the answer to step {number}: {line[:80]!r}")
    if len(parts) < 3 or parts[1] not in (b"=", b"!"):
        raise Malformed(f"neither a value nor an exception: {line[:80]!r}")
    _, sign, text = parts
    if sign == b"!" and len(text) > _LONGEST_EXCEPTION:
        raise Malformed(f"longer than an exception is described in: {text[:80]!r}")
    try:
        if sign == b"=":
            return Returned(literal.read(text))
        at, names, args, where = literal.read(text)
        if not isinstance(names, list) or not isinstance(args, tuple) or type(at) is not int or not 0 <= at < _MOST:
            raise Malformed(f"not the description of an exception: {text[:80]!r}")
        return Raised(exception_from([str(name) for name in names], args), at, _place(where) if where else None)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, UnicodeDecodeError):
        raise Malformed(f"not a literal: {text[:80]!r}") from None


def _place(where: Any) -> tuple[str, int]:
    """A remote function and a line of it; ValueError for what cannot be one."""
    name, line = where
    if type(name) is not str or not name.isidentifier() or type(line) is not int or not 0 < line < _MOST:
        raise ValueError("no line of a remote function")
    return name, line
