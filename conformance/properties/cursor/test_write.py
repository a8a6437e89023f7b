"""Writing at the position. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import WRITABLE, mapped, places, readonly
from conformance.properties.changes import stores_no_part


@st.composite
def stores(draw, fits=True):
    """Content, a position, and bytes that fit there, to the last one often, or do not."""
    content, position = draw(places())
    room = len(content) - position
    sizes = st.sampled_from([room, 0]) | st.integers(0, room) if fits else st.integers(room + 1, room + 3)
    size = draw(sizes)
    return content, position, draw(draws.contents(size, size))


@verifies("write.at-position", examples=40, drawn_as="test_cursor_writing", plain="position cursor")
@given(store=stores(), access=draws.access_modes(*WRITABLE))
def test_write_stores_at_the_position_and_nowhere_else(subject: Subject, store, access):
    content, position, data = store
    m, model = mapped(subject, content, position, access)
    m.write(data)
    model.write(data)
    assert m.state() == model.state()


@remote
def written_items(m, count):
    import array

    items = array.array("H", [0x6161] * count)
    return m.write(items), items.itemsize * count


@verifies("write.returns-count", drawn_as="test_cursor_writing", plain="position cursor")
@given(store=stores())
def test_write_returns_how_many_bytes_it_stored(subject: Subject, store):
    content, position, data = store
    m, _ = mapped(subject, content, position)
    assert m.write(data) == len(data)


@verifies("write.returns-count", examples=5, drawn_as="test_cursor_writing", plain="position cursor")
@given(count=st.integers(0, 4))
def test_write_counts_bytes_and_not_items(subject: Subject, count):
    m, _ = mapped(subject, bytes(16))
    returned, size = subject.call(written_items, m, count)
    assert returned == size
    assert m.tell() == size


@verifies("write.all-or-nothing", examples=30, drawn_as="test_cursor_writing")
@given(store=stores(fits=False))
def test_write_stores_nothing_of_what_does_not_fit(subject: Subject, store):
    content, position, data = store
    m, model = mapped(subject, content, position)
    with raises(ValueError):
        m.write(data)
    assert m.state() == model.state()


@verifies("write.all-or-nothing")
def test_write_stores_no_part_of_much_that_does_not_fit(subject: Subject):
    stores_no_part(subject, "write")


@verifies("write.position-advances", examples=30, drawn_as="test_cursor_writing", plain="position cursor")
@given(content=draws.contents(4), pieces=st.lists(draws.contents(0, 2), min_size=1, max_size=2))
def test_write_moves_behind_what_it_stored(subject: Subject, content, pieces):
    m, model = mapped(subject, content)
    for piece in pieces:
        m.write(piece)
        model.write(piece)
        assert m.tell() == model.tell()
    assert m.state() == model.state()


@verifies("write.read-only", examples=20, drawn_as="test_cursor_writing")
@given(store=stores())
def test_write_to_a_read_only_map_is_refused(subject: Subject, store):
    content, position, data = store
    m, model = readonly(subject, content, position)
    with raises(TypeError):
        m.write(data)
    assert m.state() == model.state()


@verifies("write.read-only-first", examples=8, drawn_as="test_cursor_writing")
@given(store=stores(fits=False))
def test_write_to_a_read_only_map_looks_at_no_size(subject: Subject, store):
    content, position, data = store
    m, model = readonly(subject, content, position)
    with raises(TypeError):
        m.write(data)
    assert m.state() == model.state()


@verifies("write.bytes-like", examples=30, drawn_as="test_cursor_writing", plain="position cursor")
@given(store=stores(), data=st.data())
def test_write_takes_any_bytes_like_object(subject: Subject, store, data):
    content, position, stored = store
    m, model = mapped(subject, content, position)
    assert m.write(data.draw(draws.buffers(stored), label="buffer")) == model.write(stored)
    assert m.state() == model.state()


FORMS = {
    "memoryview(b'abcdef').cast('B', (2, 3))": b"abcdef",
    "memoryview(b'a').cast('B', ())": b"a",
    "memoryview(bytearray(b'abcd')).cast('H')[1:]": b"cd",
    "memoryview(b'abcdefgh').cast('d')": b"abcdefgh",
    "memoryview(b'abc').cast('c')": b"abc",
    "memoryview(b'<abc>')[1:-1]": b"abc",
    "memoryview(bytearray(b'<abc>'))[1:-1]": b"abc",
}
"""Views of more dimensions than one, of none, of items that are no bytes, and of the middle of something."""


@verifies("write.bytes-like", examples=len(FORMS), drawn_as="test_cursor_writing")
@given(form=st.sampled_from(sorted(FORMS)))
def test_write_takes_views_of_any_shape_for_their_bytes(subject: Subject, form):
    m, model = mapped(subject, bytes(10), 1)
    assert m.write(Expression(form)) == model.write(FORMS[form])
    assert m.state() == model.state()


@verifies("write.bytes-like", examples=8, drawn_as="test_cursor_writing", plain="position cursor")
@given(stored=draws.contents(2), before=st.integers(0, 2))
def test_write_takes_the_whole_of_another_map(subject: Subject, stored, before):
    m, model = mapped(subject, bytes(len(stored) + 3), before)
    other, _ = mapped(subject, stored, len(stored) - 1)
    assert m.write(other) == model.write(stored)
    assert m.state() == model.state()
    assert other.tell() == len(stored) - 1


@verifies("write.wrong-types", drawn_as="test_cursor_writing")
@given(place=places(), wrong=st.sampled_from(["a", 1, None, [1], (97,), [], Expression("object()")]))
def test_write_refuses_what_is_not_bytes_like(subject: Subject, place, wrong):
    m, model = mapped(subject, *place)
    with raises(TypeError):
        m.write(wrong)
    assert m.state() == model.state()


@verifies("write.empty-at-the-end", examples=5, drawn_as="test_cursor_writing")
@given(content=draws.contents())
def test_write_of_nothing_at_the_end_stores_nothing(subject: Subject, content):
    m, model = mapped(subject, content, len(content))
    assert m.write(b"") == 0
    assert m.state() == model.state()


@verifies("write.one-argument", examples=6, drawn_as="test_cursor_writing")
@given(call=st.sampled_from([((), {}), ((b"a", 1), {}), ((), {"bytes": b"a"}), ((), {"data": b"a"})]))
def test_write_takes_one_argument_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc")
    with raises(TypeError):
        m.write(*call[0], **call[1])
    assert m.state() == model.state()


@st.composite
def bytes_at(draw):
    content = draw(draws.contents())
    value = draw(st.sampled_from([0, 255]) | st.sampled_from([127, 128, True]) | st.integers(0, 255))
    return content, draw(st.integers(0, len(content) - 1)), value


def is_refused_everywhere(subject, method, value):
    m, _ = readonly(subject, b"ab")
    for position in range(3):
        m.seek(position)
        with raises(TypeError):
            getattr(m, method)(value)


@verifies("write.read-only")
def test_write_to_a_read_only_map_is_refused_everywhere(subject: Subject):
    is_refused_everywhere(subject, "write", b"x")


@verifies("write_byte.read-only")
def test_write_byte_to_a_read_only_map_is_refused_everywhere(subject: Subject):
    is_refused_everywhere(subject, "write_byte", 65)


@remote
def miswritten(m, pieces, what):
    """The first writes to a short map, at every position, after which something is not as it should be: the position,
    what was written, and what is found. An int is written by write_byte."""
    content, wrong = m[:], []
    for position in range(len(m) + 1):
        for piece in pieces:
            data = bytes([piece]) if isinstance(piece, int) else piece
            if position + len(data) > len(m):
                continue
            m[:] = content
            m.seek(position)
            count = m.write(piece) if data is piece else m.write_byte(piece)
            found = {"content": m[:], "count": count, "position": m.tell()}
            right = content[:position] + data + content[position + len(data) :]
            if found[what] != {"content": right, "count": len(data), "position": position + len(data)}[what]:
                wrong.append((position, piece, found[what]))
    return wrong[:5]


PIECES, BYTES = [b"012345"[:size] for size in range(7)], list(range(256))


def writes_everywhere(subject, content, pieces, what):
    assert subject.call(miswritten, subject.map(content), pieces, what) == []


@verifies("write.at-position")
def test_write_stores_what_fits_everywhere(subject: Subject):
    writes_everywhere(subject, b"abcdef", PIECES, "content")


@verifies("write.returns-count")
def test_write_returns_what_it_stored_everywhere(subject: Subject):
    writes_everywhere(subject, b"abcdef", PIECES, "count")


@verifies("write.position-advances")
def test_write_moves_on_everywhere(subject: Subject):
    writes_everywhere(subject, b"abcdef", PIECES, "position")


@verifies("write_byte.stores")
def test_write_byte_stores_every_byte_everywhere(subject: Subject):
    writes_everywhere(subject, b"abcd", BYTES, "content")


@verifies("write_byte.position-advances")
def test_write_byte_moves_on_everywhere(subject: Subject):
    writes_everywhere(subject, b"abcd", BYTES, "position")


@verifies("write_byte.stores", examples=30, drawn_as="test_cursor_writing", plain="position cursor")
@given(stored=bytes_at(), access=draws.access_modes(*WRITABLE))
def test_write_byte_stores_at_the_position_and_nowhere_else(subject: Subject, stored, access):
    content, position, value = stored
    m, model = mapped(subject, content, position, access)
    m.write_byte(value)
    model.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.position-advances", drawn_as="test_cursor_writing", plain="position cursor")
@given(stored=bytes_at())
def test_write_byte_moves_on_by_one(subject: Subject, stored):
    content, position, value = stored
    m, _ = mapped(subject, content, position)
    m.write_byte(value)
    assert m.tell() == position + 1


@verifies("write_byte.read-only", drawn_as="test_cursor_writing")
@given(place=places(), value=st.integers(0, 255))
def test_write_byte_to_a_read_only_map_is_refused(subject: Subject, place, value):
    m, model = readonly(subject, *place)
    with raises(TypeError):
        m.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.at-the-end", examples=10, drawn_as="test_cursor_writing")
@given(content=draws.contents(), value=st.integers(0, 255), access=draws.access_modes(oracle.DEFAULT, oracle.COPY))
def test_write_byte_at_the_end_raises_and_does_not_move(subject: Subject, content, value, access):
    m, model = mapped(subject, content, len(content), access)
    with raises(ValueError):
        m.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.value-range", examples=10, drawn_as="test_cursor_writing")
@given(stored=bytes_at(), value=st.sampled_from([256, -1, 2**31, -129, 2**63, -(2**64), 2**100]))
def test_write_byte_refuses_what_is_no_byte(subject: Subject, stored, value):
    m, model = mapped(subject, *stored[:2])
    with raises(OverflowError):
        m.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.wrong-types", examples=3, drawn_as="test_cursor_writing")
@given(stored=bytes_at())
def test_write_byte_refuses_what_is_no_integer(subject: Subject, stored):
    m, model = mapped(subject, *stored[:2])
    for wrong in (*draws.NO_INTEGERS, None):
        with raises(TypeError):
            m.write_byte(wrong)
    assert m.state() == model.state()


@verifies("write.views-with-gaps", examples=3, drawn_as="test_cursor_writing")
@given(form=st.sampled_from(["memoryview(b'abcd')[::2]", "memoryview(b'abcd')[::-1]", "memoryview(bytearray(9))[::3]"]))
def test_write_takes_no_view_with_gaps(subject: Subject, form):
    m, model = mapped(subject, b"0123456789", 1)
    with raises(BufferError):
        m.write(Expression(form))
    assert m.state() == model.state()


@verifies("write.itself", examples=6, drawn_as="test_cursor_writing", plain="position cursor")
@given(content=draws.contents(2), piece=st.booleans())
def test_write_stores_a_map_in_itself(subject: Subject, content, piece):
    half = len(content) // 2
    m, model = mapped(subject, content, half if piece else 0)
    source = Expression(f"memoryview({m.text})[:{half}]" if piece else m.text)
    assert m.write(source) == model.write(content[:half] if piece else content)
    assert m.state() == model.state()


@verifies("write_byte.returns-none", examples=4, drawn_as="test_cursor_writing", plain="position cursor")
@given(stored=bytes_at())
def test_write_byte_returns_none(subject: Subject, stored):
    content, position, value = stored
    m, _ = mapped(subject, content, position)
    assert m.write_byte(value) is None


@verifies("write_byte.one-argument", examples=4, drawn_as="test_cursor_writing")
@given(call=st.sampled_from([((), {}), ((97, 1), {}), ((), {"byte": 97}), ((), {"value": 97})]))
def test_write_byte_takes_one_argument_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc", 1)
    with raises(TypeError):
        m.write_byte(*call[0], **call[1])
    assert m.state() == model.state()
