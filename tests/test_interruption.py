"""A host that is interrupted: the report says what was decided and that it is not whole, and nothing lives on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import made
import pytest

from conformance import results
from conformance.results.lines import NAME

pytestmark = pytest.mark.skipif(os.name != "posix", reason="interrupted as POSIX interrupts")

HANGING = """
import mmap as _mmap, time
from mmap import *
class mmap(_mmap.mmap):
    def rfind(self, *args):
        time.sleep(1000)
"""


def until(happened, seconds: float):
    """Wait for it, but not for ever."""
    deadline = time.monotonic() + seconds
    while not (found := happened()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def processes_in(folder: Path) -> list[str]:
    """The processes that keep their temporary files there, where there is a /proc to ask."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={folder}\0".encode() in path.read_bytes():
                found.append((path.parent / "cmdline").read_text("utf-8"))
        except OSError:
            continue
    return found


@pytest.fixture
def running(tmp_path):
    """A run whose subject hangs in rfind.missing, with two requirements decided."""
    (tmp_path / "hanging.py").write_text(HANGING, "utf-8")
    folder = tmp_path / "temporary"
    folder.mkdir()
    started = []

    def run(workers: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "conformance", "run", "--impl", "hanging", "--path", tmp_path]
        command += ["-k", "item.read or content.true or rfind.missing", "-n", workers, "--step-seconds", 300]
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=tmp_path,
            env={**os.environ, "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            encoding="utf-8",
        )
        started.append(process)
        path = tmp_path / "mmap-conformance-report" / NAME
        assert until(lambda: path.exists() and path.read_text("utf-8").count('"pass"') == 2, 30)
        time.sleep(0.3)  # let it be well into the hang
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()
    assert until(lambda: not processes_in(folder), 20), processes_in(folder)
    assert until(lambda: not list(folder.glob("mmap-conformance-*")), 5)


def is_incomplete(tmp_path: Path) -> None:
    """Two verdicts, and no footer."""
    report = results.read(tmp_path / "mmap-conformance-report" / NAME)
    assert not report.complete
    assert {name: line["verdict"] for name, line in made.by_name(report).items()} == {
        "content.true": "pass",
        "item.read": "pass",
    }


@pytest.mark.sampled(3)
@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_and_keeps_what_was_decided(running, tmp_path, number, workers):
    process = running(workers)
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number, said
    assert "incomplete: 2 requirements decided" in said
    assert "Traceback" not in said
    is_incomplete(tmp_path)


@pytest.mark.parametrize("workers", [0, 2])
def test_an_interrupt_from_the_keyboard_reaches_the_whole_group(running, tmp_path, workers):
    process = running(workers)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    is_incomplete(tmp_path)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_killed_run_leaves_a_readable_report_and_no_subject(running, tmp_path, workers):
    process = running(workers)
    process.kill()
    process.wait(10)
    is_incomplete(tmp_path)


def test_an_interrupt_in_another_command_has_its_exit_code_too(tmp_path):
    (tmp_path / "hanging.py").write_text("import time; time.sleep(1000)\n", "utf-8")
    command = [sys.executable, "-m", "conformance", "smoke", "--impl", "hanging", "--path", str(tmp_path)]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, encoding="utf-8")
    time.sleep(2)  # it waits for the import by now
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130, said
    assert "Traceback" not in said


@pytest.mark.skipif(os.name != "posix", reason="SIGTERM and SIGHUP as POSIX has them")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
def test_a_report_that_is_ended_leaves_no_half(tmp_path, number):
    for index in range(40):
        made.results(tmp_path / "in" / f"{index}.jsonl", python_version=f"3.{index}.0")
    command = [sys.executable, "-m", "conformance", "report", "in", "--output", "site"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".site*")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(getattr(signal, number))
    assert process.wait(30) == 143
    assert not list(tmp_path.glob(".site*"))


def test_a_second_signal_ends_it_at_once():
    code = (
        "import os, signal\nfrom conformance.session.signals import ended_by_signals\n"
        "with ended_by_signals(lambda number: print(int(number), flush=True), lambda: print('at once', flush=True)):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n    os.kill(os.getpid(), signal.SIGTERM)\n    print('never')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=30, check=False)
    assert (done.returncode, done.stdout.split("\n")) == (143, ["2", "at once", ""]), done
