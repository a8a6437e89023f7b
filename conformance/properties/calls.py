"""What calls are given, and calls for the subject to make. Asserts nothing."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, remote, render_call

INDEX = Expression("type('Index', (), {'__index__': lambda self: 1})()", 1)
"""What can stand for the index 1."""
LARGEST = Expression("__import__('sys').maxsize", 2**31)
LEAST = Expression("-__import__('sys').maxsize - 1", -(2**31))
"""The ends of what a size can be, and far enough out for the model."""
WIDE = Expression("1 << (32 if __import__('sys').maxsize >> 32 else 30)", 2**32)
"""What a size can be, and of which 32 bits keep nothing where it has more."""
HUGE = [2**63, 2**64, 2**64 + 1, 2**100, -(2**63) - 1, -(2**100)]
"""What no size can be."""


def constructing(*args: Any, **options: Any) -> Expression:
    """The call of the constructor, for a remote function to make."""
    return Expression("lambda: " + render_call("mmap.mmap", args, options))


def wrapped(value: Any, method: str) -> Expression:
    """An object that has nothing but this method, which returns the value."""
    text = value.text if isinstance(value, Expression) else repr(value)
    return Expression(f"type('Wrapped', (), {{{method!r}: lambda self: {text}}})()", value)


@remote
def attempts(calls):
    """What becomes of each call: 'mapped', or the name of its exception, or of the system's error."""
    import errno

    found = []
    for call in calls:
        try:
            call().close()
            found.append("mapped")
        except OSError as error:
            found.append(errno.errorcode.get(error.errno, "OSError"))
        except Exception as error:
            found.append(type(error).__name__)
    return found


@st.composite
def items(draw):
    """Content, an index into it, and a byte to put there."""
    content = draw(draws.contents())
    return content, draw(draws.indices(len(content))), draw(st.sampled_from([0, 255, 128]) | st.integers(0, 255))


_numbers = itertools.count()


def tag(name=""):
    """A tag name that nobody has used."""
    return Expression(f"'{name}-{next(_numbers)}-%d' % __import__('os').getpid()")


def access(name):
    """An access by the end of its name."""
    return Expression(f"mmap.ACCESS_{name}")


ERRORS: dict[type[Exception], str] = {
    ZeroDivisionError: "1 // 0",
    KeyError: "{}['none']",
    AttributeError: "None.none",
    ValueError: "int('none')",
    OSError: "open('none')",
}
"""What may go wrong in an argument, and what makes it: some of these a method raises or catches itself."""
errors = st.sampled_from(list(ERRORS))


def raising(error: type[Exception], *names: str) -> Expression:
    """An object that raises this when it is asked what it is, by a method of one of these names."""
    asked = ", ".join(f"'{name}': lambda self, *flags: {ERRORS[error]}" for name in names)
    return Expression(f"type('Raising', (), {{{asked}}})()")


def raising_number(error: type[Exception]) -> Expression:
    """An object that raises this when it is asked for its number."""
    return raising(error, "__index__", "__int__")  # Python 3.7 asks the one where later ones ask the other
