"""Folders of ours: what is replaced and removed in them is known by a mark, never by names, and no link is followed."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from conformance.exits import UnwritableReport

MARK = ".mmap-conformance"
_TEXT = "This folder is mmap-conformance's: the next run or report that is written here replaces what is in it.\n"


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Within, what the system refuses is a refusal that names the folder. Raises UnwritableReport."""
    try:
        yield
    except OSError as error:
        raise UnwritableReport(
            f"{folder}: the report cannot be written: {error.strerror or error}; name another folder"
        ) from None


def claim(folder: Path) -> None:
    """Make a folder ours: a new one, an empty one, or one that is ours already. Raises UnwritableReport."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / MARK
        if mark.is_symlink() or not mark.is_file():
            if any(folder.iterdir()):
                raise UnwritableReport(
                    f"{folder}: there is something else in it, and what is in a report's folder is replaced; "
                    "name a new folder, or empty this one"
                )
            write_new(mark, _TEXT)


def inner(folder: Path, name: str) -> Path:
    """A folder within one of ours. Raises UnwritableReport where a link or a file has its name."""
    path = folder / name
    with writing(path):
        if path.is_symlink():
            raise UnwritableReport(f"{path}: is a link, and no link is followed; remove it, or name another folder")
        path.mkdir(exist_ok=True)
    return path


def open_new(path: Path) -> IO[str]:
    """A new file of text in the place of whatever had its name, a link too. Raises OSError."""
    path.unlink(missing_ok=True)
    return path.open("x", encoding="utf-8", newline="\n")


def write_new(path: Path, text: str) -> None:
    """Write a file that was not there, or in the place of another. Raises OSError."""
    with open_new(path) as file:
        file.write(text)


def replace_file(path: Path, text: str) -> None:
    """Write a file of the user's: whole, in the place of the old one, or not at all. Raises OSError.

    What is no ordinary file is not replaced: a link leads to something of somebody's, and a device is the system's.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OSError(errno.EINVAL, "it is a link, a folder or a device: name an ordinary file", str(path))
    fresh = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        write_new(fresh, text)
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def locked(folder: Path) -> IO[bytes]:
    """A folder of ours that nobody else writes into until the returned file is closed. Raises UnwritableReport."""
    with writing(folder):
        file = (folder / MARK).open("r+b")
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise UnwritableReport(f"{folder}: another run is writing into it; name another folder") from None
    return file


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of one of ours, whole, when all is written; if not, the old one stays.

    Raises UnwritableReport.
    """
    folder = Path(os.path.realpath(folder))
    claim(folder)
    with writing(folder):
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", suffix=".part", dir=folder.parent))
        try:
            fresh.chmod(folder.stat().st_mode & 0o777)
            write_new(fresh / MARK, _TEXT)
            yield fresh
            gone = fresh.with_suffix(".old")
            os.replace(folder, gone)
            try:
                os.replace(fresh, folder)
            except OSError:
                os.replace(gone, folder)
                raise
            shutil.rmtree(gone, ignore_errors=True)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
