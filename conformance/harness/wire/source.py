"""From a value on the host to the Python text that makes it in the subject. Knows no process.

The text is what travels and what a witness holds, so it is ASCII, on one line, and Python 3.7.
"""

from __future__ import annotations

from typing import Any


class Expression:
    """Python text to be evaluated in the subject, with the value that the model should use in its place.

    For what is no literal: ``Expression("bytearray(b'ab')", b"ab")``.
    """

    __slots__ = ("model", "text")

    def __init__(self, text: str, model: Any = None) -> None:
        self.text = text
        self.model = model

    def __repr__(self) -> str:
        return self.text


def modelled(value: Any) -> Any:
    """What the model should see of an argument: an expression's model value, else the value itself."""
    return value.model if isinstance(value, Expression) else value


def render(value: Any) -> str:
    """Write a value as Python source. Raises TypeError for what has no such form."""
    kind = type(value)
    if kind is int:
        # repr() of a long int is limited by the interpreter and quadratic; hexadecimal is neither.
        return repr(value) if -(1 << 64) < value < 1 << 64 else hex(value)
    if kind is bytes or value is None or kind is bool:
        return repr(value)
    if kind is str:
        return ascii(value)
    if isinstance(value, (Expression, Named)):
        return str(value.text)
    if kind is float and value - value == 0:
        return repr(value)
    if kind is slice:
        parts = ["" if part is None else render(part) for part in (value.start, value.stop, value.step)]
        return ":".join(parts if parts[2] else parts[:2])
    if kind is tuple:
        return "(" + ", ".join(map(render, value)) + (",)" if len(value) == 1 else ")")
    if kind is list:
        return "[" + ", ".join(map(render, value)) + "]"
    raise TypeError(f"{value!r} cannot be written as source; wrap its text in an Expression")


def render_call(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """``find(b'x', 1)`` from its parts."""
    parts = [render(arg) for arg in args]
    parts += [f"{name}={render(value)}" for name, value in kwargs.items()]
    return f"{function}({', '.join(parts)})"


DATA = Expression("_data")
"""What stands for the bytes that travel beside a statement."""


def beside(statement: str, data: bytes) -> str:
    """A statement that knows some bytes as ``_data``, as it travels: what differs from example to example is apart
    from what can be kept compiled. The data may not be empty."""
    return f"{statement}\0{data.hex()}"


class Named:
    """Something that lives in the subject under a name: a map, a file, the module."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text}>"
