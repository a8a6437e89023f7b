"""The mmap module of every edition of Python's documentation: ``edition("3.7")`` up to the newest.

``mmap_reference.mmap`` and the constants beside it are those of the newest edition.
"""

import importlib.machinery
import importlib.util
import threading

EDITIONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15")

_modules = {}
_loading = threading.Lock()


def edition(name):
    """The module as the documentation of that Python has it: with its names, signatures and results, and no others."""
    if name not in EDITIONS:
        raise ValueError(f"there is no edition {name!r}; there are {', '.join(EDITIONS)}")
    with _loading:
        if name not in _modules:
            _modules[name] = _load(name)
        return _modules[name]


def _load(name):
    # Each module is made anew from the same file; it finds out from its spec which edition it is to be.
    found = importlib.util.find_spec(__name__ + "._core")
    spec = importlib.machinery.ModuleSpec(found.name, found.loader, origin=found.origin, loader_state=name)
    module = importlib.util.module_from_spec(spec)
    found.loader.exec_module(module)
    module.__name__ = "mmap"
    return module


globals().update({name: value for name, value in vars(edition(EDITIONS[-1])).items() if not name.startswith("_")})
