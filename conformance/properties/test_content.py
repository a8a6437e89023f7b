"""Items and slices, read and assigned. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
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
    m, model = mapped(subject, content, 1, access=access)
    m[index] = value
    model.set_item(index, value)
    assert m.state() == model.state()


@st.composite
def runs(draw):
    """Content, an ordinary slice with its ends counted from either side, and bytes of its size."""
    content = draw(draws.contents())
    where = draw(draws.slices_of(len(content)))
    start = where.start if where.start == len(content) else draw(draws.spellings(where.start, len(content)))
    spelled = slice(start, draw(draws.spellings(where.stop, len(content))))
    size = where.stop - where.start
    return content, spelled, draw(draws.contents(size, size))


@verifies("slice.assign", examples=40)
@given(run=runs(), access=draws.access_modes(*WRITABLE))
def test_assigning_to_a_slice_replaces_that_run(subject: Subject, run, access):
    content, where, data = run
    m, model = mapped(subject, content, 1, access=access)
    m[where] = data
    model.set_slice(where, data)
    assert m.state() == model.state()


def of_another_size(run, change):
    content, where, data = run
    other = data + bytes(change) if change > 0 else data[:change]
    return content, where, data + b"a" if len(other) == len(data) else other


changes = st.sampled_from([-1, 1, 2, -100, 100])


@verifies("slice.same-size", examples=40)
@given(run=runs(), change=changes)
def test_a_slice_takes_bytes_of_its_own_size_only(subject: Subject, run, change):
    content, where, other = of_another_size(run, change)
    m, model = mapped(subject, content, 1)
    with raises(IndexError, ValueError):
        m[where] = other
    assert m.state() == model.state()


@verifies("slice.same-size", examples=8)
@given(content=draws.contents(2), data=st.data())
def test_a_slice_that_ends_before_it_begins_takes_no_bytes(subject: Subject, content, data):
    begin = data.draw(st.integers(1, len(content)), label="begin")
    end = data.draw(st.integers(0, begin - 1), label="end")
    m, model = mapped(subject, content, 1)
    with raises(IndexError, ValueError):
        m[begin:end] = content[end:begin]
    m[begin:end] = b""
    assert m.state() == model.state()


@verifies("slice.same-size-or-index-error", examples=12)
@given(run=runs(), change=changes)
def test_bytes_of_another_size_are_an_index_error(subject: Subject, run, change):
    content, where, other = of_another_size(run, change)
    m, _ = mapped(subject, content)
    with raises(IndexError):
        m[where] = other
    with raises(IndexError):
        m[::-1] = content + b"a"
    with raises(IndexError):
        m[::2] = content[:1] + content[::2]


def places_of(length):
    """Slices of every size, that of nothing among the first."""
    ordinary = st.sampled_from([slice(0, 0), slice(length, length), slice(0, length)]) | draws.slices_of(length)
    return ordinary | st.sampled_from([slice(None, None, step) for step in (2, -1, -2)])


@verifies("content.read-only-assignment", examples=20)
@given(content=draws.contents(), data=st.data())
def test_a_read_only_map_takes_no_assignment(subject: Subject, content, data):
    index = data.draw(draws.indices(len(content)) | places_of(len(content)), label="index")
    m, model = readonly(subject, content, 1)
    with raises(TypeError):
        m[index] = bytes(len(content[index])) if isinstance(index, slice) else 97
    assert m.state() == model.state()


@verifies("content.read-only-first", examples=40)
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


@verifies("item.read", examples=30)
@given(item=items())
def test_an_index_reads_a_byte(subject: Subject, item):
    content, index, value = item
    content = content[:-1] + bytes([value])
    m, model = mapped(subject, content, 1)
    assert [m[index], m[-1], m[len(content) - 1]] == [content[index], value, value]
    assert m.state() == model.state()


def beyond(length):
    far = [2**31, 2**63 - 1, 2**63, 2**100]
    edges = [length, length + 1, *far, -length - 1, *(-value for value in far)]
    return st.sampled_from(edges)


@verifies("item.out-of-range")
@given(content=draws.contents(), data=st.data())
def test_reading_out_of_range_is_refused(subject: Subject, content, data):
    m, model = mapped(subject, content, 1)
    as_object = Expression(f"type('Index', (), {{'__index__': lambda self: {-len(content) - 1}}})()")
    for index in (data.draw(beyond(len(content)), label="index"), -2 * len(content), as_object):
        with raises(IndexError):
            m[index]
    assert m.state() == model.state()


@verifies("item.index-types", examples=15)
@given(content=draws.contents(), index=st.sampled_from(NO_INDEX))
def test_an_index_is_an_integer_or_a_slice(subject: Subject, content, index):
    m, model = mapped(subject, content, 1)
    with raises(TypeError):
        m[index]
    with raises(TypeError):
        m[index] = 97
    assert m.state() == model.state()


@verifies("slice.read", examples=80)
@given(content=draws.contents(), data=st.data())
def test_a_slice_is_what_it_is_of_a_bytearray(subject: Subject, content, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    m, model = mapped(subject, content, 1)
    assert m[where] == model.get(where)
    assert m.state() == model.state()


@remote
def kept_slice(m):
    kept, backwards = m[0 : len(m)], m[::-1]
    before = bytes(kept)
    m[0] = (m[0] + 1) % 256
    anew = m[0 : len(m)] == bytes([m[0]]) + before[1:] == m[::-1][::-1]
    types = {type(one) for one in (kept, backwards, m[0:0], m[::2])}
    return types == {bytes}, kept == before == backwards[::-1], anew


@verifies("slice.independent", examples=5)
@given(content=draws.contents())
def test_a_slice_does_not_follow_the_map(subject: Subject, content):
    m, _ = mapped(subject, content)
    assert subject.call(kept_slice, m) == (True, True, True)


@verifies("item.assign-value", examples=30)
@given(item=items(), wrong=st.sampled_from([256, -1, 2**31 - 1, -129, 1000]))
def test_a_value_that_is_no_byte_is_refused(subject: Subject, item, wrong):
    content, index, _ = item
    m, model = mapped(subject, content, 1)
    with raises(ValueError):
        m[index] = wrong
    assert m.state() == model.state()


FAILING = Expression("type('Failing', (), {'__index__': lambda self: 1 // 0})()")


@verifies("item.assign-value", examples=6)
@given(content=draws.contents(2), index=st.sampled_from([0, -1]), value=st.sampled_from([300, -1, None]))
def test_an_object_that_is_no_byte_is_refused(subject: Subject, content, index, value):
    m, model = mapped(subject, content, 1)
    wrong = FAILING if value is None else Expression(f"type('Index', (), {{'__index__': lambda self: {value}}})()")
    with raises(ZeroDivisionError if value is None else ValueError):
        m[index] = wrong
    assert m.state() == model.state()


@verifies("item.assign-value", examples=15)
@given(item=items(), wrong=st.sampled_from([b"a", "a", None, 1.0, (1,), [1]]))
def test_a_value_that_is_no_integer_is_refused(subject: Subject, item, wrong):
    content, index, _ = item
    m, model = mapped(subject, content, 1)
    with raises(TypeError):
        m[index] = wrong
    assert m.state() == model.state()


@verifies("item.assign-out-of-range")
@given(content=draws.contents(), data=st.data())
def test_assigning_out_of_range_is_refused(subject: Subject, content, data):
    m, model = mapped(subject, content, 1)
    with raises(IndexError):
        m[data.draw(beyond(len(content)), label="index")] = 97
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=30)
@given(run=runs(), data=st.data())
def test_a_slice_takes_any_bytes_like_object(subject: Subject, run, data):
    content, where, stored = run
    m, model = mapped(subject, content, 1)
    m[where] = data.draw(draws.buffers(stored), label="buffer")
    model.set_slice(where, stored)
    assert m.state() == model.state()


FORMS = [
    "__import__('array').array('H', b'wxyz')",
    "memoryview(b'wxyz').cast('H')",
    "memoryview(b'wxyz').cast('B', [2, 2])",
    "bytearray(b'wxyz')",
    "memoryview(b'wxyz')",
]


@verifies("slice.assign-types", examples=2 * len(FORMS))
@given(form=st.sampled_from(FORMS), where=st.sampled_from([slice(1, 5), slice(None, None, 2)]))
def test_a_slice_takes_the_bytes_of_items_of_every_form(subject: Subject, form, where):
    m, model = mapped(subject, b"abcdefgh")
    m[where] = Expression(form)
    model.set_slice(where, b"wxyz")
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=15)
@given(
    content=draws.contents(2), wrong=st.sampled_from(["ab", [97, 98], (97, 98), 97, None, Expression("iter(b'ab')")])
)
def test_a_slice_takes_nothing_that_is_not_bytes_like(subject: Subject, content, wrong):
    m, model = mapped(subject, content, 1)
    with raises(TypeError):
        m[0:2] = wrong
    assert m.state() == model.state()


@verifies("slice.assign-types", examples=5)
@given(
    content=draws.contents(4),
    where=st.sampled_from([slice(0, 2), slice(0, 4, 2), slice(1, None, -1)]),
    view=st.sampled_from(["memoryview(b'abcd')[::2]", "memoryview(b'ab')[::-1]"]),
)
def test_a_slice_takes_no_view_with_gaps(subject: Subject, content, where, view):
    m, model = mapped(subject, content, 1)
    with raises(BufferError):
        m[where] = Expression(view)
    assert m.state() == model.state()


@remote
def let_go_by(changes):
    """Of some changes that are given a bytearray, whether each left it free to grow."""
    import contextlib

    found = []
    for change in changes:
        given = bytearray(b"ab")
        with contextlib.suppress(IndexError, ValueError, TypeError):
            change(given)
        try:
            given.append(1)
            found.append(True)
        except BufferError:
            found.append(False)
    return found


@verifies("slice.assign-types")
def test_a_slice_lets_go_of_what_it_was_given(subject: Subject):
    m, _ = mapped(subject, b"abcd")
    granted, refused = [(0, 2), (None, None, 2), (None, None, -2)], [(0, 3), (0, 1), (None, None, 3)]
    changes = [
        Expression(f"lambda given: {m.text}.__setitem__(slice(*{ends}), given)") for ends in [*granted, *refused]
    ]
    assert subject.call(let_go_by, changes) == [True] * len(changes)


@verifies("slice.assign-extended", examples=60)
@given(content=draws.contents(), access=draws.access_modes(*WRITABLE), data=st.data())
def test_a_slice_with_a_step_takes_its_bytes_one_by_one(subject: Subject, content, access, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    size = len(range(*where.indices(len(content))))
    stored = data.draw(draws.contents(size, size), label="stored")
    m, model = mapped(subject, content, 1, access=access)
    m[where] = stored
    model.set_slice(where, stored)
    assert m.state() == model.state()


INDEX = Expression("type('Index', (), {'__index__': lambda self: 1})()", 1)


@verifies("item.indices", examples=6)
@given(one=st.sampled_from([INDEX, True]), access=draws.access_modes(*WRITABLE))
def test_what_can_stand_for_an_index_is_one(subject: Subject, one, access):
    m, model = mapped(subject, b"abc", access=access)
    assert [m[one], m[one:]] == [98, b"bc"]
    m[one] = one
    model.set_item(1, 1)
    assert m.state() == model.state()


@verifies("item.assign-huge-value", examples=6)
@given(value=st.sampled_from([2**63, 2**64, 2**64 + 97, 2**100, -(2**63) - 1, -(2**100)]))
def test_a_value_that_no_integer_type_holds_is_refused(subject: Subject, value):
    m, model = mapped(subject, b"abc")
    with raises(ValueError, TypeError):
        m[1] = value
    assert m.state() == model.state()


BOUNDS = ["1.0:", ":2.0", "::1.0", "'a':", ":b'a'", "[]:"]


@verifies("slice.bad-bounds", examples=2 * len(BOUNDS) + 2)
@given(where=st.sampled_from([*BOUNDS, "::0"]), assigned=st.booleans())
def test_a_slice_has_integer_bounds_and_a_step(subject: Subject, where, assigned):
    m, model = mapped(subject, b"abc", 1)
    with raises(ValueError if where == "::0" else TypeError):
        if assigned:
            m[Expression(where)] = b"xyz"
        else:
            m[Expression(where)]
    assert m.state() == model.state()


@verifies("slice.assign-itself", examples=3)
@given(content=draws.contents())
def test_a_slice_takes_the_map_itself(subject: Subject, content):
    m, model = mapped(subject, content, 1)
    m[:] = Expression(m.text)
    model.position = 1
    assert m.state() == model.state()


@verifies("slice.refused-as-a-whole", examples=20)
@given(content=draws.contents(4), data=st.data())
def test_a_refused_assignment_changes_nothing(subject: Subject, content, data):
    where = data.draw(draws.any_slices(len(content)), label="slice")
    size = len(range(*where.indices(len(content))))
    wrong = [
        bytes(size + 1),
        bytes(size + 100),
        Expression(f"memoryview(bytes({2 * size + 4}))[::2]"),
        "x" * size,
        None,
    ]
    m, model = mapped(subject, content, 1)
    with raises(IndexError, ValueError, TypeError, BufferError):
        m[where] = data.draw(st.sampled_from(wrong if size == 0 else [*wrong, bytes(size - 1)]), label="wrong")
    assert m.state() == model.state()
