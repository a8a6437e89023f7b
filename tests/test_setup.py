"""``[setup]``: built once before the first start, bounded in time and output, told when it fails."""

from __future__ import annotations

import json
import sys
import time

import pytest

LEAST = 'name = "mine"\nimport = "import made as mmap"\npaths = ["."]\n'


@pytest.fixture
def described(tmp_path):
    """Writes an ``impl.toml`` whose setup runs a program."""

    def write(program, more="", command=None):
        words = command or [sys.executable, "-c", program]
        (tmp_path / "impl.toml").write_text(f"{LEAST}[setup]\ncommand = {json.dumps(words)}\n{more}", "utf-8")
        return str(tmp_path / "impl.toml")

    return write


def test_what_is_tested_is_built_once_for_all_workers(described, command, tmp_path):
    program = (
        "open('made.py', 'w').write('from mmap import *\\nimport mmap as _mmap\\nmmap = _mmap.mmap\\n')\n"
        "open('times', 'a').write('x')"
    )
    said = command("run", "--impl", described(program), "-k", "find", "-n", "2", "-q")
    assert said.code == 0, said
    assert (tmp_path / "times").read_text("utf-8") == "x"


def test_what_is_built_has_the_variables_of_what_is_tested(described, command, tmp_path):
    program = "import os, sys; print(os.environ['MADE_IN'], bool(os.environ.get('PATH'))); sys.exit(7)"
    said = command("smoke", "--impl", described(program, '[environment]\nMADE_IN = "{here}/build"\n'))
    assert f"{tmp_path}/build True" in said.err


@pytest.mark.parametrize("words", [("run", "-k", "find.missing", "-q", "--impl"), ("smoke", "--impl")])
def test_a_build_that_fails_is_shown_and_nothing_is_started(described, command, words):
    said = command(*words, described("import sys; print('no such\\x1b[2J header'); sys.exit(7)"))
    assert said.code == 3
    assert "setup.command ended with exit code 7" in said.err
    assert "no such" in said.err
    assert "\x1b" not in said.err
    assert "Traceback" not in said.err


def test_a_build_has_its_time_and_no_more(described, command):
    began = time.monotonic()
    said = command("run", "--impl", described("import time; time.sleep(600)", "seconds = 1"), "-q")
    assert time.monotonic() - began < 30
    assert said.code == 3
    assert "did not end within 1 s" in said.err
    assert "`seconds`" in said.err


def test_a_build_that_talks_without_end_is_shown_by_its_end(described, command):
    program = "import sys\nwhile True: sys.stdout.write('x' * 65536 + 'the end')"
    said = command("run", "--impl", described(program, "seconds = 2"), "-q")
    assert said.code == 3
    assert 1000 < len(said.err) < 6000


def test_a_build_that_leaves_something_behind_does_not_hold_up_the_run(described, command):
    program = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)'], start_new_session=True)\n"
        "sys.exit(1)"
    )
    began = time.monotonic()
    said = command("run", "--impl", described(program), "-q")
    assert time.monotonic() - began < 15
    assert said.code == 3
    assert "ended with exit code 1" in said.err


def test_a_command_that_is_not_there_is_named(described, command):
    said = command("run", "--impl", described("", command=["no-such-builder"]), "-q")
    assert said.code == 3
    assert "no-such-builder cannot be started" in said.err
