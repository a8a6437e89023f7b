"""Histories of operations that are bound to no requirement: what two implementations are held against each other with.

A history is Python text, line by line, in which ``m`` is a map and ``f`` a file. What a line gives may differ from
what the documentation says, or be something that it says nothing about.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from conformance import strategies as draws

_ODD = ["None", "True", "1.0", "'a'", "b''", "()", "-2**63", "2**31", "2**63", "2**64", "object()"]


_PLAIN = [
    "len(m)", "bool(m)", "m.closed", "m.close()", "list(m)[:5]", "bytes(m)", "sorted(m)[:5]", "m == m",
    "m != 1", "hash(m) == hash(m)", "list(reversed(m))[:5]", "memoryview(m).readonly", "memoryview(m).format",
    "b'a' in m", "97 in m", "'a' in m", "m + b'a'", "b'a' + m", "m * 2", "del m[0]", "m < m", "iter(m) is m",
    "m.__enter__() is m", "m.__exit__(None, None, None)", "next(iter(m))", "m.nothing", "m.nothing = 1",
    "v = memoryview(m)", "v[0:2].tobytes()", "v.release()", "int.from_bytes(m[:2], 'little')",
    "f.read(3)", "f.seek(0)", "f.write(b'zz')", "f.close()",
]  # fmt: skip


def _numbers() -> st.SearchStrategy[str]:
    small = st.integers(-3, 12).map(str)
    return small | small | st.sampled_from(["len(m)", "len(m) - 1", "len(m) + 1", "-len(m)", "mmap.PAGESIZE"])


def _data() -> st.SearchStrategy[str]:
    plain = draws.contents(0, 5).map(repr)
    return plain | st.builds("{}({})".format, st.sampled_from(["bytearray", "memoryview"]), plain)


def _arguments(*ordinary: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[str]:
    """A call's arguments: mostly as they should be, now and then one too many, one too few, or of another kind."""

    @st.composite
    def drawn(draw: st.DrawFn) -> str:
        count = draw(st.integers(least, len(ordinary)))
        values = [draw(one) for one in ordinary[:count]]
        if draw(st.integers(0, 5)) == 5:
            at = draw(st.integers(0, len(values)))
            values[at : at + 1] = [draw(st.sampled_from(_ODD))]
        return ", ".join(values)

    return drawn()


def _calls(name: str, *ordinary: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[str]:
    return _arguments(*ordinary, least=least).map(lambda arguments: f"m.{name}({arguments})")


def _places() -> st.SearchStrategy[str]:
    end = st.just("") | _numbers()
    slices = st.builds("{}:{}".format, end, end) | st.builds("{}:{}:{}".format, end, end, end)
    return _numbers() | slices | slices | st.sampled_from(_ODD)


@cache  # drawing is quick once a strategy has been made
def operations() -> st.SearchStrategy[str]:
    """One line: an expression, or an assignment."""
    n, data, where = _numbers(), _data(), _places()
    whence = st.sampled_from(["0", "1", "2", "3"])
    return st.one_of(
        where.map("m[{}]".format),
        st.builds("m[{}] = {}".format, where, data | st.integers(-1, 256).map(str) | st.sampled_from(_ODD)),
        _calls("read", n), _calls("readline"), _calls("read_byte"), _calls("tell"), _calls("size"),
        _calls("seek", n, whence, least=1),
        _calls("write", data, least=1), _calls("write_byte", st.integers(-1, 256).map(str), least=1),
        _calls("find", data, n, n, least=1), _calls("rfind", data, n, n, least=1),
        _calls("move", n, n, n, least=3), _calls("flush", n, n), _calls("resize", n, least=1),
        _calls("madvise", st.just("mmap.MADV_NORMAL"), n, n, least=1), _calls("seekable"),
        # Eight separate strategies: `one_of` counts the same object once, and these lines would be drawn too rarely.
        *[st.sampled_from(_PLAIN).map(str) for _ in range(8)],
    )  # fmt: skip


@cache
def beginnings() -> st.SearchStrategy[list[str]]:
    """How a map comes about: over a file of some content, or of anonymous memory; with any access."""
    access = st.sampled_from(
        ["", ", access=mmap.ACCESS_READ", ", access=mmap.ACCESS_WRITE", ", access=mmap.ACCESS_COPY"]
    )
    over_file = st.builds(
        lambda content, options: [
            "f = open('f', 'w+b', 0)", f"f.write({content!r})", f"m = mmap.mmap(f.fileno(), 0{options})",
        ],
        draws.contents(4, 12), access,
    )  # fmt: skip
    unsure = st.builds(
        lambda content, length, options: [
            "f = open('f', 'w+b', 0)", f"f.write({content!r})", f"m = mmap.mmap(f.fileno(), {length}{options})",
        ],
        draws.contents(0, 12), st.sampled_from(["0", "1", "3", "13", "-1"]), access,
    )  # fmt: skip
    anonymous = st.builds(lambda length, options: [f"m = mmap.mmap(-1, {length}{options})"],
                          st.sampled_from(["4", "4", "1", "0"]), access)  # fmt: skip
    return st.one_of(anonymous, over_file, over_file.map(list), over_file.map(list), unsure)


ENDINGS = ["m[:]", "m.tell()", "open('f', 'rb').read()"]
"""What a history leaves, asked at its end."""


@st.composite
def histories(draw: st.DrawFn) -> list[str]:
    """A map, some operations on it, and a look at what they left."""
    return [*draw(beginnings()), *draw(st.lists(operations(), min_size=1, max_size=12)), *ENDINGS]
