"""A JSON Schema as a table: every key with its type, whether it has to be there, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance import schemas
from extension.words import code, table, text


def keys(name: str, definition: str = "") -> str:
    """The table of a schema's file, or of one of its definitions."""
    whole = schemas.schema(name)
    rules = whole["$defs"][definition] if definition else whole
    return table(["Key", "Value", "Meaning"], list(_rows(rules, whole, "")))


def _rows(rules: dict[str, Any], whole: dict[str, Any], before: str) -> Iterator[list[str]]:
    needed = set(rules.get("required", ()))
    for key, value in rules.get("properties", {}).items():
        if value is True:
            continue  # it is said of the whole line
        rule = _resolved(value, whole)
        name = f"{before}{key}"
        has_to = "" if key not in needed else " (needed)"
        yield [code(name), _kind(rule, whole) + has_to, _said(rule)]
        yield from _rows(rule, whole, f"{name}.")
        items = _resolved(rule.get("items", {}), whole)
        yield from _rows(items, whole, f"{name}[].")


def _resolved(rule: Any, whole: dict[str, Any]) -> dict[str, Any]:
    if rule is True:
        return {}
    if "$ref" not in rule:
        return rule
    found = whole["$defs"][rule["$ref"].rpartition("/")[2]]
    return {**found, **{key: value for key, value in rule.items() if key != "$ref"}}


def _kind(rule: dict[str, Any], whole: dict[str, Any]) -> str:
    if "enum" in rule:
        return ", ".join(code(str(one)) for one in rule["enum"])
    if "const" in rule:
        return code(str(rule["const"]))
    if rule.get("type") == "array":
        return f"list of: {_kind(_resolved(rule.get('items', {}), whole), whole)}"
    kind = {"object": "table", "string": "text", "boolean": "true or false"}.get(rule.get("type"), rule.get("type"))
    if rule.get("type") in ("integer", "number"):
        limits = [
            f"{words} {rule[key]:g}"
            for words, key in (("from", "minimum"), ("to", "maximum"))
            if abs(rule.get(key, 1e9)) < 1e9
        ]
        return " ".join([str(kind), *limits])
    return str(kind or "any")


def _said(rule: dict[str, Any]) -> str:
    said = rule.get("description", "")
    if "pattern" in rule and not said:
        return f"matches {code(rule['pattern'])}"
    return text(said)
