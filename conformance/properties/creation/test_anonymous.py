"""Anonymous memory: what -1 makes, and that nothing else makes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import LEAST, longer, page_edges
from conformance.properties.calls import attempts, constructing
from conformance.properties.changes import REFUSED, refusals
from conformance.properties.descriptors import descriptor
from conformance.properties.machine import after_fork
from conformance.properties.ways import EVERYWHERE, ON_UNIX, PRIVATE, READ_ONLY, SHARED, WRITE_ONLY, Way, ways


def lengths(subject):
    return st.sampled_from([1, 13, *page_edges(subject), 10 * subject.page_size])


@verifies("anonymous.length", examples=16)
@given(data=st.data())
def test_anonymous_memory_is_as_long_as_it_is_told(subject: Subject, data):
    way = data.draw(ways(subject, SHARED, PRIVATE), label="way")
    length = data.draw(lengths(subject), label="length")
    m = subject.mmap.mmap(-1, length, **way.options)
    assert (m.length(), m.tell()) == (length, 0)
    with raises(IndexError):
        m[length]
    m[length - 1] = 33
    assert m[length - 1 :] == b"!"


@verifies("anonymous.zero-filled", examples=20, plain="exports views")
@given(data=st.data())
def test_anonymous_memory_is_zero_even_where_it_was_used_before(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    length = data.draw(lengths(subject), label="length")
    with subject.unread():
        for _ in range(2):
            used = subject.anonymous(length)
            used[-1], used[0] = 255, 255
            used.close()
    m = subject.mmap.mmap(-1, length, **way.options)
    assert m.state() == Model(bytes(length)).state()


@remote
def all_zero(calls):
    return [made[:] == bytes(len(made)) for made in (call() for call in calls)]


@verifies("anonymous.zero-filled")
def test_much_anonymous_memory_is_zero(subject: Subject):
    every = EVERYWHERE + (ON_UNIX if "unix" in subject.facts.platforms else ())
    calls = [constructing(-1, 40 * subject.page_size, **way.options) for way in every]
    assert subject.call(all_zero, calls) == [True] * len(calls)


@verifies("anonymous.length-zero", examples=11)
@given(data=st.data())
def test_anonymous_memory_cannot_be_empty(subject: Subject, data):
    with raises(OSError):
        subject.mmap.mmap(-1, 0, **data.draw(ways(subject), label="way").options)


@verifies("anonymous.read-only", examples=6)
@given(data=st.data())
def test_anonymous_memory_can_be_read_only(subject: Subject, data):
    m = subject.mmap.mmap(-1, 10, **data.draw(ways(subject, READ_ONLY), label="way").options)
    assert subject.call(refusals, m) == REFUSED
    assert m.state() == Model(bytes(10)).state()


SAID_AS_IN_C = (
    Way(SHARED, {"flags": Expression("mmap.MAP_SHARED | mmap.MAP_ANON")}),
    Way(PRIVATE, {"flags": Expression("mmap.MAP_PRIVATE | mmap.MAP_ANON")}),
)


def made_in(effect):
    """Every way to make anonymous memory of that kind, and what it is longer than."""
    every = [way for way in (*EVERYWHERE, *ON_UNIX, *SAID_AS_IN_C) if way.effect == effect]
    return [(way, least) for way in every for least in LEAST]


def forked(subject, way, least):
    m = subject.mmap.mmap(-1, longer(subject, least), **way.options)
    found = subject.call(after_fork, m)
    if found is None:
        pytest.skip("the machine has no fork")
    return found


@verifies("anonymous.shared-with-children", examples=len(made_in(SHARED)))
@given(made=st.sampled_from(made_in(SHARED)))
def test_anonymous_memory_is_shared_with_a_child(subject: Subject, made):
    assert forked(subject, *made) == (22, 3, 3)


@verifies("anonymous.private", examples=len(made_in(PRIVATE)))
@given(made=st.sampled_from(made_in(PRIVATE)))
def test_private_anonymous_memory_is_not_shared_with_a_child(subject: Subject, made):
    assert forked(subject, *made) == (11, 1, 1)


@verifies("anonymous.offset-without-effect", examples=10)
@given(granules=st.sampled_from([0, 1, 3, 1000, 2**20]), data=st.data())
def test_an_offset_into_anonymous_memory_changes_nothing(subject: Subject, granules, data):
    way = data.draw(ways(subject, SHARED, PRIVATE), label="way")
    m, model = subject.mmap.mmap(-1, 10, **way.options, offset=granules * subject.granularity), Model(bytes(10))
    m[:3] = b"abc"
    model.set_slice(slice(3), b"abc")
    assert m.state() == model.state()


@verifies("anonymous.offset-refused", examples=20)
@given(off=st.sampled_from([1, -1]), granules=st.sampled_from([0, 1, -1]), data=st.data())
def test_an_offset_into_anonymous_memory_is_checked(subject: Subject, off, granules, data):
    way = data.draw(ways(subject), label="way")
    offset = granules * subject.granularity + off
    with raises(OverflowError if offset < 0 else OSError):
        subject.mmap.mmap(-1, 10, **way.options, offset=offset)


@verifies("anonymous.only-minus-one")
def test_nothing_but_minus_one_stands_for_anonymous_memory(subject: Subject):
    closed = descriptor(subject, "closed").fileno()
    every = EVERYWHERE + ((WRITE_ONLY, *ON_UNIX) if "unix" in subject.facts.platforms else ())
    calls = [
        constructing(number, length, **way.options)
        for number in (-2, -(2**31), 999, 2**31 - 1, closed)
        for length in (0, 10)
        for way in every
    ]
    assert subject.call(attempts, calls) == ["EBADF"] * len(calls)


@verifies("anonymous.flag-with-descriptor", examples=8)
@given(kind=st.sampled_from(["PRIVATE", "SHARED"]), length=st.sampled_from([0, 1, 9, 10]))
def test_memory_can_be_anonymous_in_spite_of_a_descriptor(subject: Subject, kind, length):
    file = subject.file(b"0123456789")
    flags = Expression(f"mmap.MAP_{kind} | mmap.MAP_ANONYMOUS")
    with raises(ValueError):
        subject.mmap.mmap(file.fileno(), 11, flags)
    m = subject.mmap.mmap(file.fileno(), length, flags)
    assert m[:] == bytes(length or 10)
    m[0] = 33
    assert (m[0], file.content()) == (33, b"0123456789")
