"""A map seen through the buffer protocol. All of it runs in the subject, where the views are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, remote_with, verifies
from conformance.model import READ
from conformance.properties.arrangements import WRITABLE, mapped, places


@remote
def view_of(m):
    with memoryview(m) as view:
        with memoryview(m) as second:
            second_is_live = second.obj is m
        return [
            second_is_live,
            view.format,
            view.itemsize,
            view.ndim,
            view.shape,
            view.strides,
            view.nbytes,
            view.contiguous,
            view.obj is m,
            bytes(view),
        ]


@verifies("buffer.flat-bytes", examples=10)
@given(place=places())
def test_a_view_is_flat_unsigned_bytes(subject: Subject, place):
    content, position = place
    m, model = mapped(subject, content, position)
    size = len(content)
    assert subject.call(view_of, m) == [True, "B", 1, 1, (size,), (1,), size, True, True, content]
    assert m.state() == model.state()


@remote
def ends_of_view(m):
    m[0], m[-1] = 1, 2
    with memoryview(m) as view:
        return len(view), view[0], view[-1]


@verifies("buffer.flat-bytes")
def test_a_view_is_as_long_as_a_long_map(subject: Subject):
    length = 17 * max(subject.page_size, 8192) + 5
    assert subject.call(ends_of_view, subject.anonymous(length)) == (length, 1, 2)


@remote
def readonly_and_refusals(m):
    import struct

    refused = 0
    with memoryview(m) as view:
        readonly = view.readonly
        try:
            view[0] = 7
        except TypeError:
            refused += 1
    try:
        struct.pack_into("B", m, len(m) - 1, 9)
    except TypeError:
        refused += 1
    return readonly, refused


@verifies("buffer.read-only", examples=20)
@given(content=draws.contents(2), access=draws.access_modes())
def test_a_view_is_read_only_as_its_map_is(subject: Subject, content, access):
    m, model = mapped(subject, content, access=access)
    readonly = access.model == READ
    assert subject.call(readonly_and_refusals, m) == (readonly, 2 if readonly else 0)
    if not readonly:
        model.set_item(0, 7)
        model.set_item(-1, 9)
    assert m.state() == model.state()


@remote
def both_ways(m, index, value):
    with memoryview(m) as view, view[index:] as piece, view.cast("c") as cast:
        m[index] = value
        seen = [view[index], piece[0], cast[index][0]]
        piece[0] = (value + 1) % 256
        seen.append(m[index])
        cast[index] = bytes([(value + 2) % 256])
        seen.append(m[index])
        m.seek(index)
        m.write(bytes([value]))
        return [*seen, view[index]]


@verifies("buffer.live")
@given(content=draws.contents(), data=st.data())
def test_a_view_and_its_map_show_the_same_bytes(subject: Subject, content, data):
    index = data.draw(st.integers(0, len(content) - 1), label="index")
    value = data.draw(st.integers(0, 255), label="value")
    m, model = mapped(subject, content)
    after = [(value + 1) % 256, (value + 2) % 256]
    assert subject.call(both_ways, m, index, value) == [value, value, value, *after, value]
    model.set_item(index, value)
    model.seek(index + 1)
    assert m.state() == model.state()


@verifies("buffer.closed", examples=6, plain="exports views")
@given(content=draws.contents(), consumer=st.sampled_from(["memoryview", "bytes", "bytearray"]))
def test_a_closed_map_gives_no_view(subject: Subject, content, consumer):
    m, _ = mapped(subject, content)
    m.close()
    with raises(ValueError):
        subject.remember(f"{consumer}({m.text})", consumer, "v")


@remote
def view_without_map(content):
    import gc
    import os

    descriptor = os.open("orphan", os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, content)
        view = memoryview(mmap.mmap(descriptor, 0))
    finally:
        os.close(descriptor)
    gc.collect()
    with view:
        found = bytes(view)
        view[0] = 33
    del view
    gc.collect()
    with open("orphan", "rb") as file:
        return found, file.read()


@verifies("buffer.keeps-map", examples=5)
@given(content=draws.contents())
def test_a_view_keeps_its_map_alive(subject: Subject, content):
    assert subject.call(view_without_map, content) == (content, b"!" + content[1:])


@remote
def changed_under_view(m):
    with memoryview(m) as view:
        m[0] = 1
        m[1:3] = b"\2\3"
        m.seek(3)
        m.write(b"\4")
        m.write_byte(5)
        m.move(5, 0, 1)
        m.flush()
        return bytes(view)


@verifies("buffer.allows-changes", examples=9)
@given(content=draws.contents(6), access=draws.access_modes(*WRITABLE))
def test_a_view_stands_in_the_way_of_no_change(subject: Subject, content, access):
    m, _ = mapped(subject, content, access=access)
    assert subject.call(changed_under_view, m) == b"\1\2\3\4\5\1" + content[6:]


@remote
def called_directly(m):
    with m.__buffer__(0) as view:
        return bytes(view), hasattr(m, "__release_buffer__")


@verifies("buffer.methods", examples=3)
@given(content=draws.contents())
def test_the_buffer_methods_are_there(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(called_directly, m) == (content, True)


@remote
def pickled_out_of_band(m):
    import pickle

    buffer = pickle.PickleBuffer(m)
    try:
        with buffer.raw() as view:
            return view.tobytes()
    finally:
        buffer.release()


@verifies("buffer.pickle-out-of-band", examples=3)
@given(content=draws.contents())
def test_a_pickle_buffer_holds_the_bytes_of_a_map(subject: Subject, content):
    m, _ = mapped(subject, content, access=Expression("mmap.ACCESS_READ", READ))
    assert subject.call(pickled_out_of_band, m) == content


@remote
def is_buffer(m):
    import collections.abc

    if not hasattr(collections.abc, "Buffer"):
        return None
    return isinstance(m, collections.abc.Buffer), issubclass(type(m), collections.abc.Buffer)


@verifies("buffer.abstract-class", examples=1)
@given(content=draws.contents())
def test_a_map_is_a_buffer(subject: Subject, content):
    m, _ = mapped(subject, content)
    found = subject.call(is_buffer, m)
    if found is None:
        pytest.skip("the interpreter has no collections.abc.Buffer")
    assert found == (True, True)


@remote
def held_arguments(maps):
    """The calls, granted and refused, after which what they were given cannot grow, or be closed."""
    import array
    import contextlib

    def free_base(view):
        base = view.obj
        view.release()
        base.append(1)

    makers = {
        "bytearray": (bytearray, lambda given: given.append(1)),
        "array": (lambda size: array.array("B", bytes(size)), lambda given: given.append(1)),
        "view": (lambda size: memoryview(bytearray(size)), free_base),
        "map": (lambda size: mmap.mmap(-1, size), lambda given: given.close()),
    }
    closed = mmap.mmap(-1, 8)
    closed.close()
    held = []
    for name, m in [*maps.items(), ("closed", closed)]:
        for what, call in (
            ("write", lambda m, given: m.seek(0) or m.write(given)),
            ("write at the end", lambda m, given: m.seek(0, 2) or m.write(given)),
            ("write two", lambda m, given: m.write(given, 1)),
            ("slice", lambda m, given: m.__setitem__(slice(0, 2), given)),
            ("slice with a step", lambda m, given: m.__setitem__(slice(0, 6, 3), given)),
            ("slice backwards", lambda m, given: m.__setitem__(slice(None, None, -1), given)),
            ("item", lambda m, given: m.__setitem__(0, given)),
        ):
            for kind, (make, free) in makers.items():
                for size in (0, 2, 8, 9, 70_000)[kind == "map" :]:
                    given = make(size)
                    with contextlib.suppress(ValueError, TypeError, IndexError):
                        call(m, given)
                    try:
                        free(given)
                    except BufferError:
                        held.append((name, what, kind, size))
    return held


@remote_with(held_arguments)
def held_by_maps():
    maps = {"writable": mmap.mmap(-1, 8), "long": mmap.mmap(-1, 70_000)}
    maps.update(copy=mmap.mmap(-1, 8, access=mmap.ACCESS_COPY), read=mmap.mmap(-1, 8, access=mmap.ACCESS_READ))
    held = held_arguments(maps)
    for m in maps.values():
        m.close()
    return held


@verifies("buffer.arguments-let-go")
def test_what_a_call_was_given_is_free_when_it_is_over(subject: Subject):
    assert subject.call(held_by_maps) == []
