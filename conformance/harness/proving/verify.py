"""``@verifies``: says which requirements a property tries to refute, and with how many examples.

The property must not draw the boundaries of its examples itself: each call of its body is one example, begun
in an empty world and ended when everything that it queued has been answered (``Examples`` sees to that).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance import spec
from conformance.harness.proving import profiles

_MARK = "mmap_requirements"

registry: dict[str, tuple[str, ...]] = {}
"""Which requirements each property verifies, by ``module::function``."""


def verifies(*ids: str, examples: int = 20) -> Callable[[Callable[..., Any]], Any]:
    """Mark a property. ``examples`` are those of the gate profile; none are drawn without ``@given``.

    Raises LookupError for an id that the specification does not have.
    """
    known = spec.load()
    for name in ids:
        if name not in known:
            raise LookupError(f"@verifies({name!r}): there is no such requirement under conformance/spec/")
    if not ids:
        raise LookupError("@verifies needs the id of a requirement")

    def mark(function: Callable[..., Any]) -> Any:
        key = f"{function.__module__.rpartition('.')[2]}::{function.__name__}"
        registry[key] = ids
        marked: Any = profiles.drawn(function, key, examples) if hasattr(function, "hypothesis") else function
        marked.__doc__ = "\n".join(known[name].text for name in ids)
        marked.__dict__[_MARK] = ids
        marked.__dict__["examples"] = profiles.scaled(examples)
        return marked

    return mark


def requirements_of(function: Any) -> tuple[str, ...]:
    """The requirements that a property verifies; none for what is no property."""
    found: tuple[str, ...] = getattr(function, _MARK, ())
    return found
