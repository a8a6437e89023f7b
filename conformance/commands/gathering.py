"""Results wherever they are: what a command is given as files, folders, patterns, addresses and lists of those."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from conformance.exits import USAGE, Refused, UnreadableResults
from conformance.report.merge import LeftOut, Merged, merge
from conformance.results.addresses import SECONDS, fetch, is_address, shown
from conformance.results.outside import content
from conformance.results.plain import plain

_LONGEST_LIST, _MOST = 1 << 20, 1000
"""Bytes of a list, and names in all."""
_SECONDS = 600.0
"""For everything that is fetched."""


def results(command: Any) -> Any:
    """The argument RESULTS and the option --list."""
    command = click.option(
        "--list", "lists", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="A file with more of them, a line each; # begins a remark.",
    )(command)  # fmt: skip
    return click.argument("results", nargs=-1, metavar="RESULTS...")(command)


def home(command: Any) -> Any:
    """The option --home."""
    return click.option(
        "--home", default="", metavar="ADDRESS", callback=_home,
        help="What the pages lead back to: an address, or a path from their folder such as ../index.html.",
    )(command)  # fmt: skip


def _home(context: click.Context, parameter: click.Parameter, value: str) -> str:
    del context, parameter
    if re.fullmatch(r"(https?://[^\s]+|[\w./%~+-]+)?", value[:2000], re.ASCII) is None or value.startswith("//"):
        raise Refused(f"--home {plain(value)[:300]}: takes an address with https, or a relative path", USAGE)
    return value


@contextmanager
def gathered(names: Iterable[str], lists: Iterable[Path]) -> Iterator[Merged]:
    """All of them as one report, for as long as what was fetched is kept. Raises Refused where there are no names."""
    every = [*names, *(name for path in lists for name in _listed(path))]
    if not every:
        raise Refused("no results are named: a file, a folder, an address with https, or --list FILE", USAGE)
    if len(every) > _MOST:
        raise Refused(f"{len(every)} results are named; {_MOST} are the most", USAGE)
    left_out: list[LeftOut] = []
    paths: list[Path] = []
    origins: dict[Path, str] = {}
    ends = time.monotonic() + _SECONDS
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(every):
            if not is_address(name):
                paths.append(Path(name))
                continue
            try:
                path = fetch(name, Path(folder), number, max(0.0, min(SECONDS, ends - time.monotonic())))
            except UnreadableResults as error:
                left_out.append(LeftOut(shown(name), str(error)))
            else:
                origins[path] = shown(name)
                paths.append(path)
        merged = merge(paths)
        left_out += [replace(one, path=origins.get(Path(one.path), one.path)) for one in merged.left_out]
        yield replace(merged, left_out=tuple(left_out))


def _listed(path: Path) -> list[str]:
    try:
        text = content(path, _LONGEST_LIST).decode("utf-8")
    except OSError as error:
        raise Refused(f"{plain(str(path))}: cannot be read: {error.strerror or error}", USAGE) from None
    except UnicodeDecodeError:
        raise Refused(f"{plain(str(path))}: is no list: it is not UTF-8", USAGE) from None
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line if is_address(line) else str(path.parent / line) for line in lines if line]
