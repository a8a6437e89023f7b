"""The two ways to draw examples: the same ones for everybody (gate), or new ones every time (explore)."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

from conformance.harness.proving import internals

NAMES = ("gate", "explore")
TIMES = 10
"""How many times the gate's examples an exploring run draws where nobody says."""
_ARRANGED_LEAST = 12
"""Examples that it takes to meet every dimension: each of them leaves a third plain."""

_chosen = "gate"
_times = 1
_database: Any = None


def choose(name: str, times: int = TIMES, database: Any = None) -> None:
    """Choose the profile of this process, before property modules are imported.

    An exploring one draws so many ``times`` the gate's examples, and keeps interesting ones in Hypothesis's database.
    """
    global _chosen, _times, _database
    _chosen, _times, _database = (name, 1, None) if name == "gate" else (name, times, database)


def is_exploring() -> bool:
    """Whether this process draws new examples."""
    return _chosen != "gate"


def scaled(examples: int) -> int:
    """How many examples a property draws in the chosen profile."""
    return examples * _times


@cache
def drawing(examples: int, *, derandomize: bool = True) -> Any:
    """The settings of a property with that number of examples."""
    kept = None if derandomize else _database
    return settings(
        max_examples=examples,
        derandomize=derandomize,
        database=kept,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=True,
        phases=(Phase.explicit, *([] if kept is None else [Phase.reuse]), Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def arranged(function: Any, number: int) -> AbstractContextManager[None]:
    """Within, a property draws the examples that are tried in arrangements: half as many, others than before.

    In the gate their seed follows from ``number``.
    """
    examples = max(scaled(_ARRANGED_LEAST), function.examples // 2)
    if not is_exploring():
        return internals.drawing_as(function, drawing(examples), number)
    # What was interesting in an arrangement was drawn with it, and is kept apart from what was drawn without.
    key = hashlib.sha256(b"arranged" + internals.name_of_examples(function)).digest()
    return internals.drawing_as(function, drawing(examples, derandomize=False), None, key)


def drawn(function: Any, key: str, examples: int) -> Any:
    """Give a property its number of examples and, in the gate, a seed that follows from ``key`` alone.

    Hypothesis would take the seed from the property's source, which costs more than to run some of them.
    """
    digest = hashlib.sha256(key.encode()).digest()
    if not is_exploring():
        marked = seed(int.from_bytes(digest))(drawing(scaled(examples))(function))
    else:
        marked = drawing(scaled(examples), derandomize=False)(function)
    internals.name_examples(marked, digest)
    return marked
