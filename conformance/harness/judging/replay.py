"""Runs a witness: the script alone, under the implementation's own command, without the suite."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.exits import LaunchFailed
from conformance.harness.launch.launch import Launch
from conformance.harness.wire import guardian
from conformance.harness.wire.deaths import death


@dataclass(frozen=True)
class Ended:
    """How the script of a witness ended. ``kind`` is as far as it can be told of the failure's; empty for none."""

    kind: str
    told: str

    @property
    def reproduces(self) -> bool:
        """Whether there is a failure."""
        return bool(self.kind)


_PATHS = re.compile(rb"^sys\.path\[:0\] = .*$", re.M)
_EXCEPTION = re.compile(r"(?:\w+\.)*([A-Z]\w*)(?:: |$)")


def replay(source: bytes, witness: Path, launch: Launch, folder: Path, seconds: float) -> Ended:
    """Run the script of a witness. Raises LaunchFailed."""
    script = folder / "replayed.py"
    if launch.import_paths():
        # Whose implementation is meant is said by whoever replays: the finder's folder may be here, and another's.
        source = _PATHS.sub(b"", source, count=1)
    # The witness stands in the script: the machine where it runs may be another.
    script.write_text(
        f"import sys\nsys.path[:0] = {launch.import_paths()!a}\n__file__ = sys.argv[0] = {str(witness)!a}\n"
        f"exec(compile({source!a}, __file__, 'exec'))\n",
        "ascii",
    )
    try:
        process = subprocess.Popen(
            launch.command(script),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            # What the witness makes for itself goes where this folder goes.
            env=guardian.marked({**launch.environment(), "TMPDIR": str(folder)}, folder),
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise LaunchFailed(f"{launch.python} cannot be started: {error}") from None
    guardian.guard(folder, process.pid)
    said = bytearray()
    reader = threading.Thread(target=_keep_the_end, args=(process.stdout, said), daemon=True)
    reader.start()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        guardian.end_group(process.pid)
        process.wait(10)
        return Ended("hang:hang", f"no end within {seconds:g} s")
    finally:
        reader.join(2)  # a process that it left behind may hold the pipe open
    words = bytes(said).decode("utf-8", "replace").strip().splitlines()
    last = words[-1][:400] if words else ""
    if process.returncode == 0:
        return Ended("", last or "it ended with exit code 0")
    if process.returncode == 1 and last.startswith(("ModuleNotFoundError: ", "ImportError: ")):
        raise LaunchFailed(f"the witness cannot import what it is about: {last}; --impl names its description")
    if process.returncode == 1:
        return Ended(_kind(last), last or "it ended with exit code 1")
    ended = death(process.returncode, exits=launch.implementation.exits)
    return Ended(f"{ended.verdict}:{ended.kind}", f"{ended}" + (f"; its last words: {last}" if last else ""))


def _kind(last: str) -> str:
    """The kind of a failure from the last line: an exception's, if nobody caught it, or what the witness says."""
    found = _EXCEPTION.match(last)
    return f"fail:{found[1]}" if found else "fail:"


def _keep_the_end(stream: Any, said: bytearray) -> None:
    """Read all, and keep the last words: a script may print for ever."""
    while piece := stream.read1(65536):
        said += piece
        del said[:-65536]
