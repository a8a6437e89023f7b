"""The two ways to draw examples: the same ones for everybody (gate), or new ones every time (explore)."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

from conformance.harness.proving import internals

NAMES = ("gate", "explore")
_EXPLORE_FACTOR = 10
_ARRANGED_LEAST = 12
"""Examples that it takes to meet every dimension: each of them leaves a third plain."""

_chosen = "gate"


def choose(name: str) -> None:
    """Choose the profile of this process, before property modules are imported."""
    global _chosen
    _chosen = name


def scaled(examples: int) -> int:
    """How many examples a property draws in the chosen profile."""
    return examples if _chosen == "gate" else examples * _EXPLORE_FACTOR


@cache
def drawing(examples: int, *, derandomize: bool = True) -> Any:
    """The settings of a property with that number of examples."""
    return settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=True,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def arranged(function: Any, number: int) -> AbstractContextManager[None]:
    """Within, a property draws the examples that are tried in arrangements: half as many, others than before.

    In the gate their seed follows from ``number``.
    """
    examples = max(scaled(_ARRANGED_LEAST), function.examples // 2)
    if _chosen == "gate":
        return internals.drawing_as(function, drawing(examples), number)
    return internals.drawing_as(function, drawing(examples, derandomize=False), None)


def drawn(function: Any, key: str, examples: int) -> Any:
    """Give a property its number of examples and, in the gate, a seed that follows from ``key`` alone.

    Hypothesis would take the seed from the property's source, which costs more than to run some of them.
    """
    digest = hashlib.sha256(key.encode()).digest()
    if _chosen == "gate":
        marked = seed(int.from_bytes(digest))(drawing(scaled(examples))(function))
    else:
        marked = drawing(scaled(examples), derandomize=False)(function)
    internals.name_examples(marked, digest)
    return marked
