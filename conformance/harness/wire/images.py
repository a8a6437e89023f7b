"""What stands on the host for something that does not cross the wire: a foreign object, a float, an exception."""

from __future__ import annotations

import builtins
from dataclasses import dataclass
from functools import cache
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


def counted(value: Any) -> Any:
    """The answer of an operation that counts: a bool is none, though Python has it equal to 0 or 1."""
    if type(value) is bool:
        return Foreign("bool", str(value))
    return tuple(map(counted, value)) if type(value) is tuple else value


class Float(float):
    """A returned float, which is no int: 1.0 in the place of 1 is a wrong value."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and float.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


@cache
def _exception_class(names: tuple[str, ...]) -> type[Exception]:
    """The builtin class of that name, or a class of that name below the nearest builtin one."""
    for position, name in enumerate(names):
        found = getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            if not issubclass(found, Exception):
                return type(name, (Escaped,), {})
            return found if position == 0 else type(names[0], (found,), {})
    return type(names[0] if names else "Exception", (Exception,), {})


def exception_from(names: list[str], args: tuple[Any, ...]) -> Exception:
    """Build the host's image of an exception from its class names (most derived first) and arguments."""
    made = _exception_class(tuple(names))
    try:
        return made(*args)
    except Exception:  # a class such as UnicodeDecodeError with arguments that did not cross
        image: Exception = type(made.__name__, (Exception,), {})(*args)
        return image


def image(value: Any) -> Any:
    """Put the image of a foreign object in the place of its description."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, dict):
        return Foreign(str(value.get("type")), str(value.get("text", "")))
    if isinstance(value, tuple):
        return tuple(map(image, value))
    if isinstance(value, list):
        return list(map(image, value))
    return Float(value) if type(value) is float else value
