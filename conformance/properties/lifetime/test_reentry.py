"""Arguments that close or resize the map while they are converted: convert first, look at the map then."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.endings import file_left
from conformance.properties.machine import needs_syncing

LETTERS = b"abcdefghij"
NORMAL = Expression("mmap.MADV_NORMAL")


def meddling(m, deed, value):
    """An integer that does something to the map when it is asked what it is."""
    if isinstance(value, bytes):  # elsewhere: from 3.12 on
        asked = f"'__buffer__': lambda self, flags: {m.text}.{deed} or memoryview({value!r})"
    else:
        # Python 3.7 asks __int__ where later ones ask __index__.
        asked = ", ".join(f"'{name}': lambda self: {m.text}.{deed} or {value}" for name in ("__index__", "__int__"))
    return Expression(f"type('Meddling', (), {{{asked}}})()", value)


def plain(value):
    """The same argument for the model, which nothing is done to."""
    return value


# What each call is given by ``x`` is the meddling argument. A map's methods are a model's, but for these:


def get(m, where):
    return m.get(where) if isinstance(m, Model) else m[where]


def put(m, where, value):
    if isinstance(m, Model):
        (m.set_slice if isinstance(where, slice) else m.set_item)(where, value)
    else:
        m[where] = value


SUBSCRIPTS = {
    "item": lambda m, x: get(m, x(5)),
    "item from the end": lambda m, x: get(m, x(-1)),
    "slice from": lambda m, x: get(m, slice(x(1), 9)),
    "slice to": lambda m, x: get(m, slice(1, x(9))),
    "step": lambda m, x: get(m, slice(1, 9, x(3))),
}
ASSIGNMENTS = {
    "item": lambda m, x: put(m, x(5), 65),
    "item from the end": lambda m, x: put(m, x(-1), 65),
    "slice from": lambda m, x: put(m, slice(x(1), 9), b"ABCDEFGH"),
    "slice to": lambda m, x: put(m, slice(1, x(9)), b"ABCDEFGH"),
    "step": lambda m, x: put(m, slice(1, 9, x(3)), b"ABC"),
}
VALUES = {
    "first": lambda m, x: put(m, 0, x(65)),
    "item": lambda m, x: put(m, 5, x(65)),
    "item from the end": lambda m, x: put(m, -3, x(65)),
}
SEARCHES = {
    "find from": lambda m, x: m.find(b"f", x(0)),
    "find to": lambda m, x: m.find(b"f", 0, x(9)),
    "find what is first": lambda m, x: m.find(b"a", x(0)),
    "rfind from": lambda m, x: m.rfind(b"f", x(1)),
    "rfind to": lambda m, x: m.rfind(b"f", 0, x(9)),
    "rfind what is first": lambda m, x: m.rfind(b"a", 0, x(9)),
}
READS = {
    "some": lambda m, x: m.read(x(4)),
    "more": lambda m, x: m.read(x(9)),
}
SEEKS = {
    "to": lambda m, x: m.seek(x(5)) and None,  # what it returns changed with 3.13
    "whence": lambda m, x: m.seek(5, x(0)) and None,
    "from the end": lambda m, x: m.seek(x(-2), 2) and None,
}
BYTES = {
    "byte": lambda m, x: m.write_byte(x(65)),
}
MOVES = {
    "to": lambda m, x: m.move(x(0), 4, 2),
    "from": lambda m, x: m.move(0, x(4), 2),
    "count": lambda m, x: m.move(0, 4, x(2)),
}
BUFFERS = {
    "write": lambda m, x: m.write(x(b"AB")),
    "find": lambda m, x: m.find(x(b"f")),
    "rfind": lambda m, x: m.rfind(x(b"f")),
}


def refused_by_closing(subject, call, position=0, *errors):
    """The call whose argument closes the map is refused, and nothing happened to the file."""
    m = subject.map(LETTERS)
    with subject.unread():
        m.seek(position)
    with raises(ValueError, *errors):
        call(m, lambda value: meddling(m, "close()", value))
    assert m.closed is True
    assert file_left(m) == LETTERS


@verifies("reentry.close-in-subscript", examples=len(SUBSCRIPTS), plain="memory file, exports views")
@given(call=st.sampled_from(list(SUBSCRIPTS)))
def test_reading_from_a_map_that_an_index_closes_is_refused(subject: Subject, call):
    refused_by_closing(subject, SUBSCRIPTS[call])


@verifies("reentry.close-in-assignment", examples=len(ASSIGNMENTS), plain="memory file, exports views")
@given(call=st.sampled_from(list(ASSIGNMENTS)))
def test_assigning_to_a_map_that_an_index_closes_is_refused(subject: Subject, call):
    refused_by_closing(subject, ASSIGNMENTS[call])


@verifies("reentry.close-in-assignment", examples=len(VALUES), plain="memory file, exports views")
@given(call=st.sampled_from(list(VALUES)))
def test_assigning_a_value_that_closes_the_map_is_refused(subject: Subject, call):
    refused_by_closing(subject, VALUES[call])


@verifies("reentry.close-in-search", examples=len(SEARCHES), plain="memory file, exports views")
@given(call=st.sampled_from(list(SEARCHES)))
def test_searching_a_map_that_a_bound_closes_is_refused(subject: Subject, call):
    refused_by_closing(subject, SEARCHES[call])


@verifies("reentry.close-in-read", examples=4, plain="memory file, exports views")
@given(call=st.sampled_from(list(READS)), position=st.sampled_from([0, 5]))
def test_reading_so_many_that_the_map_is_closed_is_refused(subject: Subject, call, position):
    refused_by_closing(subject, READS[call], position)


@verifies("reentry.close-in-seek", examples=len(SEEKS), plain="exports views")
@given(call=st.sampled_from(list(SEEKS)))
def test_seeking_in_a_map_that_an_argument_closes_harms_nothing(subject: Subject, call):
    m = subject.map(LETTERS)
    with suppress(ValueError):
        SEEKS[call](m, lambda value: meddling(m, "close()", value))
    assert m.closed is True
    with raises(ValueError):
        m.tell()


@verifies("reentry.close-in-write-byte", examples=2, plain="memory file, exports views")
@given(position=st.sampled_from([0, 5]))
def test_writing_a_byte_that_closes_the_map_is_refused(subject: Subject, position):
    refused_by_closing(subject, BYTES["byte"], position)


@verifies("reentry.close-in-move", examples=len(MOVES), plain="memory file, exports views")
@given(call=st.sampled_from(list(MOVES)))
def test_moving_within_a_map_that_an_argument_closes_is_refused(subject: Subject, call):
    refused_by_closing(subject, MOVES[call])


FLUSHES = {
    "from": lambda m, x: m.flush(x(0), 5),
    "size": lambda m, x: m.flush(0, x(5)),
}


@verifies("reentry.close-in-flush", examples=2, plain="memory file, exports views")
@given(call=st.sampled_from(list(FLUSHES)))
def test_flushing_a_map_that_an_argument_closes_is_refused(subject: Subject, call):
    needs_syncing(subject)
    refused_by_closing(subject, FLUSHES[call], 0, OSError)


ADVICE = {
    "start": lambda m, x: m.madvise(NORMAL, x(0)),
    "length": lambda m, x: m.madvise(NORMAL, 0, x(5)),
}


@verifies("reentry.close-in-madvise", examples=2, plain="memory file, exports views")
@given(call=st.sampled_from(list(ADVICE)))
def test_advice_on_a_map_that_an_argument_closes_is_refused(subject: Subject, call):
    refused_by_closing(subject, ADVICE[call])


@verifies("reentry.close-in-resize", examples=2, plain="memory file, exports views")
@given(size=st.sampled_from([3, 20_000]))
def test_resizing_a_map_that_the_size_closes_is_refused(subject: Subject, size):
    refused_by_closing(subject, lambda m, x: m.resize(x(size)), 0, OSError)


@verifies("reentry.close-in-buffer", examples=6, plain="memory file, exports views")
@given(call=st.sampled_from(list(BUFFERS)), position=st.sampled_from([0, 5]))
def test_writing_and_searching_for_a_buffer_that_closes_the_map_is_refused(subject: Subject, call, position):
    refused_by_closing(subject, BUFFERS[call], position)


@verifies("reentry.close-in-buffer", examples=2, plain="memory file, exports views")
@given(step=st.sampled_from([1, 2]))
def test_assigning_a_buffer_that_closes_the_map_is_refused(subject: Subject, step):
    data = b"ABCDEFGH"[::step]
    refused_by_closing(subject, lambda m, x: put(m, slice(1, 9, step), x(data)))


@remote
def seen(m, path):
    with open(path, "rb", 0) as file:
        content = file.read()
    return m[:12], m[-1], m.tell(), len(m), len(content), content[:12], content[-1]


# Pages before and after: less by a few bytes, less by pages, which are unmapped then, and more, so that it moves.
changes = st.sampled_from([(0, 0), (2, 0), (0, 200)])


def arranged(subject, pages, position=0):
    """A map, its model when it has been resized, and how the meddling arguments resize it."""
    content = LETTERS + bytes(pages[0] * subject.page_size)
    size = pages[1] * subject.page_size or 3
    m, model = subject.map(content), Model(content, file=content)
    with subject.unread():
        m.seek(position)
    model.seek(position)
    model.resize(size)
    return m, model, f"resize({size})"


def worked_as_resized(subject, call, pages, position=0):
    """The call is answered, or refused, as if the map had been resized before it."""
    m, model, deed = arranged(subject, pages, position)
    try:
        expected = call(model, plain)
    except (IndexError, ValueError):
        with raises(IndexError, ValueError):
            call(m, lambda value: meddling(m, deed, value))
    else:
        assert call(m, lambda value: meddling(m, deed, value)) == expected
    is_as_in(subject, m, model)


def is_as_in(subject, m, model):
    content, size = bytes(model.content), len(model.content)
    expected = (content[:12], content[-1], model.position, size, size, content[:12], content[-1])
    assert subject.call(seen, m, m.file.path) == expected


@verifies("reentry.resize-in-subscript", examples=3 * len(SUBSCRIPTS), plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(SUBSCRIPTS)), pages=changes)
def test_reading_from_a_map_that_an_index_resizes(subject: Subject, call, pages):
    worked_as_resized(subject, SUBSCRIPTS[call], pages)


@verifies("reentry.resize-in-index", examples=3 * len(ASSIGNMENTS), plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(ASSIGNMENTS)), pages=changes)
def test_assigning_to_a_map_that_an_index_resizes(subject: Subject, call, pages):
    worked_as_resized(subject, ASSIGNMENTS[call], pages)


@verifies("reentry.resize-in-value", examples=6, plain="memory file, place file, exports views")
@given(pages=changes, is_last=st.booleans())
def test_assigning_a_value_that_resizes_the_map(subject: Subject, pages, is_last):
    at = pages[0] * subject.page_size + 9 if is_last else 5
    worked_as_resized(subject, lambda m, x: put(m, at, x(65)), pages)


@verifies("reentry.resize-in-search", examples=3 * len(SEARCHES), plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(SEARCHES)), pages=changes)
def test_searching_a_map_that_a_bound_resizes(subject: Subject, call, pages):
    worked_as_resized(subject, SEARCHES[call], pages)


CURSOR = {**READS, **SEEKS, **BYTES}


@verifies("reentry.resize-in-cursor", examples=6 * len(CURSOR), plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(CURSOR)), pages=changes, position=st.sampled_from([0, 5]))
def test_reading_writing_and_seeking_in_a_map_that_an_argument_resizes(subject: Subject, call, pages, position):
    worked_as_resized(subject, CURSOR[call], pages, position)


@verifies("reentry.resize-in-move", examples=3 * len(MOVES), plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(MOVES)), pages=changes)
def test_moving_within_a_map_that_an_argument_resizes(subject: Subject, call, pages):
    worked_as_resized(subject, MOVES[call], pages)


@verifies("reentry.resize-in-flush", examples=6, plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(FLUSHES)), pages=changes)
def test_flushing_a_map_that_an_argument_resizes(subject: Subject, call, pages):
    m, model, deed = arranged(subject, pages)
    if len(model.content) < 5:
        with raises(ValueError):
            FLUSHES[call](m, lambda value: meddling(m, deed, value))
    else:
        FLUSHES[call](m, lambda value: meddling(m, deed, value))
    is_as_in(subject, m, model)


@verifies("reentry.resize-in-madvise", examples=6, plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(ADVICE)), pages=changes)
def test_advice_on_a_map_that_an_argument_resizes(subject: Subject, call, pages):
    m, model, deed = arranged(subject, pages)
    assert ADVICE[call](m, lambda value: meddling(m, deed, value)) is None
    is_as_in(subject, m, model)


@verifies("reentry.resize-in-resize", examples=6, plain="memory file, place file, exports views")
@given(pages=changes, size=st.sampled_from([2, 30_000]))
def test_resizing_a_map_that_the_size_resizes(subject: Subject, pages, size):
    worked_as_resized(subject, lambda m, x: m.resize(x(size)), pages)


@verifies("reentry.resize-in-buffer", examples=6 * len(BUFFERS), plain="memory file, place file, exports views")
@given(call=st.sampled_from(list(BUFFERS)), pages=changes, position=st.sampled_from([0, 5]))
def test_writing_and_searching_for_a_buffer_that_resizes_the_map(subject: Subject, call, pages, position):
    worked_as_resized(subject, BUFFERS[call], pages, position)


@verifies("reentry.resize-in-slice-value", examples=12, plain="memory file, place file, exports views")
@given(pages=changes, is_last=st.booleans(), step=st.sampled_from([1, 2]))
def test_assigning_a_buffer_that_resizes_the_map_to_a_slice(subject: Subject, pages, is_last, step):
    begin = pages[0] * subject.page_size if is_last else 0
    where, data = slice(begin + 2, begin + 10, step), b"ABCDEFGH"[::step]
    worked_as_resized(subject, lambda m, x: put(m, where, x(data)), pages)
