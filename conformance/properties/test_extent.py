"""Lengths of maps and files, and resize. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.harness import Expression, Subject, raises, remote, verifies
from conformance.model import COPY, Model
from conformance.properties.arrangements import mapped, places, readonly

PRIVATE = Expression("mmap.MAP_PRIVATE")


@st.composite
def page_sizes(draw):
    """A length around a page boundary, as pages and bytes more or fewer: the page size is the subject's."""
    return draw(st.sampled_from([0, 1, 2, 10])), draw(st.sampled_from([0, 1, -1, 5]))


def length_of(subject, pages):
    return max(1, pages[0] * subject.page_size + pages[1])


@verifies("len.mapped-length")
@given(content=draws.contents(2), data=st.data())
def test_len_is_what_is_mapped(subject: Subject, content, data):
    length = data.draw(st.integers(0, len(content)), label="length")
    file = subject.file(content)
    m = subject.map(file, length)
    assert m.length() == (length or len(content))
    assert m[:] == content[: length or None]
    if subject.facts.os != "windows":  # where a mapped file cannot change its size
        file.truncate(len(content) + 10)
        assert m.length() == (length or len(content))


@verifies("size.file-length", examples=25)
@given(content=draws.contents(2), data=st.data())
def test_size_is_the_length_of_the_file(subject: Subject, content, data):
    file = subject.file(content)
    m = subject.map(file, data.draw(st.integers(0, len(content)), label="length"))
    assert m.size() == len(content)
    if subject.facts.os != "windows":
        longer = data.draw(st.integers(len(content), 2 * len(content)), label="longer")
        file.truncate(longer)
        assert m.size() == longer


@verifies("size.larger-than-map", examples=15)
@given(content=draws.contents(2), begins=st.sampled_from([0, 1, 2]), data=st.data())
def test_size_counts_the_whole_file(subject: Subject, content, begins, data):
    length = data.draw(st.integers(1, len(content) - 1), label="length")
    offset = begins * subject.granularity
    file = subject.file(size=offset + len(content))
    m = subject.map(file, length, offset=offset)
    assert (m.size(), m.length()) == (offset + len(content), length)


@verifies("size.after-close-of-file", examples=10)
@given(content=draws.contents())
def test_size_works_without_the_file_object(subject: Subject, content):
    file = subject.file(content)
    m = subject.map(file)
    file.close()
    assert m.size() == len(content)


@verifies("size.anonymous-refused", examples=6)
@given(access=draws.access_modes())
def test_size_of_anonymous_memory_is_refused(subject: Subject, access):
    m = subject.anonymous(10, access=access)
    with raises(OSError):
        m.size()


@verifies("size.anonymous-windows", "size.anonymous", examples=10)
@given(access=draws.access_modes(), pages=page_sizes())
def test_size_of_anonymous_memory_is_its_length(subject: Subject, access, pages):
    length = length_of(subject, pages)
    assert subject.anonymous(length, access=access).size() == length


def used_to_the_last_byte(m, model):
    m[-1] = 33
    model.set_item(-1, 33)
    assert m.state() == model.state()


@verifies("resize.map", examples=30)
@given(place=places(), pages=page_sizes())
def test_resize_keeps_what_is_common_and_adds_zeros(subject: Subject, place, pages):
    content, position = place
    length = length_of(subject, pages)
    m, model = mapped(subject, content, min(position, length))
    m.resize(length)
    model.resize(length)
    assert m.state() == model.state()
    used_to_the_last_byte(m, model)


@verifies("resize.map", examples=25)
@given(content=draws.contents(2), change=st.integers(-10, 10))
def test_resize_by_a_few_bytes_keeps_what_is_common(subject: Subject, content, change):
    length = max(1, len(content) + change)
    m, model = mapped(subject, content)
    m.resize(length)
    model.resize(length)
    used_to_the_last_byte(m, model)


@verifies("resize.file", examples=25)
@given(content=draws.contents(), pages=page_sizes())
def test_resize_gives_the_file_the_length_of_the_map(subject: Subject, content, pages):
    length = length_of(subject, pages)
    m, model = mapped(subject, content)
    m.resize(length)
    model.resize(length)
    assert (m.size(), m.length()) == (length, length)
    assert m.file.content() == model.file


@verifies("resize.repeatedly", examples=15)
@given(content=draws.contents(), lengths=st.lists(page_sizes(), min_size=2, max_size=4), twice=st.booleans())
def test_a_map_can_be_resized_again(subject: Subject, content, lengths, twice):
    m, model = mapped(subject, content)
    for pages in lengths:
        for _ in range(1 + twice):
            m.resize(length_of(subject, pages))
            model.resize(length_of(subject, pages))
    used_to_the_last_byte(m, model)


lengths = st.sampled_from([1, 2, 100, 5000])


@verifies("resize.read-only", examples=10)
@given(content=draws.contents(), length=lengths)
def test_a_read_only_map_cannot_be_resized(subject: Subject, content, length):
    m, model = readonly(subject, content)
    with raises(TypeError):
        m.resize(length)
    with raises(TypeError):
        m.resize(len(content))
    assert m.state() == model.state()


@verifies("resize.copy-on-write", examples=10)
@given(content=draws.contents(), length=lengths)
def test_a_private_copy_cannot_be_resized(subject: Subject, content, length):
    m, model = mapped(subject, content, access=Expression("mmap.ACCESS_COPY", COPY))
    with raises(TypeError):
        m.resize(length)
    with raises(TypeError):
        m.resize(len(content))
    assert m.state() == model.state()


@verifies("resize.windows-other-maps", examples=5)
@given(content=draws.contents(), length=lengths)
def test_a_file_that_is_mapped_twice_cannot_be_resized(subject: Subject, content, length):
    file = subject.file(content)
    first, second = subject.map(file), subject.map(file)
    with raises(OSError):
        first.resize(length + len(content))
    assert [first[:], second[:]] == [content, content]


@verifies("resize.windows-anonymous", examples=10)
@given(content=draws.contents(4), pages=page_sizes())
def test_anonymous_memory_is_copied(subject: Subject, content, pages):
    length = length_of(subject, pages)
    m, model = subject.anonymous(len(content)), Model(content)
    m[:] = content
    m.resize(length)
    model.resize(length)
    used_to_the_last_byte(m, model)


@verifies("resize.untracked", "resize.untracked-windows", examples=8)
@given(content=draws.contents(2), length=lengths)
def test_a_map_without_its_descriptor_cannot_be_resized(subject: Subject, content, length):
    m, model = subject.map(content, trackfd=False), Model(content, file=content)
    with raises(ValueError):
        m.resize(length)
    used_to_the_last_byte(m, model)


@remote
def has_resize():
    return hasattr(mmap.mmap, "resize")


@verifies("resize.absent-on-macos")
def test_maps_have_no_resize_where_the_system_has_no_mremap(subject: Subject):
    assert subject.call(has_resize) is False


@remote
def resized_under_view(m, length):
    refused = 0
    view = memoryview(m)
    piece = view[:1]
    for held in (view, piece):
        try:
            m.resize(length)
        except BufferError:
            refused += 1
        held.release()
    before = len(m)
    m.resize(length)
    return refused, before


@verifies("resize.exported", examples=10)
@given(content=draws.contents(), length=lengths)
def test_a_map_cannot_be_resized_under_a_view(subject: Subject, content, length):
    m, model = mapped(subject, content)
    assert subject.call(resized_under_view, m, length) == (2, len(content))
    model.resize(length)
    assert m.state() == model.state()


@verifies("resize.negative", examples=15)
@given(place=places(), length=st.sampled_from([-1, -2, -4096, -(2**31), -(2**62)]))
def test_a_negative_length_is_refused(subject: Subject, place, length):
    m, model = mapped(subject, *place)
    with raises(ValueError) if subject.facts.pointer_bits == 64 else raises(ValueError, OverflowError):
        m.resize(length)
    assert m.state() == model.state()


@verifies("resize.wrong-types", examples=10)
@given(place=places(), arguments=st.sampled_from([(), (1, 2), (1.0,), ("1",), (None,), (b"1",)]))
def test_resize_takes_one_integer(subject: Subject, place, arguments):
    m, model = mapped(subject, *place)
    with raises(TypeError):
        m.resize(*arguments)
    with raises(TypeError):
        m.resize(newsize=1)
    assert m.state() == model.state()


@verifies("resize.huge", examples=8)
@given(place=places(), length=st.sampled_from([2**63, 2**64, 2**64 + 5, 2**100, -(2**100)]))
def test_a_length_that_no_size_type_holds_is_refused(subject: Subject, place, length):
    m, model = mapped(subject, *place)
    with raises(OverflowError):
        m.resize(length)
    assert m.state() == model.state()


@verifies("resize.zero", examples=5)
@given(content=draws.contents())
def test_resize_to_nothing_is_refused(subject: Subject, content):
    m = subject.map(content)
    with raises(OSError, ValueError):
        m.resize(0)


@verifies("resize.anonymous-shrink", examples=15)
@given(pages=page_sizes(), private=st.booleans(), data=st.data())
def test_anonymous_memory_can_be_made_shorter(subject: Subject, pages, private, data):
    length = length_of(subject, pages)
    m = subject.anonymous(2 * length, **({"flags": PRIVATE} if private else {}))
    m[length - 1 : length + 1] = b"ab"
    m.resize(length)
    assert (m.length(), m[length - 1]) == (length, 97)


@verifies("resize.anonymous-grow-private", examples=15)
@given(pages=page_sizes())
def test_private_anonymous_memory_can_be_made_longer(subject: Subject, pages):
    length = length_of(subject, pages)
    m = subject.anonymous(length, flags=PRIVATE)
    m[length - 1] = 97
    m.resize(3 * length)
    assert (m.length(), m[length - 1 : length + 1], m[-1]) == (3 * length, b"a\0"[: 1 + (length > 0)], 0)
    m[-1] = 98
    assert m[-1] == 98


@verifies("resize.anonymous-grow-shared", examples=10)
@given(pages=page_sizes())
def test_shared_anonymous_memory_that_was_made_longer_can_be_used(subject: Subject, pages):
    length = length_of(subject, pages)
    m = subject.anonymous(length)
    try:
        m.resize(2 * subject.page_size + length)
    except ValueError:
        assert (m.length(), m[:]) == (length, bytes(length))
    else:
        m[-1] = 98
        assert m[-1] == 98


@verifies("resize.position", examples=15)
@given(content=draws.contents(4), data=st.data())
def test_resize_keeps_the_position(subject: Subject, content, data):
    position = data.draw(st.integers(2, len(content)), label="position")
    length = data.draw(st.integers(1, position - 1), label="length")
    m, model = mapped(subject, content, position)
    m.resize(length)
    model.resize(length)
    assert m.state() == model.state()
    assert (m.read(), m.readline(), m.read(5)) == (b"", b"", b"")
    for call in (m.read_byte, lambda: m.write_byte(1), lambda: m.write(b"x"), lambda: m.seek(0, 1)):
        with raises(ValueError):
            call()
    assert m.state() == model.state()
    m.seek(length - position, 1)
    assert m.tell() == length


@verifies("resize.other-map", examples=10)
@given(content=draws.contents(2), length=lengths)
def test_another_map_keeps_its_length(subject: Subject, content, length):
    file = subject.file(content)
    first, second = subject.map(file), subject.map(file)
    first.resize(len(content) + length)
    first[0] = 33
    assert (second.length(), second[:]) == (len(content), b"!" + content[1:])


@verifies("resize.with-offset", examples=10)
@given(content=draws.contents(2), length=st.sampled_from([1, 2, 100, 5000]), begins=st.sampled_from([1, 2]))
def test_the_file_ends_where_the_map_does(subject: Subject, content, length, begins):
    offset = begins * subject.granularity
    m = subject.map(subject.file(size=offset + len(content)), offset=offset)
    m[:] = content
    m.resize(length)
    assert (m.size(), m.length(), m[:2]) == (offset + length, length, content[: min(2, length)])


@verifies("resize.descriptor-not-writable", examples=6)
@given(content=draws.contents(2), length=lengths)
def test_a_file_open_for_reading_cannot_be_resized(subject: Subject, content, length):
    m = subject.map(subject.file(content, "rb"), flags=PRIVATE)
    with raises(OSError):
        m.resize(len(content) + length)
    assert m.state() == Model(content, file=content).state()


@remote
def resized_while_iterating(m, at, length):
    seen = []
    for one in m:
        seen.append(one)
        if len(seen) == at:
            m.resize(length)
    return len(seen)


@verifies("resize.iteration", examples=15)
@given(content=draws.contents(3), length=st.integers(1, 60), data=st.data())
def test_iteration_notices_another_length(subject: Subject, content, length, data):
    at = data.draw(st.integers(1, len(content)), label="at")
    m, _ = mapped(subject, content)
    assert subject.call(resized_while_iterating, m, at, length) == max(at, length)
