"""Waiting on the three pipes of a process, never past a deadline. Knows no meaning of a byte.

POSIX waits with ``poll``. Where there is none (Windows), two threads read and a queue is waited on: slower, and the
same to whoever calls. Both look now and then whether the process is still there: a child that it left behind may
hold the pipes open for ever.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import subprocess
import threading
import time
from collections.abc import Callable
from typing import IO, Protocol

_CHUNK = 1 << 16
_GLANCE = 0.1
"""Seconds between two looks at the process."""


class Waiting(Protocol):
    """What a process needs of its pipes. Deadlines are those of ``time.monotonic``."""

    def write(self, data: bytes, deadline: float) -> bool:
        """Write it all; False where the time was over first. Raises OSError where nobody can read it."""

    def read(self, deadline: float) -> bytes | None:
        """What came on standard output: nothing at its end, None where the time was over first."""

    def drain(self) -> None:
        """Hear what was said on standard error before the end."""

    def close(self) -> None:
        """Give up what the waiting itself needed."""


def waiting_on(process: subprocess.Popen[bytes], hear: Callable[[bytes], None]) -> Waiting:
    """The way of waiting that this system has; ``hear`` is given what comes on standard error."""
    return _Poll(process, hear) if hasattr(select, "poll") else _Threads(process, hear)


class _Poll:
    def __init__(self, process: subprocess.Popen[bytes], hear: Callable[[bytes], None]) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process, self._hear = process, hear
        self._in, self._out, self._err = process.stdin.fileno(), process.stdout.fileno(), process.stderr.fileno()
        self._readable, self._writable, self._deaf = select.poll(), select.poll(), False
        self._readable.register(self._out, select.POLLIN)
        self._readable.register(self._err, select.POLLIN)
        self._writable.register(self._in, select.POLLOUT)
        os.set_blocking(self._in, False)

    def write(self, data: bytes, deadline: float) -> bool:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._in, view) :]
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._writable.poll(min(left, _GLANCE / 2) * 1000)
                self.drain()
                if self._process.poll() is not None:
                    raise BrokenPipeError from None
        return True

    def read(self, deadline: float) -> bytes | None:
        while True:
            left = deadline - time.monotonic()
            ready = self._readable.poll(max(0.0, min(left, _GLANCE)) * 1000)
            for descriptor, _ in ready:
                if descriptor == self._out:
                    return os.read(self._out, _CHUNK)
            if ready:
                self._listen()
            if left <= 0:
                return None
            if not ready and self._process.poll() is not None and not self._readable.poll(0):
                return b""

    def _listen(self) -> None:
        data = os.read(self._err, _CHUNK)
        self._hear(data)
        if not data:
            self._readable.unregister(self._err)
            self._deaf = True

    def drain(self) -> None:
        for _ in range(64):  # a child may go on talking
            if self._deaf or not any(descriptor == self._err for descriptor, _ in self._readable.poll(0)):
                return
            self._listen()

    def close(self) -> None:
        pass


class _Threads:
    def __init__(self, process: subprocess.Popen[bytes], hear: Callable[[bytes], None]) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process, self._in, self._closed = process, process.stdin.fileno(), False
        self._chunks: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self._threads = [
            threading.Thread(target=self._pump, args=(process.stdout, self._put), daemon=True),
            threading.Thread(target=self._pump, args=(process.stderr, hear), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _put(self, data: bytes) -> None:
        while not self._closed:
            with contextlib.suppress(queue.Full):
                self._chunks.put(data, timeout=_GLANCE)
                return

    @staticmethod
    def _pump(stream: IO[bytes], sink: Callable[[bytes], None]) -> None:
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
                    view = view[os.write(self._in, view) :]
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
        while True:
            left = deadline - time.monotonic()
            with contextlib.suppress(queue.Empty):
                return self._chunks.get(timeout=max(0.0, min(left, _GLANCE)))
            if left <= 0:
                return None
            if self._process.poll() is not None and self._chunks.empty():
                return b""

    def drain(self) -> None:
        self._threads[1].join(0.5)

    def close(self) -> None:
        self._closed = True
        for thread in self._threads:
            thread.join(1)
