"""The shapes of answers: what tells an exploring run that it has met something new."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import pairwise

from conformance.harness.driving.journal import Journal, Step


def shapes_of(journal: Journal) -> set[int]:
    """A digest of every two answers of an example that followed on one another.

    The digest is the same in every process, so that those of many runs can be counted together.
    """
    return {zlib.crc32(f"{one} {other}".encode()) for one, other in pairwise(("", *map(_shape, _steps(journal))))}


def _steps(journal: Journal) -> Iterator[Step]:
    yield from journal.steps
    yield from journal.later


def _shape(step: Step) -> str:
    """An operation and how it ended: with which exception, or with what kind of value and of which magnitude."""
    if step.raised:
        return f"{step.operation} {step.raised}"
    value = step.result
    kind = type(value).__name__
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{step.operation} {'-' if value < 0 else ''}{value.bit_length()}"
    if isinstance(value, bytes | str | list | tuple | dict):
        return f"{step.operation} {kind} {len(value).bit_length()}"
    return f"{step.operation} {value if isinstance(value, bool) else kind}"
