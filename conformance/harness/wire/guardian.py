"""A process that outlives the host: ends every subject and removes its folder when the host is gone.

A subject that waits for a step sees the end of its input and leaves by itself. One that hangs in a step does
not, and nobody can catch ``kill -9``; so the first subject of a host starts this file as a script, in a
session of its own. It is told of each folder and process and acts when its input ends.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

_guardian: subprocess.Popen[bytes] | None = None
_STRAYS_LIMIT = 5.0
"""Seconds after which the search for processes that go on in a child again and again is given up."""

_NO_SUCH_PROCESS = 128
"""What Windows' taskkill ends with."""


WARD = "MMAP_CONFORMANCE_WARD"
"""The variable that every process of a subject inherits: its value, the subject's folder, is how strays are known."""


def marked(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """An environment for a process that is to be ended with what it starts, wherever they go."""
    return {**environment, WARD: str(folder)}


def guard(folder: Path, pid: int = 0) -> None:
    """Have the folder removed, and the process group ended, should this process die."""
    _tell(f"+{pid} {os.fsencode(folder).hex()}\n")


def release(folder: Path) -> None:
    """End what the folder's processes left behind and remove it now: its process has ended."""
    end_strays(folder)
    remove(folder)
    _tell(f"-0 {os.fsencode(folder).hex()}\n")


def new_folder_in(parent: Path | None) -> Path:
    """Make a working directory for a subject, in the system's place for temporary files by default."""
    return Path(tempfile.mkdtemp(prefix="mmap-conformance-", dir=parent))


def end_group(pid: int) -> None:
    """End a subject with every process that it started."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL)
            return
        for tree in (["/T"], []):  # Wine's taskkill knows no trees, refuses the word and ends nothing
            command = ["taskkill", *tree, "/F", "/PID", str(pid)]
            done = subprocess.run(command, capture_output=True, check=False, timeout=10)
            if done.returncode in (0, _NO_SUCH_PROCESS):
                return


def end_strays(folder: Path) -> None:
    """End what has left the subject's group, where there is a /proc: what inherited its mark or works in its folder.

    A folder that has become a link is nobody's place of work: who works where the link leads is none of ours.
    """
    if os.name != "posix":
        return  # what Wine shows of a /proc is another system's
    mark = os.fsencode(f"{WARD}={folder}")
    place = os.fsencode(os.path.join(os.path.realpath(folder.parent), folder.name))
    place = place if folder.is_dir() and not folder.is_symlink() else b"\0"
    # A process that forks and ends between the list and the look at it is not seen, and its child is on no list yet.
    # So the search is over only when every process was on a list before and was then seen to be somebody else's.
    others: set[int] = set()
    gone: set[int] = set()
    deadline = time.monotonic() + _STRAYS_LIMIT
    while time.monotonic() < deadline:
        at_rest = True
        # The youngest first: of a chain of processes it is the one that goes on.
        for number in sorted((int(one.name) for one in Path("/proc").glob("[0-9]*")), reverse=True):
            if number in others:
                continue
            is_ours = _is_stray(number, mark, place)
            if is_ours:
                with contextlib.suppress(OSError):
                    os.kill(number, signal.SIGKILL)
            if is_ours is False or (is_ours is None and number in gone):
                others.add(number)
                continue
            at_rest = False
            gone.add(number)
        if at_rest:
            return


def _is_stray(number: int, mark: bytes, place: bytes) -> bool | None:
    """Whether a process has the mark or works in the place; None where it has ended, or is about to be another one."""
    works = b""
    try:
        with contextlib.suppress(PermissionError):  # another user's
            works = os.fsencode(os.readlink(f"/proc/{number}/cwd")).removesuffix(b" (deleted)")
            if works == place or works.startswith(place + b"/"):
                return True
            environment = Path(f"/proc/{number}/environ").read_bytes()
            return mark in environment.split(b"\0") if environment else None
    except OSError:
        return None
    return False


def remove(folder: Path) -> None:
    """Remove a folder with all in it, or what a subject has put in its place; no link is followed.

    However deep folders are nested, no path gets longer: what is in an inner folder is moved up before that goes.
    What something that lives on makes anew is given up after a minute.
    """
    own, number, deadline = os.urandom(8).hex(), 0, time.monotonic() + 60
    with contextlib.suppress(OSError):
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink(missing_ok=True)
            return
        os.chmod(folder, 0o700)
        while (entries := list(os.scandir(folder))) and time.monotonic() < deadline:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)
                    continue
                os.chmod(entry.path, 0o700)
                for inner in os.scandir(entry.path):
                    if inner.is_dir(follow_symlinks=False):
                        number += 1
                        os.replace(inner.path, folder / f".{own}-{number}")
                    else:
                        os.unlink(inner.path)
                os.rmdir(entry.path)
        os.rmdir(folder)


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
        _guardian.stdin.write(line.encode("ascii"))


def _dismiss(guardian: subprocess.Popen[bytes]) -> None:
    assert guardian.stdin
    guardian.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        guardian.wait(10)


def _watch() -> None:
    wards: dict[str, set[int]] = {}
    for line in sys.stdin.buffer:
        sign, (pid, _, path) = chr(line[0]), line[1:-1].decode("ascii").partition(" ")
        folder = os.fsdecode(bytes.fromhex(path))
        if sign == "+":
            wards.setdefault(folder, set()).add(int(pid))
        else:
            wards.pop(folder, None)
    for pids in wards.values():
        for pid in pids - {0}:
            end_group(pid)
    time.sleep(0.05 if wards else 0)  # the processes go before their folders do
    for folder in wards:
        end_strays(Path(folder))
        remove(Path(folder))


if __name__ == "__main__":
    _watch()
