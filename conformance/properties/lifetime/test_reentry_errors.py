"""Arguments that raise while they are converted: that error leaves the call, and nothing has happened."""

from hypothesis import given

from conformance.language import Subject, raises, verifies
from conformance.properties.calls import errors, raising, raising_number
from conformance.properties.lifetime.test_reentry import (
    ADVICE,
    ASSIGNMENTS,
    BUFFERS,
    BYTES,
    FLUSHES,
    LETTERS,
    MOVES,
    READS,
    SEARCHES,
    SEEKS,
    SUBSCRIPTS,
    VALUES,
    put,
)

CALLS = {
    f"{what} {name}": call
    for what, calls in {
        "read": SUBSCRIPTS, "assign": ASSIGNMENTS, "assign value": VALUES, "search": SEARCHES, "cursor": READS,
        "seek": SEEKS, "write": BYTES, "move": MOVES, "flush": FLUSHES,
    }.items()
    for name, call in calls.items()
}  # fmt: skip


def come_through(m, calls, error, made):
    """The error leaves each of the calls, and the map is as before."""
    m.seek(2)
    before = m.state()
    for call in calls.values():
        with raises(error):
            call(m, lambda value: made)
        assert m.state() == before


@verifies("reentry.raise-in-index", examples=10)
@given(error=errors)
def test_what_a_number_raises_leaves_the_call(subject: Subject, error):
    come_through(subject.map(LETTERS), CALLS, error, raising_number(error))


@verifies("reentry.raise-in-madvise", examples=6)
@given(error=errors)
def test_what_a_number_raises_leaves_advice(subject: Subject, error):
    come_through(subject.map(LETTERS), ADVICE, error, raising_number(error))


RESIZES = {"size": lambda m, x: m.resize(x(4))}


@verifies("reentry.raise-in-resize", examples=8, plain="memory file, place file, exports views")
@given(error=errors)
def test_what_a_number_raises_leaves_resize(subject: Subject, error):
    come_through(subject.map(LETTERS), RESIZES, error, raising_number(error))


STORES = {
    **BUFFERS,
    "slice": lambda m, x: put(m, slice(1, 9), x(b"")),
    "stepped slice": lambda m, x: put(m, slice(1, 9, 2), x(b"")),
}


@verifies("reentry.raise-in-buffer", examples=8)
@given(error=errors)
def test_what_a_buffer_raises_leaves_the_call(subject: Subject, error):
    come_through(subject.map(LETTERS), STORES, error, raising(error, "__buffer__"))
