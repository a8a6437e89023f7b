"""Where recordings are kept: a folder of the user's own, signed, bounded, and never trusted further than that.

A recording is sent to a subject, which runs it, so nothing is taken that was not written by the same user's suite:
each file is signed with a secret that only the user can read. What is damaged, foreign or of another version is as if
it were not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import platformdirs

from conformance import __version__
from conformance.harness.launch.facts import Facts
from conformance.harness.recording.tape import Recording

VARIABLE = "MMAP_CONFORMANCE_RECORDINGS"
_MAGIC = b"mmap-conformance recording 1\n"
_LONGEST = 1 << 26
"""Bytes of a property's recordings once they are unpacked."""
_ALTERNATIVES = 4
"""Recordings of one property: different subjects may rightly answer differently."""
_MOST = 128 << 20
"""Bytes of all recordings; the oldest go first."""
_FOLDER = re.compile(r"[0-9a-f]{32}")
_SECRET = 32


class Cabinet:
    """The recordings that fit one subject. ``problem`` says in a line why some cannot be kept or read."""

    def __init__(self, root: Path, key: str, by: str) -> None:
        self.problem = ""
        self._root, self._folder, self._by = root, root / key, by
        self._secret = b""
        try:
            self._secret = _secret(root)
            if self._folder.is_dir():
                os.utime(self._folder)  # it is in use: what was not for longest goes first
        except OSError as error:
            self._fails(error)

    @classmethod
    def of(cls, folder: Path, facts: Facts, memory: int | None, to_be_had: Iterable[str]) -> Cabinet:
        """The recordings that fit a subject: everything that decides which examples there are is in the key."""
        machine = facts.system.rpartition(" ")[2]
        decides = (
            __version__, _sources(), hypothesis.__version__, sys.version_info[:2], facts.edition, facts.platform,
            facts.pointer_bits, facts.byte_order, facts.page_size, facts.granularity, facts.files, facts.syncs, memory,
            machine, sorted(to_be_had),
        )  # fmt: skip
        by = f"{facts.implementation} {facts.implementation_version} {facts.python} {facts.version_text}"
        return cls(folder, hashlib.sha256(repr(decides).encode()).hexdigest()[:32], by)

    def find(self, name: str) -> list[Recording]:
        """The recordings of a property, those of this very subject first."""
        path = self._path(name)
        if not self._secret:
            return []
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > _LONGEST:
                return []
            found = self._unpacked(path.read_bytes())
        except OSError as error:
            self._fails(error)
            return []
        except (ValueError, KeyError, TypeError, RecursionError, MemoryError, zlib.error):
            self.problem = self.problem or f"{path}: is no recording of ours, and is not played"
            return []
        return sorted(found, key=lambda one: one.by != self._by)

    def all(self) -> Iterator[list[Recording]]:
        """The recordings of each property that has some."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, zlib.error):
            for path in sorted(self._folder.glob("*.recording")):
                yield self._unpacked(path.read_bytes())

    def keep(self, name: str, examples: int, lines: Iterable[tuple[str, str]]) -> None:
        """Keep what a property sent and was answered, in front of what is there of it."""
        new = Recording(name, self._by, examples, tuple(lines))
        kept = [new, *(one for one in self.find(name) if one.lines != new.lines and one.by != new.by)]
        if not self._secret:
            return
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _replace(self._path(name), self._packed(kept[:_ALTERNATIVES]))
        except OSError as error:
            self._fails(error)
            self._secret = b""  # a disk that is full stays full: the rest of the run draws, and keeps nothing

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.recording"

    def _packed(self, recordings: list[Recording]) -> bytes:
        content = [vars(one) for one in recordings]
        packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode("ascii"), 6)
        return _MAGIC + self._signature(packed) + packed

    def _unpacked(self, data: bytes) -> list[Recording]:
        signature, packed = data[len(_MAGIC) : len(_MAGIC) + _SECRET], data[len(_MAGIC) + _SECRET :]
        if not data.startswith(_MAGIC) or not hmac.compare_digest(signature, self._signature(packed)):
            raise ValueError("not signed by us")
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, _LONGEST)
        if unpacker.unconsumed_tail:
            raise ValueError("too long")
        return [_recording(one) for one in json.loads(text)]

    def _signature(self, packed: bytes) -> bytes:
        return hmac.digest(self._secret, self._folder.name.encode() + packed, "sha256")

    def _fails(self, error: OSError) -> None:
        where = error.filename or self._root
        self.problem = self.problem or f"recordings are not used: {where}: {error.strerror or error}"


def _recording(one: dict[str, Any]) -> Recording:
    lines = tuple((str(request), str(answer)) for request, answer in one["lines"])
    return Recording(str(one["name"]), str(one["by"]), int(one["examples"]), lines)


def root() -> Path | None:
    """The folder of all recordings: MMAP_CONFORMANCE_RECORDINGS, empty for none, or one in the user's cache."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named).absolute() if named else None
    return platformdirs.user_cache_path("mmap-conformance", appauthor=False) / "recordings"


def tidy(folder: Path) -> None:
    """Remove the recordings that were used longest ago where there are too many."""
    with contextlib.suppress(OSError):
        folders = [one for one in folder.iterdir() if _FOLDER.fullmatch(one.name) and not one.is_symlink()]
        sizes = {one: sum(file.stat().st_size for file in one.iterdir()) for one in folders}
        for one in sorted(folders, key=lambda one: one.stat().st_mtime):
            if sum(sizes.values()) <= _MOST:
                break
            shutil.rmtree(one, ignore_errors=True)
            sizes.pop(one)


def _secret(folder: Path) -> bytes:
    """What files are signed with: made once, for this user alone. Raises OSError where the folder is not ours alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or not _is_ours(folder):
        raise OSError(None, "it is not this user's alone", str(folder))
    path = folder / "secret"
    if not path.exists() and not path.is_symlink():
        _replace(path, os.urandom(_SECRET))
    if path.is_symlink() or not _is_ours(path):
        raise OSError(None, "it is not this user's alone", str(path))
    with path.open("rb") as file:
        secret = file.read(_SECRET + 1)
    if len(secret) != _SECRET:
        raise OSError(None, "it is damaged; remove the folder", str(path))
    return secret


def _is_ours(path: Path) -> bool:
    """Whether nobody else can write it, as far as the system tells."""
    if os.name != "posix":
        return True
    about = path.lstat()
    return about.st_uid == os.geteuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@cache
def _sources() -> str:
    """A digest of the suite itself: a recording of other sources is never met, in a checkout neither."""
    package = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".toml") and "impls" not in path.parts:
            digest.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
