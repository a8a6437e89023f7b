# ruff: noqa: F403, N801
"""A wrong implementation of the kind that a night is for: about one example in 20,000 shows it."""

import mmap as _mmap
from mmap import *


class mmap(_mmap.mmap):
    def rfind(self, *given):
        found = super().rfind(*given)
        # Only where the map has this length and the last byte has this value, and only for what is there.
        return found - (found > 3 and len(self) % 61 == 7 and self[len(self) - 1] % 16 == 9)
