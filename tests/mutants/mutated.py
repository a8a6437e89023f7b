"""The module under test in a mutant's subject: the standard library's mmap after one mutant has been at it.

The environment variable MUTANT names the mutant, as ``stem.function``.
"""

import importlib
import mmap as _right
import os
import sys

globals().update({name: value for name, value in vars(_right).items() if not name.startswith("__")})
_stem, _name = os.environ["MUTANT"].split(".")
getattr(importlib.import_module("mutants." + _stem), _name)(sys.modules[__name__])
