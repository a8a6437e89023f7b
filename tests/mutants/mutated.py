"""The module under test in a mutant's subject: the standard library's mmap after one mutant has been at it.

The environment variable MUTANT names the mutant, as ``stem.word.function``; CONDITION one of those in which alone it is
wrong.
"""

import importlib
import mmap as _right
import os
import sys

globals().update({name: value for name, value in vars(_right).items() if not name.startswith("__")})
_place, _, _name = os.environ["MUTANT"].rpartition(".")
getattr(importlib.import_module("mutants." + _place), _name)(sys.modules[__name__])
if "CONDITION" in os.environ:
    from mutants import conditional

    if conditional.is_conditional(_right.mmap, mmap):  # noqa: F821  # from the globals above
        mmap = conditional.limited(_right.mmap, mmap, os.environ["CONDITION"])  # noqa: F821
    else:
        mmap = _right.mmap
