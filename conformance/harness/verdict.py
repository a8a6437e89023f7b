"""The closed set of verdicts, and how those of several properties become one."""

from __future__ import annotations

from collections.abc import Iterable

WORST_FIRST = (
    "broken", "crash", "hang", "killed", "fail", "unstable", "deviates", "pass", "inapplicable",
)  # fmt: skip
"""``broken`` is kept for ourselves: the harness or the launch is at fault, never the implementation."""
EXPECTED = frozenset({"pass", "inapplicable", "deviates"})
"""The verdicts of a run that is as it should be."""


def worst(verdicts: Iterable[str]) -> str:
    """The verdict that counts. Raises ValueError for none at all."""
    return min(verdicts, key=WORST_FIRST.index)
