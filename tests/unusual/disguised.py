"""A class over the standard one that cannot be told from it by what a page says: what the others here build on.

A subclass of the standard class iterates over integers and looks for them, which the standard class itself does not,
and takes attributes, on itself and on its maps.
"""

import mmap as standard

PUBLIC = [name for name in dir(standard) if name[0] != "_" and name != "mmap"]
"""The names of the module that an implementation takes as they are."""


class Fixed(type):
    """A class like those that are written in C: nothing can be set on it."""

    def __setattr__(cls, name, value):
        raise TypeError(f"cannot set {name!r} attribute of immutable type {cls.__name__!r}")

    __delattr__ = __setattr__  # type: ignore[assignment]


def _sought(value):
    """The byte that ``in`` looks for, or None for what is not one."""
    try:
        found = bytes(memoryview(value))
    except TypeError:
        return None
    return found if len(found) == 1 else None


class Standard(standard.mmap, metaclass=Fixed):
    """The standard class, its iteration and its ``in`` included."""

    __slots__ = ()

    def __iter__(self):
        at = 0
        while at < len(self):
            yield self[at : at + 1]
            at += 1

    def __reversed__(self):
        for at in range(len(self), 0, -1):
            yield self[at - 1 : at]

    def __contains__(self, value):
        self.tell()  # raises where the map is closed
        found = _sought(value)
        return found is not None and found in self[:]
