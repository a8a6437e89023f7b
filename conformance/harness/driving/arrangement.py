"""In what arrangement an example is tried: how its map comes about and stands, and what its arguments are dressed in.

A rule holds for a map of a part of a file behind its first page as for the map of a whole one, for a subclass as for
the class, with a view alive or a second map beside it, whatever the map has been through, for an int as for what
counts as one. So each of these is a dimension with a few values, of which the first is plain, and a property is tried
in rows of an orthogonal array: any two values of two dimensions meet in some row, without the product of all. A
property says what it cannot have (``plain`` of ``@verifies``); everything else must leave what it finds as it is.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, Self

from conformance.harness.wire.remote import remote
from conformance.harness.wire.source import Expression

_PRIME = 7
"""The rows of the array are the points of a plane over as many numbers; no dimension has more values."""
_PLAIN_BELOW = 85

VALUES: Mapping[str, tuple[str, ...]] = {
    "access": ("none", "write", "shared", "prot", "shared-prot", "executable"),
    "memory": ("shared", "copy", "private", "anonymous"),
    "place": ("whole", "longer file", "behind a page", "a page of more", "far behind"),
    "descriptor": ("open", "appending", "closed since", "another", "elsewhere", "for reading", "number zero"),
    "position": ("start", "middle", "end", "second"),
    "history": ("fresh", "refused", "resized", "viewed", "rewritten", "flushed", "read"),
    "company": ("alone", "second map", "iterator", "entered"),
    "clothes": ("plain", "subclass", "enumeration", "index", "index and array", "view", "larger items"),
    "type": ("class", "subclass"),
    "exports": ("none", "view"),
}
"""The dimensions and the names of their values, the plain one first."""


class Arrangement(NamedTuple):
    """The number of a value in each dimension of VALUES; 0 is plain."""

    access: int = 0
    memory: int = 0
    place: int = 0
    descriptor: int = 0
    position: int = 0
    history: int = 0
    company: int = 0
    clothes: int = 0
    type: int = 0
    exports: int = 0

    @classmethod
    def single(cls, dimension: str, value: int) -> Self:
        """Plain but for one value."""
        return cls(**{dimension: value})

    def singles(self) -> list[Self]:
        """Every value that is not plain, alone."""
        return [self.single(name, value) for name, value in self._asdict().items() if value]

    def __str__(self) -> str:
        told = [f"{name}: {VALUES[name][value]}" for name, value in self._asdict().items() if value]
        return ", ".join(told) or "plain"


PLAIN = Arrangement()
SINGLES = tuple(Arrangement.single(name, value) for name, values in VALUES.items() for value in range(1, len(values)))


def _value(number: int, name: str) -> int:
    count = len(VALUES[name])
    return number if number < count else (number - count) % (count - 1) + 1


def _row(x: int, y: int) -> Arrangement:
    names = list(VALUES)[: _PRIME + 1]
    numbers = [x, *((y + slope * x) % _PRIME for slope in range(_PRIME))]
    # The last two have two values only: spread so that each meets every value of the others, on every line too.
    values = [*map(_value, numbers, names), (x * y + x // 2 + y // 3) % 2, (3 * x * x + 13 * y) // 4 % 2]
    return Arrangement(*values)


ROWS = tuple(_row(x, y) for x in range(_PRIME) for y in range(_PRIME))[1:]
"""The array, without the row in which everything is plain."""


def line(number: int) -> tuple[Arrangement, ...]:
    """The rows for a property that draws nothing, which follow from a number of its own."""
    slope, start = number % _PRIME, number // _PRIME % (_PRIME - 1) + 1  # what stays the same is not the plain value
    return tuple(_row(x, (slope * x + start) % _PRIME) for x in range(_PRIME))


def of_bytes(drawn: bytes) -> Arrangement:
    """What a property that draws is tried in: a byte a dimension, of which the lowest third is plain."""
    return Arrangement(
        *(
            0 if byte < _PLAIN_BELOW else byte % (len(values) - 1) + 1
            for byte, values in zip(drawn, VALUES.values(), strict=True)
        )
    )


def to_bytes(arrangement: Arrangement) -> bytes:
    """What ``of_bytes`` makes this arrangement of, as near to 0 as can be."""
    return bytes(
        0 if value == 0 else next(byte for byte in range(_PLAIN_BELOW, 256) if byte % (len(values) - 1) + 1 == value)
        for value, values in zip(arrangement, VALUES.values(), strict=True)
    )


def spread(number: int, dimensions: Collection[str]) -> Iterator[Arrangement]:
    """Arrangements without end, plain in all but these dimensions, in which no value is long in coming.

    By chance alone a value would be missed by one property in four. Here the values of a dimension take turns, in an
    order that follows from the property's ``number``, and wait while the map's memory has nothing to show of them.
    """
    chance = random.Random(number)
    turns = {name: _turns(chance, name) for name in VALUES if name in dimensions}
    while True:
        memory = next(turns["memory"]) if "memory" in turns else 0
        row = {"memory": memory}
        row |= {name: next(turn) for name, turn in turns.items() if name not in ("memory", *_HIDDEN[memory])}
        yield Arrangement(**row)


def _turns(chance: random.Random, name: str) -> Iterator[int]:
    values = list(range(1, len(VALUES[name])))
    while True:
        chance.shuffle(values)
        for value in values:
            yield value
            if name == "memory":
                yield 0  # in which alone the access of a map can be chosen
        yield 0


# What a map is made with

_ACCESS: tuple[Mapping[str, str], ...] = (
    {},
    {"access": "mmap.ACCESS_WRITE"},
    {"flags": "mmap.MAP_SHARED"},
    {"prot": "mmap.PROT_READ | mmap.PROT_WRITE"},
    {"flags": "mmap.MAP_SHARED", "prot": "mmap.PROT_WRITE | mmap.PROT_READ"},
    {"flags": "mmap.MAP_SHARED", "prot": "mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC"},
)
_MEMORY: tuple[Mapping[str, str], ...] = ({}, {"access": "mmap.ACCESS_COPY"}, {"flags": "mmap.MAP_PRIVATE"}, {})
ANONYMOUS = VALUES["memory"].index("anonymous")
_HIDDEN = ((), ("access",), ("access",), ("access", "place", "descriptor"))
"""The dimensions that a value of ``memory`` leaves no choice in."""
RESIZED = VALUES["history"].index("resized")
_PLACES = ((0, 0), (0, 1), (1, 0), (1, 4099), (16, 5))
"""How many granules of the file lie before the map, and how many bytes behind it."""

SUBCLASS = "type('Map', (mmap.mmap,), {})"


def options_of(access: int, memory: int) -> dict[str, Any]:
    """The arguments that such a map is made with, beside descriptor and length."""
    return {name: Expression(text) for name, text in (_MEMORY[memory] or _ACCESS[access]).items()}


def place_of(value: int, granularity: int) -> tuple[int, int]:
    """Bytes of the file before the map and behind it."""
    before, behind = _PLACES[value]
    return before * granularity, behind


def position_of(value: int, length: int) -> int:
    """Where the map's position stands."""
    return (0, length // 2, length, min(1, length))[value]


@remote
def lived(m, history):  # type: ignore[no-untyped-def]
    """What a map has behind it, of which nothing is seen afterwards: content, length and position are as before.

    An implementation that takes what is to be refused has stored it, and has no map with a refused call behind it.
    """
    before, taken = m.tell(), False
    try:
        if history == "refused":
            m.write_byte(256)
            taken = True
        elif history == "resized":
            m.resize(len(m))
        elif history == "viewed":
            memoryview(m)[:1].release()
        elif history == "rewritten":
            m[:] = m[:]
        elif history == "flushed":
            m.flush()
        elif history == "read":
            m.read(1)
            m.seek(0, 2)
            m.readline()
    except Exception:
        pass
    if taken:
        raise RuntimeError("write_byte(256) is not refused")
    if m.tell() != before:
        m.seek(before)


@remote
def as_number_zero(descriptor, make):  # type: ignore[no-untyped-def]
    """What is made of a descriptor while it has the number 0, which is whose it was before again."""
    import os

    before = os.dup(0)
    try:
        os.dup2(descriptor, 0)
        return make(0)
    finally:
        os.dup2(before, 0)
        os.close(before)


VIEW = "v{n} = memoryview({m})"
COMPANY = (
    "",
    "m{n} = mmap.mmap({f}.fileno(), 0, access=mmap.ACCESS_READ)",
    "i{n} = iter({m})",
    "{m}.__enter__()",
)

# What arguments are dressed in

_INTEGERS = (
    "{0}",
    "type('Number', (int,), {{}})({0})",
    "__import__('enum').IntEnum('Number', {{'NUMBER': {0}}}).NUMBER",
    "type('Index', (), {{'__index__': lambda self: {0}}})()",
    "type('Index', (), {{'__index__': lambda self: {0}}})()",
    "{0}",
    "{0}",
)
_BYTES = (
    "{0}",
    "type('Bytes', (bytes,), {{}})({0})",
    "bytearray({0})",
    "bytearray({0})",
    "__import__('array').array('B', {0})",
    "memoryview({0})",
    "memoryview({0}).cast('H')",
)
_TRUTHS = 5
"""From this value on 0 and 1 are given as what counts as them, False and True."""
_LARGER = 6


def dressed(value: Any, clothes: int, text: str | None = None) -> Any:
    """An argument in these clothes: an Expression for an int, bytes or a slice, anything else as it is.

    ``text`` is what stands for bytes that travel beside their statement.
    """
    kind = type(value)
    if kind is int:
        if clothes >= _TRUTHS and value in (0, 1):
            return Expression(str(bool(value)), value)
        return Expression(_INTEGERS[clothes].format(value), value) if _INTEGERS[clothes] != "{0}" else value
    if kind is bytes:
        if clothes == _LARGER and len(value) % 2:
            clothes -= 1
        return Expression(_BYTES[clothes].format(repr(value) if text is None else text), value)
    if kind is slice:
        return slice(*(dressed(part, clothes) for part in (value.start, value.stop, value.step)))
    return value
