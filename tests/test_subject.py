"""A subject as properties see it: origins of failures, deaths and fresh starts, resets, budgets."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from conformance.exits import LaunchFailed
from conformance.harness.driving import link as links
from conformance.harness.driving import lives
from conformance.harness.driving.evidence import evidence_of
from conformance.harness.wire.deaths import Abort, BusError, Hung, Segfault, SubjectDied
from conformance.language import remote, remote_with

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
ODD = "import mmap as _mmap, os, signal, sys, time\nfrom mmap import *\nclass mmap(_mmap.mmap):\n"


def origin(error):
    """What Hypothesis tells failures apart by: the type, and where it was raised."""
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    return type(error), trace.tb_frame.f_code.co_filename, trace.tb_lineno


def failing(call, kind=Exception):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


# Exceptions


@remote
def thrown(kind, args):
    import builtins

    raise getattr(builtins, kind)(*args)


@remote_with(thrown)
def thrown_further(kind, args):
    try:
        raise KeyError("before")
    except KeyError:
        thrown(kind, args)


@pytest.mark.parametrize(
    ("kind", "args"),
    [
        ("ValueError", ("a message", 7)),
        ("KeyError", ("key",)),
        ("StopIteration", (7,)),
        ("OverflowError", ()),
        ("BufferError", ("\ud800",)),
        ("UnicodeDecodeError", ("utf-8", b"\xff", 0, 1, "reason")),
        ("MemoryError", ()),
        ("AssertionError", (None,)),
        ("NotImplementedError", (b"\0",)),
    ],
)
def test_an_exception_arrives_as_the_same_class_with_its_arguments(started, kind, args):
    error = failing(lambda: started().call(thrown, kind, args))
    assert type(error).__name__ == kind
    assert type(error).__module__ == "builtins"
    assert error.args == args
    assert error.__cause__ is error.__context__ is None


def test_an_operating_systems_error_keeps_errno_and_class(started):
    subject = started()
    error = failing(lambda: subject.step("open('nowhere', 'rb')", "open"))
    assert (type(error), error.errno) == (FileNotFoundError, 2)
    error = failing(lambda: subject.mmap.mmap(99999, 10), OSError)
    assert error.errno == 9


def test_a_class_of_the_subjects_own_stands_below_the_nearest_builtin_one(started):
    odd = "class Odd(LookupError): pass\nclass Odder(Odd): pass\n"
    subject = started(odd + ODD + "    def find(self, *args): raise Odder(1, b'2')\n")
    error = failing(lambda: subject.map(b"a").find(b"a"))
    assert [kind.__name__ for kind in type(error).__mro__[:3]] == ["Odder", "LookupError", "Exception"]
    assert error.args == (1, b"2")


def test_every_operation_has_an_origin_of_its_own(started):
    subject = started()
    m = subject.map(b"ab")
    calls = [
        lambda: m.read_byte(1),
        lambda: m.seek(7, 9),
        lambda: m[7],
        lambda: m.__setitem__(7, 0),
        lambda: m.find(1),
        lambda: m.rfind(1),
        lambda: subject.call(thrown, "ValueError", ()),
    ]
    origins = {origin(failing(call)) for call in calls}
    assert len(origins) == len(calls)
    here = {(name, line) for _, name, line in origins}
    assert ("<remote thrown>", 3) in here
    assert {name for name, _ in here} == {
        "<read_byte>",
        "<seek>",
        "<[]>",
        "<[]=>",
        "<find>",
        "<rfind>",
        "<remote thrown>",
    }


def test_what_fails_among_unread_steps_is_known_by_its_own_step(started):
    subject = started()
    m = subject.map(b"ab")
    with subject.unread():
        m.seek(1)
        m.seek(100)
        m.seek(0)
    error = failing(m.tell, ValueError)
    assert evidence_of(error).step.text == "m2.seek(100)"
    assert [step.text for step in evidence_of(error).journal.steps][-2:] == ["m2.seek(1)", "m2.seek(100)"]


@pytest.mark.parametrize("place", ["first", "alone"])
def test_a_file_that_cannot_be_opened_is_the_fault_of_its_step(started, place):
    subject = started()
    if place == "alone":
        subject.step("7", "seven")
    error = failing(lambda: subject.map(subject.file(b"", mode="no mode")).tell())
    assert evidence_of(error).step.operation == "open"


# Deaths


@posix
def test_signals_are_told_apart(started):
    subject = started(ODD + "    def find(self, number): os.kill(os.getpid(), number)\n")
    for number, kind in ((signal.SIGSEGV, Segfault), (signal.SIGBUS, BusError), (signal.SIGABRT, Abort)):
        subject.begin()
        m = subject.map(b"a")
        error = failing(lambda m=m, number=number: m.find(int(number)), kind)
        assert origin(error)[1] == "<find>"
    subject.begin()
    assert subject.map(b"ab")[:] == b"ab"
    assert subject.lives.deaths == 3


@posix
def test_last_words_are_kept_without_control_characters(started):
    subject = started(ODD + "    def find(self): os.write(2, b'dying \\x1b[31m\\xff words\\n'); os.abort()\n")
    error = failing(subject.map(b"a").find, Abort)
    assert error.last_words.endswith("words\n")
    assert "\x1b" not in error.last_words


def test_a_hang_ends_at_its_limit_and_the_limit_is_longer_where_the_pace_is(started):
    subject = started(ODD + "    def find(self): time.sleep(1000)\n", step_seconds=0.6)
    m = subject.map(b"a")
    m.tell()
    began = time.monotonic()
    failing(m.find, Hung)
    assert 0.6 <= time.monotonic() - began < 5
    # while a hang is shrunk, a step is given less; the last replay has all of it
    subject.begin()
    assert subject.lives.limit == pytest.approx(0.3)
    subject.begin(fresh=True)
    assert subject.lives.limit == pytest.approx(0.6)
    subject.examine()
    subject.begin()
    assert subject.lives.limit == pytest.approx(0.6)


@posix
def test_after_a_death_a_spare_is_ready(started):
    subject = started(ODD + "    def find(self): os.abort()\n")
    for _ in range(3):
        subject.begin()
        failing(subject.map(b"a").find, Abort)
    assert subject.lives.spare is not None
    pid = subject.lives.spare.pid
    subject.begin()
    subject.map(b"a").tell()
    assert subject.lives.link.pid == pid


@posix
def test_a_spare_that_has_waited_for_long_or_was_killed_is_no_broken_launch(started, monkeypatch):
    subject = started(ODD + "    def find(self): os.abort()\n")
    failing(subject.map(b"a").find, Abort)
    subject.begin()
    failing(subject.map(b"a").find, Abort)
    spare = subject.lives.spare
    os.kill(spare.pid, signal.SIGKILL)
    os.waitid(os.P_PID, spare.pid, os.WEXITED | os.WNOWAIT)
    subject.begin()
    assert subject.map(b"ab").tell() == 0
    assert subject.lives.link is not spare
    failing(subject.map(b"a").find, Abort)
    time.sleep(1.2)
    monkeypatch.setattr(links, "START_SECONDS", 1.0)
    spare = subject.lives.spare
    subject.begin()
    assert subject.map(b"ab").tell() == 0
    assert subject.lives.link is spare


def test_starts_are_bounded(started, monkeypatch):
    subject = started()
    monkeypatch.setattr(lives, "RESTARTS", 3)
    for _ in range(2):
        subject.lives.abandon()
        subject.step("7", "seven")
    subject.lives.abandon()
    error = failing(lambda: subject.step("7", "seven"), LaunchFailed)
    assert "3 times" in str(error)
    assert "giving up" in str(error)


@posix
def test_a_subject_that_does_not_start_again_is_no_subject_afterwards(started, tmp_path):
    subject = started(ODD + "    def find(self): os.abort()\n")
    (tmp_path / "made_up.py").write_text("raise RuntimeError('gone')", "utf-8")
    failing(subject.map(b"a").find, Abort)
    for _ in range(2):
        subject.begin()
        assert "gone" in str(failing(subject.map(b"a").tell, LaunchFailed))


# Examples


@remote
def world():
    import os

    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor, sorted(os.listdir(".")), os.getcwd(), sorted(name for name in globals() if name[1:].isdigit())


def test_nothing_of_an_example_is_left_for_the_next(started):
    subject = started()
    subject.begin()
    before = subject.call(world)
    for _ in range(3):
        subject.begin()
        m = subject.map(subject.file(b"abc"))
        subject.step("__import__('os').mkdir('folder')", "mkdir")
        subject.step("open('folder/file', 'w').write('a')", "write")
        subject.step("__import__('os').chdir('folder')", "chdir")
        view = subject.remember(f"memoryview({m.text})", "view", "v")
        subject.remember(f"memoryview({view})", "view", "v")
        subject.step("[__import__('os').open('file', 0) for _ in range(20)]", "leak")
        subject.begin()
        assert subject.call(world) == before


def test_a_fresh_example_begins_in_a_process_that_has_run_nothing(started):
    subject = started()
    pid = subject.step("__import__('os').getpid()", "pid")
    subject.begin()
    assert subject.step("__import__('os').getpid()", "pid") == pid
    subject.begin(fresh=True)
    assert subject.step("__import__('os').getpid()", "pid") != pid


def test_the_directory_goes_with_the_process_whatever_is_in_it(started):
    subject = started()
    home = Path(subject.step("__import__('os').getcwd()", "cwd"))
    subject.step("open('core', 'w').write('x' * 1000)", "write")
    assert (home / "core").exists()
    subject.stop()
    assert not home.exists()


def test_files_are_made_in_the_folder_that_was_asked_for(started, tmp_path):
    (tmp_path / "there").mkdir()
    subject = started(files=tmp_path / "there")
    subject.map(b"abc").tell()
    (home,) = (tmp_path / "there").iterdir()
    assert (home / "f1").read_bytes() == b"abc"
    subject.stop()
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a memory limit needs Linux")
def test_memory_is_limited_where_a_limit_is_asked_for(started):
    subject = started(memory=200 << 20)
    assert subject.step("len(bytearray(10 << 20))", "little") == 10 << 20
    failing(lambda: subject.step("len(bytearray(300 << 20))", "much"), MemoryError)


@pytest.mark.skipif(sys.platform.startswith("linux"), reason="Linux has one")
def test_a_memory_limit_that_cannot_be_kept_is_refused(started):
    with pytest.raises(LaunchFailed, match="leave out --memory"):
        started(memory=200 << 20)


# Proxies


def test_a_proxy_renders_what_was_written(started):
    subject = started()
    m = subject.map(b"abcdef")
    assert m[2:5] == b"cde"
    m[0] = 65
    m[-2:] = b"yz"
    assert m.contains(b"A") is True
    assert [next(iter(m)), len(m), m.length(), m.closed] == [b"A", 6, 6, False]
    assert m.find(b"c", 1) == 2
    texts = [step.text for step in subject.journal.steps]
    assert texts[2:6] == ["m2 = mmap.mmap(f1.fileno(), 0)", "m2[2:5]", "m2[0] = 65", "m2[-2:] = b'yz'"]
    assert texts[-1] == "m2.find(b'c', 1)"


def test_a_context_manager_enters_and_leaves_in_the_subject(started):
    subject = started()
    with subject.map(b"ab") as m:
        assert m.closed is False
    assert m.closed is True
    texts = [step.text for step in subject.journal.steps]
    assert "m2.__enter__()" in texts
    assert "m2.__exit__(None, None, None)" in texts


def test_a_proxy_has_no_meaning_of_its_own(started):
    subject = started("class mmap:\n    def __init__(self, *args): pass\n")
    m = subject.map(b"ab")
    for call in (lambda: iter(m), lambda: len(m), lambda: m[0], lambda: m.contains(b"a")):
        assert isinstance(failing(call, TypeError), TypeError)
    for call in (lambda: m == m, lambda: hash(m)):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(AttributeError):
        m.no_such_method()


def test_what_a_remote_function_calls_is_there_and_in_the_journal(subject):
    subject.lives.abandon()  # a subject that has seen neither
    subject.begin()
    error = failing(lambda: subject.call(thrown_further, "ValueError", (7,)), ValueError)
    assert error.args == (7,)
    assert list(subject.journal.functions) == ["thrown", "thrown_further"]


def test_a_remote_function_does_not_run_on_the_host():
    with pytest.raises(TypeError, match=r"subject\.call\(thrown"):
        thrown("ValueError", ())


def test_a_death_is_no_exception_that_the_subject_raised():
    assert not any(issubclass(SubjectDied, kind) for kind in (OSError, ValueError, TypeError, RuntimeError))
