"""Reads ``deviations.toml``, the implementer's list of known failures, and says which failure is expected.

An entry names a requirement, the kind of its failure and a reason. It expects that failure only: a wrong value
that turns into a crash is unexpected again, and an entry whose requirement passes is an error.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from conformance import spec
from conformance.harness.facts import Facts
from conformance.harness.implementation import BadDescription, Implementation, read_toml


@dataclass(frozen=True)
class Deviation:
    """One known failure. ``editions`` and ``platforms`` limit where it is expected; empty means everywhere."""

    requirement: str
    kinds: frozenset[str]
    reason: str
    issue: str = ""
    editions: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()

    def applies(self, facts: Facts) -> bool:
        """Whether this subject is one that the entry speaks of."""
        return (not self.editions or facts.edition in self.editions) and (
            not self.platforms or bool(set(self.platforms) & facts.platforms)
        )


def load(implementation: Implementation) -> dict[str, list[Deviation]]:
    """The deviations beside an implementation's ``impl.toml``, by requirement. Raises BadDescription."""
    path = (implementation.folder or Path()) / "deviations.toml"
    if implementation.folder is None or not path.exists():
        return {}
    found: dict[str, list[Deviation]] = {}
    for entry in read_toml(path, "deviations.schema.json").get("deviation", []):
        name, when = entry["requirement"], entry.get("when", {})
        if name not in spec.load():
            raise BadDescription(
                f"{path}: requirement: there is no {name!r}; `mmap-conformance requirements` lists all"
            )
        found.setdefault(name, []).append(
            Deviation(
                requirement=name,
                kinds=frozenset(entry["kinds"]),
                reason=entry["reason"],
                issue=entry.get("issue", ""),
                editions=tuple(when.get("editions", ())),
                platforms=tuple(when.get("platforms", ())),
            )
        )
    return found


def expected(known: dict[str, list[Deviation]], name: str, kinds: Collection[str], facts: Facts) -> Deviation | None:
    """The entry that expects exactly these kinds of failure of this requirement here."""
    for deviation in known.get(name, []):
        if deviation.applies(facts) and set(kinds) <= deviation.kinds:
            return deviation
    return None
