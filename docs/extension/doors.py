"""Which names may be imported from outside: those that the doors themselves list."""

from __future__ import annotations

import importlib

from extension.words import code, table

DOORS = ("conformance.spec", "conformance.results", "conformance.language")


def listed() -> str:
    """A row a door."""
    rows = []
    for name in DOORS:
        module = importlib.import_module(name)
        rows.append([code(name), ", ".join(map(code, module.__all__))])
    return table(["Module", "Names"], rows)
