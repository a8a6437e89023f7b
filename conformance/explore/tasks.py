"""A task: one process of the suite that explores a few requirements for about a minute, so that what dies dies alone.

``perform`` is what travels to another machine: it is told everything in the task and answers with plain values.
"""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from conformance.exits import INTERRUPTED, TERMINATED, Refusal
from conformance.harness.wire import guardian
from conformance.results.lines import NAME
from conformance.results.packing import pack
from conformance.results.plain import plain
from conformance.results.reading import read

_TO_LEAVE = 1.2
"""Seconds that a task has to end by itself once it is asked to: less than anybody waits after Ctrl-C."""
_PATIENCE = 4.0
"""A task may take so many times what it should, and a minute: shrinking what fails takes long."""
_SAID = 4000


@dataclass(frozen=True)
class Task:
    """``subject`` are the options of a run that say who is checked; ``ids`` the requirements; ``seconds`` a guess.

    With no ``times`` it is the gate of a whole subject, drawn or played as always.
    """

    number: int
    subject: tuple[str, ...]
    ids: tuple[str, ...] = ()
    times: int = 0
    seed: int = 0
    seconds: float = 300.0
    database: str = ""

    def command(self, report: Path) -> list[str]:
        """The run that does it."""
        words = [sys.executable, "-m", "conformance", "run", "-q", *self.subject, "--report", str(report)]
        if self.times:
            words += ["--profile", "explore", "--times", str(self.times), "--seed", str(self.seed)]
        words += ["--database", self.database] if self.database else []
        return [*words, "-k", " or ".join(self.ids)] if self.ids else words


@dataclass(frozen=True)
class Done:
    """What came of a task: its exit code, negative for a signal; its results, packed; its last words.

    ``is_late``: it was ended because it took much longer than it should.
    """

    task: Task
    code: int
    seconds: float
    packed: bytes
    said: str
    machine: str
    is_late: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether its process was ended from outside: a run ends by itself with a code that is not negative."""
        return not self.is_late and (self.code < 0 or self.code in (INTERRUPTED, TERMINATED))


class Running:
    """The processes of this machine's tasks, so that they can be ended together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._is_over = False

    def add(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._processes.add(process)
            if self._is_over:
                process.terminate()

    def remove(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._processes.discard(process)

    def end(self) -> None:
        """Ask all to end, now and what is added later: what each has found up to now is its result."""
        with self._lock:
            self._is_over = True
            for process in self._processes:
                process.terminate()
            left = set(self._processes)
        timer = threading.Timer(_TO_LEAVE, _end_all, [left])
        timer.daemon = True
        timer.start()

    def begin(self) -> None:
        """Tasks may run again."""
        with self._lock:
            self._is_over = False


def _end_all(processes: set[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        if one.poll() is None:
            guardian.end_group(one.pid)


running = Running()


def perform(task: Task) -> Done:
    """Do a task in a process of its own, here. Raises OSError where no process or folder can be had."""
    folder = guardian.new_folder_in(None)
    began = time.monotonic()
    try:
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                task.command(folder / "report"), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
                env=guardian.marked({**os.environ, "PYTHONSAFEPATH": "1", "TMPDIR": str(folder)}, folder),
                start_new_session=os.name == "posix",
            )  # fmt: skip
        guardian.guard(folder, process.pid)
        running.add(process)
        is_late = False
        try:
            code = process.wait(task.seconds * _PATIENCE + 60)
        except subprocess.TimeoutExpired:
            is_late = True
            code = _ended(process)
        finally:
            running.remove(process)
        with (folder / "said").open("rb") as said_file:
            said_file.seek(max(0, said_file.seek(0, os.SEEK_END) - _SAID))
            words = plain(" ".join(said_file.read().decode("utf-8", "replace").split()))
        packed = b""
        with contextlib.suppress(Refusal, OSError):
            packed = pack(read(folder / "report" / NAME))
        return Done(task, code, time.monotonic() - began, packed, words, platform.node(), is_late)
    finally:
        with contextlib.suppress(OSError):
            guardian.release(folder)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """End a task that has had its time; it may write what it has. Returns its exit code."""
    process.terminate()
    try:
        return process.wait(5)
    except subprocess.TimeoutExpired:
        guardian.end_group(process.pid)
        return process.wait(10)
