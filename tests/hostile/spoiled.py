"""The module under test: the standard library's mmap after the function that HOSTILE names has been at it.

The environment variable HOSTILE names it as ``module.function``.
"""

import importlib
import mmap as _right
import os
import sys

globals().update({name: value for name, value in vars(_right).items() if not name.startswith("__")})
_module, _name = os.environ["HOSTILE"].split(".")
getattr(importlib.import_module("hostile." + _module), _name)(sys.modules[__name__])
