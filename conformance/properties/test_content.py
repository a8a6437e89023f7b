"""Items and slices, read and assigned. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.harness import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import WRITABLE, mapped, readonly

NO_INDEX = [None, 1.0, "0", b"0", (0,), [0], Expression("..."), Expression("object()")]


@remote
def consumed(m):
    import array
    import binascii
    import hashlib
    import io
    import os
    import struct
    import zlib

    extended, sink = bytearray(b"<"), io.BytesIO()
    extended.extend(memoryview(m))
    sink.write(m)
    items = array.array("B")
    items.frombytes(m)
    with open("sink", "wb", 0) as file:
        written = [file.write(m), os.write(file.fileno(), m)]
    return [
        bytes(m),
        bytes(bytearray(m)),
        hashlib.sha256(m).digest(),
        zlib.crc32(m),
        binascii.hexlify(m),
        struct.unpack("B" * len(m), m),
        struct.unpack_from("B", m, len(m) - 1),
        int.from_bytes(m, "big"),
        str(m, "latin-1"),
        b"-".join([b"", m]),
        b"<" + m,
        bytes(bytearray(b"<") + m),
        bytes(extended),
        sink.getvalue(),
        items.tobytes(),
        written,
        b"<>".replace(b">", m),
        bytes(m).find(m),
    ]


@verifies("content.bytearray-consumers", examples=10)
@given(content=draws.contents())
def test_what_takes_a_bytearray_takes_a_map(subject: Subject, content):
    m, model = mapped(subject, content)
    copy = Expression(f"bytearray({content!r})")
    assert subject.call(consumed, m) == subject.call(consumed, copy)
    assert subject.call(consumed, m)[0] == content
    assert m.state() == model.state()


@st.composite
def items(draw):
    content = draw(draws.contents())
    return content, draw(draws.indices(len(content))), draw(st.sampled_from([0, 255, 128]) | st.integers(0, 255))


@verifies("item.assign", examples=40)
@given(item=items(), access=draws.access_modes(*WRITABLE))
def test_assigning_to_an_index_replaces_that_byte(subject: Subject, item, access):
    content, index, value = item
    m, model = mapped(subject, content, access=access)
    m[index] = value
    model.set_item(index, value)
    assert m.state() == model.state()


@st.composite
def runs(draw):
    """Content, an ordinary slice with its ends counted from either side, and bytes of its size."""
    content = draw(draws.contents())
    where = draw(draws.slices_of(len(content)))
    spelled = slice(*(draw(draws.spellings(edge, len(content))) for edge in (where.start, where.stop)))
    size = where.stop - where.start
    return content, spelled, draw(draws.contents(size, size))


@verifies("slice.assign", examples=40)
@given(run=runs(), access=draws.access_modes(*WRITABLE))
def test_assigning_to_a_slice_replaces_that_run(subject: Subject, run, access):
    content, where, data = run
    m, model = mapped(subject, content, access=access)
    m[where] = data
    model.set_slice(where, data)
    assert m.state() == model.state()


@verifies("slice.same-size", examples=40)
@given(run=runs(), change=st.sampled_from([-1, 1, 2, -100, 100]))
def test_a_slice_takes_bytes_of_its_own_size_only(subject: Subject, run, change):
    content, where, data = run
    other = data + bytes(change) if change > 0 else data[:change]
    if len(other) == len(data):
        other = data + b"a"
    m, model = mapped(subject, content)
    with raises(IndexError):
        m[where] = other
    assert m.state() == model.state()


@verifies("content.read-only-assignment", examples=40)
@given(content=draws.contents(), data=st.data())
def test_a_read_only_map_takes_no_assignment(subject: Subject, content, data):
    index = data.draw(draws.bounds(len(content)) | draws.slices_of(len(content)), label="index")
    right_size = bytes(len(content[index])) if isinstance(index, slice) else b""
    values = [0, 97, 256, -1] if isinstance(index, int) else [right_size, b"", right_size + b"a"]
    value = data.draw(st.sampled_from(values), label="value")
    m, model = readonly(subject, content)
    with raises(TypeError):
        m[index] = value
    assert m.state() == model.state()


@verifies("item.read", examples=30)
@given(item=items())
def test_an_index_reads_a_byte(subject: Subject, item):
    content, index, value = item
    content = content[:-1] + bytes([value])
    m, model = mapped(subject, content)
    assert [m[index], m[-1], m[len(content) - 1]] == [content[index], value, value]
    assert m.state() == model.state()


def beyond(length):
    far = [2**31, 2**63 - 1, 2**63, 2**100]
    edges = [length, length + 1, *far, -length - 1, *(-value for value in far)]
    return st.sampled_from(edges)


@verifies("item.out-of-range")
@given(content=draws.contents(), data=st.data())
def test_reading_out_of_range_is_refused(subject: Subject, content, data):
    m, model = mapped(subject, content)
    with raises(IndexError):
        m[data.draw(beyond(len(content)), label="index")]
    assert m.state() == model.state()


@verifies("item.index-types", examples=15)
@given(content=draws.contents(), index=st.sampled_from(NO_INDEX))
def test_an_index_is_an_integer_or_a_slice(subject: Subject, content, index):
    m, model = mapped(subject, content)
    with raises(TypeError):
        m[index]
    with raises(TypeError):
        m[index] = 97
    assert m.state() == model.state()


@verifies("slice.read", examples=80)
@given(content=draws.contents(), data=st.data())
def test_a_slice_is_what_it_is_of_a_bytearray(subject: Subject, content, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    m, model = mapped(subject, content)
    assert m[where] == model.get(where)
    assert m.state() == model.state()


@remote
def kept_slice(m):
    kept = m[0 : len(m)]
    before = bytes(kept)
    m[0] = (m[0] + 1) % 256
    return type(kept) is bytes, kept == before


@verifies("slice.independent", examples=5)
@given(content=draws.contents())
def test_a_slice_does_not_follow_the_map(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(kept_slice, m) == (True, True)


@verifies("item.assign-value", examples=30)
@given(item=items(), wrong=st.sampled_from([256, -1, 2**31 - 1, -129, 1000]))
def test_a_value_that_is_no_byte_is_refused(subject: Subject, item, wrong):
    content, index, _ = item
    m, model = mapped(subject, content)
    with raises(ValueError):
        m[index] = wrong
    assert m.state() == model.state()


@verifies("item.assign-value", examples=15)
@given(item=items(), wrong=st.sampled_from([b"a", "a", None, 1.0, (1,), [1]]))
def test_a_value_that_is_no_integer_is_refused(subject: Subject, item, wrong):
    content, index, _ = item
    m, model = mapped(subject, content)
    with raises(TypeError):
        m[index] = wrong
    assert m.state() == model.state()


@verifies("item.assign-out-of-range")
@given(content=draws.contents(), data=st.data())
def test_assigning_out_of_range_is_refused(subject: Subject, content, data):
    m, model = mapped(subject, content)
    with raises(IndexError):
        m[data.draw(beyond(len(content)), label="index")] = 97
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=30)
@given(run=runs(), data=st.data())
def test_a_slice_takes_any_bytes_like_object(subject: Subject, run, data):
    content, where, stored = run
    m, model = mapped(subject, content)
    m[where] = data.draw(draws.buffers(stored), label="buffer")
    model.set_slice(where, stored)
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=15)
@given(
    content=draws.contents(2), wrong=st.sampled_from(["ab", [97, 98], (97, 98), 97, None, Expression("iter(b'ab')")])
)
def test_a_slice_takes_nothing_that_is_not_bytes_like(subject: Subject, content, wrong):
    m, model = mapped(subject, content)
    with raises(TypeError):
        m[0:2] = wrong
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=5)
@given(content=draws.contents(2))
def test_a_slice_takes_no_view_with_gaps(subject: Subject, content):
    m, model = mapped(subject, content)
    with raises(BufferError):
        m[0:2] = Expression("memoryview(b'abcd')[::2]")
    assert m.state() == model.state()


@verifies("slice.assign-extended", examples=60)
@given(content=draws.contents(), data=st.data())
def test_a_slice_with_a_step_takes_its_bytes_one_by_one(subject: Subject, content, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    size = len(range(*where.indices(len(content))))
    stored = data.draw(draws.contents(size, size), label="stored")
    m, model = mapped(subject, content)
    m[where] = stored
    model.set_slice(where, stored)
    assert m.state() == model.state()
