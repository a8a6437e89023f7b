"""What stands on the host for something that does not cross the wire: a foreign object, a float, an exception."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_PLAIN = frozenset({int, bytes, bool, str, type(None)})


class Escaped(Exception):
    """The subject raised SystemExit, KeyboardInterrupt or the like, which must not end the host."""


@dataclass(frozen=True, eq=False, repr=False)
class Foreign:
    """A returned object that is no plain value: known by its type's name, equal to nothing."""

    type_name: str
    text: str = ""

    def __repr__(self) -> str:
        return f"<{self.type_name} {self.text}>" if self.text else f"<{self.type_name}>"


class Truth:
    """A returned bool within a tuple or a list, where nobody can ask for its type: True in the place of 1 is wrong."""

    def __init__(self, value: bool) -> None:
        self._value = value

    def __bool__(self) -> bool:
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, bool | Truth) and bool(other) is self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return repr(self._value)


TRUTHS = {True: Truth(True), False: Truth(False)}


def alone(value: Any) -> Any:
    """A value that was sent within others, as if it had been sent alone."""
    return bool(value) if type(value) is Truth else value


def is_just(got: Any, expected: Any) -> bool:
    """Whether a value that was sent, alone or within others, is this one, and of its type."""
    found = alone(got)
    kind = float if type(found) is Float else type(found)
    return bool(found == expected) and kind is type(expected)


class Float(float):
    """A returned float, which is no int: 1.0 in the place of 1 is a wrong value."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and float.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


# Their instances hold positions and texts that nobody checks before they are shown: a host could die of them.
_UNCHECKED = (SyntaxError, UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError)
_FARTHEST = 10_000


@lru_cache(maxsize=200)
def _exception_class(names: tuple[str, ...], *, checked: bool = False) -> type[Exception]:
    """The builtin class of that name, or a class of that name below the nearest builtin one.

    ``checked``: none of those that do not check their arguments. The same names have the same class each time.
    """
    for position, name in enumerate(names):
        found = getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            if checked and issubclass(found, _UNCHECKED):
                continue
            if not issubclass(found, Exception):
                return type(name, (Escaped,), {})
            return found if position == 0 else type(names[0], (found,), {})
    return type(names[0] if names else "Exception", (Exception,), {})


def exception_from(names: list[str], args: tuple[Any, ...]) -> Exception:
    """Build the host's image of an exception from its class names (most derived first) and arguments."""
    made = _exception_class(tuple(names))
    if issubclass(made, _UNCHECKED) and not _is_harmless(made, args):
        made = _exception_class(tuple(names), checked=True)
    try:
        return made(*args)
    except Exception:  # a class such as UnicodeDecodeError with arguments that did not cross
        image: Exception = type(made.__name__, (Exception,), {})(*args)
        return image


def _is_harmless(made: type[Exception], args: tuple[Any, ...]) -> bool:
    if issubclass(made, SyntaxError):
        return len(args) == 1 and type(args[0]) is str
    return all(type(one) is not int or 0 <= one < _FARTHEST for one in args)


def image(value: Any, contents: Sequence[bytes] = ()) -> Any:
    """Put the image of a foreign object in the place of its description, and a content where it was set aside.

    Raises ValueError for a content that is not there.
    """
    if type(value) in _PLAIN:
        return value
    if type(value) in (tuple, list):
        return type(value)(TRUTHS[one] if type(one) is bool else image(one, contents) for one in value)
    if isinstance(value, dict):
        if contents and type(place := value.get("content")) is int:
            if not 0 <= place < len(contents):
                raise ValueError("a content that is not there")
            return contents[place]
        return Foreign(str(value.get("type")), str(value.get("text", "")))
    return Float(value) if type(value) is float else value
