"""Reading at the position. Held against the model."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.language import Expression, Subject, modelled, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import mapped, more_than_any_map, numbered, places
from conformance.properties.calls import INDEX, LARGEST, LEAST


@st.composite
def moves(draw, length):
    """One call that a file has too, with arguments that a map of this length grants."""
    name = draw(st.sampled_from(["read", "readline", "seek", "write", "tell"]))
    if name == "read":
        return name, draw(st.sampled_from([[1], [2], [0]]) | st.lists(st.integers(-1, length + 1), max_size=1))
    if name == "write":
        return name, [draw(draws.contents(1, 3) | st.just(b""))]
    return name, [draw(st.integers(0, length))] if name == "seek" else []


@verifies("cursor.like-a-file", examples=30, drawn_as="test_cursor")
@given(content=draws.contents(4), data=st.data())
def test_a_history_of_reads_and_writes_moves_the_position_as_in_a_file(subject: Subject, content, data):
    m, model = mapped(subject, content)
    for name, args in data.draw(st.lists(moves(len(content)), min_size=4, max_size=10), label="moves"):
        if name == "write" and len(args[0]) > len(model.content) - model.position:
            args = [b""]
        found, expected = getattr(m, name)(*args), getattr(model, name)(*args)
        if name != "seek":  # what it returns changed with 3.13
            assert found == expected
        assert m.tell() == model.tell()
    assert m.state() == model.state()


@verifies("read.up-to-count", examples=40, drawn_as="test_cursor")
@given(place=places(), data=st.data())
def test_read_returns_that_many_bytes_or_all_there_are(subject: Subject, place, data):
    content, position = place
    count = data.draw(st.integers(0, len(content) + 2) | st.sampled_from(more_than_any_map(subject)), label="count")
    m, model = mapped(subject, content, position)
    assert m.read(count) == model.read(count)
    assert m.state() == model.state()


@verifies("read.all", examples=30, drawn_as="test_cursor")
@given(place=places(), data=st.data())
def test_read_returns_the_rest(subject: Subject, place, data):
    content, position = place
    counts = [-1, -2, -100, -(2**31), *(-count for count in more_than_any_map(subject))]
    arguments = data.draw(st.sampled_from([[], [None], *([count] for count in counts)]), label="arguments")
    m, model = mapped(subject, content, position)
    assert m.read(*arguments) == model.read(*arguments)
    assert m.state() == model.state()


@verifies("read.position-advances", examples=30, drawn_as="test_cursor")
@given(place=places(), counts=st.lists(st.sampled_from([-1, 1]) | st.integers(0, 12), min_size=1, max_size=3))
def test_read_moves_behind_what_it_returned(subject: Subject, place, counts):
    content, position = place
    m, model = mapped(subject, content, position)
    for count in counts:
        assert m.read(count) == model.read(count)
        assert m.tell() == model.tell()


@remote
def misread(m, name, counts, what):
    """The first reads or readlines of a short map, from every position, that return, or go, what or where they should
    not: position, argument, and what came instead."""
    content, wrong = m[:], []
    for position in range(len(m) + 1):
        rest = content[position:]
        for count in counts:
            length = rest.index(b"\n") + 1 if name == "readline" and b"\n" in rest else len(rest)
            if count and count[0] is not None and count[0] >= 0:
                length = min(length, count[0])
            m.seek(position)
            found = {"value": getattr(m, name)(*count), "position": m.tell()}
            if found[what] != {"value": rest[:length], "position": position + length}[what]:
                wrong.append((position, count, found[what]))
    return wrong[:5]


LINES = b"a\n\nbc\n\xff"
ALL, COUNTS = [(), (None,), (-1,), (-2,)], [(count,) for count in range(len(LINES) + 2)]


def reads_from_everywhere(subject, name, counts, what):
    assert subject.call(misread, subject.map(LINES), name, counts, what) == []


@verifies("read.all")
def test_read_returns_the_rest_from_everywhere(subject: Subject):
    reads_from_everywhere(subject, "read", ALL, "value")


@verifies("read.up-to-count")
def test_read_returns_so_many_bytes_from_everywhere(subject: Subject):
    reads_from_everywhere(subject, "read", COUNTS, "value")


@verifies("read.position-advances")
def test_read_moves_on_from_everywhere(subject: Subject):
    reads_from_everywhere(subject, "read", ALL + COUNTS, "position")


@verifies("readline.one-line")
def test_readline_returns_a_line_from_everywhere(subject: Subject):
    reads_from_everywhere(subject, "readline", [()], "value")


@verifies("readline.position-advances")
def test_readline_moves_on_from_everywhere(subject: Subject):
    reads_from_everywhere(subject, "readline", [()], "position")


@verifies("read.at-the-end", drawn_as="test_cursor")
@given(content=draws.contents(), argument=st.lists(st.sampled_from([None, -1, 0, 1, 100]), max_size=1))
def test_read_at_the_end_returns_no_bytes(subject: Subject, content, argument):
    m, model = mapped(subject, content, len(content))
    assert [m.read(*argument), m.read(*argument)] == [b"", b""]
    assert m.state() == model.state()


@verifies("read.argument-types", drawn_as="test_cursor")
@given(place=places(), arguments=st.sampled_from([[wrong] for wrong in draws.NO_INTEGERS] + [[1, 2]]))
def test_read_refuses_what_is_no_count(subject: Subject, place, arguments):
    m, model = mapped(subject, *place)
    with raises(TypeError):
        m.read(*arguments)
    assert m.state() == model.state()


@verifies("read.huge-count", examples=10, drawn_as="test_cursor")
@given(place=places(), count=st.sampled_from([2**63, 2**64, 2**100, -(2**63) - 1, -(2**100)]))
def test_read_refuses_a_count_that_no_size_type_holds(subject: Subject, place, count):
    m, model = mapped(subject, *place)
    with raises(OverflowError):
        m.read(count)
    assert m.state() == model.state()


@verifies("read_byte.value", examples=30, drawn_as="test_cursor", plain="position cursor")
@given(content=st.binary(min_size=1, max_size=8) | st.integers(0, 255).map(lambda byte: bytes([byte])), data=st.data())
def test_read_byte_returns_the_byte_at_the_position(subject: Subject, content, data):
    position = data.draw(st.integers(0, len(content) - 1), label="position")
    m, _ = mapped(subject, content, position)
    assert m.read_byte() == content[position]


@remote
def read_bytes(m):
    return [m.read_byte() for _ in range(len(m))]


@verifies("read_byte.value", examples=4, drawn_as="test_cursor", plain="position cursor")
@given(access=draws.access_modes())
def test_read_byte_returns_every_byte_there_is(subject: Subject, access):
    assert subject.call(read_bytes, subject.map(bytes(range(256)), access=access)) == list(range(256))


@verifies("read_byte.position-advances", drawn_as="test_cursor", plain="position cursor")
@given(content=draws.contents(2))
def test_read_byte_moves_on_by_one(subject: Subject, content):
    m, model = mapped(subject, content)
    assert [m.read_byte(), m.read_byte()] == [model.read_byte(), model.read_byte()]
    assert m.state() == model.state()


@verifies("read_byte.at-the-end", drawn_as="test_cursor")
@given(content=draws.contents())
def test_read_byte_at_the_end_raises_and_does_not_move(subject: Subject, content):
    m, model = mapped(subject, content, len(content))
    with raises(ValueError):
        m.read_byte()
    assert m.state() == model.state()


@verifies("read_byte.no-arguments", examples=5, drawn_as="test_cursor")
@given(argument=st.sampled_from([1, None, b""]))
def test_read_byte_takes_no_argument(subject: Subject, argument):
    m, model = mapped(subject, b"ab")
    with raises(TypeError):
        m.read_byte(argument)
    assert m.state() == model.state()


ENDINGS = b"\n\r\x0b\x0c\x1c\x85a"
"""What ends a line somewhere: only the first does here."""
lines = st.lists(st.sampled_from(ENDINGS), min_size=1, max_size=20).map(bytes)


@verifies("readline.one-line", examples=50, drawn_as="test_cursor")
@given(content=lines | draws.contents(), data=st.data())
def test_readline_ends_with_the_next_newline(subject: Subject, content, data):
    position = data.draw(st.integers(0, len(content)), label="position")
    m, model = mapped(subject, content, position)
    assert m.readline() == model.readline()
    assert (m[:], len(m)) == (content, len(content))


@verifies("readline.position-advances", "readline.moves", examples=30, drawn_as="test_cursor")
@given(content=lines, data=st.data())
def test_readline_moves_behind_the_line(subject: Subject, content, data):
    m, model = mapped(subject, content, data.draw(st.just(0) | st.integers(0, len(content)), label="position"))
    assert [m.readline(), m.readline()] == [model.readline(), model.readline()]
    assert m.state() == model.state()


@verifies("readline.at-the-end", drawn_as="test_cursor", plain="position cursor")
@given(content=lines)
def test_readline_walks_all_lines_and_stops(subject: Subject, content):
    m, model = mapped(subject, content)
    walked = [m.readline() for _ in range(content.count(b"\n") + 2)]
    assert b"".join(walked) == content
    assert walked[-1] == b""
    model.read()
    assert m.state() == model.state()


@verifies("readline.no-size", examples=5, drawn_as="test_cursor")
@given(size=st.sampled_from([1, -1, 0, None]))
def test_readline_takes_no_size(subject: Subject, size):
    m, model = mapped(subject, b"ab\nc")
    with raises(TypeError):
        m.readline(size)
    assert m.state() == model.state()


@verifies("read.by-position", examples=2, drawn_as="test_cursor")
@given(name=st.sampled_from(["n", "size"]))
def test_read_takes_no_keyword(subject: Subject, name):
    m, model = mapped(subject, b"abc", 1)
    with raises(TypeError):
        m.read(**{name: 1})
    assert m.state() == model.state()


MINUS_ONE = Expression("type('Index', (), {'__index__': lambda self: -1})()", -1)


@verifies("read.indices", examples=6, drawn_as="test_cursor")
@given(count=st.sampled_from([INDEX, MINUS_ONE, True, False, LARGEST, LEAST]))
def test_read_takes_what_can_stand_for_an_index(subject: Subject, count):
    m, model = mapped(subject, b"abc", 1)
    assert m.read(count) == model.read(modelled(count))
    assert m.state() == model.state()


@st.composite
def crossings(draw):
    """A place before a page boundary as pages and bytes, and how many bytes from there on, past the boundary."""
    pages, before = draw(st.sampled_from([1, 2])), draw(st.integers(0, 5))
    return pages, before, before + draw(st.integers(0, 5))


@verifies("cursor.long-maps", examples=15, drawn_as="test_cursor")
@given(crossing=crossings(), whole=st.booleans())
def test_reads_and_writes_cross_page_boundaries(subject: Subject, crossing, whole):
    pages, before, count = crossing
    page = subject.page_size
    content = numbered(5 * page // 251 * 251)
    m, model = subject.anonymous(len(content.model)), Model(content.model)
    place = pages * page - before
    count += page if whole else 0
    with subject.unread():
        m[:] = content
        m.seek(place)
    model.seek(place)
    with subject.together() as found:
        m.readline()
        m.seek(place)
        m.read(count)
        m.tell()
        m.readline()
        m.write(Expression(f"b'w' * {count}"))
        m.seek(place)
        m.write(b"crossing")
        m.write_byte(255)
        m.seek(-3, 1)
        m.read_byte()
        m.tell()
    model_says: list[object] = [model.readline(), None]
    model.seek(place)
    model_says += [model.read(count), model.tell(), model.readline(), model.write(b"w" * count), None]
    model.seek(place)
    model_says += [model.write(b"crossing"), None, None]
    model.write_byte(255)
    model.seek(-3, 1)
    model_says += [model.read_byte(), model.tell()]
    for later, expected in zip(found, model_says, strict=True):
        if later.step.operation != "seek":  # what it returns changed with 3.13
            later.check(expected)
    assert m[place - 5 : place + 2 * count + 10] == model.get(slice(place - 5, place + 2 * count + 10))


@remote
def gone_through(m, size, path, is_private):
    """Two lines of much fill the map: whether what is stored, told and read of it is what it should be."""
    line = (bytes(range(11, 251)) * (size // 240 + 1))[: size - 1] + b"\n"
    rest = (line[:-1] * (len(m) // size + 1))[: len(m) - size]
    found = [m.write(bytearray(line)), m.tell(), m.write(rest), m.tell(), m.readline(), m[:] == line + rest]
    m.seek(0)
    for expected in (line, rest, b""):
        got = m.readline()
        found += [type(got) is bytes and got == expected, m.tell()]
    for start, count in ((0, None), (1, size), (size - 1, 3), (size, -1)):
        m.seek(start)
        got = m.read() if count is None else m.read(count)
        expected = (line + rest)[start:] if count in (None, -1) else (line + rest)[start : start + count]
        found += [type(got) is bytes and got == expected, m.tell()]
    for at in (size - 1, size - 61, size - 121, size - 181, size, len(m) - 1):
        m.seek(at)
        found += [m.read_byte() == (line + rest)[at], m.tell() - at]
    with open(path, "rb", 0) as file:
        return [*found, file.read() == (bytes(len(m)) if is_private else line + rest)]


# Longer than common buffers (8 KiB, 64 KiB, 1 MiB), and whole pages, so that a line ends with the last byte of a page.
@verifies("cursor.long-maps", examples=8, drawn_as="test_cursor")
@given(
    lengths=st.sampled_from([(17, 1), (2, 18), (17, 2 << 20), (2 << 20, 2)]),
    access=draws.access_modes(oracle.DEFAULT, oracle.COPY),
)
def test_much_is_read_and_written_at_once(subject: Subject, lengths, access):
    page = subject.page_size
    size, more = ((length if length < page else length // page + 3) * page for length in lengths)
    whole = size + more
    file = subject.file(size=whole)
    m = subject.map(file, access=access)
    assert subject.call(gone_through, m, size, file.path, access.model == oracle.COPY) == [
        *(size, size, whole - size, whole, b"", True),
        *(True, size, True, whole, True, whole),
        *(True, whole, True, 1 + size, True, size + 2, True, whole),
        *(True, 1) * 6,
        True,
    ]
