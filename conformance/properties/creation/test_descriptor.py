"""Which descriptors can be mapped, with which access, and what becomes of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, raises, remote, remote_with, verifies
from conformance.model import COPY, DEFAULT, READ, Model
from conformance.properties.calls import attempts, constructing, wrapped
from conformance.properties.descriptors import CONTENT, descriptor
from conformance.properties.machine import open_descriptors
from conformance.properties.ways import EVERYWHERE, ON_UNIX, PRIVATE, READ_ONLY, SHARED, ways

FOR_UPDATE = st.sampled_from(["r+b", "a+b", "O_RDWR", "O_RDWR|O_APPEND"])
FOR_READING = st.sampled_from(["rb", "O_RDONLY"])
FOR_WRITING = st.sampled_from(["ab", "O_WRONLY", "O_WRONLY|O_APPEND"])
lengths = st.sampled_from([0, 1, len(CONTENT)])
ACCESS_OF = {SHARED: DEFAULT, READ_ONLY: READ, PRIVATE: COPY}


def in_mode(subject, mode):
    if mode in ("a+b", "O_RDWR|O_APPEND") and not subject.facts.appends_in_place:
        pytest.skip("the file system appends what a map changes of a file that is open for appending, as bindfs does")
    return descriptor(subject, mode, CONTENT) if mode.startswith("O_") else subject.file(CONTENT, mode)


def is_a_map_of_the_file(m, length, effect):
    """The map holds the file's content, and a change to it comes to what it should."""
    model = Model(CONTENT[: length or None], ACCESS_OF[effect], file=CONTENT)
    if effect == READ_ONLY:
        with raises(TypeError):
            m[0] = 33
    else:
        m[0] = 33
        model.set_item(0, 33)
    assert m.state() == model.state()


@verifies("descriptor.open-for-update", examples=20)
@given(mode=FOR_UPDATE, length=lengths, data=st.data())
def test_a_file_open_for_update_can_be_mapped_in_every_way(subject: Subject, mode, length, data):
    way = data.draw(ways(subject), label="way")
    m = subject.mmap.mmap(in_mode(subject, mode).fileno(), length, **way.options)
    is_a_map_of_the_file(m, length, way.effect)


@verifies("descriptor.open-for-reading", examples=8)
@given(mode=FOR_READING, length=lengths, way=st.sampled_from([way for way in EVERYWHERE if way.effect != SHARED]))
def test_a_file_open_for_reading_is_mapped_or_refused(subject: Subject, mode, length, way):
    file = in_mode(subject, mode)
    try:
        m = subject.mmap.mmap(file.fileno(), length, **way.options)
    except (OSError, ValueError):
        assert file.content() == CONTENT
    else:
        is_a_map_of_the_file(m, length, way.effect)


@verifies("descriptor.reading-suffices", examples=14)
@given(mode=FOR_READING, length=lengths, data=st.data())
def test_a_file_open_for_reading_is_enough_for_what_does_not_write(subject: Subject, mode, length, data):
    way = data.draw(ways(subject, READ_ONLY, PRIVATE), label="way")
    m = subject.mmap.mmap(in_mode(subject, mode).fileno(), length, **way.options)
    is_a_map_of_the_file(m, length, way.effect)


@verifies("descriptor.not-writable", examples=16)
@given(mode=FOR_READING, length=lengths, data=st.data())
def test_a_file_open_for_reading_cannot_be_shared_writable(subject: Subject, mode, length, data):
    way = data.draw(ways(subject, SHARED), label="way")
    file = in_mode(subject, mode)
    with raises(PermissionError):
        subject.mmap.mmap(file.fileno(), length, **way.options)
    assert file.content() == CONTENT


@verifies("descriptor.write-only", examples=20)
@given(mode=FOR_WRITING, length=lengths, data=st.data())
def test_a_file_open_for_writing_only_is_refused(subject: Subject, mode, length, data):
    way = data.draw(ways(subject), label="way")
    file = in_mode(subject, mode)
    with raises(PermissionError):
        subject.mmap.mmap(file.fileno(), length, **way.options)
    assert file.content() == CONTENT


@verifies("descriptor.fileno-of-a-file", examples=8)
@given(contents=st.lists(draws.contents(), min_size=2, max_size=3), data=st.data())
def test_a_map_is_of_the_file_whose_fileno_it_was_given(subject: Subject, contents, data):
    files = [subject.file(content) for content in contents]
    chosen = data.draw(st.sampled_from(range(len(files))), label="which")
    m = subject.mmap.mmap(files[chosen].fileno(), 0)
    assert m.state() == Model(contents[chosen], file=contents[chosen]).state()


@remote
def mapped_as_number_zero(path, length):
    """What a map of descriptor 0 shows, which a file is open as, and the file after a change of the map."""
    import os

    before, file = os.dup(0), os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.dup2(file, 0)
        m = mmap.mmap(0, length)
        shown = m[:]
        m[0] = 65
        m.flush()
        m.close()
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(file)
    with open(path, "rb", 0) as changed:
        return shown, changed.read()


@verifies("descriptor.number-zero", examples=2)
@given(length=st.sampled_from([0, 3]))
def test_descriptor_0_is_of_a_file_as_any_other(subject: Subject, length):
    file = subject.file(b"abc")
    assert subject.call(mapped_as_number_zero, file.path, length) == (b"abc", b"Abc")


@verifies("descriptor.no-file-objects", examples=10)
@given(length=st.sampled_from([0, 3]), wrong=st.sampled_from(range(5)))
def test_only_a_number_is_a_descriptor(subject: Subject, length, wrong):
    file = subject.file(b"abc")
    instead = (file, wrapped(file.fileno(), "fileno"), file.path, -1.0, None)
    with raises(TypeError):
        subject.mmap.mmap(instead[wrong], length)
    assert file.content() == b"abc"


@verifies("descriptor.from-os-open", examples=8)
@given(content=draws.contents())
def test_what_os_open_returned_can_be_mapped(subject: Subject, content):
    m, model = subject.mmap.mmap(descriptor(subject, "O_RDWR", content).fileno(), 0), Model(content, file=content)
    m[0] = 33
    model.set_item(0, 33)
    assert m.state() == model.state()


@remote
def read_after_maps(file):
    """What is still read through a descriptor once its maps have been closed, have failed and have gone."""
    import contextlib
    import gc
    import os

    number = file.fileno()
    m = mmap.mmap(number, 0, access=mmap.ACCESS_READ)
    m.close()
    with contextlib.suppress(OSError, ValueError):
        mmap.mmap(number, 0, offset=1)
    m = mmap.mmap(number, 0)
    with mmap.mmap(number, 1):
        pass
    del m
    gc.collect()
    os.lseek(number, 0, 0)
    return os.read(number, 100)


@verifies("descriptor.stays-open", examples=4)
@given(mode=FOR_UPDATE)
def test_a_map_leaves_its_descriptor_open(subject: Subject, mode):
    file = in_mode(subject, mode)
    assert subject.call(read_after_maps, file) == CONTENT


@remote
def mapped_before_and_after_flush(path, data):
    found = []
    with open(path, "w+b") as file:
        file.write(data)
        for _ in range(2):
            try:
                with mmap.mmap(file.fileno(), 0) as m:
                    found.append(m[:])
            except Exception as error:
                found.append(type(error).__name__)
            file.flush()
    return found


@verifies("descriptor.flush-first", examples=4)
@given(data=draws.contents())
def test_a_map_shows_what_was_flushed(subject: Subject, data):
    before, after = subject.call(mapped_before_and_after_flush, "buffered", data)
    assert before in ("ValueError", "OSError")  # there is nothing in the file yet
    assert after == data


# Kinds of descriptors on Linux: the system decides


@verifies("descriptor.mappable-kinds", examples=14)
@given(kind=st.sampled_from(["in memory", "without a name"]), length=lengths, data=st.data())
def test_files_in_memory_and_without_a_name_can_be_mapped(subject: Subject, kind, length, data):
    way = data.draw(ways(subject), label="way")
    file = descriptor(subject, kind, CONTENT)
    m = subject.mmap.mmap(file.fileno(), length, **way.options)
    second = subject.map(file)
    assert m[:] == CONTENT[: length or None]
    if way.effect != READ_ONLY:
        m[0] = 33
        assert second[0] == (33 if way.effect == SHARED else CONTENT[0])


@verifies("descriptor.mappable-kinds", examples=11)
@given(data=st.data())
def test_dev_zero_can_be_mapped(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    length = data.draw(st.sampled_from([1, subject.page_size + 1]), label="length")
    m = subject.mmap.mmap(descriptor(subject, "/dev/zero").fileno(), length, **way.options)
    assert m[:] == bytes(length)


UNMAPPABLE = ("directory", "pipe", "other end of a pipe", "socket", "/dev/null")
OPEN_FOR_READING = {"directory", "pipe"}
"""These are refused for that where the map would be writable, and else for what they are."""


def expected_errors(kind, ways):
    if kind == "other end of a pipe":
        return ["EACCES"] * len(ways)
    return ["EACCES" if kind in OPEN_FOR_READING and way.effect == SHARED else "ENODEV" for way in ways]


@verifies("descriptor.unmappable-kinds", examples=5)
@given(kind=st.sampled_from(UNMAPPABLE))
def test_what_cannot_be_mapped_is_refused_by_the_system(subject: Subject, kind):
    file, every = descriptor(subject, kind), EVERYWHERE + ON_UNIX
    calls = [constructing(file.fileno(), 10, **way.options) for way in every]
    assert subject.call(attempts, calls) == expected_errors(kind, every)
    calls = [constructing(file.fileno(), 0, **way.options) for way in every]
    assert subject.call(attempts, calls) == ["EINVAL"] * len(every)


@verifies("descriptor.unmappable-kinds")
def test_a_mere_path_is_no_descriptor_to_map(subject: Subject):
    file = descriptor(subject, "O_PATH")
    calls = [constructing(file.fileno(), length, **way.options) for way in EVERYWHERE + ON_UNIX for length in (0, 10)]
    assert subject.call(attempts, calls) == ["EBADF"] * len(calls)


# The descriptor and the map on Unix


@verifies("descriptor.may-be-closed", examples=11)
@given(mode=FOR_UPDATE, data=st.data())
def test_the_descriptor_can_be_closed_once_the_map_is_made(subject: Subject, mode, data):
    way = data.draw(ways(subject), label="way")
    file = in_mode(subject, mode)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    with subject.unread():
        file.close()
    assert m.size() == len(CONTENT)
    is_a_map_of_the_file(m, 0, way.effect)


@remote_with(open_descriptors)
def descriptors_of(calls):
    """How many descriptors each map has while it is open, when it is closed, and when another is gone."""
    import gc

    gc.collect()  # what is left of other examples
    before, found = len(open_descriptors()), []
    for call in calls:
        m = call()
        opened = len(open_descriptors()) - before
        m.close()
        closed = len(open_descriptors()) - before
        m = call()
        m = None
        if len(open_descriptors()) != before:
            gc.collect()
        found.append((opened, closed, len(open_descriptors()) - before))
    return found


@verifies("descriptor.one-while-open", examples=2)
@given(anonymous=st.booleans())
def test_a_map_has_one_descriptor_while_it_is_open(subject: Subject, anonymous):
    file = subject.file(CONTENT)
    number = -1 if anonymous else file.fileno()
    calls = [constructing(number, 5, **way.options) for way in EVERYWHERE + ON_UNIX]
    assert subject.call(descriptors_of, calls) == [(0 if anonymous else 1, 0, 0)] * len(calls)


@remote_with(open_descriptors)
def inheritable_descriptors(file, calls):
    """Of the descriptors that come with maps, those that a program inherits."""
    import os

    os.set_inheritable(file.fileno(), True)
    before = open_descriptors()
    maps = [call() for call in calls]
    found = [number for number in open_descriptors() - before if os.get_inheritable(number)]
    for m in maps:
        m.close()
    return found


@verifies("descriptor.not-inherited")
def test_no_program_inherits_the_descriptor_of_a_map(subject: Subject):
    file = subject.file(CONTENT)
    calls = [constructing(file.fileno(), 0, **way.options) for way in EVERYWHERE + ON_UNIX]
    assert subject.call(inheritable_descriptors, file, calls) == []


@remote
def after_another_took_its_name(path):
    """A map after a rename over its file, after the end of that name, and the file that has the name now."""
    import os

    with open(path, "w+b", 0) as file:
        file.write(b"first")
        m = mmap.mmap(file.fileno(), 0)
        with open("other", "wb", 0) as other:
            other.write(b"other, and longer")
        os.rename("other", path)
        renamed = m[:]
        m[0] = 33
        with open(path, "rb", 0) as other:
            held = other.read()
        size = m.size()
        os.unlink(path)
        m[1] = 33
        file.seek(0)
        found = [renamed, held, size, m[:], m.size(), file.read()]
        m.close()
    return found


@verifies("descriptor.follows-the-file")
def test_a_map_stays_with_its_file(subject: Subject):
    found = subject.call(after_another_took_its_name, "named")
    assert found == [b"first", b"other, and longer", 5, b"!!rst", 5, b"!!rst"]


@remote
def position_of(file):
    import os

    return os.lseek(file.fileno(), 0, 1)


@verifies("descriptor.position-left-alone", examples=11)
@given(position=st.sampled_from([5, 0, 10, 1000]), data=st.data())
def test_the_position_of_the_descriptor_is_its_own(subject: Subject, position, data):
    way = data.draw(ways(subject), label="way")
    file = subject.file(CONTENT)
    with subject.unread():
        file.seek(position)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options)
    assert (m.tell(), m.read()) == (0, CONTENT)
    with raises(ValueError):
        subject.mmap.mmap(file.fileno(), len(CONTENT) + 1, **way.options)
    assert subject.call(position_of, file) == position
    m.flush()
    assert m.size() == len(CONTENT)
    assert subject.call(position_of, file) == position
