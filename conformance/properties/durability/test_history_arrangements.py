"""One script of calls on a map of every kind: what a call does is no matter of what else is true of the map."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance.language import Expression, Subject, raises, verifies
from conformance.model import Model
from conformance.properties.arrangements import placed

CONTENT = b"one\ntwo\nthree\nfour\xff"
ACCESS = {oracle.DEFAULT: "DEFAULT", oracle.READ: "READ", oracle.WRITE: "WRITE", oracle.COPY: "COPY"}
ANYTHING = object()
"""What the edition decides: that the call returned is enough."""


@dataclass(frozen=True)
class Arrangement:
    """What is true of a map: its access, whether it begins behind a granularity, is looked at, outlives its file."""

    access: int
    behind: bool
    viewed: bool
    orphaned: bool


EVERY = [Arrangement(*one) for one in product(ACCESS, *[(False, True)] * 3)]  # type: ignore[arg-type]

SCRIPT: list[tuple[str, tuple[Any, ...]]] = [
    *[("get", (at,)) for at in (0, -1, 2, -len(CONTENT))],
    *[("get", (slice(*ends),)) for ends in ((None, None), (3, 9), (-4, None), (None, None, -1), (12, 1, -3), (9, 3))],
    ("seek", (2,)),
    *[("read", args) for args in ((3,), (0,), (2,))],
    ("readline", ()),
    ("read_byte", ()),
    ("find", (b"o",)),
    ("find", (b"o", 0)),
    ("find", (b"o", 1, False)),
    ("find", (b"t", 1, -1)),
    ("rfind", (b"o",)),
    ("rfind", (b"o", -9, 30)),
    ("find", (b"",)),
    ("find", (b"never", 0)),
    ("read", (None,)),
    ("read", (-1,)),
    ("seek", (-5, 2)),
    ("seek", (True, 1)),
    ("read", ()),
    ("seek", (True,)),
    ("set_item", (0, 200)),
    ("set_item", (-1, 2)),
    ("set_slice", (slice(4, 7), b"TWO")),
    ("set_slice", (slice(1, 18, 4), b"12345")),
    ("set_slice", (slice(None, 1, -5), b"abcd")),
    ("set_slice", (slice(5, 5), b"")),
    ("write", (b"\nWRITTEN",)),
    ("write", (b"",)),
    ("write_byte", (10,)),
    ("move", (1, 0, 9)),
    ("move", (0, 2, 9)),
    ("move", (3, 3, 3)),
    ("flush", ()),
    ("read_byte", ()),
    ("find", (b"\n", 0)),
    ("rfind", (b"\n", 0)),
    ("seek", (0,)),
    ("readline", ()),
    ("readline", ()),
    ("seek", (0, 2)),
    ("readline", ()),
    ("read", (5,)),
]


def asked(m: Any, name: str, args: tuple[Any, ...]) -> None:
    if name == "get":
        m[args[0]]
    elif name in ("set_item", "set_slice"):
        m[args[0]] = args[1]
    else:
        getattr(m, name)(*args)


def foreseen(model: Model, name: str, args: tuple[Any, ...]) -> Any:
    """What the call returns, or what it raises."""
    if name == "flush":  # what it returns changed with 3.8
        return ANYTHING
    try:
        found = getattr(model, name)(*args)
    except TypeError as error:
        return error
    return ANYTHING if name == "seek" else found  # what it returns changed with 3.13


@verifies("history.in-every-arrangement", examples=len(EVERY), drawn_as="test_durability_arrangements")
@given(arrangement=st.sampled_from(EVERY))
def test_calls_do_the_same_on_maps_of_every_kind(subject: Subject, arrangement):
    offset = subject.granularity * arrangement.behind
    file = placed(subject, CONTENT, offset)
    access = Expression(f"mmap.ACCESS_{ACCESS[arrangement.access]}")
    m = subject.map(file, access=access, offset=offset)
    model = Model(CONTENT, arrangement.access, file=bytes(offset) + CONTENT, offset=offset)
    if arrangement.orphaned:
        with subject.unread():
            file.close()
    view = m.view() if arrangement.viewed else None
    expected: list[Any] = []
    with subject.together() as laters:
        for name, args in SCRIPT:
            asked(m, name, args)
            expected.append(foreseen(model, name, args))
            m.tell()
            expected.append(model.tell())
            m[:]
            expected.append(model.get(slice(None)))
    for later, outcome in zip(laters, expected, strict=True):
        if isinstance(outcome, Exception):
            with raises(TypeError):
                later.value()
        elif outcome is ANYTHING:
            later.value()
        else:
            later.check(outcome)
    if view is not None:
        view.release()
    assert m.state() == model.state()
