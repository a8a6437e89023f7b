"""flush: what it writes, what it takes and what it returns."""

import errno
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import model as oracle
from conformance import strategies as draws
from conformance.language import Expression, Subject, raises, remote, remote_with, verifies
from conformance.model import Model
from conformance.properties.arrangements import mapped, places
from conformance.properties.failing import check_refusal
from conformance.properties.machine import needs_syncing

PRIVATE = Expression("mmap.MAP_PRIVATE")


@remote
def changed_and_flushed(m, operation, place, data):
    """Change bytes by one operation and flush."""
    end = place + len(data)
    m.seek(place)
    if operation == "item":
        for i in range(len(data)):
            m[place + i] = data[i]
    elif operation == "slice":
        m[place:end] = data
    elif operation == "move":
        m.move(place, 0, len(data))
    elif operation == "view":
        with memoryview(m) as view:
            view[place:end] = data
    elif operation == "write":
        m.write(data)
    else:
        for byte in data:
            m.write_byte(byte)
    m.flush()


OPERATIONS = ["item", "slice", "write", "write_byte", "move", "view"]


@verifies("flush.writes-back", examples=5, drawn_as="test_durability")
@given(content=draws.contents(4), data=st.data())
def test_after_flush_the_file_holds_every_change(subject: Subject, content, data):
    at = data.draw(st.integers(2, len(content) - 2), label="at")
    stored = data.draw(draws.contents(2, 2), label="stored")
    content = stored + content[2:]
    files = [subject.file(content) for _ in OPERATIONS]
    with subject.unread():
        for file, operation in zip(files, OPERATIONS, strict=True):
            subject.call(changed_and_flushed, subject.map(file), operation, at, stored)
    model = Model(content, file=content)
    model.set_slice(slice(at, at + 2), stored)
    for file in files:
        assert file.content() == model.file


@verifies("flush.writes-back", examples=10, drawn_as="test_durability")
@given(content=draws.contents(3), data=st.data())
def test_after_a_second_flush_the_file_holds_the_second_change(subject: Subject, content, data):
    file = subject.file(content)
    m, model = subject.map(file), Model(content, file=content)
    for stored in data.draw(st.lists(draws.contents(2, 2), min_size=2, max_size=3), label="stored"):
        at = data.draw(st.integers(0, len(content) - 2), label="at")
        with subject.unread():
            m[at : at + 2] = stored
            m.flush()
        model.set_slice(slice(at, at + 2), stored)
        assert file.content() == model.file


@remote
def marked(path):
    """Where a file is not zero, and what it holds there."""
    with open(path, "rb", 0) as file:
        content = file.read()
    rest = content.lstrip(b"\0")
    found = []
    while rest:
        at = len(content) - len(rest)
        found.append((at, rest[0]))
        rest = rest[1:].lstrip(b"\0")
    return found


@st.composite
def spans(draw):
    """Pages before the map, pages of the map and bytes more, and a range in it: first page, and size by its end.

    Sizes are counted in what offsets have to be a multiple of, which is the subject's to say.
    """
    pages, more = draw(st.sampled_from([(2, 0), (1, 0), (2, 5), (0, 5), (1, 1)]))
    first = draw(st.integers(0, pages - (more == 0)))
    return draw(st.sampled_from([0, 1])), pages, more, first, draw(st.sampled_from([None, 0, 1, -1, 5]))


def spread(subject, span):
    """A map for a span, marked around the boundaries of the range; offset and size of the range; the marks."""
    before, pages, more, first, end = span
    unit = subject.granularity
    length, offset = pages * unit + more, first * unit
    size = length - offset if end is None else min(unit + end, length - offset)
    file = subject.file(size=before * unit + length + 3)
    m = subject.map(file, length, offset=before * unit)
    marks = {}
    for at in (0, offset - 1, offset, offset + size // 2, offset + size - 1, offset + size, length - 1):
        if 0 <= at < length:
            marks[at] = 1 + len(marks)
    with subject.unread():
        for at, value in marks.items():
            m[at] = value
    return m, offset, size, {before * unit + at: value for at, value in marks.items()}


@verifies("flush.range", examples=20, drawn_as="test_durability")
@given(span=spans())
def test_flush_writes_the_range(subject: Subject, span):
    m, offset, size, marks = spread(subject, span)
    begins = span[0] * subject.granularity
    within = range(begins + offset, begins + offset + size)
    with subject.unread():
        m.flush(offset, size)
    found = subject.call(marked, m.file.path)
    assert [mark for mark in found if mark[0] in within] == [
        mark for mark in sorted(marks.items()) if mark[0] in within
    ]
    assert [mark for mark in found if marks.get(mark[0]) != mark[1]] == []


@verifies("flush.whole-by-default", examples=12, drawn_as="test_durability")
@given(span=spans())
def test_flush_writes_the_whole_map(subject: Subject, span):
    m, _, _, marks = spread(subject, span)
    m.flush()
    assert subject.call(marked, m.file.path) == sorted(marks.items())


@remote
def dirty(path):
    """How much of the mappings of a file, in KiB, has yet to be written to it; None where the machine does not tell."""
    import os

    try:
        with open("/proc/self/smaps", encoding="utf-8") as table:
            lines = [line.split() for line in table]
    except OSError:
        return None
    found, is_ours = 0, False
    for words in lines:
        if not words[0].endswith(":"):
            is_ours = words[-1].endswith(os.sep + path)
        elif is_ours and words[0] in ("Shared_Dirty:", "Private_Dirty:"):
            found += int(words[1])
    return found


@remote_with(dirty)
def handed_over(m, path, places, arguments, how):
    """What has yet to be written after changes, then after a flush, and then after the system's own call to write."""
    import os

    with open(path, "r+b", 0) as file:
        os.fsync(file.fileno())  # what the map has been through before may have left pages to write
    for place in places:
        m[place] ^= 255
    found = [dirty(path)]
    m.flush(*arguments, **({} if how is None else {"flags": how}))
    found.append(dirty(path))
    with open(path, "r+b", 0) as file:
        os.fsync(file.fileno())
    return [*found, dirty(path)]


def left_to_write(subject, pages, form, how=None):
    """What a flush leaves to write, in KiB, of pages that were changed before it; skips where that cannot be seen."""
    unit = subject.page_size
    file = subject.file(size=4 * unit + 5)
    m = subject.map(file)
    within = {"whole": (), "range": (pages[0] * unit, (pages[-1] - pages[0]) * unit + 5)}[form]
    places = [page * unit + 3 for page in pages]
    changed, flushed, synchronised = subject.call(handed_over, m, file.path, places, within, how)
    if not changed:
        pytest.skip("the machine does not tell which pages of a file are dirty")
    if synchronised:
        pytest.skip("the file's system has no disk to write to: pages stay dirty whatever is done")
    return flushed


CHANGES = [([0], "whole"), ([4], "whole"), ([1, 3], "whole"), ([0, 1, 2, 3, 4], "whole"), ([0], "range")]
CHANGES += [([2], "range"), ([4], "range"), ([1, 2, 3], "range")]


@verifies("flush.hands-over", examples=len(CHANGES))
@given(change=st.sampled_from(CHANGES))
def test_after_flush_nothing_is_left_to_write(subject: Subject, change):
    assert left_to_write(subject, *change) == 0


@verifies("flush.sync-waits", examples=4)
@given(change=st.sampled_from(CHANGES[2:6]))
def test_a_flush_that_waits_leaves_nothing_to_write(subject: Subject, change):
    pages, form = change
    assert left_to_write(subject, pages, form, Expression("mmap.MS_SYNC")) == 0


@verifies("flush.offset-zero-alone", examples=6, drawn_as="test_durability")
@given(span=spans())
def test_flush_from_the_beginning_writes_the_whole_map(subject: Subject, span):
    m, _, _, marks = spread(subject, span)
    m.flush(0)
    assert subject.call(marked, m.file.path) == sorted(marks.items())


@verifies("flush.offset-alone", examples=10, drawn_as="test_durability")
@given(span=spans())
def test_flush_writes_from_an_offset_to_the_end(subject: Subject, span):
    m, offset, _, marks = spread(subject, span)
    m.flush(offset)
    begins = span[0] * subject.granularity + offset
    rest = [mark for mark in sorted(marks.items()) if mark[0] >= begins]
    assert [mark for mark in subject.call(marked, m.file.path) if mark[0] >= begins] == rest


@verifies("flush.offset-without-size", examples=6, drawn_as="test_durability")
@given(pages=st.sampled_from([1, 2]), access=draws.access_modes())
def test_flush_with_an_offset_alone_writes_the_rest_or_is_refused(subject: Subject, pages, access):
    unit = subject.granularity
    m = subject.map(subject.file(size=3 * unit), access=access)
    with suppress(ValueError):
        m.flush(pages * unit)
    assert (m.tell(), m.length(), m[:]) == (0, 3 * unit, bytes(3 * unit))


@verifies("flush.nothing", examples=8, drawn_as="test_durability")
@given(page=st.sampled_from([2, 1, 0]), access=draws.access_modes())
def test_flush_takes_a_range_of_no_bytes(subject: Subject, page, access):
    m = subject.map(subject.file(size=2 * subject.page_size), access=access)
    m.flush(page * subject.page_size, 0)
    assert m.tell() == 0


@st.composite
def unaligned(draw, sizes=(1, 2)):
    """An offset that is no multiple of the page size, as pages and bytes more or fewer, and a size."""
    return draw(st.sampled_from([(0, 1), (1, -1), (1, 1), (2, -1)])), draw(st.sampled_from(sizes))


@verifies("flush.unaligned-offset", examples=8, drawn_as="test_durability")
@given(offset=unaligned(), place=st.sampled_from([0, 5]))
def test_flush_refuses_an_offset_within_a_page(subject: Subject, offset, place):
    needs_syncing(subject)
    (pages, more), size = offset
    m = subject.map(subject.file(size=2 * subject.page_size + 5))
    with subject.unread():
        m.seek(place)
        m[0] = 33
    with raises(OSError, ValueError):
        m.flush(pages * subject.page_size + more, size)
    assert (m.tell(), m[0:2], m.length()) == (place, b"!\0", 2 * subject.page_size + 5)


@verifies("flush.unaligned-is-an-os-error", examples=10, drawn_as="test_durability")
@given(offset=unaligned(sizes=(0, 1)))
def test_flush_raises_an_os_error_for_an_offset_within_a_page(subject: Subject, offset):
    needs_syncing(subject)
    (pages, more), size = offset
    m = subject.map(subject.file(size=2 * subject.page_size + 5))
    with raises(OSError):
        m.flush(pages * subject.page_size + more, size)


def forms(subject):
    """The arguments of each form of flush, for a map of a page and five bytes more."""
    unit = subject.granularity
    return [(), (0, 1), (0, unit + 5), (unit, 5), (0,)]


def returned(subject, access, form):
    return subject.map(subject.file(size=subject.granularity + 5), access=access).flush(*forms(subject)[form])


@verifies("flush.returns-zero", examples=8, drawn_as="test_durability")
@given(access=draws.access_modes(), form=st.integers(0, 4))
def test_flush_returns_zero(subject: Subject, access, form):
    assert returned(subject, access, form) == 0


@verifies("flush.returns-nonzero", examples=8, drawn_as="test_durability")
@given(access=draws.access_modes(oracle.DEFAULT, oracle.WRITE), form=st.integers(0, 4))
def test_flush_returns_a_number_other_than_zero(subject: Subject, access, form):
    found = returned(subject, access, form)
    assert type(found) is int
    assert found != 0


@verifies("flush.returns-none", examples=15, drawn_as="test_durability")
@given(access=draws.access_modes(), form=st.integers(0, 4))
def test_flush_returns_none(subject: Subject, access, form):
    assert returned(subject, access, form) is None


@verifies("flush.read-only", examples=15, drawn_as="test_durability")
@given(place=places(3), access=draws.access_modes(oracle.READ, oracle.COPY), data=st.data())
def test_flush_of_what_is_never_written_back_does_nothing(subject: Subject, place, access, data):
    content, position = place
    m, model = mapped(subject, content, position, access)
    if access.model == oracle.COPY:
        m[0:2] = b"no"
        model.set_slice(slice(0, 2), b"no")
    offset = data.draw(st.integers(0, len(content)), label="offset")
    size = data.draw(st.integers(0, len(content) - offset), label="size")
    with subject.unread():
        m.flush()
        m.flush(offset, size)
    assert m.state() == model.state()


@verifies("flush.private", examples=6, drawn_as="test_durability", plain="position cursor")
@given(content=draws.contents(2))
def test_flush_of_a_private_map_leaves_the_file_alone(subject: Subject, content):
    m, model = subject.map(content, flags=PRIVATE), Model(content, file=content, private=True)
    m[0:2] = b"no"
    model.set_slice(slice(0, 2), b"no")
    m.flush()
    assert m.state() == model.state()


@verifies("flush.position", examples=12, drawn_as="test_durability")
@given(place=places(2), access=draws.access_modes(), whole=st.booleans())
def test_flush_leaves_position_and_content_alone(subject: Subject, place, access, whole):
    content, position = place
    m, model = mapped(subject, content, position, access)
    with subject.unread():
        m.flush(*(() if whole else (0, len(content))))
    assert m.state() == model.state()


@verifies("flush.failing-system", examples=6)
@given(how=st.sampled_from(["flush", "flush a page"]), error=st.sampled_from([errno.EIO, errno.ENOMEM, errno.EBUSY]))
def test_what_the_system_refuses_of_a_flush_is_raised(subject: Subject, how, error):
    needs_syncing(subject)
    check_refusal(subject, how, ["msync"], error)
