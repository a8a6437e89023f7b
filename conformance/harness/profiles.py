"""The two ways to draw examples: the same ones for everybody (gate), or new ones every time (explore)."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

GATE = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    report_multiple_bugs=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
EXPLORE = settings(GATE, derandomize=False)

NAMES = ("gate", "explore")
_EXPLORE_FACTOR = 10

current = GATE
_factor = 1


def choose(name: str) -> None:
    """Choose the profile of this process, before property modules are imported."""
    global current, _factor
    current, _factor = (EXPLORE, _EXPLORE_FACTOR) if name == "explore" else (GATE, 1)


def scaled(examples: int) -> int:
    """How many examples a property draws in the chosen profile."""
    return examples * _factor
