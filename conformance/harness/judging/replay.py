"""Runs a witness: the script alone, under the implementation's own command, without the suite."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from conformance.exits import LaunchFailed
from conformance.harness.launch.launch import Launch
from conformance.harness.wire import guardian
from conformance.harness.wire.deaths import death


def replay(witness: Path, launch: Launch, folder: Path, seconds: float) -> tuple[bool, str]:
    """Whether the failure reproduces, and how the script ended. Raises LaunchFailed."""
    script = folder / "replayed.py"
    script.write_text(
        f"import sys\nsys.path[:0] = {launch.import_paths()!a}\n__file__ = sys.argv[0] = {str(witness)!a}\n"
        "exec(compile(open(__file__, 'rb').read(), __file__, 'exec'))\n",
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
            env={**launch.environment(), "TMPDIR": str(folder)},
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise LaunchFailed(f"{launch.python} cannot be started: {error}") from None
    guardian.guard(folder, process.pid)
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        guardian.end_group(process.pid)
        process.communicate(timeout=10)
        return True, f"no end within {seconds:g} s"
    words = said.decode("utf-8", "replace").strip().splitlines()
    last = words[-1][:400] if words else ""
    if process.returncode == 0:
        return False, last or "it ended with exit code 0"
    if process.returncode == 1 and last.startswith(("ModuleNotFoundError: ", "ImportError: ")):
        raise LaunchFailed(f"the witness cannot import what it is about: {last}; --impl names its description")
    if process.returncode == 1:
        return True, last or "it ended with exit code 1"
    return True, f"{death(process.returncode)}" + (f"; its last words: {last}" if last else "")
