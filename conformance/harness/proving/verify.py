"""``@verifies``: says which requirements a property tries to refute, and with how many examples.

The property must not draw the boundaries of its examples itself: each call of its body is one example, begun
in an empty world and ended when everything that it queued has been answered (``Examples`` sees to that).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance import spec
from conformance.exits import BrokenSuite
from conformance.harness.proving import profiles

_MARK = "mmap_requirements"

registry: dict[str, tuple[str, ...]] = {}
"""Which requirements each property verifies, by its key (``key_of``)."""


def verifies(*ids: str, examples: int = 20, drawn_as: str = "") -> Callable[[Callable[..., Any]], Any]:
    """Mark a property. ``examples`` are those of the gate profile; none are drawn without ``@given``.

    The gate's examples follow from the property's key. One that has moved keeps those that it had with ``drawn_as``,
    the file's part of the key that it had before.

    Raises BrokenSuite for an id that the specification does not have.
    """
    known = spec.load()
    for name in ids:
        if name not in known:
            raise BrokenSuite(f"@verifies({name!r}): there is no such requirement under conformance/spec/")
    if not ids:
        raise BrokenSuite("@verifies needs the id of a requirement")

    def mark(function: Callable[..., Any]) -> Any:
        name = function.__name__
        folder, file = ("", *function.__module__.split("."))[-2:]
        key = key_of(folder, file, name)
        registry[key] = ids
        marked: Any = function
        if hasattr(function, "hypothesis"):
            marked = profiles.drawn(function, f"{drawn_as}::{name}" if drawn_as else key, examples)
        marked.__doc__ = "\n".join(known[name].text for name in ids)
        marked.__dict__[_MARK] = ids
        marked.__dict__["examples"] = profiles.scaled(examples)
        return marked

    return mark


def key_of(folder: str, file: str, function: str) -> str:
    """``test_search_find::test_it`` for that function of ``search/test_find.py``; the folder counts if it is a stem."""
    return f"{file.replace('test_', f'test_{folder}_', 1) if folder in spec.STEMS else file}::{function}"


def requirements_of(function: Any) -> tuple[str, ...]:
    """The requirements that a property verifies; none for what is no property."""
    found: tuple[str, ...] = getattr(function, _MARK, ())
    return found
