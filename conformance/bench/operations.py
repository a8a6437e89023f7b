"""What is timed: for each operation a preparation and a statement, as source of the subject's.

In both, ``make(n, content)`` gives a map of a file of n bytes, ``file(n)`` the descriptor of such a file, ``mmap`` is
the module and ``TEXT`` an English sentence over and over, with ``RARE`` nowhere in it. Source is Python 3.7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Operation:
    """One thing to time. ``prepare`` is run once a round and not timed, ``statement`` as often as it takes.

    ``size`` is how long the text is at least that a map can be filled with.
    """

    name: str
    prepare: str
    statement: str
    size: int = 4096


SMALL = 4096
"""Bytes of a map where its size does not matter."""
CALL = Operation("a method call alone", "nothing = []", "nothing.clear()")
"""A method of a builtin type that has nothing to do: what a call costs in an interpreter, whatever it calls."""


def operations(size: int) -> list[Operation]:
    """Every operation, in the order of the documentation; where size matters the map has this one."""
    found = [*_plain(), *_of_size(size)]
    for method in ("find", "rfind"):
        found += _searches(method, size)
    return [replace(one, size=max(size, SMALL)) for one in found]


def _plain() -> Iterator[Operation]:
    make = f"m = make({SMALL})"
    yield Operation("construct and close", f"fd = file({SMALL})", "mmap.mmap(fd, 0).close()")
    keywords = "mmap.mmap(fd, 0, access=mmap.ACCESS_READ).close()"
    yield Operation("construct and close, keywords", f"fd = file({SMALL})", keywords)
    yield Operation("get item", make, "m[77]")
    yield Operation("set item", make, "m[77] = 65")
    yield Operation("slice of 16 bytes", make, "m[64:80]")
    yield Operation("slice assignment of 16 bytes", f"{make}; b = bytes(16)", "m[64:80] = b")
    yield Operation("read 16 bytes", make, "m.seek(0); m.read(16)")
    yield Operation("write 16 bytes", f"{make}; b = bytes(16)", "m.seek(0); m.write(b)")
    yield Operation("read_byte", make, "m.seek(9); m.read_byte()")
    yield Operation("write_byte", make, "m.seek(9); m.write_byte(65)")
    yield Operation("seek and tell", make, "m.seek(99); m.tell()")
    yield Operation("move 16 bytes", make, "m.move(0, 100, 16)")
    yield Operation("flush", make, "m.flush()")
    yield Operation("resize", make, f"m.resize({2 * SMALL}); m.resize({SMALL})")
    yield Operation("memoryview", make, "memoryview(m)")
    yield Operation("len", make, "len(m)")
    yield Operation("size", make, "m.size()")


def _of_size(size: int) -> Iterator[Operation]:
    make, half, most = f"m = make({size})", size // 2, max(size - 100, 0)
    yield Operation("slice of the whole", make, f"m[0:{size}]")
    yield Operation("slice assignment of the whole", f"{make}; b = bytes({size})", f"m[0:{size}] = b")
    yield Operation("strided slice", make, "m[::3]")
    yield Operation("strided slice assignment", f"{make}; s = m[::3]", "m[::3] = s")
    yield Operation("iteration", make, "for b in m: pass")
    yield Operation("readline to the end", f"m = make({size}, TEXT.replace(b'. ', b'.\\n'))",
                    "m.seek(0)\nwhile m.readline(): pass")  # fmt: skip
    yield Operation("move apart", make, f"m.move(0, {half}, {half})")
    yield Operation("move up, overlapping", make, f"m.move({size - most}, 0, {most})")
    yield Operation("move down, overlapping", make, f"m.move(0, {size - most}, {most})")


def _searches(method: str, size: int) -> Iterator[Operation]:
    search = f"m.{method}(s, 0)"
    yield Operation(f"{method} in 64 bytes", "m = make(64); s = b'xyz'", search)
    for length in (1, 3, 16, 4096):
        needle = f"s = RARE + bytes(i % 199 for i in range({length - 1}))"
        parts = f"TEXT[:{size}] + s" if method == "find" else f"s + TEXT[:{size}]"
        yield Operation(f"{method} {length} bytes at the end", f"{needle}; t = {parts}; m = make(len(t), t)", search)
        yield Operation(f"{method} {length} bytes missing", f"{needle}; m = make({size}, TEXT)", search)
        if length > 1:
            common = f"s = TEXT[:{length - 1}] + RARE; m = make({size}, TEXT)"
            yield Operation(f"{method} {length} bytes missing, common letters", common, search)
    same = f"m = make({max(size // 4, 1)}, b'a' * {max(size // 4, 1)})"
    for length in (16, 4096):
        for shape, needle in (("a..ab", f"b'a' * {length - 1} + b'b'"), ("ba..a", f"b'b' + b'a' * {length - 1}")):
            yield Operation(f"{method} {length} bytes {shape} in a..a", f"s = {needle}; {same}", search)
    yield Operation(f"{method} 41 bytes a..b..a in a..a", f"s = b'a' * 20 + b'b' + b'a' * 20; {same}", search)
