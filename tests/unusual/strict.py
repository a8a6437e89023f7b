"""The standard class, and an exception wherever the page is silent about what a call does."""

from . import disguised
from .disguised import Standard, standard

globals().update({name: getattr(standard, name) for name in disguised.PUBLIC})


class mmap(Standard):  # noqa: N801
    """A map that is strict."""

    __slots__ = ()

    def __hash__(self):
        self.tell()
        raise TypeError("unhashable type: 'mmap'")

    def __eq__(self, other):
        if self is other:
            return True
        raise TypeError("maps cannot be compared")

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__

    def __mul__(self, count):
        raise TypeError("a map cannot be repeated")

    __rmul__ = __add__ = __mul__

    def __reduce_ex__(self, protocol):
        raise TypeError("a map cannot be pickled")
