"""What a map shares with every sequence of bytes: deletion, concatenation, containment, and being long."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped, numbered, places, readonly


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


@verifies("content.bytearray-consumers", examples=10, drawn_as="test_content")
@given(content=draws.contents())
def test_what_takes_a_bytearray_takes_a_map(subject: Subject, content):
    m, model = mapped(subject, content)
    copy = Expression(f"bytearray({content!r})")
    assert subject.call(consumed, m) == subject.call(consumed, copy)
    assert subject.call(consumed, m)[0] == content
    assert m.state() == model.state()


def places_of(length):
    """Slices of every size, that of nothing among the first."""
    ordinary = st.sampled_from([slice(0, 0), slice(length, length), slice(0, length)]) | draws.slices_of(length)
    return ordinary | st.sampled_from([slice(None, None, step) for step in (2, -1, -2)])


@verifies("content.read-only-assignment", examples=20, drawn_as="test_content")
@given(content=draws.contents(), data=st.data())
def test_a_read_only_map_takes_no_assignment(subject: Subject, content, data):
    index = data.draw(draws.indices(len(content)) | places_of(len(content)), label="index")
    m, model = readonly(subject, content, 1)
    with raises(TypeError):
        m[index] = bytes(len(content[index])) if isinstance(index, slice) else 97
    assert m.state() == model.state()


@remote
def not_refused(m):
    """The slices of a map, every one, that bytes of their size can be assigned to without a TypeError."""
    places, taken = [None, *range(-2, len(m) + 2)], []
    for step in (None, 1, 2, -1, -3):
        for start in places:
            for stop in places:
                where = slice(start, stop, step)
                try:
                    m[where] = bytes(len(range(len(m))[where]))
                    taken.append((start, stop, step))
                except TypeError:
                    pass
    return taken


@verifies("content.read-only-assignment")
def test_a_read_only_map_takes_nothing_for_any_slice(subject: Subject):
    m, model = readonly(subject, b"abcd", 1)
    assert subject.call(not_refused, m) == []
    assert m.state() == model.state()


@verifies("content.read-only-first", examples=40, drawn_as="test_content")
@given(content=draws.contents(), data=st.data())
def test_a_read_only_map_looks_at_nothing_that_is_assigned(subject: Subject, content, data):
    index = data.draw(draws.bounds(len(content)) | places_of(len(content)), label="index")
    right_size = bytes(len(content[index])) if isinstance(index, slice) else b""
    values = [0, 97, 256, -1] if isinstance(index, int) else [right_size, b"", right_size + b"a"]
    value = data.draw(st.sampled_from(values), label="value")
    m, model = readonly(subject, content, 1)
    with raises(TypeError):
        m[index] = value
    assert m.state() == model.state()


@remote
def filled(m, data):
    import struct

    with open("source", "wb", 0) as file:
        file.write(data)
    counts = []
    with open("source", "rb", 0) as file:
        counts.append(file.readinto(m))
    counts.append(bytes(m))
    struct.pack_into("BB", m, len(m) - 2, 7, 8)
    counts.append(bytes(m))
    with open("source", "rb") as file, memoryview(m) as view:
        counts.append(file.readinto(view[1:]))
    counts.append(bytes(m))
    return counts


@verifies("content.filled-by-others", examples=8, drawn_as="test_content_buffer")
@given(content=draws.contents(3), data=draws.contents(1, 60), access=draws.access_modes(0, 2, 3))
def test_what_fills_a_bytearray_fills_a_map(subject: Subject, content, data, access):
    m, model = mapped(subject, content, access=access)
    found = subject.call(filled, m, data)
    seen = []
    for begins in (0, 1):
        taken = data[: len(content) - begins]
        model.set_slice(slice(begins, begins + len(taken)), taken)
        seen += [len(taken), bytes(model.content)]
        if begins == 0:
            model.set_slice(slice(-2, None), b"\7\10")
            seen.append(bytes(model.content))
    assert found == seen
    assert m.state() == model.state()


@remote
def paged(m, page, stored):
    """Items and slices around each page boundary of a map of pages, before and after they are assigned."""
    seen = []
    size = len(stored)
    for at in (page, 2 * page):
        seen += [
            m[at - 1],
            m[at],
            m[at - len(m)],
            m[at - 3 : at + 3],
            m[at - 2 - len(m) : at + 2],
            m[at - 8 : at + 8 : 3],
        ]
        seen += [m[at + 5 : at - 5 : -2]]
        m[at - 2 : at - 2 + size] = stored
        m[at - 4], m[at - 3 - len(m)] = 1, 2
        m[at + size : at - size : -3] = bytes(len(range(at + size, at - size, -3)))
    return seen, m[page - 20 : page + 20], m[2 * page - 20 : 2 * page + 20], m[:: page // 2], m[-1]


@verifies("content.long-maps", examples=4, drawn_as="test_content_long")
@given(stored=st.sampled_from([b"", b"xy", b"wxyz", b"stuvwxyz"]))
def test_items_and_slices_cross_page_boundaries(subject: Subject, stored):
    page = subject.page_size
    content = numbered(3 * page)
    m = subject.anonymous(len(content.model))
    with subject.unread():
        m[:] = content
    expected = _paged(bytearray(content.model), page, stored)
    assert subject.call(paged, m, page, stored) == expected


def _paged(model, page, stored):
    """What a bytearray says of the same."""
    seen, size = [], len(stored)
    for at in (page, 2 * page):
        seen += [model[at - 1], model[at], model[at - len(model)], bytes(model[at - 3 : at + 3])]
        seen += [bytes(model[at - 2 - len(model) : at + 2]), bytes(model[at - 8 : at + 8 : 3])]
        seen += [bytes(model[at + 5 : at - 5 : -2])]
        model[at - 2 : at - 2 + size] = stored
        model[at - 4], model[at - 3 - len(model)] = 1, 2
        model[at + size : at - size : -3] = bytes(len(range(at + size, at - size, -3)))
    around = [bytes(model[at - 20 : at + 20]) for at in (page, 2 * page)]
    return seen, *around, bytes(model[:: page // 2]), model[-1]


@remote
def long_slices(m):
    """Slices of a map of many pages, those whose bytes are not the model's; then after each has been assigned."""
    model = bytearray((bytes(range(251)) * (len(m) // 251 + 1))[: len(m)])
    m[:] = bytes(model)
    far, wrong = len(m) - 10, []
    shapes = [
        slice(None),
        slice(3, far),
        slice(None, None, -1),
        slice(far, 5, -1),
        slice(1, None, 2),
        slice(None, 9, -3),
    ]
    for where in shapes:
        if m[where] != model[where]:
            wrong.append(("read", where.start, where.stop, where.step))
    for where in shapes:
        stored = bytes(model[where])[::-1]
        m[where] = model[where] = stored
        if bytes(memoryview(m)) != model:
            wrong.append(("assigned", where.start, where.stop, where.step))
    return wrong


@verifies("content.long-maps")
def test_slices_of_many_pages_are_whole(subject: Subject):
    # more than 64 KiB on every machine, where some that copy in pieces begin another one
    m = subject.anonymous(17 * max(subject.page_size, 8192) + 5)
    assert subject.call(long_slices, m) == []


@verifies("content.no-deletion", examples=15, drawn_as="test_content_sequence")
@given(
    content=draws.contents(2),
    index=st.sampled_from([0, -1, slice(0, 1), slice(0, 0), slice(None), slice(None, None, 2)]),
)
def test_nothing_can_be_deleted(subject: Subject, content, index):
    m, model = mapped(subject, content)
    with raises(TypeError):
        del m[index]
    assert m.state() == model.state()


@remote
def combined(m):
    def add():
        return m + b"a"

    def repeat():
        return m * 2

    def repeat_from_the_left():
        return 2 * m

    def extend():
        n = m
        n += b"a"
        return n

    def repeat_in_place():
        n = m
        n *= 2
        return n

    def fill_in():
        return m % (1,)

    refused = []
    for operation in (add, repeat, repeat_from_the_left, extend, repeat_in_place, fill_in):
        try:
            operation()
        except TypeError:
            refused.append(operation.__name__)
    return refused


@verifies("content.no-concatenation", examples=3, drawn_as="test_content_sequence")
@given(content=draws.contents())
def test_a_map_cannot_be_combined(subject: Subject, content):
    m, model = mapped(subject, content)
    every = ["add", "repeat", "repeat_from_the_left", "extend", "repeat_in_place", "fill_in"]
    assert subject.call(combined, m) == every
    assert m.state() == model.state()


@remote
def methods_of_bytearray(m):
    return sorted(name for name in dir(bytearray) if name[0] != "_" and hasattr(m, name))


@verifies("content.no-bytearray-methods")
def test_of_the_methods_of_bytearray_a_map_has_two(subject: Subject):
    m, _ = mapped(subject, b"ab")
    assert [name for name in subject.call(methods_of_bytearray, m) if name != "resize"] == ["find", "rfind"]


@verifies("contains.single-byte", examples=40, drawn_as="test_content_sequence", plain="type typed")
@given(place=places(), data=st.data())
def test_a_map_contains_single_bytes(subject: Subject, place, data):
    content, position = place
    one = data.draw(st.sampled_from(content) | st.integers(0, 255), label="byte")
    m, model = mapped(subject, content, position)
    forms = st.sampled_from(["{!r}", "bytearray({!r})", "memoryview({!r})"])  # an array never equals a byte
    single = Expression(data.draw(forms, label="form").format(bytes([one])))
    assert m.contains(single) is (one in content)
    others = [
        one,
        content[0],
        content[:2],
        content[-3:],
        content,
        bytes([one, one]),
        content[:2] + b"a",
        b"",
        "a",
        None,
    ]
    with subject.together() as found:
        for other in others:
            m.contains(other)
    assert [answer.value() for answer in found] == [isinstance(other, bytes) and len(other) == 1 for other in others]
    assert m.state() == model.state()


@remote
def found_in_long(m):
    m[0], m[-1] = 1, 2
    return [one in m for one in (b"\1", b"\2", b"\3", b"\0\2")]


@verifies("contains.single-byte", plain="type typed")
def test_a_map_contains_the_bytes_of_its_last_page(subject: Subject):
    m = subject.anonymous(2 * subject.page_size)
    assert subject.call(found_in_long, m) == [True, True, False, False]


@remote
def truth(m):
    return bool(m)


@verifies("content.true", examples=6, drawn_as="test_content_sequence")
@given(content=st.sampled_from([b"\0", b"\0\0", b"a"]), at_end=st.booleans())
def test_an_open_map_is_true(subject: Subject, content, at_end):
    m, _ = mapped(subject, content, len(content) if at_end else 0)
    assert subject.call(truth, m) is True


@remote
def counted(m, byte):
    import operator

    return operator.countOf(m, byte), operator.indexOf(m, byte), operator.countOf(m, byte[0])


@verifies("content.operator-functions", examples=15, drawn_as="test_content_sequence", plain="type typed")
@given(content=draws.contents(), data=st.data())
def test_the_operator_module_sees_single_bytes(subject: Subject, content, data):
    byte = bytes([data.draw(st.sampled_from(content), label="byte")])
    m, _ = mapped(subject, content)
    assert subject.call(counted, m, byte) == (content.count(byte), content.index(byte), 0)


@remote
def abstract_classes(m):
    import collections.abc

    names = ["Sized", "Hashable", "Sequence", "MutableSequence", "Iterable", "Container", "Collection", "Reversible"]
    return [name for name in names if isinstance(m, getattr(collections.abc, name))]


@verifies("content.abstract-classes")
def test_a_map_is_sized_and_hashable_and_nothing_else(subject: Subject):
    m, _ = mapped(subject, b"ab")
    assert subject.call(abstract_classes, m) == ["Sized", "Hashable"]


@remote
def inside(m, text):
    return m in text


@verifies("contains.from-the-other-side", examples=8, drawn_as="test_content_sequence")
@given(content=draws.contents(max_size=4), around=st.sampled_from([b"", b"<", b"\0"]), cut=st.booleans())
def test_a_map_is_in_bytes_where_its_bytes_are(subject: Subject, content, around, cut):
    m, _ = mapped(subject, content)
    text = around + content[cut:] + around
    assert subject.call(inside, m, text) is (content in text)
