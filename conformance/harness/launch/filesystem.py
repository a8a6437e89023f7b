"""The file system under the files of a run: what it is called, and whether it can hold them at all."""

from __future__ import annotations

import mmap
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


def appends_in_place(files: Path | None) -> bool:
    """Whether what is changed through a descriptor that is open for appending lands where it belongs; True if unknown.

    bindfs, as other file systems in user space, writes a page back by way of that descriptor: at the file's end.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="mmap-conformance-", dir=files) as folder:
            path = Path(folder, "trial")
            path.write_bytes(b"trial")
            with path.open("a+b", 0) as file, mmap.mmap(file.fileno(), 0) as m:
                m[0] = 33
                m.flush()
            return path.read_bytes() == b"!rial"
    except (OSError, ValueError):
        return True  # `check` says what is wrong with the folder


def check(files: Path | None) -> None:
    """See that a folder can hold the files under test, so that no implementation is blamed for it. Raises LaunchFailed.

    On a full disk a map's pages cannot be had, which ends a process. Some file systems share no memory, such as FUSE's
    with direct_io: the system then refuses every map of a file, the host's own too, which asks for one.
    """
    folder = files or Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        raise LaunchFailed(
            f"there are {free >> 20} MiB free in {folder}, and the files under test need {_ROOM >> 20}: make room, or "
            "name another folder with --files"
        )
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"trial")
        file.flush()
        try:
            mmap.mmap(file.fileno(), 0).close()
        except OSError as error:
            raise LaunchFailed(
                f"the file system of {folder} ({describe(folder)}) maps no files into memory: "
                f"{error.strerror or error}; name another folder with --files"
            ) from None
