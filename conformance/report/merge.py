"""Many results files become one report. What cannot stand in it is named with the reason, never merged silently."""

from __future__ import annotations

import glob
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance import spec
from conformance.exits import UnreadableResults
from conformance.report.labels import labelled
from conformance.results.lines import PACKED, Header
from conformance.results.outside import content, is_there
from conformance.results.plain import plain
from conformance.results.reading import Results, read_with_digest

_LONGEST_TABLE = 64 << 20
_PATTERN = re.compile(r"[*?\[]")
_MOST_FILES = 10_000


@dataclass(frozen=True)
class LeftOut:
    """A file, or an address, that is not in the report. ``harmless``: nothing is lost by its absence."""

    path: Path | str
    reason: str
    harmless: bool = False

    def __str__(self) -> str:
        return plain(f"{self.path}: {self.reason}")


@dataclass(frozen=True)
class Merged:
    """What a report is made from. ``mutants``: by requirement, the mutants that break it and what kills each."""

    subjects: tuple[Results, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    requirements: dict[str, spec.Requirement] = field(default_factory=dict)
    mutants: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def merge(paths: Iterable[Path]) -> Merged:
    """Read every results file among ``paths``, and in the folders among them."""
    left_out: list[LeftOut] = []
    kept: dict[tuple[Any, ...], Results] = {}
    seen: dict[str, Path] = {}
    for path in _files(paths, left_out):
        try:
            subject, digest = read_with_digest(path)
        except UnreadableResults as error:
            left_out.append(LeftOut(path, str(error).removeprefix(f"{path}: ")))
            continue
        if digest in seen:
            left_out.append(LeftOut(path, f"the same as {seen[digest]}", harmless=True))
            continue
        seen[digest] = path
        key = _identity(subject)
        other = kept.get(key)
        if other is not None:
            older, newer = sorted((other, subject), key=_rank)
            reason = f"an older run of what {newer.path} holds ({older.header['started']:.40})"
            left_out.append(LeftOut(older.path, reason, harmless=True))
            subject = newer
        kept[key] = subject
    return Merged(tuple(labelled(kept.values())), tuple(left_out), spec.load())


def read_mutants(path: Path) -> dict[str, dict[str, list[str]]]:
    """The kill table that ``tox -e mutants -- --output FILE`` writes. Raises UnreadableResults."""
    try:
        table = json.loads(content(path, _LONGEST_TABLE))
        return {
            str(name): {str(mutant): [str(key) for key in killers] for mutant, killers in found.items()}
            for name, found in table.items()
        }
    except OSError as error:
        raise UnreadableResults(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError, AttributeError, TypeError):
        raise UnreadableResults(f"{path}: is no table of mutants") from None


def _files(paths: Iterable[Path], left_out: list[LeftOut]) -> Iterator[Path]:
    given: set[str] = set()
    for path in _expanded(paths):
        if not is_there(path):
            left_out.append(LeftOut(path, "is not there: name a results.jsonl, or a folder with some"))
            continue
        found = sorted([*path.rglob("*.jsonl"), *path.rglob(f"*.jsonl{PACKED}")]) if path.is_dir() else [path]
        if not found:
            left_out.append(LeftOut(path, "holds no results (*.jsonl, *.jsonl.gz)"))
        for one in found:
            place = os.path.realpath(one)
            if place not in given:
                given.add(place)
                yield one


def _expanded(paths: Iterable[Path]) -> Iterator[Path]:
    """Patterns that no shell has expanded, as on Windows and in quotes; what stands for nothing stays as it is."""
    for path in paths:
        found = [] if is_there(path) or not _PATTERN.search(str(path)) else sorted(glob.glob(str(path)))[:_MOST_FILES]
        yield from map(Path, found) if found else [path]


def _identity(subject: Results) -> tuple[Any, ...]:
    """Two files with the same identity are two runs of the same thing."""
    facts, header = subject.facts, subject.header
    who = (
        facts["implementation"], facts["implementation_version"], facts["title"], facts["python"],
        facts["python_version"], facts["version_text"], facts["platform"], facts["system"], facts["pointer_bits"],
        facts["byte_order"], facts["page_size"], facts["files"], facts.get("build", ""), *_who_was_named(header),
    )  # fmt: skip
    selected = frozenset(subject.verdicts) if subject.footer is not None else len(header["levels"])
    return (*who, header["suite"], header["edition"], header["profile"], selected)


def _who_was_named(header: Header) -> tuple[str, str]:
    """Where the implementation was taken from: two that call themselves alike need not be the same."""
    given = header.get("given", {})
    return str(given.get("impl", "")), str(given.get("path", ""))


def _rank(subject: Results) -> tuple[bool, str, str]:
    return subject.footer is not None, subject.header["started"], str(subject.path)
