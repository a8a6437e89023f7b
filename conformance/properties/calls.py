"""What calls are given, and calls for the subject to make. Asserts nothing."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, remote, render_call


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
    content = draw(draws.contents())
    return content, draw(draws.indices(len(content))), draw(st.sampled_from([0, 255, 128]) | st.integers(0, 255))


_numbers = itertools.count()


def tag(name=""):
    """A tag name that nobody has used."""
    return Expression(f"'{name}-{next(_numbers)}-%d' % __import__('os').getpid()")


def access(name):
    return Expression(f"mmap.ACCESS_{name}")
