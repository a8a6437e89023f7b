"""Which module is the subject and how it is reached: a name, or the ``impl.toml`` of its author."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from conformance.exits import BadDescription
from conformance.harness.launch.description import read_toml

PLACEHOLDERS = ("python", "agent", "agent-source", "here", "runtimes")
DEFAULT_COMMAND = ("{python}", "-I", "-u", "{agent}")


@dataclass(frozen=True)
class Implementation:
    """One implementation as its ``impl.toml`` (or a mere module name) describes it.

    ``pace`` scales every time limit: 1 is a CPython on an ordinary machine, 5 a runtime that needs five times
    as long. ``facts`` are those of the platform that cannot be asked; ``exits`` says what an exit code stands for where
    a launcher hides the death, by the number's text; ``setup`` is the command that builds it, and its seconds.
    ``inapplicable``: requirements that an emulator lets nobody keep, with the reason of each.
    """

    name: str
    title: str
    statement: str
    command: tuple[str, ...] = DEFAULT_COMMAND
    python: str | None = None
    paths: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    pace: float = 1.0
    edition: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    exits: dict[str, str] = field(default_factory=dict)
    setup: dict[str, Any] = field(default_factory=dict)
    inapplicable: dict[str, str] = field(default_factory=dict)
    homepage: str = ""
    issues: str = ""
    fetch: str = ""
    folder: Path | None = None


def resolve(name: str) -> Implementation:
    """Find what ``--impl NAME`` means. Raises BadDescription.

    In this order: a path to an ``impl.toml``, an implementation described under ``impls/``, a module's name.
    """
    if name.endswith(".toml") or os.sep in name:
        return load(Path(name))
    described = dict(described_implementations())
    if name in described:
        return load(described[name])
    if all(part.isidentifier() for part in name.split(".")):
        return Implementation(name=name, title=name, statement=f"import {name} as mmap")
    raise BadDescription(
        f"--impl {name}: neither a module's name, nor a path to an impl.toml, nor one of {', '.join(sorted(described))}"
    )


def described_implementations() -> Iterator[tuple[str, Path]]:
    """Name and ``impl.toml`` of each implementation that comes with the suite."""
    for path in sorted(bundled().glob("*/impl.toml")):
        yield path.parent.name, path


@cache
def bundled() -> Path:
    """The folder of the descriptions that come with the suite: in the package, or beside it in a checkout."""
    package = Path(str(files("conformance")))
    return package / "impls" if (package / "impls").is_dir() else package.parent / "impls"


def load(path: Path) -> Implementation:
    """Read an ``impl.toml``. Raises BadDescription with the file, the key, the value and the remedy."""
    table = read_toml(path, "impl.schema.json")
    for key, value in _texts(table):
        for found in re.findall(r"\{([\w-]*)\}", value):
            if found not in PLACEHOLDERS:
                known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                raise BadDescription(f"{path}: {key}: there is no placeholder {{{found}}}; use {known}")
    if not math.isfinite(table.get("pace", 1.0)):
        raise BadDescription(f"{path}: pace: {table['pace']} is no number of times; write for example 5.0")
    if "inapplicable" in table and path.absolute().parent.parent != bundled():
        raise BadDescription(
            f"{path}: inapplicable: only descriptions that come with the suite say what a host lets nobody keep; "
            "record a deviation with the reason (`mmap-conformance deviations generate`)"
        )
    statement = table["import"]
    try:
        compile(statement, str(path), "exec")
    except (SyntaxError, ValueError) as error:
        raise BadDescription(
            f"{path}: import: {statement!r} is no Python statement ({error}); "
            "write for example 'import mypackage.mymmap as mmap'"
        ) from None
    return Implementation(
        name=table["name"],
        title=table.get("title") or table["name"],
        statement=statement,
        command=tuple(table.get("command", DEFAULT_COMMAND)),
        python=table.get("python"),
        paths=tuple(table.get("paths", ())),
        environment=table.get("environment", {}),
        pace=float(table.get("pace", 1.0)),
        edition=table.get("edition"),
        facts=table.get("facts", {}),
        exits=table.get("exits", {}),
        setup=table.get("setup", {}),
        inapplicable=table.get("inapplicable", {}),
        homepage=table.get("homepage", ""),
        issues=table.get("issues", ""),
        fetch=table.get("fetch", ""),
        folder=path.absolute().parent,
    )


def _texts(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    build = table.get("setup", {}).get("command", ())
    for key in ("python", "command", "paths", "environment", "fetch", "setup.command"):
        value = build if key == "setup.command" else table.get(key, ())
        for text in [value] if isinstance(value, str) else value.values() if isinstance(value, dict) else value:
            yield key, text
