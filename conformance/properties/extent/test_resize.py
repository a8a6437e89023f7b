"""What resize does to a map and its file. Held against the model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, remote_with, verifies
from conformance.model import Model
from conformance.properties.arrangements import LEAST, length_of, longer, mapped, page_sizes, places
from conformance.properties.machine import bytes_mapped, open_descriptors

PRIVATE = Expression("mmap.MAP_PRIVATE")
changes = st.tuples(page_sizes, page_sizes) | st.just(((1, 0), (2, 0)))
"""From one length to another, from whole pages to whole pages among them."""


def without_zeros(length):
    """Bytes that are never zero, as what resize adds is, and repeat with no page."""
    return (bytes(range(1, 252)) * (length // 251 + 1))[:length]


def used_to_the_last_byte(m, model):
    m[-1] = 33
    model.set_item(-1, 33)
    assert m.state() == model.state()


@verifies("resize.map", examples=30, drawn_as="test_extent", plain="place file, exports views")
@given(change=changes, access=draws.access_modes(oracle.DEFAULT, oracle.WRITE))
def test_resize_keeps_what_is_common_and_adds_zeros(subject: Subject, change, access):
    before, after = change
    m, model = mapped(subject, without_zeros(length_of(subject, before)), access=access)
    with subject.unread():
        m.length()
    m.resize(length_of(subject, after))
    model.resize(length_of(subject, after))
    assert m.state() == model.state()
    used_to_the_last_byte(m, model)


@verifies("resize.map", examples=15, drawn_as="test_extent", plain="memory file, place file, exports views")
@given(place=places(2), change=st.sampled_from([1, -1, 0]) | st.integers(-10, 10))
def test_resize_by_a_few_bytes_keeps_what_is_common(subject: Subject, place, change):
    content, position = place
    length = max(1, len(content) + change)
    m, model = mapped(subject, content, min(position, length))
    m.resize(length)
    model.resize(length)
    used_to_the_last_byte(m, model)


@verifies("resize.map", examples=8, drawn_as="test_extent", plain="memory file, exports views")
@given(content=draws.contents(3), length=st.sampled_from([2, 100, 5000]))
def test_what_was_resized_is_searched_read_and_written_to_its_end(subject: Subject, content, length):
    m, _ = mapped(subject, content)
    with subject.unread():
        m.resize(length)
        m.seek(-1, 2)
        m.write(b"!")
    assert (m.tell(), m.rfind(b"!", 0), m.rfind(b"!", length - 1)) == (length, length - 1, length - 1)
    m.move(length - 2, length - 1, 1)
    m.seek(length - 2)
    assert (m.read(), m.tell()) == (b"!!", length)
    with raises(ValueError):
        m.write_byte(33)


@verifies("resize.unmaps", examples=12, plain="memory file, place file, company counted, exports views")
@given(before=st.sampled_from(LEAST), after=st.sampled_from(LEAST))
def test_resize_leaves_nothing_mapped_of_what_was(subject: Subject, before, after):
    length = longer(subject, after)
    file = subject.file(size=longer(subject, before))
    m = subject.map(file)
    m.resize(length)
    found = subject.call(bytes_mapped, file.path)
    if found is None:
        pytest.skip("the machine has no /proc/self/maps")
    assert found == (length + subject.page_size - 1) // subject.page_size * subject.page_size


@verifies("resize.file", examples=12, drawn_as="test_extent", plain="exports views")
@given(before=page_sizes, after=page_sizes)
def test_resize_gives_the_file_the_length_of_the_map(subject: Subject, before, after):
    content, length = without_zeros(length_of(subject, before)), length_of(subject, after)
    file = subject.file(content)
    m, model = subject.map(file), Model(content, file=content)
    m.resize(length)
    model.resize(length)
    assert (m.size(), m.length()) == (length, length)
    assert file.content() == model.file


@verifies("resize.repeatedly", examples=10, drawn_as="test_extent", plain="memory file, place file, exports views")
@given(content=draws.contents(), lengths=st.lists(page_sizes, min_size=2, max_size=3), twice=st.booleans())
def test_a_map_can_be_resized_again(subject: Subject, content, lengths, twice):
    m, model = mapped(subject, content)
    for pages in lengths:
        length = length_of(subject, pages)
        with subject.unread():
            for _ in range(1 + twice):
                m.resize(length)
        model.resize(length)
        used_to_the_last_byte(m, model)


nearby = st.sampled_from([1, 2, 100, 5000])


def resized_without_its_file(subject, content, length, meanwhile=None):
    """Resize a map whose file is closed. Returns the file that was opened ``meanwhile``, which took its number."""
    file = subject.file(content)
    m, model = subject.map(file), Model(content, file=content)
    file.close()
    opened = meanwhile and subject.file(meanwhile)
    m.resize(length)
    model.resize(length)
    used_to_the_last_byte(m, model)
    return opened


@verifies("resize.after-close-of-file", examples=4, drawn_as="test_extent", plain="exports views")
@given(content=draws.contents(2), length=nearby)
def test_resize_works_without_the_file_object(subject: Subject, content, length):
    resized_without_its_file(subject, content, length)


@verifies("resize.after-close-of-file", examples=4, drawn_as="test_extent", plain="exports views")
@given(content=draws.contents(2), length=nearby)
def test_resize_leaves_alone_what_has_the_number_of_the_file(subject: Subject, content, length):
    another = resized_without_its_file(subject, content, length, meanwhile=b"another's")
    assert another.content() == b"another's"


@remote_with(open_descriptors)
def resized_beside(m, file, lengths):
    """How many descriptors more are open after the map was resized, and where that of the file stands."""
    import os

    os.lseek(file.fileno(), 3, 0)
    before = len(open_descriptors())
    for length in lengths:
        m.resize(length)
    return len(open_descriptors()) - before, os.lseek(file.fileno(), 0, 1)


@verifies("resize.leaves-descriptors", examples=3, drawn_as="test_extent", plain="exports views")
@given(lengths=st.sampled_from([[5000], [4], [1, 5000, 5000]]))
def test_resize_leaves_descriptors_as_they_are(subject: Subject, lengths):
    file = subject.file(b"abcdefghij")
    assert subject.call(resized_beside, subject.map(file), file, lengths) == (0, 3)


@remote_with(open_descriptors)
def refused_to_resize(m, lengths):
    """How many descriptors more are open after a map with a view refused these lengths."""
    import contextlib

    before = len(open_descriptors())
    with memoryview(m):
        for length in lengths:
            with contextlib.suppress(Exception):
                m.resize(length)
    return len(open_descriptors()) - before


@verifies("resize.leaves-descriptors", examples=3)
@given(access=draws.access_modes())
def test_a_refused_resize_leaves_descriptors_as_they_are(subject: Subject, access):
    m, _ = mapped(subject, b"abcdefghij", access=access)
    assert subject.call(refused_to_resize, m, [5, 5000, -1, 0, 1 << 62, 1 << 90]) == 0


@verifies("resize.returns-none", examples=4, drawn_as="test_extent", plain="memory file, exports views")
@given(content=draws.contents(2), length=nearby)
def test_resize_returns_none(subject: Subject, content, length):
    m, _ = mapped(subject, content)
    assert [m.resize(length), m.resize(length)] == [None, None]


@verifies("resize.windows-anonymous", examples=20, drawn_as="test_extent", plain="exports views")
@given(before=page_sizes, after=page_sizes)
def test_anonymous_memory_is_copied(subject: Subject, before, after):
    content, length = without_zeros(length_of(subject, before)), length_of(subject, after)
    m, model = subject.anonymous(len(content)), Model(content)
    m[:] = content
    m.resize(length)
    model.resize(length)
    used_to_the_last_byte(m, model)


@verifies("resize.anonymous-shrink", examples=15, drawn_as="test_extent", plain="exports views")
@given(before=page_sizes, after=page_sizes, private=st.booleans())
def test_anonymous_memory_can_be_made_shorter(subject: Subject, before, after, private):
    before, after = sorted([length_of(subject, before), length_of(subject, after)], reverse=True)
    content = without_zeros(before)
    m, model = subject.anonymous(before, **({"flags": PRIVATE} if private else {})), Model(content)
    m[:] = content
    m.resize(after)
    model.resize(after)
    assert m.state() == model.state()
    used_to_the_last_byte(m, model)


@verifies("resize.anonymous-grow-private", examples=15, drawn_as="test_extent", plain="exports views")
@given(before=page_sizes, after=page_sizes)
def test_private_anonymous_memory_can_be_made_longer(subject: Subject, before, after):
    before, after = sorted([length_of(subject, before), length_of(subject, after)])
    content = without_zeros(before)
    m, model = subject.anonymous(before, flags=PRIVATE), Model(content)
    m[:] = content
    for length in (after, after + 10, 2 * after):
        m.resize(length)
        model.resize(length)
        assert m.state() == model.state()
    used_to_the_last_byte(m, model)


# Draws nothing: where what was added cannot be used the subject dies, and one death is enough to tell.
@verifies("resize.anonymous-grow-shared", plain="exports views")
def test_shared_anonymous_memory_that_was_made_longer_can_be_used(subject: Subject):
    page = subject.page_size
    for before, after in ((10, 20), (10, page), (page - 1, page + 1), (page, 2 * page)):
        content = without_zeros(before)
        m, model = subject.anonymous(before), Model(content)
        m[:] = content
        try:
            m.resize(after)
        except ValueError:
            assert m.state() == model.state()
        else:
            model.resize(after)
            used_to_the_last_byte(m, model)


@verifies("resize.position", examples=12, drawn_as="test_extent", plain="memory copied, place file, exports views")
@given(content=draws.contents(4), data=st.data())
def test_resize_keeps_the_position(subject: Subject, content, data):
    position = data.draw(st.integers(2, len(content)), label="position")
    length = data.draw(st.sampled_from([position - 1, 1]), label="length")
    m, model = mapped(subject, content, position)
    m.resize(length)
    model.resize(length)
    assert m.state() == model.state()
    assert (m.read(), m.readline(), m.read(5)) == (b"", b"", b"")
    assert (m.find(content[:1]), m.rfind(content[:1])) == (-1, -1)
    calls = (m.read_byte, lambda: m.write_byte(1), lambda: m.write(b"x"), lambda: m.write(b""), lambda: m.seek(0, 1))
    for call in calls:
        with raises(ValueError):
            call()
    assert m.state() == model.state()
    m.seek(length - position, 1)
    assert m.tell() == length


@verifies("resize.position", examples=6, drawn_as="test_extent", plain="memory file, place file, exports views")
@given(place=places(), length=st.sampled_from([41, 5000]))
def test_resize_to_more_keeps_the_position(subject: Subject, place, length):
    m, model = mapped(subject, *place)
    m.resize(length)
    model.resize(length)
    assert m.state() == model.state()


@remote
def position_with_another_length(m, length):
    """Where a map stands once it has another length; None where it cannot have one."""
    try:
        m.resize(length)
    except Exception:
        return None
    return m.tell()


@verifies("resize.position", examples=6, drawn_as="test_extent")
@given(position=st.integers(1, 6), length=st.sampled_from([1, 6, 7, 5000]))
def test_resize_of_memory_keeps_the_position(subject: Subject, position, length):
    m = subject.anonymous(6)
    m.seek(position)
    assert subject.call(position_with_another_length, m, length) in (None, position)


@verifies("resize.other-map", examples=8, drawn_as="test_extent", plain="exports views")
@given(content=draws.contents(3), length=st.sampled_from([1, 2, 100, 5000]))
def test_another_map_keeps_its_length(subject: Subject, content, length):
    file = subject.file(content)
    first, second = subject.map(file), subject.map(file)
    first.resize(length)
    first[0] = 33
    common = min(length, len(content))  # of what is behind the end of the file, the rest of the page can be read
    assert (second.length(), second[:common]) == (len(content), b"!" + content[1:common])


@verifies("resize.with-offset", examples=8, drawn_as="test_extent", plain="position cursor, exports views")
@given(content=draws.contents(2), length=nearby, begins=st.sampled_from([1, 2]))
def test_the_file_ends_where_the_map_does(subject: Subject, content, length, begins):
    offset = begins * subject.granularity
    before = bytes(offset - 1) + b"<"
    m, model = subject.map(before + content, offset=offset), Model(content, file=before + content, offset=offset)
    m.resize(length)
    model.resize(length)
    assert (m.size(), m.length()) == (offset + length, length)
    used_to_the_last_byte(m, model)


@verifies(
    "resize.part-of-file", examples=12, drawn_as="test_extent", plain="position cursor, history file, exports views"
)
@given(content=draws.contents(2), begins=st.sampled_from([0, 1]), change=st.sampled_from([0, 1, -1, 5000]))
def test_the_file_loses_what_stood_behind_the_map(subject: Subject, content, begins, change):
    offset = begins * subject.granularity
    whole, length = bytes(offset) + content + without_zeros(100), max(1, len(content) + change)
    m, model = subject.map(whole, len(content), offset=offset), Model(content, file=whole, offset=offset)
    m.resize(length)
    # What stood behind the map becomes part of it where it grows.
    model.content[len(content) :] = whole[offset + len(content) :]
    model.resize(length)
    assert m.size() == offset + length
    used_to_the_last_byte(m, model)


@verifies("resize.private", examples=8, drawn_as="test_extent", plain="place file, position cursor, exports views")
@given(content=draws.contents(2), length=nearby)
def test_a_private_map_resizes_the_file_and_keeps_its_changes_to_itself(subject: Subject, content, length):
    m, model = subject.map(content, flags=PRIVATE), Model(content, file=content, private=True)
    m[0] = model.content[0] = 33
    m.resize(length)
    model.resize(length)
    used_to_the_last_byte(m, model)


@remote
def resized_while_iterating(m, at, length):
    seen = []
    for one in m:
        seen.append(one)
        if len(seen) == at:
            m.resize(length)
    return len(seen)


@verifies("resize.iteration", examples=10, drawn_as="test_extent", plain="memory file, exports views")
@given(content=draws.contents(3), length=st.integers(1, 60), data=st.data())
def test_iteration_notices_another_length(subject: Subject, content, length, data):
    at = data.draw(st.integers(1, len(content)), label="at")
    m, _ = mapped(subject, content)
    assert subject.call(resized_while_iterating, m, at, length) == max(at, length)
