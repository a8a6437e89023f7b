"""Reads a file that somebody named: a regular one, as much of it as such a file may have, and nothing else."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def is_there(path: Path) -> bool:
    """Whether there is something of that name; what the system takes for no name is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether it is a regular file, or a link to one."""
    return is_there(path) and path.is_file()


def content(path: Path, longest: int) -> bytes:
    """All of a file. Raises OSError: for a device or a pipe, which may have no end, and for one of more bytes too."""
    if not is_there(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if not is_file(path):
        raise OSError(errno.EINVAL, "it is a folder" if path.is_dir() else "it is no regular file", str(path))
    # A pipe that has taken its place since is not waited for.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:
        found = file.read(longest + 1)
    if len(found) > longest:
        raise OSError(errno.EFBIG, f"it has more than {longest >> 10} KiB", str(path))
    return found
