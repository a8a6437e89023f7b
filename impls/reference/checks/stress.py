"""What a suite cannot see of the reference: leaks, failing system calls, threads that meet on one map, interpreters.

``python impls/reference/checks/stress.py [leaks|faults|threads|interpreters ...]``, all by default, with the module
installed. Exits with 1 where something is left over, half done or wrong; a crash says so itself. ``faults`` is Linux's.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mmap_reference as lib

HERE = Path(__file__).parent
PAGE = lib.PAGESIZE
CALLS = 1500
"""Of each operation; together they are more than 100,000."""


@contextlib.contextmanager
def file_of(size: int) -> Iterator[int]:
    """A descriptor of a file of that many bytes."""
    with tempfile.TemporaryFile() as file:
        file.write(bytes(range(256)) * (size // 256) + bytes(size % 256))
        file.flush()
        yield file.fileno()


class Meddling:
    """An index that does something else, too."""

    def __init__(self, value: int, action: Callable[[], object]) -> None:
        self.value, self.action = value, action

    def __index__(self) -> int:
        self.action()
        return self.value


def operations(fd: int) -> list[Callable[[], object]]:
    """What a map can do and what it refuses, over maps that are made for it."""
    m, r = lib.mmap(fd, 0), lib.mmap(fd, 0, access=lib.ACCESS_READ)
    n = len(m)

    def closing() -> object:
        gone = lib.mmap(fd, 0)
        return gone[Meddling(0, gone.close)]

    def resized() -> None:
        m.resize(2 * n)
        m.resize(n)

    def subclassed() -> object:
        class Sub(lib.mmap):  # type: ignore[misc]
            pass

        made = Sub(fd, length=0, access=lib.ACCESS_COPY)
        made.itself = made
        return made

    def viewed() -> None:
        with memoryview(m) as view, contextlib.suppress(BufferError):
            view[0] = 1
            m.close()

    return [
        *(lambda: lib.mmap(fd, 0).close(), lambda: lib.mmap(-1, 10), lambda: lib.mmap(fd, 0, trackfd=False)),
        *(lambda: lib.mmap(fd, 10 * n), lambda: lib.mmap(-2, 1), lambda: lib.mmap(fd, 0, colour=1), lambda: lib.mmap()),
        *(lambda: lib.mmap(fd, 0, offset=1), lambda: lib.mmap(fd, 0, access=9), lambda: lib.mmap(fd, -1)),
        *(lambda: lib.mmap(fd, None), lambda: lib.mmap(fd, 0, fileno=1), lambda: lib.mmap(*range(9)), subclassed),
        *(lambda: m[5], lambda: m[n], lambda: m[2**70], lambda: m["a"], lambda: m[3:9], lambda: m[::7], lambda: m[9:3]),
        *(lambda: m.__setitem__(1, 2), lambda: m.__setitem__(1, 999), lambda: m.__setitem__(n, 1)),
        *(lambda: m.__setitem__(slice(0, 3), b"abc"), lambda: m.__setitem__(slice(0, 3), b"ab"), viewed, closing),
        *(lambda: m.__setitem__(slice(None, None, -1), memoryview(m)), lambda: m.__setitem__(slice(0, 3), "abc")),
        *(lambda: r.__setitem__(0, 1), lambda: m.__delitem__(0), lambda: list(m)[:9], lambda: b"a" in r),
        *(lambda: m.find(b"\x07\x08"), lambda: m.rfind(b"zz", 3, 99), lambda: m.find("a"), lambda: m.find(r, 0)),
        *(lambda: m.find(bytearray(b"ab"), None), lambda: m.find(b"a", "b"), lambda: m.find()),
        *(lambda: m.seek(0), lambda: m.seek(-1), lambda: m.seek(1, 7), m.tell, lambda: m.seek("a"), m.seekable),
        *(
            lambda: m.seek(0),
            m.read,
            lambda: m.read(3),
            m.read_byte,
            lambda: m.seek(0),
            m.readline,
            lambda: m.read("a"),
        ),
        *(lambda: m.seek(0), lambda: m.write(b"abc"), lambda: m.write(r), lambda: m.write(1), lambda: r.write(b"a")),
        *(lambda: m.seek(0), lambda: m.write_byte(65), lambda: m.write_byte(256), lambda: m.write_byte(None)),
        *(lambda: m.move(0, 9, 9), lambda: m.move(0, 9, n), lambda: r.move(0, 1, 1), lambda: m.move(1)),
        *(m.flush, lambda: m.flush(0, n, flags=0), lambda: m.flush(1, 1), lambda: m.flush(2 * n), m.size),
        *(lambda: m.madvise(0), lambda: m.madvise(99999), lambda: m.madvise(0, n), lambda: m.set_name("a")),
        *(resized, lambda: m.resize(-1), lambda: r.resize(5), lambda: m.resize(0), lambda: repr(m), lambda: len(m)),
        *(
            lambda: m.__enter__(),
            lambda: m.closed,
            lambda: hash(m),
            lambda: m.__reduce_ex__(2),
            lambda: lib.edition("9"),
        ),
    ]


def counted() -> tuple[int, int, int]:
    """Blocks of Python's memory, descriptors, and maps of this process."""
    import gc

    gc.collect()
    with open("/proc/self/maps", encoding="utf-8") as maps:
        lines = sum(1 for _ in maps)
    return sys.getallocatedblocks(), len(os.listdir("/proc/self/fd")), lines


def leaks() -> list[str]:
    """Each operation so often that what it leaves over shows."""
    found = []
    with file_of(4 * PAGE) as fd:
        every = operations(fd)

        def some(operation: Callable[[], object], calls: int) -> tuple[int, int, int]:
            for _ in range(calls):
                with contextlib.suppress(Exception):
                    operation()
            return counted()

        for number, operation in enumerate(every):
            some(operation, 20)
            # Twice: an interpreter may give blocks back late, as a free-threaded one does, but not ever more of them.
            rounds = [some(operation, calls) for calls in (20, CALLS // 2, CALLS // 2)]
            grown = [min(b - a, c - b) for a, b, c in zip(*rounds, strict=True)]
            if grown[0] > CALLS // 20 or grown[1] or grown[2] > 5:
                found.append(f"operation {number} leaves blocks, descriptors, maps: {grown} after {CALLS // 2} calls")
        print(f"leaks: {len(every) * CALLS} calls of {len(every)} operations", flush=True)
    return found


def faults() -> list[str]:
    """Every system call of every operation fails once; nothing may be left over or half done."""
    if "MMAP_FAULTS" not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            shim = os.path.join(folder, "faults.so")
            subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, HERE / "faults.c", "-ldl"], check=True)
            command = [sys.executable, __file__, "faults"]
            done = subprocess.run(command, env={**os.environ, "LD_PRELOAD": shim, "MMAP_FAULTS": shim}, check=False)
            return [] if done.returncode == 0 else ["failing system calls: see above"]
    import ctypes

    shim_ = ctypes.CDLL(os.environ["MMAP_FAULTS"])
    found, tried = [], 0

    def state(m: Any, fd: int) -> tuple[object, ...]:
        return m[:], len(m), m.tell(), os.fstat(fd).st_size, os.pread(fd, 10 * PAGE, 0), counted()[1]

    acts: dict[str, Callable[[Any, int], object]] = {
        "mmap": lambda m, fd: lib.mmap(fd, 0).close(),
        "anonymous": lambda m, fd: lib.mmap(-1, PAGE).close(),
        "size": lambda m, fd: m.size(),
        "flush": lambda m, fd: m.flush(),
        "madvise": lambda m, fd: m.madvise(0),
        "grow": lambda m, fd: m.resize(5 * PAGE),
        "shrink": lambda m, fd: m.resize(PAGE + 1),
        "grow within a longer file": lambda m, fd: m.resize(3 * PAGE),
        "shrink within a longer file": lambda m, fd: m.resize(PAGE),
    }
    for name, act in acts.items():
        for at in range(1, 6):
            for code in (errno.ENOMEM, errno.EIO):
                with file_of(4 * PAGE) as fd, lib.mmap(fd, 2 * PAGE if "longer" in name else 0) as m:
                    m.seek(7)
                    before = state(m, fd)
                    shim_.fault_after(at, code)
                    try:
                        act(m, fd)
                        raised = False
                    except OSError as error:
                        raised = error.errno == code
                    failed = shim_.fault_left() == -1
                    shim_.fault_after(-1, 0)
                    after = state(m, fd)
                    tried += failed
                    if failed and raised and after != before:
                        found.append(f"{name}: after its call {at} failed, something has changed")
                    if failed and not raised and name not in ("shrink", "shrink within a longer file"):
                        found.append(f"{name}: call {at} failed, and nobody said so")
                    if failed and not raised and len(m) != (PAGE + 1 if name == "shrink" else PAGE):
                        found.append(f"{name}: not refused, and not done")
    print(f"faults: {tried} failing calls", flush=True)
    return found


def threads(seconds: float = 5.0) -> list[str]:
    """Eight threads do whatever they like to one map after the other."""
    wrong: list[str] = []
    until = time.monotonic() + seconds
    size = 1 << 20
    shared: list[Any] = [None]
    done = [0] * 8

    def work(number: int) -> None:
        draw = random.Random(number)
        text = bytes(draw.choices(b"ab", k=300))
        while time.monotonic() < until:
            m = shared[0]
            act = draw.randrange(13)
            try:
                if act == 0 and draw.random() < 0.2:
                    m.close()
                elif act == 1:
                    m.resize(draw.randrange(1, size))
                elif act == 2:
                    with memoryview(m) as view:
                        view[draw.randrange(len(view))] = 1
                elif act == 3:
                    m.find(text, 0)
                elif act == 4:
                    m[draw.randrange(size) :] = text
                elif act == 5:
                    m.write(text)
                elif act == 6:
                    m.seek(draw.randrange(size))
                elif act == 7:
                    m.move(0, draw.randrange(size), draw.randrange(size))
                elif act == 8:
                    m[:: draw.choice([1, 3, -1])]
                elif act == 9:
                    m.flush()
                elif act == 10:
                    m.readline(), m.read(9), m.rfind(b"abba", 0)
                elif act == 11:
                    repr(m), m.size(), m.tell(), len(m), m.closed
                else:
                    m[draw.randrange(size)] = 7
            except (ValueError, IndexError, BufferError, OSError):
                pass
            except BaseException as error:
                wrong.append(f"threads: {error!r}")
                raise
            done[number] += 1

    with file_of(size) as fd:
        shared[0] = lib.mmap(fd, 0)
        running = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in running:
            thread.start()
        while time.monotonic() < until:
            time.sleep(0.01)
            if shared[0].closed:
                os.ftruncate(fd, size)
                shared[0] = lib.mmap(fd, 0)
        for thread in running:
            thread.join()
    print(f"threads: {sum(done)} operations of 8 threads", flush=True)
    return wrong


def interpreters() -> list[str]:
    """The module in many interpreters, one after the other and side by side."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        with contextlib.suppress(ImportError):
            sub: Any = __import__(name)
            break
    else:
        print("interpreters: this Python has none")
        return []
    script = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import mmap_reference as lib\n"
        "for edition in lib.EDITIONS:\n"
        "    with lib.edition(edition).mmap(-1, 5000) as m:\n"
        "        m[9:12] = b'abc'; assert m.find(b'bc') == 10; list(m); left = lib.edition(edition).mmap(-1, 9)\n"
    )
    wrong = []

    def run() -> None:
        for _ in range(5):
            made = sub.create()
            try:
                if (told := sub.run_string(made, script)) is not None:
                    wrong.append(f"interpreters: {told}")
            finally:
                sub.destroy(made)

    run()
    running = [threading.Thread(target=run) for _ in range(3)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    print("interpreters: 20, of which 15 in three threads", flush=True)
    return wrong


def main(names: list[str]) -> int:
    every = {"leaks": leaks, "faults": faults, "threads": threads, "interpreters": interpreters}
    wrong = [line for name in names or every for line in every[name]()]
    for line in wrong:
        print("wrong:", line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
