"""WHAT is required: the requirements as data, and the rule that says when one is in force.

Imports neither pytest nor the harness: anyone may read the specification without the machine that checks it.
"""

from conformance.spec.loader import (
    EDITIONS,
    LEVELS,
    PLATFORMS,
    STEMS,
    BrokenSpecification,
    Requirement,
    load,
    platform_of,
)
from conformance.spec.tracing import statements, trace

__all__ = [
    "EDITIONS",
    "LEVELS",
    "PLATFORMS",
    "STEMS",
    "BrokenSpecification",
    "Requirement",
    "load",
    "platform_of",
    "statements",
    "trace",
]
