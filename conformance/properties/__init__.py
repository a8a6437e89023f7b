"""The suite: a folder a stem of the specification, in it a file a word. Red: the subject, or the text, is wrong."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from conformance import spec
from conformance.harness.proving.verify import registry


def all_properties() -> dict[str, tuple[str, ...]]:
    """Which requirements each property verifies, by its key, after every file of properties has been imported."""
    for stem in spec.STEMS:
        folder = importlib.import_module(f"{__name__}.{stem}")
        for module in pkgutil.iter_modules(folder.__path__):
            importlib.import_module(f"{folder.__name__}.{module.name}")
    return registry


def property_of(key: str) -> Any:
    """The property with that key: ``test_search_find::test_it`` stands in ``search/test_find.py``."""
    file, _, name = key.partition("::")
    _, stem, word = file.split("_", 2)
    return getattr(importlib.import_module(f"{__name__}.{stem}.test_{word}"), name)
