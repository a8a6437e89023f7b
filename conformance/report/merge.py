"""Many results files become one report. What cannot stand in it is named with the reason, never merged silently.

A subject keeps its verdicts only, not its failures: those are read again where they are shown, so that a report
of a thousand files does not hold them all at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance import __version__, spec
from conformance.report import results
from conformance.report.results import UnreadableResults, plain

_LONGEST_WITNESS = 1 << 16
_WITNESS = re.compile(r"witnesses/[A-Za-z0-9_][A-Za-z0-9_.-]*\.py")


@dataclass(frozen=True)
class Refused:
    """A file that is not in the report. ``harmless``: nothing is lost by its absence."""

    path: Path
    reason: str
    harmless: bool = False

    def __str__(self) -> str:
        return plain(f"{self.path}: {self.reason}")


@dataclass(frozen=True)
class Subject:
    """One results file: who it speaks of, and a verdict for each requirement.

    ``kinds``, ``reasons`` and ``offsets`` hold only the requirements that have some. ``notes`` say what keeps the
    file from being an ordinary gate run of this suite.
    """

    path: Path
    header: dict[str, Any]
    footer: dict[str, Any] | None
    verdicts: dict[str, str]
    kinds: dict[str, tuple[str, ...]]
    reasons: dict[str, str]
    offsets: dict[str, int]
    notes: tuple[str, ...] = ()
    label: str = ""
    slug: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """What the subject stated of itself."""
        found: dict[str, Any] = self.header["subject"]
        return found

    @property
    def edition(self) -> str:
        return str(self.header["edition"])

    @property
    def platform(self) -> str:
        """The platform as requirements name it, or what the subject calls it."""
        name = str(self.facts["platform"])
        return "linux" if name.startswith("linux") else {"darwin": "macos", "win32": "windows"}.get(name, name)

    def lines(self) -> Iterator[dict[str, Any]]:
        """The lines with failures, read again. A file that has changed since gives none of them."""
        try:
            with self.path.open("rb") as file:
                for name, offset in self.offsets.items():
                    file.seek(offset)
                    line = json.loads(file.readline())
                    if line["requirement"] == name:
                        yield line
        except (OSError, ValueError, KeyError, TypeError):
            return

    def witness(self, failure: dict[str, Any]) -> str:
        """The source of a failure's witness, if it lies where it belongs and is a file like any other."""
        if not _WITNESS.fullmatch(failure["witness"]):
            return ""
        path = Path(self.path.parent, failure["witness"])
        try:
            if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
                return ""
            if path.stat().st_size > _LONGEST_WITNESS:
                return ""
            return path.read_text("utf-8", "replace")
        except OSError:
            return ""


@dataclass(frozen=True)
class Merged:
    """What a report is made from. ``mutants``: by requirement, the mutants that break it and what kills each."""

    subjects: tuple[Subject, ...] = ()
    refused: tuple[Refused, ...] = ()
    requirements: dict[str, spec.Requirement] = field(default_factory=dict)
    mutants: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def merge(paths: Iterable[Path]) -> Merged:
    """Read every results file among ``paths``, and in the folders among them."""
    refused: list[Refused] = []
    kept: dict[tuple[Any, ...], Subject] = {}
    seen: dict[str, Path] = {}
    for path in _files(paths, refused):
        try:
            subject, digest = _read(path)
        except UnreadableResults as error:
            refused.append(Refused(path, str(error).removeprefix(f"{path}: ")))
            continue
        if digest in seen:
            refused.append(Refused(path, f"the same as {seen[digest]}", harmless=True))
            continue
        seen[digest] = path
        key = _identity(subject)
        other = kept.get(key)
        if other is not None:
            older, newer = sorted((other, subject), key=_rank)
            reason = f"an older run of what {newer.path} holds ({older.header['started']:.40})"
            refused.append(Refused(older.path, reason, harmless=True))
            subject = newer
        kept[key] = subject
    return Merged(tuple(_named(kept.values())), tuple(refused), spec.load())


def read_mutants(path: Path) -> dict[str, dict[str, list[str]]]:
    """The kill table that ``tox -e mutants -- --output FILE`` writes. Raises UnreadableResults."""
    try:
        table = json.loads(path.read_bytes())
        return {
            str(name): {str(mutant): [str(key) for key in killers] for mutant, killers in found.items()}
            for name, found in table.items()
        }
    except OSError as error:
        raise UnreadableResults(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError, AttributeError, TypeError):
        raise UnreadableResults(f"{path}: is no table of mutants") from None


def _files(paths: Iterable[Path], refused: list[Refused]) -> Iterator[Path]:
    given: set[str] = set()
    for path in paths:
        found = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        if not found:
            refused.append(Refused(path, "holds no results (*.jsonl)"))
        for one in found:
            place = os.path.realpath(one)
            if place not in given:
                given.add(place)
                yield one


def _read(path: Path) -> tuple[Subject, str]:
    header: dict[str, Any] = {}
    footer: dict[str, Any] | None = None
    verdicts: dict[str, str] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    offsets: dict[str, int] = {}
    for offset, line in results.stream(path):
        if line["type"] == "header":
            header = line
        elif line["type"] == "footer":
            footer = line
        else:
            name = sys.intern(line["requirement"])
            verdicts[name] = sys.intern(line["verdict"])
            if line["failures"]:
                kinds[name] = tuple(dict.fromkeys(sys.intern(plain(one["kind"])[:80]) for one in line["failures"]))
                offsets[name] = offset
            if line["reason"]:
                reasons[name] = sys.intern(plain(line["reason"])[:400])
    subject = Subject(path, header, footer, verdicts, kinds, reasons, offsets)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(subject, notes=tuple(_notes(subject))), digest


def _notes(subject: Subject) -> Iterator[str]:
    header, known = subject.header, spec.load()
    if subject.footer is None:
        yield f"incomplete: the run ended after {len(subject.verdicts)} of {header['selected']} requirements"
    if header["suite"] != __version__:
        yield f"made by suite {plain(header['suite'])[:40]}; this report is made by {__version__}"
    if header["profile"] != "gate":
        yield "an exploring run: other examples than everybody's"
    strangers = [name for name in subject.verdicts if name not in known]
    if strangers:
        yield f"{len(strangers)} requirements that this suite does not have, {strangers[0]} for one"
    expected = {name for name, one in known.items() if one.level in header["levels"] and not one.unspecified}
    missing = expected - set(subject.verdicts)
    if subject.footer is not None and missing:
        yield f"partial: {len(missing)} of {len(expected)} requirements were not selected"
    elif set(header["levels"]) != set(spec.LEVELS):
        yield f"partial: only {', '.join(header['levels'])}"


def _identity(subject: Subject) -> tuple[Any, ...]:
    """Two files with the same identity are two runs of the same thing."""
    facts, header = subject.facts, subject.header
    who = ("implementation", "implementation_version", "title", "python", "python_version", "version_text", "platform",
           "system", "pointer_bits", "byte_order", "page_size", "files")  # fmt: skip
    how = ("suite", "edition", "profile")
    selected = frozenset(subject.verdicts) if subject.footer is not None else len(header["levels"])
    return (*(facts[name] for name in who), *(header[name] for name in how), selected)


def _rank(subject: Subject) -> tuple[bool, str, str]:
    return subject.footer is not None, subject.header["started"], str(subject.path)


def _named(subjects: Iterable[Subject]) -> list[Subject]:
    """Give each a label and a name for files, no two alike, in an order that people expect."""
    ordered = sorted(subjects, key=_order)
    labels = [_label(subject) for subject in ordered]
    for more in (_edition, _system, _files_on, _profile):
        labels = _told_apart(labels, [more(subject) for subject in ordered])
    taken: set[str] = set()
    named = []
    for label, subject in zip(labels, ordered, strict=True):
        stem = re.sub(r"[^a-z0-9.]+", "-", label.lower()).strip("-.")[:80] or "subject"
        slug = next(name for n in range(len(ordered) + 1) if (name := f"{stem}-{n + 1}" if n else stem) not in taken)
        number = slug.removeprefix(stem).removeprefix("-")
        taken.add(slug)
        named.append(replace(subject, label=f"{label} ({number})" if number else label, slug=slug))
    return named


def _told_apart(labels: list[str], details: list[str]) -> list[str]:
    """Add a detail to labels that are alike, where the detail is not."""
    alike: dict[str, set[str]] = {}
    for label, detail in zip(labels, details, strict=True):
        alike.setdefault(label, set()).add(detail)
    return [
        f"{label}, {detail}" if detail and len(alike[label]) > 1 else label
        for label, detail in zip(labels, details, strict=True)
    ]


def _order(subject: Subject) -> tuple[Any, ...]:
    facts = subject.facts
    numbers = tuple(int(part) for part in re.findall(r"\d{1,9}", facts["python_version"])[:4])
    standard = facts["implementation"] != "stdlib"
    return (standard, facts["implementation"], facts["python"], numbers, facts["platform"], subject.edition,
            str(subject.path))  # fmt: skip


_SPELLED = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy", "rustpython": "RustPython"}


def _label(subject: Subject) -> str:
    facts = subject.facts
    python = plain(facts["python"])[:40]
    interpreter = f"{_SPELLED.get(python, python)} {plain(facts['python_version'])[:20]}"
    name = plain(facts["implementation"])[:60]
    release = plain(facts["implementation_version"])[:20]
    if name == "stdlib" or name == python:
        return f"{interpreter}, {subject.platform[:20]}"
    where = "" if name == subject.platform else f", {subject.platform[:20]}"
    return f"{name}{' ' + release if release else ''}, {interpreter}{where}"


def _edition(subject: Subject) -> str:
    return f"edition {subject.edition}"


def _system(subject: Subject) -> str:
    return plain(subject.facts["system"])[:60]


def _files_on(subject: Subject) -> str:
    return plain(subject.facts["files"])[:40]


def _profile(subject: Subject) -> str:
    return f"{subject.header['profile']}, {len(subject.verdicts)} requirements"
