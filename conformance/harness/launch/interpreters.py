"""Finds the interpreter that a name such as ``python3.8`` or ``pypy3`` means."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from conformance.exits import LaunchFailed


def runtimes() -> Path:
    """Where fetched runtimes are kept: MMAP_CONFORMANCE_RUNTIMES, or a folder in the user's cache."""
    named = os.environ.get("MMAP_CONFORMANCE_RUNTIMES")
    return Path(named).expanduser() if named else platformdirs.user_cache_path("mmap-conformance", appauthor=False)


def find(name: str | None, *, is_python: bool = True) -> str:
    """The path of an interpreter: a path, or a name on PATH, known to the platform, fetched, or kept by pyenv or uv.

    Raises LaunchFailed.

    Without a name it is the interpreter that runs us. ``is_python``: the command is an interpreter itself, so it can
    be asked its version; ``node`` and ``wine`` cannot.
    """
    if name is None:
        return sys.executable
    if os.sep in name or (os.altsep and os.altsep in name):
        path = Path(name).expanduser().absolute()
        if not path.is_file():
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
        Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions",
        Path(os.environ.get("UV_PYTHON_INSTALL_DIR", "~/.local/share/uv/python")).expanduser(),
    ]
    for folder in kept:
        for path in sorted(folder.glob(f"*/bin/{name}"), reverse=True):
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
