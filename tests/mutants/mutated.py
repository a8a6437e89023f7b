"""The module under test in a mutant's subject: the standard library's mmap after one mutant has been at it.

The environment variable MUTANT names the mutant, as ``stem.word.function``.
"""

import importlib
import mmap as _right
import os
import sys

globals().update({name: value for name, value in vars(_right).items() if not name.startswith("__")})
_place, _, _name = os.environ["MUTANT"].rpartition(".")
getattr(importlib.import_module("mutants." + _place), _name)(sys.modules[__name__])
