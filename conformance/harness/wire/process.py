"""The subject's process and the bytes between it and us. Knows no mmap and no meaning of a line.

Standard error is drained all the time and its end is kept as last words.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.exits import LaunchFailed
from conformance.harness.wire import guardian
from conformance.harness.wire.deaths import Hung, ProtocolViolation, SubjectDied, death
from conformance.harness.wire.waiting import waiting_on

LONGEST_LINE = 1 << 25
"""Bytes of a reply that are read before it counts as a flood."""
_LAST_WORDS = 4000


class Process:
    """One subject process, its working directory and its wire."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        memory: int | None = None,
        exits: Mapping[str, str] | None = None,
    ) -> None:
        self.folder, self._exits = folder, exits
        self._buffer = bytearray()
        self._errors = bytearray()
        if memory is not None:
            _check_memory_limit()
        guardian.guard(folder)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=guardian.marked(environment, folder),
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
        self._wait = waiting_on(self._process, self._hear)
        self.returncode: int | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, lines: bytes, deadline: float) -> None:
        """Write whole lines, waiting until ``deadline`` (of ``time.monotonic``) at most. Raises SubjectDied."""
        try:
            if not self._wait.write(lines, deadline):
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
                return death(returncode, self.last_words, self._exits)
        self._end()
        return ProtocolViolation(problem, self.last_words)

    def _explain(self) -> SubjectDied:
        """The wire is closed: find out how the process ended."""
        try:
            returncode = self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._end()
            return ProtocolViolation("the subject closed the wire and lives on", self.last_words)
        self._wait.drain()
        self._end()
        return death(returncode, self.last_words, self._exits)

    @property
    def last_words(self) -> str:
        """The end of what the subject printed, as text without control characters."""
        text = self._errors[-_LAST_WORDS:].decode("utf-8", "replace")
        return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)

    def _hear(self, data: bytes) -> None:
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


def _forbid_core_files(pid: int) -> None:
    """Deaths are ordinary here, and to write a core file takes longer than to start anew."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))  # type: ignore[attr-defined,unused-ignore]


def _check_memory_limit() -> None:
    """Raises LaunchFailed where no other process can be given a limit: nothing was started yet."""
    try:
        import resource
    except ImportError:
        resource = None  # type: ignore[assignment,unused-ignore]
    if not hasattr(resource, "prlimit"):
        raise LaunchFailed("a memory limit needs Linux on the host; leave out --memory")


def _limit_memory(pid: int, size: int) -> None:
    import resource

    resource.prlimit(pid, resource.RLIMIT_AS, (size, size))  # type: ignore[attr-defined,unused-ignore]
