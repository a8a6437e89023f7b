"""Finds the interpreter that a name such as ``python3.8`` or ``pypy3`` means."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from conformance.exits import LaunchFailed
from conformance.results.outside import is_file


def runtimes() -> Path:
    """Where fetched runtimes are kept: MMAP_CONFORMANCE_RUNTIMES, or a folder in the user's cache."""
    named = os.environ.get("MMAP_CONFORMANCE_RUNTIMES")
    return home_of(named) if named else platformdirs.user_cache_path("mmap-conformance", appauthor=False)


def home_of(named: str) -> Path:
    """A path with ``~`` and ``~user`` filled in. Raises LaunchFailed where there is no such user."""
    try:
        return Path(named).expanduser()
    except RuntimeError as error:
        raise LaunchFailed(f"{named[:300]}: {error}") from None


def find(name: str | None, *, is_python: bool = True) -> str:
    """The path of an interpreter: a path, or a name on PATH, known to the platform, fetched, or kept by pyenv or uv.

    Raises LaunchFailed.

    Without a name it is the interpreter that runs us. ``is_python``: the command is an interpreter itself, so it can
    be asked its version; ``node`` and ``wine`` cannot.
    """
    if name is None:
        return sys.executable
    if os.sep in name or (os.altsep and os.altsep in name):
        path = home_of(name).absolute()
        if not is_file(path):
            raise LaunchFailed(f"there is no interpreter at {path}: give --python a path or a name on PATH")
        if is_python and not os.access(path, os.X_OK):
            raise LaunchFailed(f"{path} is not executable: --python takes an interpreter, not a script's name")
        return str(path)
    for candidate in _candidates(name):
        if not is_python or version(candidate) is not None:  # a pyenv shim may stand for no active version
            return candidate
    raise LaunchFailed(
        f"there is no interpreter named {name}, on PATH, fetched, or kept by pyenv or uv: install it, "
        "or give --python its path"
    )


def _candidates(name: str) -> Iterator[str]:
    found = shutil.which(name)
    if found:
        yield found
    yield from _registered(name)
    fetched = runtimes() / "bin" / name
    if fetched.is_file():
        yield str(fetched)
    kept = [
        home_of(os.environ.get("PYENV_ROOT") or "~/.pyenv") / "versions",
        home_of(os.environ.get("UV_PYTHON_INSTALL_DIR") or "~/.local/share/uv/python"),
    ]
    for folder in kept:
        for path in sorted(folder.glob(f"*/bin/{glob.escape(name)}"), reverse=True):
            yield str(path)


def _registered(name: str) -> Iterator[str]:
    """What the platform's own ways and version managers (PEP 514, pyenv, mise, asdf, uv) find under a name."""
    if not re.fullmatch(r"[A-Za-z]+[0-9.]*t?", name):
        return  # python-discovery reads it as a specification of its own
    import python_discovery  # takes a moment, and most interpreters are on PATH

    try:
        found = python_discovery.get_interpreter(name)
    except Exception:  # whatever lies on PATH is started and read
        return
    if found is not None and found.executable:
        yield found.executable


def version(path: str) -> tuple[int, int] | None:
    """Major and minor version of an interpreter, None if it does not say."""
    try:
        said = subprocess.run(
            [path, "-c", "import sys; print('%d %d' % sys.version_info[:2])"],
            capture_output=True,
            timeout=30,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        major, minor = said.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


if __name__ == "__main__":
    try:
        print(find(sys.argv[1]))
    except LaunchFailed as error:
        sys.exit(str(error))
