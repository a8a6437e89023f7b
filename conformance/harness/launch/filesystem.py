"""Names the file system of a folder, for reports: what a map does depends on it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from conformance.exits import LaunchFailed

_ROOM = 64 << 20


def describe(folder: Path) -> str:
    """The file system's type and its mount point, such as ``tmpfs at /dev/shm``; the folder where it cannot be told."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return str(folder)
    target = folder.absolute().resolve()
    best = ("", "an unknown file system")
    for line in mounts:
        _, point, kind, *_ = [*line.split(" "), "", "", ""]
        point = point.replace("\\040", " ")
        if (target == Path(point) or Path(point) in target.parents) and len(point) >= len(best[0]):
            best = (point, kind)
    return f"{best[1]} at {best[0]}"


def enough_room(files: Path | None) -> None:
    """See that there is room for the files under test. Raises LaunchFailed.

    On a full disk a map's pages cannot be had, which ends a process, and the implementation would be blamed for that.
    """
    folder = files or Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        raise LaunchFailed(
            f"there are {free >> 20} MiB free in {folder}, and the files under test need {_ROOM >> 20}: make room, or "
            "name another folder with --files"
        )
