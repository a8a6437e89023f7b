"""The audit event of the constructor. Hooks cannot be removed: each falls silent after its own call."""

import pytest

from conformance.language import Expression, Subject, remote, verifies
from conformance.properties.calls import constructing

ACCESS = {"DEFAULT": 0, "READ": 1, "WRITE": 2, "COPY": 3}


@remote
def audited(calls):
    """What becomes of each call, and the arguments of the events that it raises; None: no hooks."""
    import sys

    if not hasattr(sys, "addaudithook"):
        return None
    events, listening = [], [True]

    def hook(event, args):
        if listening and event == "mmap.__new__":
            events.append(list(args))

    sys.addaudithook(hook)
    found = []
    try:
        for call in calls:
            del events[:]
            try:
                call().close()
                outcome = "mapped"
            except OSError:
                outcome = "OSError"
            except Exception as error:
                outcome = type(error).__name__
            found.append((outcome, events[:]))
    finally:
        del listening[:]
    return found


@remote
def numbers_of(files):
    return [file.fileno() for file in files]


def heard(subject, function, argument):
    """What a remote function with an audit hook returns."""
    found = subject.call(function, argument)
    if found is None:
        pytest.skip("the interpreter has no audit hooks")
    return found


def access(name):
    return Expression(f"mmap.ACCESS_{name}")


@verifies("audit.event")
def test_the_constructor_raises_one_event_with_its_arguments(subject: Subject):
    grain = subject.granularity
    file = subject.file(size=3 * grain)
    (number,) = subject.call(numbers_of, [file])
    values = [subject.mmap.get(f"ACCESS_{name}") for name in ACCESS]
    calls, expected = [], []
    for name, value in zip(ACCESS, values, strict=True):
        calls.append(constructing(file.fileno(), 5, access=access(name), offset=2 * grain))
        expected.append(("mapped", [[number, 5, value, 2 * grain]]))
        calls.append(constructing(fileno=-1, length=7, access=access(name)))
        expected.append(("mapped", [[-1, 7, value, 0]]))
    calls += [constructing(file.fileno(), 0), constructing(file.fileno(), True, offset=grain)]
    expected += [("mapped", [[number, 0, values[0], 0]]), ("mapped", [[number, 1, values[0], grain]])]
    assert heard(subject, audited, calls) == expected


@verifies("audit.before-mapping")
def test_the_event_comes_before_the_system_is_asked(subject: Subject):
    file, empty = subject.file(b"0123456789"), subject.file()
    number, number_of_empty = subject.call(numbers_of, [file, empty])
    grain = subject.granularity
    calls = [
        constructing(file.fileno(), 5, offset=1),
        constructing(-2, 5),
        constructing(-1, 0),
        constructing(empty.fileno(), 0),
        constructing(file.fileno(), 0, offset=grain),
    ]
    found = heard(subject, audited, calls)
    arguments = [[number, 5, 0, 1], [-2, 5, 0, 0], [-1, 0, 0, 0], [number_of_empty, 0, 0, 0], [number, 0, 0, grain]]
    assert [events for _, events in found] == [[one] for one in arguments]
    assert "mapped" not in [outcome for outcome, _ in found]


@remote
def overheard(m):
    """The names of what is done with a map that raises the constructor's event again; None: no hooks."""
    import contextlib
    import sys

    if not hasattr(sys, "addaudithook"):
        return None
    heard, doing = [], []

    def hook(event, args):
        if doing and event == "mmap.__new__":
            heard.append(doing[-1])

    sys.addaudithook(hook)
    calls = [("resize", (9,)), ("flush", ()), ("madvise", (0,)), ("size", ()), ("find", (b"c",)), ("rfind", (b"c",))]
    calls += [("seek", (0,)), ("tell", ()), ("read", (1,)), ("readline", ()), ("read_byte", ()), ("seek", (0,))]
    calls += [("write", (b"x",)), ("write_byte", (1,)), ("move", (0, 1, 1)), ("resize", (5,)), ("__getitem__", (0,))]
    calls += [("__setitem__", (0, 1)), ("__len__", ()), ("__repr__", ()), ("__enter__", ()), ("close", ())]
    for name, args in calls:
        doing.append(name)
        with contextlib.suppress(Exception):  # not every map can do everything
            getattr(m, name)(*args)
    del doing[:]
    return heard


@verifies("audit.constructor-alone")
def test_what_is_done_with_a_map_raises_no_event_of_its_constructor(subject: Subject):
    assert heard(subject, overheard, subject.map(b"ab\ncd")) == []


@verifies("audit.after-the-arguments")
def test_arguments_that_are_refused_raise_no_event(subject: Subject):
    file = subject.file(b"0123456789")
    calls = [
        constructing(file.fileno(), -1),
        constructing(file.fileno(), 5, offset=-1),
        constructing(file.fileno(), 5, access=4),
        constructing(file.fileno(), 5, access=-1),
        constructing(file.fileno(), None),
        constructing(file.fileno(), 5, wrong=1),
        constructing(file.fileno()),
        constructing(file.fileno(), 5, Expression("mmap.MAP_PRIVATE"), access=access("READ")),
    ]
    found = heard(subject, audited, calls)
    assert [events for _, events in found] == [[]] * len(calls)
    assert "mapped" not in [outcome for outcome, _ in found]


@verifies("audit.access-follows-prot")
def test_the_event_tells_the_access_that_prot_comes_to(subject: Subject):
    file = subject.file(b"0123456789")
    (number,) = subject.call(numbers_of, [file])
    cases = [
        ("mmap.MAP_SHARED", "mmap.PROT_READ", 1),
        ("mmap.MAP_PRIVATE", "mmap.PROT_READ", 1),
        ("mmap.MAP_SHARED", "mmap.PROT_WRITE", 2),
        ("mmap.MAP_PRIVATE", "mmap.PROT_WRITE", 2),
        ("mmap.MAP_PRIVATE", "mmap.PROT_READ | mmap.PROT_WRITE", 0),
        ("mmap.MAP_SHARED", "0", 1),
    ]
    calls = [constructing(file.fileno(), 5, Expression(flags), Expression(prot)) for flags, prot, _ in cases]
    assert heard(subject, audited, calls) == [("mapped", [[number, 5, value, 0]]) for _, _, value in cases]


@verifies("audit.access-as-given")
def test_the_event_tells_the_access_that_was_given(subject: Subject):
    file = subject.file(b"0123456789")
    (number,) = subject.call(numbers_of, [file])
    calls = [constructing(file.fileno(), 5, None, access(name)) for name in ACCESS]
    assert heard(subject, audited, calls) == [("mapped", [[number, 5, value, 0]]) for value in ACCESS.values()]


@remote
def vetoed(path):
    """A hook refuses maps for a while: what leaves the constructor, then what is left, then a map again."""
    import gc
    import os
    import sys

    if not hasattr(sys, "addaudithook"):
        return None

    class Veto(RuntimeError):
        pass

    class Stop(BaseException):
        pass

    kinds, listening = [Veto], [True]

    def hook(event, args):
        if listening and event == "mmap.__new__":
            raise kinds[-1](event)

    def lowest_free():
        number = os.open(os.devnull, os.O_RDONLY)
        os.close(number)
        return number

    with open(path, "w+b", 0) as file:
        file.write(b"abc")
        gc.collect()  # what is left of other examples
        before, made, left = lowest_free(), [], []
        sys.addaudithook(hook)
        try:
            for number, length in ((file.fileno(), 0), (file.fileno(), 2), (file.fileno(), 4), (-1, 10), (-2, 10)):
                try:
                    made.append(mmap.mmap(number, length))
                except Veto as error:
                    left.append(str(error))
            kinds.append(Stop)
            try:
                made.append(mmap.mmap(-1, 10))
            except Stop as error:
                left.append(str(error))
        finally:
            del listening[:]
        leaked = lowest_free() - before
        m = mmap.mmap(file.fileno(), 0)
        content = m[:]
        m.close()
    return left, len(made), leaked, content


@verifies("audit.veto")
def test_a_hook_can_prevent_a_map(subject: Subject):
    assert heard(subject, vetoed, "guarded") == (["mmap.__new__"] * 6, 0, 0, b"abc")
