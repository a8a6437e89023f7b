"""The subject's process and the bytes between it and us. Knows no mmap and no meaning of a line.

POSIX waits with ``poll``. Where there is none (Windows), two threads read and a queue is waited on: slower,
and the same to whoever calls. Standard error is drained all the time and its end is kept as last words.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from conformance.harness import guardian
from conformance.harness.outcome import (
    Hung,
    LaunchFailed,
    ProtocolViolation,
    SubjectDied,
    death,
)

LONGEST_LINE = 1 << 25
"""Bytes of a reply that are read before it counts as a flood."""
_LAST_WORDS = 4000
_CHUNK = 1 << 16


class Process:
    """One subject process, its working directory and its wire."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        memory: int | None = None,
    ) -> None:
        self.folder = folder
        self._buffer = bytearray()
        self._errors = bytearray()
        guardian.guard(folder)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=environment,
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
                bufsize=0,
            )
        except (OSError, ValueError) as error:
            guardian.release(folder)
            raise LaunchFailed(f"{command[0]} cannot be started: {error}") from None
        guardian.guard(folder, self._process.pid)
        _forbid_core_files(self._process.pid)
        if memory is not None:
            _limit_memory(self._process.pid, memory)
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        self._stdin, self._stdout = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._stderr = self._process.stderr.fileno()
        self._wait = _PollWait(self) if hasattr(select, "poll") else _ThreadWait(self)
        self.returncode: int | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, line: bytes, deadline: float) -> None:
        """Write a line, waiting until ``deadline`` (of ``time.monotonic``) at most. Raises SubjectDied."""
        try:
            if not self._wait.write(line, deadline):
                raise Hung("the subject did not read the step in time", self._end())
        except OSError:
            raise self._explain() from None

    def receive(self, deadline: float) -> bytes:
        """Read one line without its newline. Raises SubjectDied (Hung, ProtocolViolation, a signal ...)."""
        buffer, searched = self._buffer, 0
        while True:
            end = buffer.find(b"\n", searched)
            if end >= 0:
                line = bytes(buffer[:end])
                del buffer[: end + 1]
                return line
            searched = len(buffer)
            if searched > LONGEST_LINE:
                self._end()
                raise ProtocolViolation("the reply has no end: over 32 MiB without a newline", self.last_words)
            chunk = self._wait.read(deadline)
            if chunk is None:
                raise Hung("no answer within the time limit", self._end())
            if not chunk:
                raise self._explain()
            buffer += chunk

    def blame(self, problem: str, patience: float) -> SubjectDied:
        """What to call garbage on the wire: the death that follows it within ``patience`` s, else a violation.

        A runtime that crashes below Python may print its last words on descriptor 1.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline and self._wait.read(deadline):
                pass
            returncode = self._process.wait(max(0.01, deadline - time.monotonic()))
            if returncode != 0:
                self._end()
                return death(returncode, self.last_words)
        self._end()
        return ProtocolViolation(problem, self.last_words)

    def _explain(self) -> SubjectDied:
        """The wire is closed: find out how the process ended."""
        try:
            returncode = self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._end()
            return ProtocolViolation("the subject closed the wire and lives on", self.last_words)
        self._wait.drain()
        self._end()
        return death(returncode, self.last_words)

    @property
    def last_words(self) -> str:
        """The end of what the subject printed, as text without control characters."""
        text = self._errors[-_LAST_WORDS:].decode("utf-8", "replace")
        return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)

    def hear(self, data: bytes) -> None:
        """Keep the end of what came on standard error."""
        self._errors += data
        if len(self._errors) > 4 * _LAST_WORDS:
            del self._errors[:-_LAST_WORDS]

    def _end(self) -> str:
        self.end()
        return self.last_words

    def end(self, patience: float = 0) -> None:
        """End the process with its group, close the wire and remove the working directory."""
        if self.returncode is not None:
            return
        if patience:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                assert self._process.stdin
                self._process.stdin.close()
                self._process.wait(patience)
        guardian.end_group(self._process.pid)
        try:
            self.returncode = self._process.wait(10)
        except subprocess.TimeoutExpired:  # unkillable: stuck in the kernel
            self.returncode = -signal.SIGTERM
        self._wait.close()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        guardian.release(self.folder)


class _PollWait:
    """Waiting on the three pipes with poll(2)."""

    def __init__(self, process: Process) -> None:
        self._of = process
        self._poll = select.poll()
        self._poll.register(process._stdout, select.POLLIN)
        self._poll.register(process._stderr, select.POLLIN)
        self._writable = select.poll()
        self._writable.register(process._stdin, select.POLLOUT)
        os.set_blocking(process._stdin, False)
        self._deaf = False

    def write(self, data: bytes, deadline: float) -> bool:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._of._stdin, view) :]
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._writable.poll(min(left, 0.05) * 1000)
                self._drain_errors()
        return True

    def read(self, deadline: float) -> bytes | None:
        out, err = self._of._stdout, self._of._stderr
        while True:
            left = deadline - time.monotonic()
            ready = self._poll.poll(left * 1000) if left > 0 else []
            if not ready:
                return None
            for descriptor, _ in ready:
                if descriptor == out:
                    return os.read(out, _CHUNK)
            if not self._hear(err):
                self._poll.unregister(err)
                self._deaf = True

    def _hear(self, descriptor: int) -> bool:
        data = os.read(descriptor, _CHUNK)
        self._of.hear(data)
        return bool(data)

    def _drain_errors(self) -> None:
        while not self._deaf and any(fd == self._of._stderr for fd, _ in self._poll.poll(0)):
            if not self._hear(self._of._stderr):
                self._poll.unregister(self._of._stderr)
                self._deaf = True

    def drain(self) -> None:
        """Hear what was said before the end; bounded, for a forked child may go on talking."""
        for _ in range(64):
            if self._deaf or not any(fd == self._of._stderr for fd, _ in self._poll.poll(0)):
                return
            if not self._hear(self._of._stderr):
                return

    def close(self) -> None:
        pass


class _ThreadWait:
    """The same with threads, where pipes cannot be polled."""

    def __init__(self, process: Process) -> None:
        self._of = process
        self._lines: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self._closed = False
        popen = process._process
        assert popen.stdout
        assert popen.stderr
        self._threads = [
            threading.Thread(target=self._pump, args=(popen.stdout, self._put), daemon=True),
            threading.Thread(target=self._pump, args=(popen.stderr, process.hear), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _put(self, data: bytes) -> None:
        while not self._closed:
            with contextlib.suppress(queue.Full):
                self._lines.put(data, timeout=0.1)
                return

    @staticmethod
    def _pump(stream: IO[bytes], sink: object) -> None:
        assert callable(sink)
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(stream.fileno(), _CHUNK):
                sink(data)
        sink(b"")

    def write(self, data: bytes, deadline: float) -> bool:
        done = threading.Event()
        failed: list[OSError] = []

        def work() -> None:
            view = memoryview(data)
            try:
                while view:
                    view = view[os.write(self._of._stdin, view) :]
            except OSError as error:
                failed.append(error)
            done.set()

        if len(data) < 4096:  # fits any pipe, and the subject is waiting for it
            work()
        else:
            threading.Thread(target=work, daemon=True).start()
        if not done.wait(max(0.0, deadline - time.monotonic())):
            return False
        if failed:
            raise failed[0]
        return True

    def read(self, deadline: float) -> bytes | None:
        try:
            return self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return None

    def drain(self) -> None:
        self._threads[1].join(0.5)

    def close(self) -> None:
        self._closed = True
        for thread in self._threads:
            thread.join(1)


def _forbid_core_files(pid: int) -> None:
    """Deaths are ordinary here, and to write a core file takes longer than to start anew."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))  # type: ignore[attr-defined,unused-ignore]


def _limit_memory(pid: int, size: int) -> None:
    try:
        import resource

        resource.prlimit(pid, resource.RLIMIT_AS, (size, size))  # type: ignore[attr-defined,unused-ignore]
    except (ImportError, AttributeError):
        raise LaunchFailed("a memory limit needs Linux on the host; leave out --memory") from None
