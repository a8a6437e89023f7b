"""offset: where in its file a map begins, also where that is far away."""

from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import DidNotRaise, Expression, Subject, raises, remote, verifies
from conformance.model import Model
from conformance.properties.arrangements import page_edges, placed
from conformance.properties.calls import wrapped
from conformance.properties.machine import system_maps
from conformance.properties.ways import ways


@verifies("offset.default", "constructor.windows-offset-zero", examples=6)
@given(content=draws.contents(), options=st.sampled_from([{}, {"offset": 0}, {"offset": False}]))
def test_a_map_begins_where_the_file_does(subject: Subject, content, options):
    subject.map(placed(subject, content, subject.granularity), offset=subject.granularity)
    m = subject.mmap.mmap(subject.file(content).fileno(), 0, **options)
    assert m.state() == Model(content, file=content).state()


@verifies("offset.not-negative", examples=6)
@given(granules=st.sampled_from([0, 1, 2**20]), more=st.sampled_from([0, 1]), anonymous=st.booleans())
def test_an_offset_is_not_negative(subject: Subject, granules, more, anonymous):
    file = subject.file(b"abc")
    offset = -granules * subject.granularity - (more if granules else 1)
    with raises(ValueError, OverflowError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, offset=offset)
    assert file.content() == b"abc"


@verifies("offset.negative-overflows", examples=14)
@given(offset=st.sampled_from([-1, -(2**16), -(2**31), -(2**32), -(2**62), -(2**63)]), length=st.sampled_from([0, 3]))
def test_a_negative_offset_overflows(subject: Subject, offset, length):
    file = subject.file(b"abc")
    with raises(OverflowError):
        subject.mmap.mmap(file.fileno(), length, offset=offset)


@verifies("offset.wrong-types", examples=10)
@given(wrong=st.sampled_from([None, 0.0, 1.5, "0", b"0", (0,), [0], Expression("object()"), wrapped(0, "__float__")]))
def test_an_offset_is_an_integer(subject: Subject, wrong):
    file = subject.file(b"abc")
    with raises(TypeError):
        subject.mmap.mmap(file.fileno(), 3, offset=wrong)


@verifies("offset.huge", examples=12)
@given(huge=st.sampled_from([2**63, 2**64, -(2**64), 2**64 + 2**16, -(2**63) - 1, 2**100]), anonymous=st.booleans())
def test_an_offset_of_more_than_63_bits_is_refused(subject: Subject, huge, anonymous):
    file = subject.file(b"abc")
    with raises(OverflowError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 3, offset=huge)


@remote
def replaced_in_file(path, offset, data):
    """What a file holds at an offset, and then it holds something else."""
    with open(path, "r+b", 0) as file:
        file.seek(offset)
        found = file.read()
        file.seek(offset)
        file.write(data)
    return found


@verifies("offset.relative", examples=10)
@given(content=draws.contents(3), granules=st.sampled_from([1, 2, 5]), data=st.data())
def test_everything_counts_from_the_offset(subject: Subject, content, granules, data):
    offset = granules * subject.granularity
    file, model = placed(subject, content, offset), Model(content)
    m = subject.mmap.mmap(file.fileno(), data.draw(st.sampled_from([0, len(content)])), offset=offset)
    last = content[-1:]
    assert (m[0], m[-1], m[1:3]) == (content[0], content[-1], content[1:3])
    assert (m.find(last), m.rfind(last)) == (content.find(last), content.rfind(last))
    assert (m.readline(), m.tell()) == (model.readline(), model.tell())
    with subject.unread():
        m.seek(-2, 2)
        m.write(b"!")
        m[0] = 33
        m.flush()
    changed = b"!" + content[1:-2] + b"!" + last
    assert subject.call(replaced_in_file, file.path, offset, b"***") == changed
    assert m[:4] == b"***" + changed[3:4]


@verifies("offset.multiple-of-granularity", examples=8)
@given(granules=st.integers(0, 3), length=st.sampled_from([0, 1, 5]))
def test_every_multiple_of_the_granularity_is_an_offset(subject: Subject, granules, length):
    file = placed(subject, b"tail!", 3 * subject.granularity)
    for at in range(3):
        with subject.unread():
            file.seek(at * subject.granularity)
            file.write(b"head%d" % at)
    m = subject.mmap.mmap(file.fileno(), length, offset=granules * subject.granularity)
    head = b"tail!" if granules == 3 else b"head%d" % granules
    assert m[:5] == head[: length or 5]


@contextmanager
def granted_by_the_system(subject, file, offset):
    """Skip where nothing was refused because the system refuses nothing: emulated pages are the host's inside."""
    try:
        yield
    except DidNotRaise:
        if not subject.call(system_maps, file.path, True, 1, offset):
            raise
        pytest.skip("the system maps a file from within a page, as qemu's user emulation does")


def unaligned(subject):
    grain, page = subject.granularity, subject.page_size
    near = [1, 2, 13, True, grain - 1, grain + 1, grain // 2, 2 * grain - 1, 2 * grain + 512, page // 2]
    return st.sampled_from([*near, *([page, 2 * page] if page % grain else [])])


@verifies("offset.multiple-of-granularity", examples=14)
@given(length=st.sampled_from([0, 1]), data=st.data())
def test_no_other_offset_is_granted(subject: Subject, length, data):
    file, offset = subject.file(size=4 * subject.granularity), data.draw(unaligned(subject), label="offset")
    with granted_by_the_system(subject, file, offset), raises(OSError, ValueError):
        subject.mmap.mmap(file.fileno(), length, offset=offset)


@verifies("offset.unaligned-is-the-systems-error", examples=14)
@given(length=st.sampled_from([0, 1]), data=st.data())
def test_another_offset_is_refused_by_the_system(subject: Subject, length, data):
    way = data.draw(ways(subject), label="way")
    file, offset = subject.file(size=4 * subject.granularity), data.draw(unaligned(subject), label="offset")
    with granted_by_the_system(subject, file, offset), raises(OSError):
        subject.mmap.mmap(file.fileno(), length, **way.options, offset=offset)


@verifies("offset.granularity-is-page-size")
def test_the_granularity_is_the_page_size(subject: Subject):
    granularity, page_size = subject.mmap.get("ALLOCATIONGRANULARITY"), subject.mmap.get("PAGESIZE")
    assert granularity == page_size
    assert page_size == subject.facts.page_size


@verifies("offset.beyond-the-file", examples=24)
@given(length=st.sampled_from([0, 1, 5000]), data=st.data())
def test_an_offset_beyond_the_file_is_refused(subject: Subject, length, data):
    way = data.draw(ways(subject), label="way")
    size = data.draw(st.sampled_from([0, *page_edges(subject)]), label="size")
    after = (size + subject.granularity - 1) // subject.granularity * subject.granularity
    after = after or subject.granularity
    beyond = [
        size or after,
        after,
        size + 1,
        after + subject.granularity,
        2**32,
        2**62,
        2**63 - 1,
        2**63 - subject.granularity,
    ]
    file = subject.file(size=size)
    with raises(ValueError):
        offset = data.draw(st.sampled_from(beyond), label="offset")
        subject.mmap.mmap(file.fileno(), length, **way.options, offset=offset)


GIB = 1 << 30


@remote
def room_for(size):
    """Why the machine has no room for a sparse file of that size, or for a map of it; an empty text if it has."""
    import os

    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY and limit < 2 * size:
            return "its address space is limited"
    except (ImportError, AttributeError):
        pass
    try:
        with open("sparse", "wb", 0) as file:
            file.truncate(size)
            file.seek(size - 1)
            file.write(b"!")
            used = os.fstat(file.fileno()).st_blocks * 512
        os.unlink("sparse")
    except (OSError, OverflowError) as error:
        return f"it has no file so long: {error}"
    return "" if used < size // 4 else "its file system knows no sparse files"


def large_file(subject):
    """A sparse file of 5 GiB."""
    if subject.facts.pointer_bits < 64:
        pytest.skip("the machine's addresses have fewer than 64 bits")
    lacking = subject.call(room_for, 5 * GIB)
    if lacking:
        pytest.skip(f"the machine has no room for a map of 5 GiB: {lacking}")
    return subject.file(size=5 * GIB)


@verifies("large.maps")
def test_a_map_of_5_gib_can_be_used_everywhere(subject: Subject):
    file = large_file(subject)
    m = subject.mmap.mmap(file.fileno(), 0)
    assert (m.length(), m.size()) == (5 * GIB, 5 * GIB)
    places = [2 * GIB - 1, 2 * GIB, 4 * GIB - 1, 4 * GIB, 5 * GIB - 1]
    with subject.unread():
        for value, place in enumerate(places, 1):
            m[place] = value
    assert [m[place] for place in places] == [1, 2, 3, 4, 5]
    assert [m[0], m[GIB - 1], m[GIB], m[-1], m[-5 * GIB]] == [0, 0, 0, 5, 0]
    assert m[4 * GIB - 2 : 4 * GIB + 2] == b"\0\3\4\0"
    m.seek(4 * GIB - 1)
    assert (m.read(2), m.tell()) == (b"\3\4", 4 * GIB + 1)
    assert m.find(b"\4", 4 * GIB - 5) == 4 * GIB
    assert m.rfind(b"\3", 4 * GIB - 5, 4 * GIB + 5) == 4 * GIB - 1
    m.seek(-1, 2)
    assert (m.tell(), m.read_byte()) == (5 * GIB - 1, 5)
    m.move(4 * GIB + 7, 4 * GIB - 1, 2)
    assert m[4 * GIB + 7 : 4 * GIB + 9] == b"\3\4"
    assert subject.call(replaced_in_file, file.path, 5 * GIB - 1, b"x") == b"\5"
    assert m[-1] == ord("x")


@verifies("large.maps")
def test_everything_writes_beyond_4_gib_where_it_should(subject: Subject):
    file = large_file(subject)
    m = subject.mmap.mmap(file.fileno(), 0)
    view = m.view()
    with subject.unread():
        m.seek(4 * GIB + 10)
        m.write(b"abc")
        m.write_byte(ord("d"))
    assert m.tell() == 4 * GIB + 14
    m[4 * GIB + 14 : 4 * GIB + 16] = b"ef"
    view[4 * GIB + 16] = ord("\n")
    assert (m[4 * GIB + 9 : 4 * GIB + 18], m[:20], m[GIB : GIB + 20]) == (b"\0abcdef\n\0", bytes(20), bytes(20))
    m.seek(4 * GIB + 12)
    assert (m.readline(), m.tell()) == (b"cdef\n", 4 * GIB + 17)
    assert m.flush(4 * GIB, subject.page_size) in (None, 0)


@remote
def memory_for(size):
    """Why the system may refuse so much memory that is hardly touched; an empty text if it has to grant it."""
    import os

    try:
        import resource

        if resource.getrlimit(resource.RLIMIT_AS)[0] not in (resource.RLIM_INFINITY, -1):
            return "its address space is limited"
        with open("/proc/sys/vm/overcommit_memory", encoding="ascii") as setting:
            if setting.read().strip() == "2":
                return "it promises no memory that it does not have"
    except (ImportError, AttributeError, OSError):
        pass
    return "" if os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") > size else "it has less memory"


@remote
def used_at(m, places):
    """Change eight bytes at each place in every way, and then read them in every way; each has been zero before."""
    found = [len(m), [bytes(m[place : place + 8]) for place in places]]
    with memoryview(m) as view:
        for place in places:
            m[place] = 1
            m[place + 1 : place + 3] = b"\2\3"
            m.seek(place + 3)
            m.write(b"\4")
            m.write_byte(5)
            view[place + 5] = 6
            view[place + 6 : place + 8] = b"\7\10"
            m.move(place, place + 6, 2)
        found.append(view.nbytes)
        for place in places:
            m.seek(place + 2)
            ways = [m[place], m[place - len(m)], view[place], view[place - len(m)], m.read_byte(), m.tell()]
            texts = [
                m[place : place + 8],
                bytes(view[place : place + 8]),
                m[place : place + 8 : 3],
                m.read(4),
                m.tell(),
            ]
            found.append([ways, texts, m.find(b"\7\10", place - 5, place + 9), m.rfind(b"\7\10", place - 5, place + 8)])
    return found


def expected_at(length, places):
    """What ``used_at`` returns for a map of that length."""
    changed = b"\7\10\3\4\5\6\7\10"
    found = [length, [bytes(8)] * len(places), length]
    for place in places:
        texts = [changed, changed, changed[::3], changed[3:7], place + 7]
        found.append([[7, 7, 7, 7, 3, place + 3], texts, place, place + 6])
    return found


LENGTHS = [2 * GIB + 4099, 4 * GIB + 4099, 5 * GIB]


def far_places(length):
    """Places around 2 and 4 GiB and the last one, and beside each that which has its last 31 or 32 bits."""
    far = [place for place in (2 * GIB - 4, 4 * GIB - 4) if place + 8 <= length] + [length - 8]
    return far + sorted({place & bits for place in far for bits in (2 * GIB - 1, 4 * GIB - 1)} - {*far})


@verifies("large.lengths", examples=5)
@given(length=st.sampled_from(LENGTHS), granules=st.sampled_from([0, 1]))
def test_as_much_of_a_file_is_mapped_as_was_asked(subject: Subject, length, granules):
    offset = granules * subject.granularity
    length = min(length, 5 * GIB - offset)
    file, places = large_file(subject), far_places(length)
    m = subject.mmap.mmap(file.fileno(), length, offset=offset)
    assert subject.call(used_at, m, places) == expected_at(length, places)
    assert subject.call(ends_at, file.path, offset + places[0], 8) == [7, 8]
    assert subject.call(ends_at, file.path, offset + length - 8, 8) == [7, 8]


@verifies("large.anonymous", examples=6)
@given(length=st.sampled_from(LENGTHS), is_private=st.booleans())
def test_as_much_memory_is_mapped_as_was_asked(subject: Subject, length, is_private):
    if subject.facts.pointer_bits < 64:
        pytest.skip("the machine's addresses have fewer than 64 bits")
    lacking = subject.call(memory_for, length)
    if lacking:
        pytest.skip(f"the machine has no {length} bytes of memory to map: {lacking}")
    places = far_places(length)
    m = subject.mmap.mmap(-1, length, **({"flags": Expression("mmap.MAP_PRIVATE")} if is_private else {}))
    assert subject.call(used_at, m, places) == expected_at(length, places)


@remote
def ends_at(path, offset, length):
    """The first and the last of some bytes of a file."""
    with open(path, "rb", 0) as file:
        file.seek(offset)
        first = file.read(1)
        file.seek(offset + length - 1)
        return [first[0], file.read(1)[0]]


@verifies("large.offsets")
def test_a_map_can_begin_beyond_4_gib(subject: Subject):
    file = large_file(subject)
    for value, offset in enumerate([2 * GIB, 4 * GIB, 5 * GIB - subject.granularity], 1):
        m = subject.mmap.mmap(file.fileno(), subject.granularity, offset=offset)
        m[0] = value
        m[-1] = value + 100
        assert subject.call(ends_at, file.path, offset, subject.granularity) == [value, value + 100]
    assert subject.mmap.mmap(file.fileno(), 0, offset=4 * GIB).length() == GIB
