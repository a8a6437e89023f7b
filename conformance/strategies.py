"""What is generated: contents, needles, bounds, slices, buffers, access modes. Plural nouns, all of them.

Boundaries come first: Hypothesis shrinks towards the first alternative, and a derandomised run of few
examples still has to meet the empty, the single and the last. A strategy that an example asks for anew is checked
anew, which costs more than to draw from it: so each is made once and kept (``@cache``).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from conformance import model
from conformance.harness.wire.source import Expression

DRAWN_BYTES = b"ab\n\x00\xff"
"""A small alphabet, so that what is searched for is found often enough."""
NO_INTEGERS: list[Any] = [1.0, "1", b"1", (1,), Expression("object()")]
"""What stands for no number where an integer is wanted; None is another matter."""
_TO_DRAWN_BYTES = bytes(DRAWN_BYTES[byte % len(DRAWN_BYTES)] for byte in range(256))


@cache
def contents(min_size: int = 1, max_size: int = 40) -> st.SearchStrategy[bytes]:
    """Contents of a map: few bytes, with repeats, newlines, NUL and 255 among them."""
    drawn = st.binary(min_size=min_size, max_size=max_size)  # one choice, where a list of bytes is one a byte
    longer = st.binary(min_size=max(min_size, min(max_size, 8)), max_size=max_size)
    few, many = (bytes_.map(lambda data: data.translate(_TO_DRAWN_BYTES)) for bytes_ in (drawn, longer))
    return few | many | drawn


@cache
def positions(length: int) -> st.SearchStrategy[int]:
    """Every place in a sequence: the beginning, the end, within."""
    return st.sampled_from([0, length]) | st.integers(0, length)


def needles(content: bytes) -> st.SearchStrategy[bytes]:
    """What to look for in ``content``: pieces of it of every length but none, and strangers."""
    return slices_of(len(content)).map(lambda where: content[where] or b"a") | contents(1, 4)


@cache
def bounds(length: int) -> st.SearchStrategy[int]:
    """Ints around the boundaries of a sequence: 0, ±1, ±length, one beyond, far beyond."""
    edges = [0, 1, -1, length - 1, length, length + 1, -length, -length - 1, 2**31, 2**62, -(2**62)]
    return st.sampled_from(edges) | st.integers(-length - 2, length + 2)


@cache
def near(edge: int, length: int) -> st.SearchStrategy[int]:
    """An index of a sequence, one less, one more, and the same counted from the end."""
    return st.sampled_from([edge, edge - 1, edge + 1]).flatmap(lambda at: st.sampled_from([at, at - length]))


@cache
def spellings(edge: int, length: int) -> st.SearchStrategy[int | None]:
    """The end of a slice as it can be written: counted from either side, or left out or beyond."""
    return st.sampled_from([edge, edge - length] if edge < length else [edge, None, edge + 1, 2**62])


@cache
def indices(length: int) -> st.SearchStrategy[int]:
    """Valid indices, from either end."""
    return st.sampled_from([0, -1, length - 1, -length]) | st.integers(-length, length - 1)


@cache
def slices_of(length: int) -> st.SearchStrategy[slice]:
    """Ordinary slices within a sequence, empty ones included."""
    edge = st.integers(0, length)
    return st.tuples(edge, edge).map(lambda ends: slice(min(ends), max(ends)))


@cache
def any_slices(length: int) -> st.SearchStrategy[slice]:
    """Slices of every shape: open, reversed, stepped, out of range."""
    edge = st.none() | st.sampled_from([2**100, -(2**62), 2**62]) | bounds(length)
    step = st.none() | st.sampled_from([1, -1, 2, -2, 3, length + 1, -length - 1, 2**62, 2**100, -(2**100)])
    whole = st.sampled_from([slice(None, None, step) for step in (-1, 2, -2, 3)])
    huge = st.sampled_from([slice(None, 2**62), slice(0, 2**100), slice(-(2**62), None), slice(2**62, None, -1)])
    return whole | huge | st.builds(slice, edge, edge, step)


def buffers(data: bytes) -> st.SearchStrategy[Expression]:
    """Every kind of bytes-like object that holds ``data``."""
    forms = [
        f"{data!r}",
        f"bytearray({data!r})",
        f"memoryview({data!r})",
        f"memoryview(bytearray({data!r}))",
        f"memoryview({b'<' + data + b'>'!r})[1:-1]",
        f"__import__('array').array('B', {data!r})",
        f"memoryview({data!r}).cast('b')",
    ]
    if data:  # what counts items, or has one dimension only, is told by these
        forms.append(f"memoryview({data!r}).cast('B', [{len(data)}, 1])")
    if len(data) % 2 == 0:
        forms += [f"memoryview({data!r}).cast('H')", f"__import__('array').array('H', {data!r})"]
    return st.sampled_from([Expression(form, data) for form in forms])


@cache
def access_modes(*values: int) -> st.SearchStrategy[Expression]:
    """Access modes as arguments, with the value that the model uses."""
    names = {model.DEFAULT: "DEFAULT", model.READ: "READ", model.WRITE: "WRITE", model.COPY: "COPY"}
    return st.sampled_from([Expression(f"mmap.ACCESS_{names[value]}", value) for value in values or tuple(names)])
