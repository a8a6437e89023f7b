"""The two ways to draw examples: the same ones for everybody (gate), or new ones every time (explore).

Loaded into every pytest run where the suite is installed, so Hypothesis is imported only where properties are.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

NAMES = ("gate", "explore")
_EXPLORE_FACTOR = 10

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
    from hypothesis import HealthCheck, Phase, settings

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


def drawn(function: Any, key: str, examples: int) -> Any:
    """Give a property its number of examples and, in the gate, a seed that follows from ``key`` alone.

    Hypothesis would take the seed from the property's source, which costs more than to run some of them.
    """
    from hypothesis import seed

    digest = hashlib.sha256(key.encode()).digest()
    if _chosen == "gate":
        marked = seed(int.from_bytes(digest))(drawing(scaled(examples))(function))
    else:
        marked = drawing(scaled(examples), derandomize=False)(function)
    marked._hypothesis_internal_database_key = digest
    return marked


def forget_local_constants() -> None:
    """Keep Hypothesis from drawing the constants that it finds in the modules which happen to be loaded.

    They differ between a checkout and an installation and from worker to worker, and the gate's examples must not;
    and to collect them it parses every module and leaves a folder ``.hypothesis`` behind.
    """
    from hypothesis.internal.conjecture import providers

    providers._get_local_constants = lambda: providers._local_constants
