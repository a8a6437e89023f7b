"""The subject's end of the wire: one short file that nothing in its surroundings can mislead."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from conformance.exits import LaunchFailed
from conformance.harness.launch import interpreters
from conformance.harness.launch.launch import AGENT
from conformance.language import remote
from conformance.spec import EDITIONS

posix = pytest.mark.skipif(os.name != "posix", reason="descriptors as POSIX has them")
REQUESTS = b"""\
_=1+1
x=[1]\ty=2
_=x+[y]
a=1\tb=a/0\tc=2
_=c
x = = 1
exec(compile('def f():\\n return 1/0', '<remote f>', 'exec'))
_=f()
_=b'\\x00\\xff', '\\ud800', None, True, 2**100
raise SystemExit(3)
print('never on the wire')
_=open(0).read()
_=type('Odd', (), {})()
_=[_data]\0006100ff\tx=_data\00062
_=_data+x\00063
del _
"""
ANSWERS = [
    "1 = 2",
    "2 = None",
    "3 = [1, 2]",
    "4 ! (2, ['ZeroDivisionError', 'ArithmeticError', 'Exception', 'BaseException', 'object'], "
    "('division by zero',), None)",
    "5 ! (1, ['NameError', 'Exception', 'BaseException', 'object'], (\"name 'c' is not defined\",), None)",
    "6 ! (1, ['SyntaxError', 'Exception', 'BaseException', 'object'], ",
    "7 = None",
    "8 ! (1, ['ZeroDivisionError', 'ArithmeticError', 'Exception', 'BaseException', 'object'], "
    "('division by zero',), ('f', 2))",
    "9 = (b'\\x00\\xff', '\\ud800', None, True, 0x10000000000000000000000000)",
    "10 ! (1, ['SystemExit', 'BaseException', 'object'], (3,), None)",
    "11 = None",
    "12 = ''",
    "13 = {'type': 'Odd'}",
    "14 = [b'a\\x00\\xff']",
    "15 = b'cb'",
    "16 ! (1, ['NameError', ",
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("edition", [None, *EDITIONS])
def test_a_line_is_answered_with_a_line(edition, tmp_path):
    try:
        python = interpreters.find(edition and f"python{edition}")
    except LaunchFailed as missing:
        pytest.skip(str(missing)[:100])
    done = subprocess.run(
        [python, "-I", "-u", AGENT], input=REQUESTS, capture_output=True, cwd=tmp_path, timeout=30, check=False
    )
    answers = done.stdout.decode("ascii").splitlines()
    assert len(answers) == len(ANSWERS)
    # What SyntaxError and NameError say in addition differs from edition to edition.
    assert [answer[: len(begins)] for answer, begins in zip(answers, ANSWERS, strict=True)] == ANSWERS
    assert done.stderr.splitlines() == [b"never on the wire"]
    assert done.returncode == 0


def test_what_a_call_left_behind_that_reported_success_is_seen_at_once(compiled, tmp_path):
    compiled("leaving")
    requests = f"import sys;sys.path.append({str(tmp_path)!r});from leaving import Leaving;x = Leaving()\n"
    requests += "x[0]=1\n" * 20 + "_=1\n"
    done = subprocess.run(
        [sys.executable, "-I", AGENT], input=requests.encode(), capture_output=True, timeout=30, check=False
    )
    told, *left, after = done.stdout.decode("ascii").splitlines()
    assert (told, after) == ("1 = None", "22 = 1")
    assert all(" ! (1, ['SystemError', " in answer for answer in left), left
    assert "'a call reported success and left ValueError behind'" in left[-1]


@pytest.mark.parametrize("cut", [b"", b"_=1", b"_=1\n_="])
def test_it_leaves_without_a_word_when_the_host_is_gone(cut):
    done = subprocess.run([sys.executable, "-I", AGENT], input=cut, capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == (b"1 = 1\n" if b"\n" in cut else b"")


def test_a_neighbour_replaces_no_module(started, tmp_path, monkeypatch):
    folder = tmp_path / "neighbours"
    folder.mkdir()
    for name in ("os", "mmap", "stat", "io", "codecs", "abc", "site", "sitecustomize", "usercustomize", "colorsys"):
        (folder / f"{name}.py").write_text("raise SystemExit('a neighbour was imported')\n", "utf-8")
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.chdir(folder)
    subject = started(files=folder)
    subject.step("open('colorsys.py', 'w').write('neighbour = 1')", "write")
    assert subject.step("hasattr(__import__('colorsys'), 'neighbour')", "import") is False
    assert "made_up" not in subject.step("mmap.__name__", "name")
    assert subject.map(b"abc")[:] == b"abc"


@remote
def pipes_of_a_child():
    import subprocess
    import sys

    asking = (
        "import os, stat\n"
        "for number in range(64):\n"
        "    try:\n"
        "        mode = os.fstat(number).st_mode\n"
        "    except OSError:\n"
        "        continue\n"
        "    if stat.S_ISFIFO(mode):\n"
        "        print(number)\n"
    )
    said = subprocess.run([sys.executable, "-c", asking], close_fds=False, stdout=-1, stdin=-3, stderr=-3)
    return [int(number) for number in said.stdout.split()]


@remote
def pipes_of_a_fork():
    import os
    import stat

    reading, writing = os.pipe()
    if os.fork() == 0:
        found = []
        for number in set(range(64)) - {reading, writing}:
            try:
                mode = os.fstat(number).st_mode
            except OSError:
                continue
            if stat.S_ISFIFO(mode):
                found.append(number)
        os.write(writing, repr(found).encode())
        os._exit(0)
    os.wait()
    os.close(writing)
    said = os.read(reading, 1000)
    os.close(reading)
    return said


@posix
def test_what_the_subject_starts_inherits_nothing_of_the_wire(started):
    subject = started()
    assert subject.call(pipes_of_a_child) == [1]  # its own standard output
    assert subject.call(pipes_of_a_fork) == b"[1, 2]"  # standard error, in both places


@remote
def keeps(count):
    kept = globals().setdefault("kept", [])
    kept.append(count)
    return len(kept)


def test_a_subject_answers_as_many_steps_as_it_is_asked(started):
    subject = started()
    for number in range(2500):  # more than it keeps compiled
        assert subject.step(f"{number}+0", "sum") == number
    long = b"x" * 3_000_000
    assert subject.step(f"len({long!r})", "long") == len(long)
    assert subject.step("b'x' * 3000000", "long") == long
