"""``@verifies``: says which requirements a property tries to refute, and with how many examples.

The property must not draw the boundaries of its examples itself: each call of its body is one example, begun
in an empty world and ended when everything that it queued has been answered (``Examples`` sees to that).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from conformance import spec
from conformance.exits import BrokenSuite
from conformance.harness.driving.arrangement import VALUES
from conformance.harness.proving import profiles

_MARK = "mmap_requirements"
_ARRANGED = "mmap_arrangements"

PLAIN_FOR: Mapping[str, str] = {
    "made": "how the map is made is what it tries, or has to be known",
    "file": "it looks at the whole file, its length or its descriptor",
    "copied": "what is written has to reach the file",
    "cursor": "it begins at the start of the map",
    "counted": "it counts what is open, mapped, exported or called",
    "views": "what exists beside the map decides what is right",
    "arguments": "what its arguments are is what it tries",
    "typed": "the class itself is what it asks about",
}
"""The reasons for which a property is plain in a dimension."""

registry: dict[str, tuple[str, ...]] = {}
"""Which requirements each property verifies, by its key (``key_of``)."""


def verifies(*ids: str, examples: int = 20, drawn_as: str = "", plain: str = "") -> Callable[[Callable[..., Any]], Any]:
    """Mark a property. ``examples`` are those of the gate profile; none are drawn without ``@given``.

    The gate's examples follow from the property's key. One that has moved keeps those that it had with ``drawn_as``,
    the file's part of the key that it had before.

    It is tried in every arrangement but for the dimensions that ``plain`` names, with a word of PLAIN_FOR for the
    reason of each: ``plain="place file, position cursor"``.

    Raises BrokenSuite for an id that the specification does not have, and for what is no dimension or no reason.
    """
    known = spec.load()
    excluded = _excluded(plain)
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
        marked.__dict__[_ARRANGED] = (int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]), excluded)
        marked.__dict__["examples"] = profiles.scaled(examples)
        return marked

    return mark


def key_of(folder: str, file: str, function: str) -> str:
    """``test_search_find::test_it`` for that function of ``search/test_find.py``; the folder counts if it is a stem."""
    return f"{file.replace('test_', f'test_{folder}_', 1) if folder in spec.STEMS else file}::{function}"


def arrangements_of(function: Any) -> tuple[int, frozenset[str]]:
    """The number from which a property's rows follow, and the dimensions in which it is plain: all for other tests."""
    found: tuple[int, frozenset[str]] = getattr(function, _ARRANGED, (0, frozenset(VALUES)))
    return found


def _excluded(plain: str) -> frozenset[str]:
    pairs = [tuple(part.split()) for part in plain.split(",")] if plain else []
    for pair in pairs:
        if len(pair) != 2 or pair[0] not in VALUES or pair[1] not in PLAIN_FOR:
            raise BrokenSuite(
                f"@verifies(plain={plain!r}): a dimension of {', '.join(VALUES)} and a reason of "
                f"{', '.join(PLAIN_FOR)} for each, with commas between"
            )
    return frozenset(dimension for dimension, _ in pairs)


def requirements_of(function: Any) -> tuple[str, ...]:
    """The requirements that a property verifies; none for what is no property."""
    found: tuple[str, ...] = getattr(function, _MARK, ())
    return found
