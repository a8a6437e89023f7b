"""The suite: a folder a stem of the specification, in it a file a word. Red: the subject, or the text, is wrong."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from conformance import spec
from conformance.harness.proving.verify import registry


def all_properties() -> dict[str, tuple[str, ...]]:
    """Which requirements each property verifies, by its key, after every file of properties has been imported."""
    return _imported(_files())


def properties_of(ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """All properties of these requirements, and some of others: only the files that may have one are imported."""
    return _imported(files_of(ids))


def files_of(ids: Collection[str]) -> Iterator[Path]:
    """The files in which one of these requirements is named: no other can have a property of it."""
    quoted = [f'"{name}"'.encode() for name in ids]
    for path in _files():
        text = path.read_bytes()
        if any(name in text for name in quoted):
            yield path


def _files() -> Iterator[Path]:
    for stem in spec.STEMS:
        yield from sorted((Path(__file__).parent / stem).glob("test_*.py"))


def _imported(files: Iterator[Path]) -> dict[str, tuple[str, ...]]:
    for path in files:
        importlib.import_module(f"{__name__}.{path.parent.name}.{path.stem}")
    return registry


def property_of(key: str) -> Any:
    """The property with that key: ``test_search_find::test_it`` stands in ``search/test_find.py``."""
    file, _, name = key.partition("::")
    _, stem, word = file.split("_", 2)
    return getattr(importlib.import_module(f"{__name__}.{stem}.test_{word}"), name)
