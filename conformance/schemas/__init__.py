"""The JSON Schemas of everything that comes from outside: descriptions, deviations, the lines of results."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value: where in it (``keys``), which rule of which definition it breaks, and the words."""

    keys: tuple[str, ...]
    value: Any
    rule: str
    definition: dict[str, Any]
    message: str


def schema(name: str) -> dict[str, Any]:
    """The schema in that file."""
    found: dict[str, Any] = json.loads(files(__name__).joinpath(name).read_text("utf-8"))
    return found


def problem(name: str, value: Any, definition: str = "") -> Problem | None:
    """What is wrong with a value by that schema, or by one of its definitions; None where nothing is."""
    import fastjsonschema

    try:
        _validator(name, definition)(value)
    except fastjsonschema.JsonSchemaValueException as error:
        path = [str(part) for part in error.path[1:]]
        said = error.message.removeprefix(str(error.name)).strip()
        return Problem(tuple(path), error.value, str(error.rule), error.definition, said[:200])
    return None


@cache
def _validator(name: str, definition: str) -> Callable[[Any], Any]:
    """Compiled: a report of many files is read in seconds, and a description costs no import worth the name."""
    import fastjsonschema

    rules = schema(name)
    if definition:
        rules = {"$defs": rules["$defs"], "$ref": f"#/$defs/{definition}"}
    # fastjsonschema knows draft 7; every keyword in our schemas means the same there.
    compiled: Callable[[Any], Any] = fastjsonschema.compile(
        {**rules, "$schema": "http://json-schema.org/draft-07/schema#"}
    )
    return compiled
