"""What each results file is called in a report: a label for people and a name for files, no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from conformance.results.lines import SubjectFacts
from conformance.results.plain import plain
from conformance.results.reading import Results


def labelled(subjects: Iterable[Results]) -> list[Results]:
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


def _order(subject: Results) -> tuple[Any, ...]:
    facts = subject.facts
    numbers = tuple(int(part) for part in re.findall(r"\d{1,9}", facts["python_version"])[:4])
    standard = facts["implementation"] != "stdlib"
    return (standard, facts["implementation"], facts["python"], numbers, facts["platform"], subject.edition,
            str(subject.path))  # fmt: skip


_USUAL = ("x86_64", "amd64")
_SPELLED = {"cpython": "CPython", "pypy": "PyPy", "graalpy": "GraalPy", "rustpython": "RustPython"}


def versions(facts: SubjectFacts | dict[str, Any]) -> str:
    """``3.12.1``, or the interpreter's own version beside the language's: ``7.3.11 (3.9.16)``."""
    language, own = plain(facts["python_version"])[:20], plain(facts.get("own_version", ""))[:20]
    return language if own in ("", language) else f"{own} ({language})"


def release_of(subject: Results) -> str:
    """What names the release of an implementation: its own version and, where it has none, its interpreter's."""
    facts = subject.facts
    own = plain(facts["implementation_version"])[:40]
    return own or versions(facts)


def implementation_of(subject: Results) -> str:
    """An implementation without its version: what all of its releases are called."""
    facts = subject.facts
    name, python = plain(facts["implementation"])[:60], plain(facts["python"])[:40]
    spelled = _SPELLED.get(python, python)
    whose = spelled if name in ("stdlib", python) else f"{name} on {spelled}"
    edition = f", edition {subject.edition}" if subject.header.get("given", {}).get("edition") else ""
    return f"{whose}{_build(subject)}, {_where(subject)}{edition}"


def _label(subject: Results) -> str:
    facts = subject.facts
    python = plain(facts["python"])[:40]
    interpreter = f"{_SPELLED.get(python, python)} {versions(facts)}{_build(subject)}"
    name = plain(facts["implementation"])[:60]
    release = plain(facts["implementation_version"])[:20]
    if name == "stdlib" or name == python:
        return f"{interpreter}, {_where(subject)}"
    where = "" if name == subject.platform else f", {_where(subject)}"
    return f"{name}{' ' + release if release else ''}, {interpreter}{where}"


def _build(subject: Results) -> str:
    build = plain(subject.facts.get("build", ""))[:30]
    return f" {build}" if build else ""


def _where(subject: Results) -> str:
    """The platform, and what the machine is where that is not what most have: ``linux s390x``, ``linux 32-bit``."""
    facts, where = subject.facts, subject.platform[:20]
    machine = plain(facts["system"]).rpartition(" ")[2]
    is_named = where in ("linux", "macos") and re.fullmatch(r"[a-z][a-z0-9_]{2,15}", machine)
    if is_named and machine not in _USUAL:
        return f"{where} {machine}"
    # What a JVM has for its largest size says nothing of its pointers.
    is_narrow = facts["pointer_bits"] == 32 and facts["python"] in ("cpython", "pypy")
    return f"{where} 32-bit" if is_narrow and where in ("linux", "macos", "windows") else where


def _edition(subject: Results) -> str:
    return f"edition {subject.edition}"


def _system(subject: Results) -> str:
    return plain(subject.facts["system"])[:60]


def _files_on(subject: Results) -> str:
    return plain(subject.facts["files"])[:40]


def _profile(subject: Results) -> str:
    return f"{subject.header['profile']}, {len(subject.verdicts)} requirements"
