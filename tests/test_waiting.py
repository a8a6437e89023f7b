"""Both ways to wait on a process: neither outlasts its deadline, whatever the process does with its pipes."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time

import pytest

from conformance.harness.wire import waiting

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the processes are made of POSIX's parts")


@pytest.fixture(params=["poll", "threads"])
def wait_on(request, monkeypatch):
    """Start a Python program and wait on it in that way; what it says on standard error is collected."""
    if request.param == "threads":
        monkeypatch.delattr(select, "poll")
    running = []

    def start(program: str):
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", "import os, subprocess, sys, time\n" + program],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, start_new_session=True,
        )  # fmt: skip
        heard: list[bytes] = []
        made = waiting.waiting_on(process, heard.append)
        running.append((process, made))
        return made, heard

    yield start
    for process, made in running:
        os.killpg(process.pid, 9)
        process.wait(10)
        made.close()
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()


def read_all(made, seconds: float = 10) -> bytes:
    said, deadline = b"", time.monotonic() + seconds
    while chunk := made.read(deadline):
        said += chunk
    assert chunk == b"", "no end was seen"
    return said


def test_what_is_written_is_read_and_what_is_said_is_heard(wait_on):
    made, heard = wait_on("data = sys.stdin.buffer.readline(); os.write(2, b'words'); os.write(1, data * 3)")
    line = b"x" * 100_000 + b"\n"
    assert made.write(line, time.monotonic() + 10)
    assert read_all(made) == line * 3
    made.drain()
    assert b"".join(heard) == b"words"


def test_a_silent_process_is_waited_for_until_the_deadline(wait_on):
    made, _ = wait_on("time.sleep(1000)")
    began = time.monotonic()
    assert made.read(began + 0.3) is None
    assert 0.29 < time.monotonic() - began < 5
    assert made.read(began) is None  # a deadline that is over


def test_a_process_that_reads_nothing_is_written_to_until_the_deadline(wait_on):
    made, _ = wait_on("time.sleep(1000)")
    began = time.monotonic()
    assert not made.write(b"x" * 10_000_000, began + 0.3)
    assert time.monotonic() - began < 5


def test_a_flood_of_words_does_not_outlast_the_deadline(wait_on):
    made, heard = wait_on("while True: os.write(2, b'x' * 10000)")
    began = time.monotonic()
    assert made.read(began + 0.5) is None
    assert time.monotonic() - began < 5
    assert heard


def test_words_are_heard_while_a_long_line_is_written(wait_on):
    made, heard = wait_on("os.write(2, b'x' * 1000000); print(len(sys.stdin.buffer.readline()))")
    assert made.write(b"y" * 999_999 + b"\n", time.monotonic() + 20)
    assert read_all(made) == b"1000000\n"
    made.drain()
    assert len(b"".join(heard)) == 1_000_000


def test_the_end_is_seen_though_a_child_holds_the_pipes(wait_on):
    made, _ = wait_on("os.write(1, b'last'); subprocess.Popen(['sleep', '1000']); os._exit(1)")
    began = time.monotonic()
    assert read_all(made, 60) == b"last"
    assert time.monotonic() - began < 30


def test_writing_to_a_process_that_is_gone_is_refused(wait_on):
    made, _ = wait_on("subprocess.Popen(['sleep', '1000']); os._exit(1)")
    assert read_all(made, 60) == b""
    if isinstance(made, waiting._Poll):  # threads cannot look while they write: the deadline ends it
        with pytest.raises(BrokenPipeError):
            made.write(b"x" * 10_000_000, time.monotonic() + 60)
    else:
        assert not made.write(b"x" * 10_000_000, time.monotonic() + 0.3)
