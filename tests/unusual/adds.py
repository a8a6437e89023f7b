"""The standard class with more on it than a page knows: methods, one of them with keywords, constants, a function."""

from . import disguised
from .disguised import Standard, standard

globals().update({name: getattr(standard, name) for name in disguised.PUBLIC})
MAP_SYNC_FILE = 0x80000
PROT_GROWSDOWN = 0x01000000


def anonymous(length):
    """A map of anonymous memory."""
    return mmap(-1, length)


class mmap(Standard):  # noqa: N801
    """A map that can be protected, viewed and read at a position."""

    __slots__ = ()

    def mprotect(self, prot, start=0, length=None):
        """Taken, and without an effect."""

    def pread(self, count, *, offset):
        return self[offset : offset + count]

    def view(self, start=0, end=None):
        return memoryview(self)[start:end]

    @property
    def nbytes(self):
        return len(self)
