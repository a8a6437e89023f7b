"""The suite: a property is a test that tries to refute a requirement."""

from __future__ import annotations

import importlib
import pkgutil

from conformance.harness.proving.verify import registry


def all_properties() -> dict[str, tuple[str, ...]]:
    """The requirements of every property, by ``module::function``; all property modules are imported."""
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("test_"):
            importlib.import_module(f"{__name__}.{module.name}")
    return registry
