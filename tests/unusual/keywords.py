"""The methods of the standard class with the names of the page for their parameters, and each to be given by name.

But for those of flush: since 3.13 the page has them by position only.
"""

import sys

from . import disguised
from .disguised import Standard, standard

globals().update({name: getattr(standard, name) for name in disguised.PUBLIC})


def _given(*values):
    """The arguments up to the first that was left out."""
    return values[: values.index(None)] if None in values else values


class mmap(Standard):  # noqa: N801
    """A map whose methods take their arguments by position and by name."""

    __slots__ = ()

    def find(self, sub, start=None, end=None):
        return super().find(sub, *_given(start, end))

    def rfind(self, sub, start=None, end=None):
        return super().rfind(sub, *_given(start, end))

    def move(self, dest, src, count):
        return super().move(dest, src, count)

    def read(self, n=None):
        return super().read(n)

    def resize(self, newsize):
        return super().resize(newsize)

    def seek(self, pos, whence=0):
        return super().seek(pos, whence)

    def write(self, bytes):
        return super().write(bytes)

    def write_byte(self, byte):
        return super().write_byte(byte)

    if sys.platform != "win32":

        def madvise(self, option, start=None, length=None):
            return super().madvise(option, *_given(start, length))
