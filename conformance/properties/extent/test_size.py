"""The lengths of a map and of its file, as len and size tell them."""

import errno

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, raises, verifies
from conformance.model import COPY, READ
from conformance.properties.arrangements import length_of, page_sizes
from conformance.properties.failing import check_refusal


@verifies("len.mapped-length", examples=20, drawn_as="test_extent")
@given(content=draws.contents(2), begins=st.sampled_from([0, 1]), becomes=st.sampled_from([0, 1, 100]), data=st.data())
def test_len_is_what_is_mapped(subject: Subject, content, begins, becomes, data):
    length = data.draw(st.integers(0, len(content)), label="length")
    offset = begins * subject.granularity
    file = subject.file(size=offset + len(content))
    m = subject.map(file, length, offset=offset)
    expected = length or len(content)
    assert [m.length(), len(m[:])] == [expected, expected]
    if subject.facts.os != "windows":  # where a mapped file cannot change its size
        file.truncate(offset + becomes)
        assert m.length() == expected


@verifies("size.file-length", examples=15, drawn_as="test_extent", plain="history file")
@given(content=draws.contents(2), begins=st.sampled_from([0, 1]), access=draws.access_modes(), data=st.data())
def test_size_is_the_length_of_the_file(subject: Subject, content, begins, access, data):
    offset = begins * subject.granularity
    file = subject.file(size=offset + len(content))
    length = data.draw(st.integers(0, len(content)), label="length")
    m = subject.map(file, length, offset=offset, access=access)
    assert m.size() == offset + len(content)
    if subject.facts.os != "windows":
        other = data.draw(st.integers(0, 3 * len(content)), label="other length")
        file.truncate(offset + other)
        assert m.size() == offset + other


@verifies("size.file-length", examples=3)
@given(access=draws.access_modes(READ, COPY), content=draws.contents())
def test_size_of_a_file_that_is_open_for_reading_only(subject: Subject, access, content):
    assert subject.map(subject.file(content, "rb"), access=access).size() == len(content)


@verifies("size.larger-than-map", examples=8, drawn_as="test_extent", plain="history file")
@given(content=draws.contents(2), begins=st.sampled_from([0, 1, 2]), data=st.data())
def test_size_counts_the_whole_file(subject: Subject, content, begins, data):
    length = data.draw(st.integers(1, len(content) - 1), label="length")
    offset = begins * subject.granularity
    m = subject.map(subject.file(size=offset + len(content)), length, offset=offset)
    assert (m.size(), m.length()) == (offset + len(content), length)


@verifies("size.after-close-of-file", examples=4, drawn_as="test_extent")
@given(content=draws.contents(), access=draws.access_modes())
def test_size_works_without_the_file_object(subject: Subject, content, access):
    file = subject.file(content)
    m = subject.map(file, access=access)
    file.close()
    assert m.size() == len(content)


@verifies("size.anonymous-refused", examples=4, drawn_as="test_extent")
@given(access=draws.access_modes())
def test_size_of_anonymous_memory_is_refused(subject: Subject, access):
    m = subject.anonymous(10, access=access)
    assert m.length() == 10
    with raises(OSError):
        m.size()


@verifies("size.anonymous-windows", "size.anonymous", examples=12, drawn_as="test_extent")
@given(access=draws.access_modes(), pages=page_sizes)
def test_size_of_anonymous_memory_is_its_length(subject: Subject, access, pages):
    length = length_of(subject, pages)
    assert subject.anonymous(length, access=access).size() == length


@verifies("size.failing-system", examples=2)
@given(error=st.sampled_from([errno.EIO, errno.EOVERFLOW]))
def test_what_the_system_refuses_of_size_is_raised(subject: Subject, error):
    check_refusal(subject, "size", ["fstat"], error)
