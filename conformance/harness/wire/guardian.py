"""A process that outlives the host: ends every subject and removes its folder when the host is gone.

A subject that waits for a step sees the end of its input and leaves by itself. One that hangs in a step does
not, and nobody can catch ``kill -9``; so the first subject of a host starts this file as a script, in a
session of its own. It is told of each folder and process and acts when its input ends.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_guardian: subprocess.Popen[bytes] | None = None


def guard(folder: Path, pid: int = 0) -> None:
    """Have the folder removed, and the process group ended, should this process die."""
    _tell(f"+{pid} {folder}\n")


def release(folder: Path) -> None:
    """Remove the folder now: its process has ended."""
    _end_strays(folder)
    shutil.rmtree(folder, ignore_errors=True)
    _tell(f"-0 {folder}\n")


def new_folder_in(parent: Path | None) -> Path:
    """Make a working directory for a subject, in the system's place for temporary files by default."""
    return Path(tempfile.mkdtemp(prefix="mmap-conformance-", dir=parent))


def end_group(pid: int) -> None:
    """End a subject with every process that it started."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False, timeout=10)


def _end_strays(folder: Path) -> None:
    """End what has left the subject's group and still works in its folder, where /proc says where a process works."""
    folder = folder.resolve()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder in (place := (process / "cwd").readlink(), *place.parents):
                os.kill(int(process.name), signal.SIGKILL)


def _tell(line: str) -> None:
    global _guardian
    if _guardian is None:
        _guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            start_new_session=os.name == "posix",
            bufsize=0,
        )
        atexit.register(_dismiss, _guardian)
    assert _guardian.stdin
    with contextlib.suppress(OSError):
        _guardian.stdin.write(line.encode("utf-8", "surrogateescape"))


def _dismiss(guardian: subprocess.Popen[bytes]) -> None:
    assert guardian.stdin
    guardian.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        guardian.wait(10)


def _watch() -> None:
    wards: dict[str, set[int]] = {}
    for line in sys.stdin.buffer:
        sign, (pid, _, folder) = chr(line[0]), line[1:-1].decode("utf-8", "surrogateescape").partition(" ")
        if sign == "+":
            wards.setdefault(folder, set()).add(int(pid))
        else:
            wards.pop(folder, None)
    for pids in wards.values():
        for pid in pids - {0}:
            end_group(pid)
    time.sleep(0.05 if wards else 0)  # the processes go before their folders do
    for folder in wards:
        _end_strays(Path(folder))
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _watch()
