"""``[setup]`` of an ``impl.toml``: the command that builds what is tested, run once before the first start."""

from __future__ import annotations

import os
import subprocess
import tempfile

from conformance.exits import LaunchFailed
from conformance.harness.launch.launch import Launch, filled
from conformance.harness.wire import guardian

SECONDS = 600.0
"""How long it may take where the description does not say."""
_SHOWN = 4000
"""Bytes of the end of its output that are shown when it fails."""


def prepare(launch: Launch) -> None:
    """Run the command, if there is one, in the description's folder. Raises LaunchFailed with the end of its output."""
    about = launch.implementation
    if not about.setup:
        return
    command = [filled(word, about, launch.python) for word in about.setup["command"]]
    seconds = float(about.setup.get("seconds", SECONDS))
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                command, cwd=about.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=os.name == "posix",
            )  # fmt: skip
        except OSError as error:
            raise LaunchFailed(f"{about.name}: setup.command: {command[0]} cannot be started: {error}") from None
        try:
            code = process.wait(seconds)
            ended = f"ended with exit code {code}" if code else ""
        except subprocess.TimeoutExpired:
            ended = f"did not end within {seconds:g} s; `seconds` beside it gives more"
        finally:
            guardian.end_group(process.pid)
            process.wait(10)
        if ended:
            output.seek(max(0, output.tell() - _SHOWN) if output.seek(0, os.SEEK_END) else 0)
            said = output.read(_SHOWN).decode("utf-8", "replace").strip()
            raise LaunchFailed(f"{about.name}: setup.command {ended}" + (f"; it said:\n{said}" if said else ""))
