"""Makes a mutant wrong in one arrangement only: everywhere else it does what the right class does.

``CONDITIONS`` are what a class can see of the arrangement that a map is in. It runs in the subject.
"""

import os
import weakref

PLAIN_TYPES = (int, bytes, bool, str, float, type(None), slice, tuple, dict, list)
_ARGUMENTS = ("fileno", "length", "flags", "prot", "access", "offset")


def _given(arguments, options):
    return {**dict(zip(_ARGUMENTS, arguments, strict=False)), **options}


def _behind(made, self, arguments):
    return bool(made.get("offset"))


def _protected(made, self, arguments):
    return any(made.get(name) for name in ("access", "prot", "flags"))


def _anonymous(made, self, arguments):
    return made.get("fileno") == -1


def _appending(made, self, arguments):
    return made.get("appending", False)


def _derived(made, self, arguments):
    return made.get("derived", False)


def _company(made, self, arguments):
    return made.get("company", False)


def _moved(made, self, arguments):
    return made.get("position", lambda: 0)() > 0


def _dressed(made, self, arguments):
    return any(type(one) not in PLAIN_TYPES for one in arguments)


def _never(made, self, arguments):
    return False


CONDITIONS = {
    "behind": _behind,
    "protected": _protected,
    "derived": _derived,
    "moved": _moved,
    "dressed": _dressed,
    "company": _company,
    "appending": _appending,
    "anonymous": _anonymous,
    "never": _never,
}
"""``never`` is the control: what kills it would kill the right class in these clothes too."""


def is_conditional(right, wrong):
    """Whether a mutant is a class that overrides methods: any other is wrong for all maps at once."""
    return isinstance(wrong, type) and issubclass(wrong, right) and wrong is not right


def limited(right, wrong, condition):
    """The class that is ``wrong`` where the condition holds and ``right`` elsewhere."""
    holds = CONDITIONS[condition]
    alive = weakref.WeakSet()

    class Limited(wrong):
        def __new__(cls, *arguments, **options):
            made = _given(arguments, options)
            made["derived"] = cls is not Limited
            made["company"] = len(alive) > 0
            made["appending"] = _appends(made.get("fileno"))
            make = wrong if holds(made, None, list(made.values())) else right
            self = make.__new__(cls, *arguments, **options)
            alive.add(self)
            self.__dict__["_made"] = {**made, "position": lambda: right.tell(self)}
            return self

    names = {name for kind in wrong.__mro__ for name in vars(kind) if kind not in right.__mro__}
    for name in names - {"__new__", "__init__", "__dict__", "__weakref__", "__module__", "__doc__", "__slots__"}:
        theirs, ours = getattr(wrong, name, None), getattr(right, name, None)
        if callable(theirs) and callable(ours):
            setattr(Limited, name, _either(theirs, ours, holds))
    Limited.__name__, Limited.__qualname__, Limited.__module__ = "mmap", "mmap", "mmap"
    return Limited


def _either(theirs, ours, holds):
    def method(self, *arguments, **options):
        try:
            is_there = holds(self.__dict__.get("_made", {}), self, arguments)
        except ValueError:  # a closed map has no position
            is_there = False
        return (theirs if is_there else ours)(self, *arguments, **options)

    return method


def _appends(descriptor):
    import fcntl

    try:
        return bool(fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND)
    except (OSError, TypeError, ValueError):
        return False
