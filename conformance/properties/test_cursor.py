"""The position: reading at it, writing at it, moving it. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.harness import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import WRITABLE, mapped, places, readonly

NO_INTEGERS = [1.0, "1", b"1", (1,), Expression("object()")]


@st.composite
def moves(draw, length):
    """One call that a file has too, with arguments that a map of this length grants."""
    name = draw(st.sampled_from(["read", "readline", "seek", "write", "tell"]))
    if name == "read":
        return name, draw(st.lists(st.integers(-1, length + 1), max_size=1))
    if name == "write":
        return name, [draw(draws.contents(0, 3))]
    return name, [draw(st.integers(0, length))] if name == "seek" else []


@remote
def history(m, calls):
    """Make the calls; what each returned and where it left the position."""
    told = []
    for name, args in calls:
        told.append((getattr(m, name)(*args), m.tell()))
    return told


@verifies("cursor.like-a-file", examples=25)
@given(content=draws.contents(4), data=st.data())
def test_a_history_of_reads_and_writes_moves_the_position_as_in_a_file(subject: Subject, content, data):
    m, model = mapped(subject, content)
    calls, expected = [], []
    for name, args in data.draw(st.lists(moves(len(content)), min_size=4, max_size=12), label="moves"):
        if name == "write" and len(args[0]) > len(model.content) - model.position:
            args = [b""]
        calls.append((name, args))
        expected.append((name, getattr(model, name)(*args), model.tell()))
    found = [(name, *told) for (name, _), told in zip(calls, subject.call(history, m, calls), strict=True)]
    # what seek returns changed with 3.13
    assert [told for told in found if told[0] != "seek"] == [told for told in expected if told[0] != "seek"]
    assert [told[2] for told in found] == [told[2] for told in expected]
    assert m.state() == model.state()


@verifies("read.up-to-count", examples=40)
@given(place=places(), data=st.data())
def test_read_returns_that_many_bytes_or_all_there_are(subject: Subject, place, data):
    content, position = place
    count = data.draw(st.integers(0, len(content) + 2) | st.sampled_from([2**31 - 1]), label="count")
    m, model = mapped(subject, content, position)
    assert m.read(count) == model.read(count)
    assert m.state() == model.state()


@verifies("read.all", examples=30)
@given(place=places(), arguments=st.sampled_from([[], [None], [-1], [-2], [-100], [-(2**31)]]))
def test_read_returns_the_rest(subject: Subject, place, arguments):
    content, position = place
    m, model = mapped(subject, content, position)
    assert m.read(*arguments) == model.read(*arguments)
    assert m.state() == model.state()


@verifies("read.position-advances", examples=30)
@given(place=places(), counts=st.lists(st.sampled_from([-1, 1]) | st.integers(0, 12), min_size=1, max_size=3))
def test_read_moves_behind_what_it_returned(subject: Subject, place, counts):
    content, position = place
    m, model = mapped(subject, content, position)
    for count in counts:
        assert m.read(count) == model.read(count)
        assert m.tell() == model.tell()


@verifies("read.at-the-end")
@given(content=draws.contents(), argument=st.lists(st.sampled_from([None, -1, 0, 1, 100]), max_size=1))
def test_read_at_the_end_returns_no_bytes(subject: Subject, content, argument):
    m, model = mapped(subject, content, len(content))
    assert [m.read(*argument), m.read(*argument)] == [b"", b""]
    assert m.state() == model.state()


@verifies("read.argument-types")
@given(place=places(), arguments=st.sampled_from([[wrong] for wrong in NO_INTEGERS] + [[1, 2]]))
def test_read_refuses_what_is_no_count(subject: Subject, place, arguments):
    m, model = mapped(subject, *place)
    with raises(TypeError):
        m.read(*arguments)
    assert m.state() == model.state()


@verifies("read.huge-count", examples=10)
@given(place=places(), count=st.sampled_from([2**63, 2**64, 2**100, -(2**63) - 1, -(2**100)]))
def test_read_refuses_a_count_that_no_size_type_holds(subject: Subject, place, count):
    m, model = mapped(subject, *place)
    with raises(OverflowError):
        m.read(count)
    assert m.state() == model.state()


@verifies("read_byte.value", examples=30)
@given(content=st.binary(min_size=1, max_size=8) | st.integers(0, 255).map(lambda byte: bytes([byte])), data=st.data())
def test_read_byte_returns_the_byte_at_the_position(subject: Subject, content, data):
    position = data.draw(st.integers(0, len(content) - 1), label="position")
    m, _ = mapped(subject, content, position)
    assert m.read_byte() == content[position]


@verifies("read_byte.position-advances")
@given(content=draws.contents(2))
def test_read_byte_moves_on_by_one(subject: Subject, content):
    m, model = mapped(subject, content)
    assert [m.read_byte(), m.read_byte()] == [model.read_byte(), model.read_byte()]
    assert m.state() == model.state()


@verifies("read_byte.at-the-end")
@given(content=draws.contents())
def test_read_byte_at_the_end_raises_and_does_not_move(subject: Subject, content):
    m, model = mapped(subject, content, len(content))
    with raises(ValueError):
        m.read_byte()
    assert m.state() == model.state()


@verifies("read_byte.no-arguments", examples=5)
@given(argument=st.sampled_from([1, None, b""]))
def test_read_byte_takes_no_argument(subject: Subject, argument):
    m, model = mapped(subject, b"ab")
    with raises(TypeError):
        m.read_byte(argument)
    assert m.state() == model.state()


ENDINGS = b"\n\r\x0b\x0c\x1c\x85a"
"""What ends a line somewhere: only the first does here."""
lines = st.lists(st.sampled_from(ENDINGS), min_size=1, max_size=20).map(bytes)


@verifies("readline.one-line", examples=50)
@given(content=lines | draws.contents(), data=st.data())
def test_readline_ends_with_the_next_newline(subject: Subject, content, data):
    position = data.draw(st.integers(0, len(content)), label="position")
    m, model = mapped(subject, content, position)
    assert m.readline() == model.readline()
    assert (m[:], len(m)) == (content, len(content))


@verifies("readline.position-advances", "readline.moves", examples=30)
@given(content=lines, data=st.data())
def test_readline_moves_behind_the_line(subject: Subject, content, data):
    m, model = mapped(subject, content, data.draw(st.integers(0, len(content)), label="position"))
    assert [m.readline(), m.readline()] == [model.readline(), model.readline()]
    assert m.state() == model.state()


@verifies("readline.at-the-end")
@given(content=lines)
def test_readline_walks_all_lines_and_stops(subject: Subject, content):
    m, model = mapped(subject, content)
    walked = [m.readline() for _ in range(content.count(b"\n") + 2)]
    assert b"".join(walked) == content
    assert walked[-1] == b""
    model.read()
    assert m.state() == model.state()


@verifies("readline.no-size", examples=5)
@given(size=st.sampled_from([1, -1, 0, None]))
def test_readline_takes_no_size(subject: Subject, size):
    m, model = mapped(subject, b"ab\nc")
    with raises(TypeError):
        m.readline(size)
    assert m.state() == model.state()


@verifies("seek.sets-position", examples=25)
@given(place=places(), data=st.data())
def test_seek_goes_to_every_place_up_to_the_end(subject: Subject, place, data):
    content, position = place
    target = data.draw(st.sampled_from([len(content), 0]) | st.integers(0, len(content)), label="target")
    m, model = mapped(subject, content, position)
    m.seek(target)
    model.seek(target)
    assert m.state() == model.state()
    assert m.read() == model.read()


def origins(value, name):
    return st.sampled_from([value, Expression(f"__import__('os').{name}", value)])


@verifies("seek.absolute-by-default")
@given(place=places(), data=st.data())
def test_seek_counts_from_the_beginning(subject: Subject, place, data):
    content, position = place
    origin = data.draw(st.just([]) | origins(0, "SEEK_SET").map(lambda value: [value]), label="origin")
    target = data.draw(st.integers(0, len(content)), label="target")
    m, _ = mapped(subject, content, position)
    m.seek(target, *origin)
    assert m.tell() == target


@verifies("seek.from-position", examples=30)
@given(place=places(), origin=origins(1, "SEEK_CUR"), data=st.data())
def test_seek_counts_from_the_position(subject: Subject, place, origin, data):
    content, position = place
    edges = st.sampled_from([-position, len(content) - position])
    offset = data.draw(edges | st.integers(-position, len(content) - position), label="offset")
    m, _ = mapped(subject, content, position)
    m.seek(offset, origin)
    assert m.tell() == position + offset


@verifies("seek.from-end", examples=30)
@given(place=places(), origin=origins(2, "SEEK_END"), data=st.data())
def test_seek_counts_from_the_end(subject: Subject, place, origin, data):
    content, position = place
    offset = data.draw(st.sampled_from([0, -len(content)]) | st.integers(-len(content), 0), label="offset")
    m, _ = mapped(subject, content, position)
    m.seek(offset, origin)
    assert m.tell() == len(content) + offset


@verifies("seek.from-end", examples=10)
@given(content=draws.contents(4), data=st.data())
def test_seek_counts_from_the_end_of_the_map_or_of_the_file(subject: Subject, content, data):
    length = data.draw(st.integers(2, len(content) - 1), label="length")
    m = subject.map(subject.file(content), length)
    try:
        m.seek(-1, 2)
    except ValueError:  # the end of the file is outside of the map
        assert m.tell() == 0
    else:
        assert m.tell() in (length - 1, len(content) - 1)


@verifies("seek.returns-none", examples=10)
@given(place=places(), origin=st.sampled_from([0, 1, 2]))
def test_seek_returns_none(subject: Subject, place, origin):
    m, _ = mapped(subject, *place)
    assert m.seek(0, origin) is None


@verifies("seek.returns-position", examples=30)
@given(place=places(), origin=st.sampled_from([0, 1, 2]), data=st.data())
def test_seek_returns_the_new_position(subject: Subject, place, origin, data):
    content, position = place
    base = (0, position, len(content))[origin]
    target = data.draw(st.integers(0, len(content)), label="target")
    m, _ = mapped(subject, content, position)
    assert m.seek(target - base, origin) == target


@verifies("seek.out-of-range", examples=40)
@given(place=places(), origin=st.sampled_from([0, 1, 2]), data=st.data())
def test_seek_refuses_a_place_outside_the_map(subject: Subject, place, origin, data):
    content, position = place
    base = (0, position, len(content))[origin]
    beyond = st.sampled_from([-1, len(content) + 1, -len(content) - 1, 2 * len(content) + 1, 2**30, -(2**30)])
    m, model = mapped(subject, content, position)
    with raises(ValueError):
        m.seek(data.draw(beyond, label="target") - base, origin)
    assert m.state() == model.state()


@verifies("seek.out-of-range", examples=10)
@given(place=places(), origin=st.sampled_from([1, 2]))
def test_seek_refuses_a_place_that_overflows(subject: Subject, place, origin):
    content, position = place
    largest = (1 << (subject.facts.pointer_bits - 1)) - 1
    m, model = mapped(subject, content, max(1, position))
    model.seek(max(1, position))
    with raises(ValueError):
        m.seek(largest, origin)
    assert m.state() == model.state()


@verifies("seek.unknown-origin")
@given(place=places(), origin=st.sampled_from([3, 4, -1, 100, 2**31 - 1]))
def test_seek_refuses_an_unknown_origin(subject: Subject, place, origin):
    m, model = mapped(subject, *place)
    with raises(ValueError):
        m.seek(0, origin)
    assert m.state() == model.state()


@verifies("seek.positional-only", examples=6)
@given(call=st.sampled_from([((), {}), ((0, 0, 0), {}), ((), {"pos": 0}), ((0,), {"whence": 0})]))
def test_seek_takes_one_or_two_arguments_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc", 2)
    with raises(TypeError):
        m.seek(*call[0], **call[1])
    assert m.state() == model.state()


@verifies("seekable.true", examples=5)
@given(place=places())
def test_seekable_is_true(subject: Subject, place):
    m, model = mapped(subject, *place)
    assert m.seekable() is True
    assert m.state() == model.state()


@verifies("tell.position")
@given(place=places())
def test_tell_is_the_position_and_nothing_at_first(subject: Subject, place):
    content, position = place
    m, _ = mapped(subject, content)
    assert m.tell() == 0
    m.seek(position)
    assert m.tell() == position
    m.read(1)
    assert m.tell() == min(position + 1, len(content))


@st.composite
def stores(draw, fits=True):
    """Content, a position, and bytes that fit there, to the last one often, or do not."""
    content, position = draw(places())
    room = len(content) - position
    sizes = st.sampled_from([room, 0]) | st.integers(0, room) if fits else st.integers(room + 1, room + 3)
    size = draw(sizes)
    return content, position, draw(draws.contents(size, size))


@verifies("write.at-position", examples=40)
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


@verifies("write.returns-count")
@given(store=stores())
def test_write_returns_how_many_bytes_it_stored(subject: Subject, store):
    content, position, data = store
    m, _ = mapped(subject, content, position)
    assert m.write(data) == len(data)


@verifies("write.returns-count", examples=5)
@given(count=st.integers(0, 4))
def test_write_counts_bytes_and_not_items(subject: Subject, count):
    m, _ = mapped(subject, bytes(16))
    returned, size = subject.call(written_items, m, count)
    assert returned == size
    assert m.tell() == size


@verifies("write.all-or-nothing", examples=30)
@given(store=stores(fits=False))
def test_write_stores_nothing_of_what_does_not_fit(subject: Subject, store):
    content, position, data = store
    m, model = mapped(subject, content, position)
    with raises(ValueError):
        m.write(data)
    assert m.state() == model.state()


@verifies("write.position-advances", examples=30)
@given(content=draws.contents(4), pieces=st.lists(draws.contents(0, 2), min_size=1, max_size=2))
def test_write_moves_behind_what_it_stored(subject: Subject, content, pieces):
    m, model = mapped(subject, content)
    for piece in pieces:
        m.write(piece)
        model.write(piece)
        assert m.tell() == model.tell()
    assert m.state() == model.state()


@verifies("write.read-only", examples=25)
@given(place=places(), data=draws.contents(0, 50))
def test_write_to_a_read_only_map_is_refused(subject: Subject, place, data):
    m, model = readonly(subject, *place)
    with raises(TypeError):
        m.write(data)
    assert m.state() == model.state()


@verifies("write.bytes-like", examples=30)
@given(store=stores(), data=st.data())
def test_write_takes_any_bytes_like_object(subject: Subject, store, data):
    content, position, stored = store
    m, model = mapped(subject, content, position)
    assert m.write(data.draw(draws.buffers(stored), label="buffer")) == model.write(stored)
    assert m.state() == model.state()


@verifies("write.wrong-types")
@given(place=places(), wrong=st.sampled_from(["a", 1, None, [1], (97,), Expression("object()")]))
def test_write_refuses_what_is_not_bytes_like(subject: Subject, place, wrong):
    m, model = mapped(subject, *place)
    with raises(TypeError):
        m.write(wrong)
    assert m.state() == model.state()


@verifies("write.empty-at-the-end", examples=5)
@given(content=draws.contents())
def test_write_of_nothing_at_the_end_stores_nothing(subject: Subject, content):
    m, model = mapped(subject, content, len(content))
    assert m.write(b"") == 0
    assert m.state() == model.state()


@verifies("write.one-argument", examples=6)
@given(call=st.sampled_from([((), {}), ((b"a", 1), {}), ((), {"bytes": b"a"}), ((), {"data": b"a"})]))
def test_write_takes_one_argument_by_position(subject: Subject, call):
    m, model = mapped(subject, b"abc")
    with raises(TypeError):
        m.write(*call[0], **call[1])
    assert m.state() == model.state()


@st.composite
def bytes_at(draw):
    content = draw(draws.contents())
    value = draw(st.sampled_from([0, 255]) | st.sampled_from([127, 128]) | st.integers(0, 255))
    return content, draw(st.integers(0, len(content) - 1)), value


@verifies("write_byte.stores", examples=30)
@given(stored=bytes_at(), access=draws.access_modes(*WRITABLE))
def test_write_byte_stores_at_the_position_and_nowhere_else(subject: Subject, stored, access):
    content, position, value = stored
    m, model = mapped(subject, content, position, access)
    m.write_byte(value)
    model.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.position-advances")
@given(stored=bytes_at())
def test_write_byte_moves_on_by_one(subject: Subject, stored):
    content, position, value = stored
    m, _ = mapped(subject, content, position)
    m.write_byte(value)
    assert m.tell() == position + 1


@verifies("write_byte.read-only")
@given(place=places(), value=st.integers(0, 255))
def test_write_byte_to_a_read_only_map_is_refused(subject: Subject, place, value):
    m, model = readonly(subject, *place)
    with raises(TypeError):
        m.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.at-the-end", examples=10)
@given(content=draws.contents(), value=st.integers(0, 255), access=draws.access_modes(oracle.DEFAULT, oracle.COPY))
def test_write_byte_at_the_end_raises_and_does_not_move(subject: Subject, content, value, access):
    m, model = mapped(subject, content, len(content), access)
    with raises(ValueError):
        m.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.value-range", examples=10)
@given(stored=bytes_at(), value=st.sampled_from([256, -1, 2**31, -129, 2**63, -(2**64), 2**100]))
def test_write_byte_refuses_what_is_no_byte(subject: Subject, stored, value):
    m, model = mapped(subject, *stored[:2])
    with raises(OverflowError):
        m.write_byte(value)
    assert m.state() == model.state()


@verifies("write_byte.wrong-types", examples=10)
@given(stored=bytes_at(), wrong=st.sampled_from([*NO_INTEGERS, None]))
def test_write_byte_refuses_what_is_no_integer(subject: Subject, stored, wrong):
    m, model = mapped(subject, *stored[:2])
    with raises(TypeError):
        m.write_byte(wrong)
    assert m.state() == model.state()
