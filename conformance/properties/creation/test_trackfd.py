"""trackfd: whether a map keeps a descriptor of its own."""

from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Expression, Subject, raises, remote, remote_with, verifies
from conformance.model import Model
from conformance.properties.arrangements import FORTY, page_edges, pattern
from conformance.properties.calls import constructing
from conformance.properties.changes import REFUSED, comes_to, refusals
from conformance.properties.machine import open_descriptors
from conformance.properties.ways import READ_ONLY, ways

FALSE = [False, 0, "", b"", None, Expression("[]"), Expression("{}"), 0.0]
TRUE = [True, 1, -1, "False", b"0", Expression("[0]"), Expression("object()"), 0.5]


@remote_with(open_descriptors)
def kept_by(calls):
    """How many descriptors each map has."""
    import gc

    gc.collect()  # what is left of other examples
    found, before = [], len(open_descriptors())
    for call in calls:
        m = call()
        found.append(len(open_descriptors()) - before)
        m.close()
        found.append(len(open_descriptors()) - before)
    return found


@verifies("trackfd.keyword-only", examples=2)
@given(value=st.booleans())
def test_trackfd_is_given_by_keyword_only(subject: Subject, value):
    number = subject.file(FORTY).fileno()
    spelled = [
        number, 0, Expression("mmap.MAP_SHARED"), Expression("mmap.PROT_READ | mmap.PROT_WRITE"),
        Expression("mmap.ACCESS_DEFAULT"), 0,
    ]  # fmt: skip
    with raises(TypeError):
        subject.mmap.mmap(*spelled, value)
    assert subject.mmap.mmap(*spelled, trackfd=value)[:] == FORTY


@verifies("trackfd.absent", "trackfd.absent-on-windows", examples=4)
@given(value=st.booleans(), anonymous=st.booleans())
def test_there_is_no_trackfd(subject: Subject, value, anonymous):
    file = subject.file(FORTY)
    with raises(TypeError):
        subject.mmap.mmap(-1 if anonymous else file.fileno(), 5, trackfd=value)


@verifies("trackfd.keeps-no-descriptor", examples=11)
@given(data=st.data())
def test_an_untracked_map_keeps_no_descriptor(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    number = subject.file(FORTY).fileno()
    calls = [constructing(number, length, **way.options, trackfd=False) for length in (0, 5)]
    assert subject.call(kept_by, calls) == [0, 0] * len(calls)


@remote
def many_maps(file, count):
    """The descriptors in use are no more with so many maps, and each of them can be used."""
    import os

    maps = [mmap.mmap(file.fileno(), 0, trackfd=False) for _ in range(count)]
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    maps[-1][0] = 33
    found = [number < count, len({m[:] for m in maps})]
    for m in maps:
        m.close()
    return found


@verifies("trackfd.keeps-no-descriptor")
def test_there_can_be_more_maps_than_descriptors(subject: Subject):
    assert subject.call(many_maps, subject.file(FORTY), 100) == [True, 1]


@verifies("trackfd.works-otherwise", examples=16)
@given(closed=st.booleans(), data=st.data())
def test_an_untracked_map_works_without_its_descriptor(subject: Subject, closed, data):
    way = data.draw(ways(subject), label="way")
    content = pattern(data.draw(st.sampled_from([edge for edge in page_edges(subject) if edge > 6]), label="length"))
    file = subject.file(content)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options, trackfd=False)
    if closed:
        with subject.unread():
            file.close()
    assert (m.length(), m.closed, m.find(content[-3:])) == (len(content), False, content.find(content[-3:]))
    with subject.unread():
        m.flush()
    comes_to(subject, m, content, way.effect)


@verifies("trackfd.size-fails", examples=6)
@given(closed=st.booleans(), data=st.data())
def test_an_untracked_map_does_not_know_the_size_of_its_file(subject: Subject, closed, data):
    file = subject.file(FORTY)
    m = subject.mmap.mmap(file.fileno(), 5, **data.draw(ways(subject), label="way").options, trackfd=False)
    if closed:
        with subject.unread():
            file.close()
    with raises(OSError, ValueError):
        m.size()
    assert m[:] == FORTY[:5]


@verifies("trackfd.size-raises-value-error", examples=4)
@given(closed=st.booleans(), length=st.sampled_from([0, 5]))
def test_the_size_of_an_untracked_map_is_a_value_error(subject: Subject, closed, length):
    file = subject.file(FORTY)
    m = subject.mmap.mmap(file.fileno(), length, trackfd=False)
    if closed:
        with subject.unread():
            file.close()
    with raises(ValueError):
        m.size()
    assert m[:] == FORTY[: length or None]


@verifies("trackfd.anonymous", examples=11)
@given(data=st.data())
def test_anonymous_memory_can_be_untracked(subject: Subject, data):
    way = data.draw(ways(subject), label="way")
    m, model = subject.mmap.mmap(-1, 10, **way.options, trackfd=False), Model(bytes(10))
    if way.effect == READ_ONLY:
        assert subject.call(refusals, m) == REFUSED
    else:
        m[3:6] = b"abc"
        model.set_slice(slice(3, 6), b"abc")
    assert m.state() == model.state()


@verifies("trackfd.truth-value")
def test_trackfd_is_as_true_as_any_object(subject: Subject):
    number = subject.file(FORTY).fileno()
    calls = [constructing(number, 0, trackfd=value) for value in [*FALSE, *TRUE]]
    assert subject.call(kept_by, calls) == [0, 0] * len(FALSE) + [1, 0] * len(TRUE)


@verifies("trackfd.default", "trackfd.keyword-only", examples=11)
@given(options=st.sampled_from([{}, {"trackfd": True}]), data=st.data())
def test_a_map_keeps_a_descriptor_unless_it_is_told_not_to(subject: Subject, options, data):
    way = data.draw(ways(subject), label="way")
    file = subject.file(FORTY)
    assert subject.call(kept_by, [constructing(file.fileno(), 0, **way.options, **options)]) == [1, 0]
    m = subject.mmap.mmap(file.fileno(), 5, **way.options, **options)
    with subject.unread():
        file.close()
    assert m.size() == len(FORTY)


@verifies("trackfd.windows", examples=6)
@given(closed=st.booleans(), data=st.data())
def test_an_untracked_map_works_on_windows_too(subject: Subject, closed, data):
    way = data.draw(ways(subject), label="way")
    file = subject.file(FORTY)
    m = subject.mmap.mmap(file.fileno(), 0, **way.options, trackfd=False)
    if closed:
        with subject.unread():
            file.close()
    with raises(OSError, ValueError):
        m.size()
    comes_to(subject, m, FORTY, way.effect)


@remote
def renamed_and_deleted(path):
    """Whether the file of an untracked map can be renamed, and deleted, once its descriptor has been closed."""
    import os

    with open(path, "w+b", 0) as file:
        file.write(b"abc")
        m = mmap.mmap(file.fileno(), 0, trackfd=False)
    found = []
    for change in (lambda: os.rename(path, path + "2"), lambda: os.unlink(path + "2")):
        try:
            change()
            found.append(True)
        except OSError:
            found.append(False)
    found.append(m[:])
    m.close()
    return found


@remote
def can_be_deleted(path):
    """Whether this machine lets a file go that a view shows and nobody has open: Windows refuses, Wine does not."""
    import ctypes
    import msvcrt
    import os

    windows = ctypes.WinDLL("kernel32")
    windows.CreateFileMappingW.restype = windows.MapViewOfFile.restype = ctypes.c_void_p
    with open(path, "w+b", 0) as file:
        file.write(b"abc")
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(file.fileno()))
        section = ctypes.c_void_p(windows.CreateFileMappingW(handle, None, 4, 0, 0, None))  # PAGE_READWRITE
    view = ctypes.c_void_p(windows.MapViewOfFile(section, 2, 0, 0, 0))  # FILE_MAP_WRITE
    windows.CloseHandle(section)
    if not view.value:
        raise ctypes.WinError()
    try:
        os.unlink(path)
        return True
    except OSError:
        return False
    finally:
        windows.UnmapViewOfFile(view)


@verifies("trackfd.windows-rename")
def test_the_file_of_an_untracked_map_can_be_renamed(subject: Subject):
    deleted = subject.call(can_be_deleted, "shown")
    assert subject.call(renamed_and_deleted, "untracked") == [True, deleted, b"abc"]
