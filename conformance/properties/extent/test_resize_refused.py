"""When resize is refused, and that nothing has changed then. Held against the model."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import COPY, READ, Model
from conformance.properties.arrangements import mapped, places, readonly
from conformance.properties.failing import check_refusal

PRIVATE = Expression("mmap.MAP_PRIVATE")
PROT_READ = Expression("mmap.PROT_READ")


def others(length):
    """Lengths that a map of this length could be given: its own first."""
    return st.sampled_from([length, length + 1, 1, max(1, length - 1), 5000])


@verifies("resize.read-only", examples=8, drawn_as="test_extent_refused", plain="exports views")
@given(place=places(), data=st.data())
def test_a_read_only_map_cannot_be_resized(subject: Subject, place, data):
    m, model = readonly(subject, *place)
    with raises(TypeError):
        m.resize(data.draw(others(len(place[0])), label="length"))
    assert m.state() == model.state()


@verifies(
    "resize.read-only-protection", examples=8, drawn_as="test_extent_refused", plain="position cursor, exports views"
)
@given(content=draws.contents(), flags=st.sampled_from(["MAP_SHARED", "MAP_PRIVATE"]), data=st.data())
def test_a_map_that_is_protected_cannot_be_resized(subject: Subject, content, flags, data):
    m = subject.map(content, flags=Expression(f"mmap.{flags}"), prot=PROT_READ)
    with raises(TypeError):
        m.resize(data.draw(others(len(content)), label="length"))
    assert m.state() == Model(content, READ, file=content).state()


@verifies("resize.copy-on-write", examples=8, drawn_as="test_extent_refused", plain="exports views")
@given(place=places(), data=st.data())
def test_a_private_copy_cannot_be_resized(subject: Subject, place, data):
    content, position = place
    m, model = mapped(subject, content, position, Expression("mmap.ACCESS_COPY", COPY))
    with raises(TypeError):
        m.resize(data.draw(others(len(content)), label="length"))
    assert m.state() == model.state()


@verifies("resize.read-only-first", examples=4, drawn_as="test_extent_refused", plain="exports views")
@given(access=draws.access_modes(READ, COPY), length=st.sampled_from([-1, -5000]))
def test_a_map_that_cannot_be_resized_looks_at_no_length(subject: Subject, access, length):
    m, model = mapped(subject, b"abcdefghij", 1, access)
    with raises(TypeError):
        m.resize(length)
    assert m.state() == model.state()


@verifies("resize.windows-other-maps", examples=8, drawn_as="test_extent_refused", plain="exports views")
@given(content=draws.contents(3), length=st.sampled_from([1, 2]))
def test_a_file_that_is_mapped_twice_cannot_be_shortened(subject: Subject, content, length):
    file = subject.file(content)
    first, second = subject.map(file), subject.map(file)
    with raises(OSError):
        first.resize(length)
    second.close()
    first.resize(length)
    assert (first.length(), first.size(), file.content()) == (length, length, content[:length])


@verifies("resize.windows-other-maps-to-more", examples=5, drawn_as="test_extent_refused", plain="exports views")
@given(content=draws.contents(2), more=st.sampled_from([1, 5000]))
def test_a_file_that_is_mapped_twice_is_made_longer_or_not(subject: Subject, content, more):
    file = subject.file(content)
    first, second, model = subject.map(file), subject.map(file), Model(content, file=content)
    try:
        first.resize(len(content) + more)
    except OSError:
        pass
    else:
        model.resize(len(content) + more)
    first[0] = model.content[0] = 33
    assert first.state() == model.state()
    assert (second.length(), second[:]) == (len(content), b"!" + content[1:])


TAG = "mmap-conformance extent"


@verifies("resize.windows-other-tag", examples=5, drawn_as="test_extent_refused", plain="exports views")
@given(content=draws.contents(2), change=st.sampled_from([1, -1, 5000]))
def test_memory_with_a_name_that_is_mapped_twice_cannot_be_resized(subject: Subject, content, change):
    first = subject.anonymous(len(content), tagname=TAG)
    second = subject.anonymous(len(content), tagname=TAG)
    first[:] = content
    with raises(OSError):
        second.resize(len(content) + change)
    assert [first[:], second[:]] == [content, content]


@verifies("resize.windows-failure-keeps-map", examples=5, drawn_as="test_extent_refused", plain="exports views")
@given(place=places(2))
def test_a_map_that_could_not_be_resized_can_be_used(subject: Subject, place):
    content, position = place
    file = subject.file(content)
    m, other, model = subject.map(file), subject.map(file), Model(content, file=content)
    m.seek(position)
    model.seek(position)
    with raises(OSError):
        m.resize(len(content) - 1)
    assert m.state() == model.state()
    m[-1] = model.content[-1] = 33
    assert other[:] == bytes(model.content)
    assert m.state() == model.state()


@verifies("resize.windows-anonymous-refused", examples=5, drawn_as="test_extent_refused", plain="exports views")
@given(content=draws.contents(2), change=st.sampled_from([1, -1, 5000]))
def test_anonymous_memory_cannot_be_resized(subject: Subject, content, change):
    m = subject.anonymous(len(content))
    assert m.length() == len(content)
    with raises(OSError):
        m.resize(len(content) + change)


@verifies(
    "resize.untracked",
    "resize.untracked-windows",
    examples=10,
    drawn_as="test_extent_refused",
    plain="position cursor, exports views",
)
@given(content=draws.contents(2), kind=st.sampled_from(["file", "anonymous"]), data=st.data())
def test_a_map_without_its_descriptor_cannot_be_resized(subject: Subject, content, kind, data):
    if kind == "file":
        m, model = subject.map(content, trackfd=False), Model(content, file=content)
    else:
        m, model = subject.anonymous(len(content), trackfd=False), Model(content)
        m[:] = content
    with raises(ValueError):
        m.resize(data.draw(others(len(content)), label="length"))
    m[-1] = model.content[-1] = 33
    assert m.state() == model.state()


@remote
def has_resize():
    return hasattr(mmap.mmap, "resize")


@verifies("resize.absent-on-macos")
def test_maps_have_no_resize_where_the_system_has_no_mremap(subject: Subject):
    assert subject.call(has_resize) is False


@verifies("resize.refused-on-macos", examples=5, drawn_as="test_extent_refused")
@given(place=places(), change=st.sampled_from([1, 5000]))
def test_nothing_is_resized_where_the_system_has_no_mremap(subject: Subject, place, change):
    m, model = mapped(subject, *place)
    with raises(SystemError):
        m.resize(len(place[0]) + change)
    assert m.state() == model.state()


@remote
def resized_under_views(m, lengths):
    view = memoryview(m)
    piece = view[:1]
    refused = []
    for held in (view, piece):
        for length in lengths:
            try:
                m.resize(length)
            except BufferError:
                refused.append(length)
        held.release()
    return refused


@verifies("resize.exported", examples=8, drawn_as="test_extent_refused", plain="memory file, place file, exports views")
@given(place=places(2), length=st.sampled_from([1, 5000]))
def test_a_map_cannot_be_resized_under_a_view(subject: Subject, place, length):
    lengths = [length, len(place[0]) - 1, len(place[0])]
    m, model = mapped(subject, *place)
    assert subject.call(resized_under_views, m, lengths) == lengths * 2
    assert m.state() == model.state()
    m.resize(length)
    model.resize(length)
    assert m.state() == model.state()


@verifies("resize.exported", examples=4, drawn_as="test_extent_refused", plain="history file")
@given(content=draws.contents(2), length=st.sampled_from([1, 5000]))
def test_the_file_keeps_what_is_behind_a_map_under_a_view(subject: Subject, content, length):
    whole = content + b"behind the map"
    file = subject.file(whole)
    m = subject.map(file, len(content))
    assert subject.call(resized_under_views, m, [length, len(content)]) == [length, len(content)] * 2
    assert (m[:], m.size(), file.content()) == (content, len(whole), whole)


@verifies("resize.negative", examples=3, drawn_as="test_extent_refused", plain="memory copied, exports views")
@given(place=places())
def test_a_negative_length_is_refused(subject: Subject, place):
    m, model = mapped(subject, *place)
    for length in (-1, -2, -(2**31), -(2**62), -len(place[0]), -subject.page_size):
        with raises(ValueError) if length >= -(1 << (subject.facts.pointer_bits - 1)) else raises(OverflowError):
            m.resize(length)
    assert m.state() == model.state()


@verifies("resize.wrong-types", examples=3, drawn_as="test_extent_refused")
@given(place=places())
def test_resize_takes_one_integer(subject: Subject, place):
    m, model = mapped(subject, *place)
    for arguments in ((), (1, 2), (1.0,), ("1",), (None,), (b"1",), (Expression("object()"),)):
        with raises(TypeError):
            m.resize(*arguments)
    with raises(TypeError):
        m.resize(newsize=1)
    assert m.state() == model.state()


@verifies("resize.huge", examples=8, drawn_as="test_extent_refused")
@given(place=places(), length=st.sampled_from([2**63, 2**64, 2**64 + 5, 2**100, -(2**63) - 1, -(2**100)]))
def test_a_length_that_no_size_type_holds_is_refused(subject: Subject, place, length):
    m, model = mapped(subject, *place)
    with raises(OverflowError):
        m.resize(length)
    assert m.state() == model.state()


@remote
def beginning(path, count):
    with open(path, "rb", 0) as file:
        return file.read(count)


@verifies("resize.too-large", examples=4, drawn_as="test_extent_refused", plain="history file, exports views")
@given(place=places(), less=st.sampled_from([0, 1]))
def test_a_length_that_nothing_can_have_is_refused(subject: Subject, place, less):
    if subject.facts.pointer_bits < 64:
        pytest.skip("a file can have every length that the machine's size type holds")
    content, position = place
    whole = content + b"behind the map"
    file = subject.file(whole)
    m = subject.map(file, len(content))
    m.seek(position)
    with raises(OSError):
        m.resize(2 ** (63 - less) - 1)
    # Not the file's length: some file systems grant it before memory is refused, others do not.
    assert (m[:], m.tell(), m.length()) == (content, position, len(content))
    assert subject.call(beginning, file.path, len(whole)) == whole


@remote
def resized_to_objects(m):
    class Five:
        def __index__(self):
            return 5

    class Six:
        def __int__(self):
            return 6

    found = []
    for length in (Five(), Six(), True):
        try:
            m.resize(length)
        except TypeError:
            found.append("TypeError")
        found.append(len(m))
    return found


@verifies("resize.index-objects", plain="memory copied, place file, exports views")
def test_resize_takes_what_is_an_index(subject: Subject):
    m, model = mapped(subject, b"abcdefghij", 1)
    assert subject.call(resized_to_objects, m) == [5, "TypeError", 5, 1]
    model.resize(1)
    assert m.state() == model.state()


@verifies("resize.zero", examples=4, drawn_as="test_extent_refused", plain="memory copied, exports views")
@given(content=draws.contents(), flags=st.sampled_from([None, "MAP_SHARED", "MAP_PRIVATE"]))
def test_resize_to_nothing_is_refused(subject: Subject, content, flags):
    if flags is None:
        m = subject.map(content)
    else:
        m = subject.anonymous(len(content), flags=Expression(f"mmap.{flags}"))
        m[:] = content
    with raises(OSError, ValueError):
        m.resize(0)
    assert m.length() == len(content)
    if flags is not None:
        assert m[:] == content


# No @given, and the file is checked before the map: reading a map whose file is gone would end the subject.
@verifies("resize.zero-changes-nothing", plain="exports views")
def test_a_refused_resize_to_nothing_leaves_map_and_file(subject: Subject):
    file = subject.file(b"abcde")
    m, model = subject.map(file), Model(b"abcde", file=b"abcde")
    m.seek(2)
    model.seek(2)
    try:
        m.resize(0)
    except (OSError, ValueError):
        assert file.content() == b"abcde"
    else:
        assert (m.length(), file.content()) == (0, b"")
        return
    assert m.state() == model.state()
    m.resize(9)
    model.resize(9)
    m[-1] = model.content[-1] = 33
    assert m.state() == model.state()


@verifies("resize.descriptor-not-writable", examples=6, drawn_as="test_extent_refused", plain="exports views")
@given(content=draws.contents(2), data=st.data())
def test_a_file_open_for_reading_cannot_be_resized(subject: Subject, content, data):
    m = subject.map(subject.file(content, "rb"), flags=PRIVATE)
    assert m.length() == len(content)
    with raises(OSError):
        m.resize(data.draw(others(len(content)), label="length"))
    assert m.state() == Model(content, file=content).state()


@verifies("resize.failing-truncate", examples=6)
@given(how=st.sampled_from(["grow", "shrink"]), error=st.sampled_from([errno.ENOSPC, errno.EFBIG, errno.EIO]))
def test_a_file_that_the_system_leaves_at_its_length_leaves_the_map(subject: Subject, how, error):
    check_refusal(subject, how, ["ftruncate"], error)


@verifies("resize.failing-remap", examples=4)
@given(how=st.sampled_from(["grow", "shrink"]), error=st.sampled_from([errno.ENOMEM, errno.EAGAIN]))
def test_memory_that_the_system_does_not_move_leaves_map_and_file(subject: Subject, how, error):
    check_refusal(subject, how, ["mremap"], error, may_do_without=True)
