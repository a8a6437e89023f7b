"""What can be explored by itself: requirements that share properties which draw examples, together."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass
from typing import Any

from conformance import spec
from conformance.properties import all_properties, property_of
from conformance.session.selection import selected


@dataclass(frozen=True)
class Unit:
    """``name`` is its first requirement; ``examples`` those of the gate; ``digest`` changes with its properties."""

    name: str
    ids: tuple[str, ...]
    properties: tuple[str, ...]
    examples: int
    digest: str


def units(expression: str | None, levels: tuple[str, ...]) -> list[Unit]:
    """Everything selected whose properties draw examples, in the documentation's order. Raises BrokenSuite.

    What draws nothing does the same every time: the gate has tried it.
    """
    known, properties = spec.load(), all_properties()
    wanted = {name for name, one in known.items() if not levels or one.level in levels}
    if expression:
        wanted &= selected(expression, known, properties)
    drawing = {key: function for key in properties if hasattr(function := property_of(key), "hypothesis")}
    group: dict[str, set[str]] = {}
    for key in drawing:
        ids = set(properties[key]) & wanted
        merged = ids.union(*(group.get(name, ()) for name in ids))
        group.update(dict.fromkeys(merged, merged))
    found = []
    for name in known:
        members = group.get(name)
        if members is None or min(members, key=list(known).index) != name:
            continue
        keys = [key for key in drawing if members & set(properties[key])]
        digest = hashlib.sha256("".join(_source(drawing[key]) for key in keys).encode()).hexdigest()[:16]
        examples = sum(drawing[key].examples for key in keys)
        found.append(Unit(name, tuple(one for one in known if one in members), tuple(keys), examples, digest))
    return found


def _source(function: Any) -> str:
    return inspect.getsource(inspect.unwrap(function.hypothesis.inner_test))
