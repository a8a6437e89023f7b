"""Views that outlive the wish to close, and maps that are dropped unclosed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, remote, verifies
from conformance.properties.arrangements import LEAST, longer, mapped
from conformance.properties.endings import CONTENT, file_left
from conformance.properties.machine import descriptors_left, times_mapped


@remote
def refused_with_export(m, make):
    import ctypes

    makers = {
        "view": memoryview,
        "piece": lambda m: memoryview(m)[1:2],
        "cast": lambda m: memoryview(m).cast("c"),
        "empty": lambda m: memoryview(m)[0:0],
        "second": lambda m: [memoryview(m), memoryview(m).release()],
        "ctypes": lambda m: (ctypes.c_char * len(m)).from_buffer(m),
    }
    held = makers[make](m)
    m.seek(1)
    refused = 0
    for _ in range(3):
        try:
            m.close()
        except BufferError:
            refused += 1
    m[0] = 33
    found = refused, m.closed, m.read(1), m.size(), held is not None
    if isinstance(held, memoryview) and held.nbytes:
        found += (bytes(held)[-1:],)
    return found


@verifies("close.exports-refused", examples=12, plain="memory file, place file")
@given(content=draws.contents(3, 8), make=st.sampled_from(["view", "piece", "cast", "empty", "second", "ctypes"]))
def test_close_is_refused_while_a_view_is_held(subject: Subject, content, make):
    m, model = mapped(subject, content)
    seen = {"view": content[-1:], "cast": content[-1:], "piece": content[1:2]}
    expected = (3, False, content[1:2], len(content), True)
    assert subject.call(refused_with_export, m, make) == expected + ((seen[make],) if make in seen else ())
    model.set_item(0, 33)
    model.seek(2)
    assert m.state() == model.state()


@remote
def pinned_after(m, call):
    """Whether a view still keeps the map from being closed after a call, and whether it is open."""
    import contextlib

    calls = {
        "read": lambda: m.read(1),
        "read_byte": lambda: m.read_byte(),
        "readline": lambda: m.readline(),
        "write": lambda: m.write(b"x"),
        "write_byte": lambda: m.write_byte(120),
        "find": lambda: m.find(b"c"),
        "rfind": lambda: m.rfind(memoryview(b"c")),
        "seek": lambda: m.seek(0),
        "size": lambda: m.size(),
        "flush": lambda: m.flush(),
        "move": lambda: m.move(0, 1, 2),
        "resize": lambda: m.resize(3),
        "madvise": lambda: m.madvise(0),
        "slice": lambda: m[1:3],
        "assignment": lambda: m.__setitem__(slice(0, 2), bytearray(b"yz")),
        "itself": lambda: m.__setitem__(slice(0, 2), memoryview(m)[2:4]),
        "contains": lambda: b"c" in m,
        "iteration": lambda: list(m),
        "equality": lambda: m == bytes(m),
        "second view": lambda: memoryview(m).release(),
    }
    view = memoryview(m)
    with contextlib.suppress(AttributeError, BufferError, OSError, SystemError, TypeError, ValueError):
        calls[call]()
    refused = False
    try:
        m.close()
    except BufferError:
        refused = True
    return refused, m.closed, view[-1:].tobytes()


CALLS = [
    "read",
    "read_byte",
    "readline",
    "write",
    "write_byte",
    "find",
    "rfind",
    "seek",
    "size",
    "flush",
    "move",
    "resize",
]
CALLS += ["madvise", "slice", "assignment", "itself", "contains", "iteration", "equality", "second view"]


@verifies("close.exports-refused", plain="memory file, place file, exports views")
def test_nothing_that_a_map_does_lets_go_of_its_views(subject: Subject):
    for call in CALLS:
        m, _ = mapped(subject, b"abcdef")
        assert subject.call(pinned_after, m, call) == (True, False, b"f")


@remote
def closed_after_release(m, how):
    import gc

    view = memoryview(m)
    piece, cast = view[1:], view.cast("b")
    if how == "with":
        with view, piece, cast:
            pass
    elif how == "release":
        for one in (cast, view, piece):
            one.release()
    else:
        del view, piece, cast
        gc.collect()
    return m.close(), m.closed


@verifies("close.after-release", examples=3, plain="memory file, exports views")
@given(how=st.sampled_from(["release", "with", "del"]))
def test_a_map_can_be_closed_when_its_views_are_gone(subject: Subject, how):
    m, model = mapped(subject, CONTENT)
    assert subject.call(closed_after_release, m, how) == (None, True)
    assert file_left(m) == model.file


@remote
def closed_while_scanned(m):
    import gc
    import re

    scanner = re.finditer(b"[a-z]", m)
    found = [next(scanner).span()]
    try:
        m.close()
    except BufferError:
        found.append("refused")
    found.append(m.closed)
    found.append(len(list(scanner)))
    del scanner
    gc.collect()
    m.close()
    found.append(m.closed)
    return found


@verifies("close.scanner-refused", plain="exports views")
def test_close_is_refused_while_a_scanner_is_at_work(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(closed_while_scanned, m) == [(0, 1), "refused", False, 7, True]


@remote
def left_with_view(m, failing):
    try:
        with m:
            view = memoryview(m)
            if failing:
                raise ZeroDivisionError
    except BufferError as error:
        found = type(error.__context__).__name__, m.closed, bytes(view[:2]), m[1], m.size()
        view.release()
        return found


@verifies("context.exit-exports", examples=2, plain="memory file, place file")
@given(failing=st.booleans())
def test_a_with_block_cannot_be_left_while_a_view_is_held(subject: Subject, failing):
    m, model = mapped(subject, CONTENT)
    behind = "ZeroDivisionError" if failing else "NoneType"
    assert subject.call(left_with_view, m, failing) == (behind, False, CONTENT[:2], CONTENT[1], len(CONTENT))
    assert m.state() == model.state()


@remote
def dropped(path, how):
    import gc
    import io
    import sys
    import warnings

    gc.collect()
    gc.collect()
    right, sys.stderr = sys.stderr, io.StringIO()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with open(path, "r+b", 0) as file:
                made = [mmap.mmap(file.fileno(), 0), mmap.mmap(-1, 10)]
                made += [mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)]
                for one in made:
                    one.write(b"changed")
                made += [mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)]
                if how == "closed":
                    made[0].close()
                elif how == "with view":
                    made.append(memoryview(made[0]))
            del made, one
            gc.collect()
        return [str(one.message) for one in caught], sys.stderr.getvalue()
    finally:
        sys.stderr = right


@verifies("object.gc-silent", examples=3)
@given(how=st.sampled_from(["open", "closed", "with view"]))
def test_a_dropped_map_goes_without_a_word(subject: Subject, how):
    assert subject.call(dropped, subject.file(CONTENT).path, how) == ([], "")


@verifies("object.gc-gives-back")
def test_a_dropped_map_gives_its_descriptor_back(subject: Subject):
    assert subject.call(descriptors_left, subject.file(CONTENT).path, "del") == 0


@remote
def mapped_and_dropped(path):
    with open(path, "r+b", 0) as file:
        m = mmap.mmap(file.fileno(), 0)
        m[0] = m[-1] = 33
        del m


@verifies("object.gc-unmaps", examples=len(LEAST))
@given(least=st.sampled_from(LEAST))
def test_a_dropped_map_is_mapped_no_longer(subject: Subject, least):
    size = longer(subject, least)
    file = subject.file(size=size)
    subject.call(mapped_and_dropped, file.path)
    found = subject.call(times_mapped, file.path)
    if found is None:
        pytest.skip("the machine has no /proc/self/maps")
    assert found == 0
    assert file.content(size - 1) == b"!"


@remote
def collected_in_cycle(kind):
    import gc
    import sys
    import weakref

    class Linked(mmap.mmap):
        pass

    m = Linked(-1, 10)
    gone = [weakref.ref(m), weakref.ref(Linked)]
    # Free-threaded 3.13 keeps each class, and what that holds, once it has had threads.
    gone = gone[: kind != "its class"] if "t" in getattr(sys, "abiflags", "") else gone
    if kind == "its class":
        Linked.made = m
    elif kind != "nothing":
        m.itself = [m]
    if kind == "a view":
        m.view = memoryview(m)
    del m
    del Linked
    for _ in range(10):
        gc.collect()
        if not any(one() for one in gone):
            break
    return [one() is None for one in gone]


@verifies("object.gc-cycle", examples=4)
@given(kind=st.sampled_from(["an attribute", "a view", "its class", "nothing"]))
def test_a_map_in_a_cycle_is_collected(subject: Subject, kind):
    assert all(subject.call(collected_in_cycle, kind))
