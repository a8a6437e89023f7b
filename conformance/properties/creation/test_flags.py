"""flags and prot, on Unix: which maps and which processes see a change, and what may be done with a map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.language import BusError, DidNotRaise, Expression, Segfault, Subject, raises, remote, verifies
from conformance.model import COPY, READ, WRITE, Model
from conformance.properties.arrangements import FORTY, LEAST, longer, pattern, placed
from conformance.properties.changes import CHANGED, REFUSED, change_everywhere, changeable_lengths, changed, refusals
from conformance.properties.machine import after_fork, mapped_as, system_maps
from conformance.properties.ways import ON_UNIX, PRIVATE, SHARED, WRITE_ONLY, Way

MAP_SHARED, MAP_PRIVATE = Expression("mmap.MAP_SHARED"), Expression("mmap.MAP_PRIVATE")
PROT_READ, PROT_NONE = Expression("mmap.PROT_READ"), 0
"""PROT_NONE is 0 on every Unix, and the module has no name for it."""


shared_ways = st.sampled_from([Way(SHARED, {}), *[way for way in ON_UNIX if way.effect == SHARED]])
private_ways = st.sampled_from([way for way in ON_UNIX if way.effect == PRIVATE])


@verifies("flags.default-shared", "flags.shared", "prot.default", examples=12)
@given(way=shared_ways, data=st.data())
def test_a_change_to_a_shared_map_is_seen_by_all(subject: Subject, way, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    file = subject.file(content)
    before = subject.map(file)
    m, after = subject.mmap.mmap(file.fileno(), 0, **way.options), subject.map(file, flags=MAP_SHARED)
    subject.call(change_everywhere, m)
    assert m.state() == changed(content, WRITE).state()
    assert [before[: len(CHANGED)], after[: len(CHANGED)]] == [CHANGED, CHANGED]
    with subject.unread():
        before[-1] = 7
    assert (m[-1], after[-1]) == (7, 7)


@verifies("flags.private", examples=8)
@given(way=private_ways, mode=st.sampled_from(["r+b", "rb"]), data=st.data())
def test_a_change_to_a_private_map_is_seen_by_nobody_else(subject: Subject, way, mode, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    file = subject.file(content, mode)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    others = [subject.map(file, access=Expression("mmap.ACCESS_READ")), subject.map(file, flags=MAP_PRIVATE)]
    subject.call(change_everywhere, m)
    assert m.state() == changed(content, COPY).state()
    assert [other[:] for other in others] == [content, content]
    m.close()
    assert file.content() == content


@verifies("flags.private", examples=3)
@given(options=st.sampled_from([{}, {"prot": Expression("mmap.PROT_READ | mmap.PROT_WRITE")}]))
def test_a_change_to_a_private_map_of_a_part_is_its_own(subject: Subject, options):
    file, offset = placed(subject, FORTY, subject.granularity), subject.granularity
    m = subject.mmap.mmap(file.fileno(), 0, flags=MAP_PRIVATE, **options, offset=offset)
    subject.call(change_everywhere, m)
    assert m[:] == changed(FORTY, COPY).get(slice(None))
    assert file.content(offset) == FORTY


@remote
def changes_by_another_process(path, m):
    """What a child changes in a map of its own, as this process sees it; None where there is no fork."""
    import os

    try:
        child = os.fork()
    except (AttributeError, OSError):
        return None
    if child == 0:
        try:
            with open(path, "r+b", 0) as file:
                own = mmap.mmap(file.fileno(), 0)
            own[0] = 33
            own[len(own) - 1] = 34
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return m[0], m[len(m) - 1]


@verifies("flags.shared", examples=3)
@given(way=shared_ways)
def test_a_shared_map_shows_what_another_process_changes(subject: Subject, way):
    file = subject.file(FORTY)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    found = subject.call(changes_by_another_process, file.path, m)
    if found is None:
        pytest.skip("the machine has no fork")
    assert found == (33, 34)


@verifies("flags.shared", "flags.private-to-the-process", examples=10)
@given(way=shared_ways | private_ways, least=st.sampled_from(LEAST))
def test_parent_and_child_share_what_is_shared(subject: Subject, way, least):
    m = subject.mmap.mmap(subject.file(size=longer(subject, least)).fileno(), 0, **way.options)
    found = subject.call(after_fork, m)
    if found is None:
        pytest.skip("the machine has no fork")
    assert found == ((22, 3, 3) if way.effect == SHARED else (11, 1, 1))


lengths = st.sampled_from([0, 1, len(FORTY)])


@verifies("flags.neither-kind", examples=2)
@given(flags=st.sampled_from([0, Expression("mmap.MAP_ANON")]))
def test_flags_say_whether_anonymous_memory_is_shared_or_private(subject: Subject, flags):
    with raises(OSError):
        subject.mmap.mmap(-1, len(FORTY), flags=flags)


@verifies("flags.neither-kind", examples=6)
@given(flags=st.sampled_from([0, Expression("mmap.MAP_ANON")]), length=lengths)
def test_flags_say_whether_the_map_is_shared_or_private(subject: Subject, flags, length):
    file = subject.file(FORTY)
    with raises(OSError):
        subject.mmap.mmap(file.fileno(), length, flags=flags)
    assert file.content() == FORTY


@verifies("flags.every-bit", examples=3)
@given(length=lengths)
def test_flags_with_every_bit_are_refused(subject: Subject, length):
    file = subject.file(FORTY)
    with raises(OSError):
        subject.mmap.mmap(file.fileno(), length, flags=-1)
    assert file.content() == FORTY


@verifies("flags.more", examples=4)
@given(kind=st.sampled_from(["SHARED", "PRIVATE"]), length=st.sampled_from([0, 20]))
def test_there_can_be_other_flags_beside(subject: Subject, kind, length):
    flags = Expression(f"mmap.MAP_{kind} | mmap.MAP_POPULATE")
    m = subject.mmap.mmap(subject.file(FORTY).fileno(), length, flags=flags)
    model = Model(FORTY[: length or None], file=FORTY, private=kind == "PRIVATE")
    m[0] = 33
    model.set_item(0, 33)
    assert m.state() == model.state()


@verifies("prot.read", examples=8)
@given(mode=st.sampled_from(["r+b", "rb"]), flags=st.sampled_from([MAP_SHARED, MAP_PRIVATE]), data=st.data())
def test_a_map_with_prot_read_refuses_every_change(subject: Subject, mode, flags, data):
    content = pattern(data.draw(changeable_lengths(subject), label="length"))
    m = subject.mmap.mmap(subject.file(content, mode).fileno(), 0, flags, PROT_READ)
    assert subject.call(refusals, m) == REFUSED
    m.flush()
    assert m.state() == Model(content, READ, file=content).state()


@verifies("prot.read", examples=2)
@given(flags=st.sampled_from([MAP_SHARED, MAP_PRIVATE]))
def test_a_part_of_a_file_with_prot_read_refuses_every_change(subject: Subject, flags):
    file, offset = placed(subject, FORTY, subject.granularity), subject.granularity
    m = subject.mmap.mmap(file.fileno(), 0, flags, PROT_READ, offset=offset)
    assert subject.call(refusals, m) == REFUSED
    assert m[:] == file.content(offset) == FORTY


@remote
def written(m):
    """Change a map that perhaps cannot be read."""
    m[0] = 1
    m[1:2] = b"\2"
    m.seek(2)
    m.write(b"\3")
    m.write_byte(4)
    m.flush()
    return len(m), m.tell()


@verifies("prot.write", examples=4)
@given(flags=st.sampled_from([MAP_SHARED, MAP_PRIVATE]))
def test_a_map_with_prot_write_can_be_written_to(subject: Subject, flags):
    file = subject.file(FORTY)
    m = subject.mmap.mmap(file.fileno(), 0, flags, **WRITE_ONLY.options)
    assert subject.call(written, m) == (len(FORTY), 4)
    assert file.content() == (b"\1\2\3\4" + FORTY[4:] if flags is MAP_SHARED else FORTY)


READS, WRITES, EXECUTES = 1, 2, 4
"""PROT_READ, PROT_WRITE and PROT_EXEC as every Linux has them: their names are for another property to look at."""

pages = [
    (is_shared, prot, mode)
    for mode in ("r+b", "rb")
    for prot in range(8)
    for is_shared in (True, False)
    if mode == "r+b" or not (is_shared and prot & WRITES)
]
"""Who shares the pages, what they are for, and how the file is open, wherever the system grants it."""


def columns(subject, asked, is_named):
    """What the system says of a map of a file's second half, and what it should say; skips where it says nothing."""
    is_shared, prot, mode = asked
    file = subject.file(pattern(subject.granularity + len(FORTY)), mode)
    flags, offset = MAP_SHARED if is_shared else MAP_PRIVATE, subject.granularity
    if is_named:
        m = subject.mmap.mmap(file.fileno(), 0, prot=prot, flags=flags, offset=offset)
    else:
        m = subject.mmap.mmap(file.fileno(), 0, flags, prot, offset=offset)
    try:
        found = subject.call(mapped_as, file.path)
    except PermissionError:
        if not prot & EXECUTES or subject.call(system_maps, file.path, is_shared, prot):
            raise
        pytest.skip("the system forbids that pages of a file are executed")
    if found is None:
        pytest.skip("the machine has no /proc/self/maps")
    assert m.length() == len(FORTY)
    letters = "".join(letter if prot & bit else "-" for letter, bit in (("r", READS), ("w", WRITES), ("x", EXECUTES)))
    return found, [(letters + ("s" if is_shared else "p"), offset)]


@verifies("prot.pages", examples=28, plain="clothes arguments")
@given(asked=st.sampled_from([one for one in pages if not one[1] & EXECUTES]), is_named=st.booleans())
def test_pages_are_for_reading_and_writing_as_asked(subject: Subject, asked, is_named):
    found, expected = columns(subject, asked, is_named)
    assert found == expected


@verifies("prot.pages", examples=2)
@given(options=st.sampled_from([{}, {"flags": MAP_PRIVATE}]))
def test_pages_are_for_reading_and_writing_where_nobody_asked(subject: Subject, options):
    file = subject.file(FORTY)
    m = subject.mmap.mmap(file.fileno(), 0, **options)
    found = subject.call(mapped_as, file.path)
    if found is None:
        pytest.skip("the machine has no /proc/self/maps")
    assert (found, m.length()) == ([("rw-p" if options else "rw-s", 0)], len(FORTY))


@verifies("prot.others", "prot.execute", examples=28, plain="clothes arguments")
@given(asked=st.sampled_from([one for one in pages if one[1] & EXECUTES]), is_named=st.booleans())
def test_pages_can_be_executed_as_asked(subject: Subject, asked, is_named):
    found, expected = columns(subject, asked, is_named)
    assert found == expected


@remote
def use_without_reading(m):
    m.seek(3)
    m.flush()
    found = [len(m), m.tell(), m.closed]
    for change in (
        lambda: m.write(b"x"),
        lambda: m.write_byte(1),
        lambda: m.move(0, 1, 1),
        lambda: m.__setitem__(0, 1),
    ):
        try:
            change()
            found.append("changed")
        except Exception as error:
            found.append(type(error).__name__)
    return [*found, m.tell()]


@verifies("prot.none", examples=2)
@given(flags=st.sampled_from([MAP_SHARED, MAP_PRIVATE]))
def test_a_map_with_prot_none_has_a_length_and_a_position(subject: Subject, flags):
    m = subject.mmap.mmap(subject.file(FORTY).fileno(), 0, flags, PROT_NONE)
    assert subject.call(use_without_reading, m) == [len(FORTY), 3, False, *["TypeError"] * 4, 3]


@verifies("prot.none-unreadable")
def test_a_map_with_prot_none_cannot_be_read(subject: Subject):
    m = subject.mmap.mmap(subject.file(FORTY).fileno(), 0, MAP_SHARED, PROT_NONE)
    try:
        found = m[0]
    except (Segfault, BusError, OSError, TypeError, ValueError):
        return
    raise DidNotRaise(f"expected no byte of a map with PROT_NONE, and the call returned {found!r}")
