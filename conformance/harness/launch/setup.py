"""``[setup]`` of an ``impl.toml``: the command that builds what is tested, run once before the first start."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import IO

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
    try:
        process = subprocess.Popen(
            command, cwd=about.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **launch.described_environment()}, start_new_session=os.name == "posix",
        )  # fmt: skip
    except OSError as error:
        raise LaunchFailed(f"{about.name}: setup.command: {command[0]} cannot be started: {error}") from None
    assert process.stdout
    said = bytearray()
    listener = threading.Thread(target=_hear, args=(process.stdout, said), daemon=True)
    listener.start()
    try:
        code = process.wait(seconds)
        ended = f"ended with exit code {code}" if code else ""
    except subprocess.TimeoutExpired:
        ended = f"did not end within {seconds:g} s; `seconds` beside it gives more"
    finally:
        guardian.end_group(process.pid)
        process.wait(10)
    listener.join(1)  # not longer: what has left the group may hold the pipe open for ever
    if ended:
        text = bytes(said).decode("utf-8", "replace").strip()
        raise LaunchFailed(f"{about.name}: setup.command {ended}" + (f"; it said:\n{text}" if text else ""))


def _hear(pipe: IO[bytes], said: bytearray) -> None:
    """Keep the end of what is said: a build that never stops talking fills neither memory nor disk."""
    while chunk := os.read(pipe.fileno(), 1 << 16):
        said += chunk
        del said[:-_SHOWN]
