"""The length that the constructor is given, and files that it makes longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import FORTY, page_edges, pattern, placed
from conformance.properties.calls import access, wrapped
from conformance.properties.ways import EVERYWHERE, ways

NO_INTEGERS = [None, 1.0, 10.5, "10", b"10", (10,), [10], Expression("10j"), Expression("object()")]
NO_INTEGERS += [Expression("__import__('fractions').Fraction(3)"), Expression("__import__('decimal').Decimal(3)")]


def largest_size(subject):
    return (1 << (subject.facts.pointer_bits - 1)) - 1


# Length


@verifies("length.zero", examples=10, drawn_as="test_creation")
@given(data=st.data())
def test_length_zero_maps_the_rest_of_the_file(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    tail = pattern(data.draw(st.sampled_from(page_edges(subject)), label="tail"))
    file = placed(subject, tail, 3 * subject.granularity)
    for granules in (0, 1, 3):
        m = subject.mmap.mmap(file.fileno(), 0, **way.options, offset=granules * subject.granularity)
        assert m.length() == (3 - granules) * subject.granularity + len(tail)
        assert m[-len(tail) :] == tail


@verifies("length.zero-looks-once", examples=10, drawn_as="test_creation")
@given(content=draws.contents(), change=st.sampled_from([1, 2, 5000]))
def test_length_zero_means_the_length_that_the_file_has_then(subject: Subject, content, change):
    file = subject.file(content)
    before = subject.mmap.mmap(file.fileno(), 0)  # nor is it the length that an earlier map was told
    with subject.unread():
        file.truncate(len(content) + change)
    m = subject.mmap.mmap(file.fileno(), 0)
    with subject.unread():
        file.truncate(len(content) + 3 * change)
    expected = content + bytes(change)
    assert m.state() == Model(expected, file=expected + bytes(2 * change)).state()
    assert before.length() == len(content)


@verifies("length.empty-file", examples=14, drawn_as="test_creation")
@given(pages=st.sampled_from([0, 1]), less=st.booleans(), data=st.data())
def test_an_empty_file_is_refused(subject: Subject, pages, less, data):
    way = data.draw(ways(subject), label="way")
    file = subject.file()
    with raises(ValueError):
        subject.mmap.mmap(file.fileno(), pages * (1 if less else subject.page_size), **way.options)
    assert file.content() == b""


@remote
def size_of(file):
    import os

    return os.fstat(file.fileno()).st_size


@verifies("length.past-the-file", examples=24, drawn_as="test_creation")
@given(granules=st.sampled_from([0, 1]), data=st.data())
def test_a_length_that_the_file_does_not_have_is_refused(subject: Subject, granules, data):
    way = data.draw(ways(subject), label="way")
    rest = data.draw(st.sampled_from(page_edges(subject)), label="rest")
    offset, page = granules * subject.granularity, subject.page_size
    beyond = [rest + 1, (rest // page + 1) * page, rest + page + 1, largest_size(subject), largest_size(subject) // 2]
    file = subject.file(size=offset + rest)
    with raises(ValueError):
        subject.mmap.mmap(file.fileno(), data.draw(st.sampled_from(beyond)), **way.options, offset=offset)
    assert subject.call(size_of, file) == offset + rest


@verifies("length.negative", examples=12, drawn_as="test_creation")
@given(negative=st.sampled_from([-1, -2, -10, -(2**31), None]), anonymous=st.booleans())
def test_a_negative_length_is_refused(subject: Subject, negative, anonymous):
    file = subject.file(b"0123456789")
    length = -largest_size(subject) - 1 if negative is None else negative
    with raises(OverflowError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), length)
    assert file.content() == b"0123456789"


@verifies("length.huge", examples=16, drawn_as="test_creation")
@given(
    length=st.sampled_from([2**63, 2**64, 2**64 + 5, -(2**64) + 5, 2**100, -(2**100), None]), anonymous=st.booleans()
)
def test_a_length_that_no_size_type_holds_is_refused(subject: Subject, length, anonymous):
    file = subject.file(b"0123456789")
    with raises(OverflowError):
        huge = largest_size(subject) + 1 if length is None else length
        subject.mmap.mmap(-1 if anonymous else file.fileno(), huge)
    assert file.content() == b"0123456789"


@verifies("length.unmappable", examples=16, drawn_as="test_creation")
@given(length=st.sampled_from([2**63 - 1, 2**63 - 2, 2**63 - 2**16, 2**62]), data=st.data())
def test_more_memory_than_there_are_addresses_is_refused(subject: Subject, length, data):
    if subject.facts.pointer_bits < 64:
        pytest.skip("the machine can have as much memory as its addresses can tell apart")
    with raises(OSError):
        subject.mmap.mmap(-1, length, **data.draw(ways(subject), label="way").options)


@verifies("length.wrong-types", examples=24, drawn_as="test_creation")
@given(wrong=st.sampled_from([*NO_INTEGERS, wrapped(3, "__int__"), wrapped(3, "__float__")]), anonymous=st.booleans())
def test_a_length_that_is_no_integer_is_refused(subject: Subject, wrong, anonymous):
    file = subject.file(b"0123456789")
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), wrong)
    assert file.content() == b"0123456789"


@verifies("length.integers", examples=8, drawn_as="test_creation")
@given(length=st.sampled_from([True, wrapped(1, "__index__"), wrapped(3, "__index__")]), anonymous=st.booleans())
def test_a_length_can_be_anything_that_is_an_integer(subject: Subject, length, anonymous):
    file = subject.file(b"abc")
    m = subject.mmap.mmap(-1 if anonymous else file.fileno(), length)
    size = 1 if length is True else length.model
    assert m[:] == (bytes(size) if anonymous else b"abc"[:size])


@verifies("length.integers", examples=2)
@given(nothing=st.sampled_from([False, wrapped(0, "__index__")]))
def test_what_counts_as_zero_maps_the_rest_of_the_file(subject: Subject, nothing):
    assert subject.mmap.mmap(subject.file(b"abc").fileno(), nothing)[:] == b"abc"


@verifies("length.empty-file-windows", examples=5, drawn_as="test_creation_windows")
@given(way=st.sampled_from(EVERYWHERE))
def test_an_empty_file_cannot_be_mapped_whole(subject: Subject, way):
    file = subject.file()
    with raises(ValueError, OSError):
        subject.mmap.mmap(file.fileno(), 0, **way.options)
    assert file.content() == b""


longer = st.sampled_from([1, 2, 100])


def lengths_beyond(subject, size):
    return st.sampled_from([size + 1, *(edge for edge in page_edges(subject) if edge > size), subject.granularity + 1])


@verifies("length.extends-the-file", "length.extended-with-zeros", examples=12, drawn_as="test_creation_windows")
@given(content=draws.contents(0), way=st.sampled_from([EVERYWHERE[0], EVERYWHERE[2]]), data=st.data())
def test_a_longer_map_makes_its_file_longer(subject: Subject, content, way, data):
    length = data.draw(lengths_beyond(subject, len(content)), label="length")
    file = subject.file(content)
    m = subject.mmap.mmap(file.fileno(), length, **way.options)
    assert (m.length(), subject.call(size_of, file)) == (length, length)
    expected = content + bytes(length - len(content))
    m[length - 1] = 33
    model = Model(expected, file=expected)
    model.set_item(length - 1, 33)
    assert m.state() == model.state()


@verifies("length.extends-the-file", examples=8, drawn_as="test_creation_windows")
@given(content=draws.contents(), granules=st.sampled_from([1, 2]), more=longer)
def test_a_longer_map_with_an_offset_makes_its_file_longer(subject: Subject, content, granules, more):
    offset = granules * subject.granularity
    file = placed(subject, content, offset)
    m = subject.mmap.mmap(file.fileno(), len(content) + more, offset=offset)
    assert (m.length(), subject.call(size_of, file)) == (len(content) + more, offset + len(content) + more)
    assert m[: len(content)] == content


@verifies("length.read-only-extends-nothing", examples=8, drawn_as="test_creation_windows")
@given(mode=st.sampled_from(["r+b", "rb"]), more=longer)
def test_a_map_for_reading_makes_no_file_longer(subject: Subject, mode, more):
    file = subject.file(FORTY, mode)
    with raises(OSError):
        subject.mmap.mmap(file.fileno(), len(FORTY) + more, access=access("READ"))
    assert file.content() == FORTY
