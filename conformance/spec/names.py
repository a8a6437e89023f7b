"""Reads ``names.toml``: the constants of the module and the methods of its class, by edition and system."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from conformance.spec.loader import EDITIONS

SYSTEMS = ("linux", "macos")


@dataclass(frozen=True)
class Name:
    """One name. ``documented`` is empty where no page has it; ``values`` are those of systems that define it."""

    name: str
    documented: str
    since: str
    platforms: tuple[str, ...]
    values: dict[str, int] = field(default_factory=dict)
    is_optional: bool = False

    def listed(self, edition: str) -> bool:
        """Whether the page of that edition has it."""
        return bool(self.documented) and EDITIONS.index(self.documented) <= EDITIONS.index(edition)

    def offered(self, edition: str) -> bool:
        """Whether it is there in that edition, where it can be."""
        return EDITIONS.index(self.since) <= EDITIONS.index(edition)


@cache
def load() -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """The constants and the methods."""
    table = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
    constants: list[Name] = []
    for group in table["constants"]:
        systems = {system: group.get(system, {}) for system in SYSTEMS}
        for name in dict.fromkeys(
            [*group.get("elsewhere", []), *(name for values in systems.values() for name in values)]
        ):
            values = {system: found[name] for system, found in systems.items() if name in found}
            constants.append(_name(name, group, values))
    return tuple(constants), tuple(_name(name, group, {}) for group in table["methods"] for name in group["names"])


def _name(name: str, group: dict[str, object], values: dict[str, int]) -> Name:
    documented = str(group.get("documented", ""))
    platforms, optional = group["platforms"], group.get("optional", [])
    assert isinstance(platforms, list)
    assert isinstance(optional, list)
    return Name(name, documented, str(group.get("since", documented)), tuple(platforms), values, name in optional)
