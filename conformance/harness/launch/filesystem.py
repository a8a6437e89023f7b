"""Names the file system of a folder, for reports: what a map does depends on it."""

from __future__ import annotations

from pathlib import Path


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
