"""What decides the verdicts on an implementation, as one number: results that have the same need not be made again."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from pathlib import Path

import conformance
from conformance.deviations.known import Deviation
from conformance.harness.launch.implementation import Implementation

_DECIDES = ("spec", "properties", "harness", "session", "strategies.py", "language.py", "model.py", "verdicts.py")
"""Of the suite: not the commands and reports, which only show what was decided."""
_SOURCES = frozenset({".py", ".toml", ".txt", ".c", ".h", ".build", ".mjs"})


def digest(implementation: Implementation, known: Mapping[str, Sequence[Deviation]]) -> str:
    """The digest of the suite, of what describes an implementation and of the deviations known of it."""
    found = hashlib.sha256(importlib.metadata.version("hypothesis").encode())
    package = Path(conformance.__file__).parent
    for name in _DECIDES:
        _add(found, package / name)
    if implementation.folder is not None and implementation.folder.parent.name == "impls":
        _add(found, implementation.folder)  # of ours: any other may stand in a folder that holds the world
    found.update(repr([(name, [_said(one) for one in known[name]]) for name in sorted(known)]).encode())
    return found.hexdigest()[:32]


def _add(found: hashlib._Hash, place: Path) -> None:
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    for path in files:
        if path.suffix in _SOURCES and path.is_file():
            found.update(path.relative_to(place.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")


def _said(one: Deviation) -> tuple[object, ...]:
    return (
        one.requirement,
        sorted(one.kinds),
        one.reason,
        one.issue,
        one.editions,
        one.platforms,
        one.builds,
        one.python,
    )
