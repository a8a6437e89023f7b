"""Results files as a run would leave them, made up: of any subject, with any verdicts, as wrong as asked for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from conformance import __version__, spec
from conformance.results import Results
from conformance.results.lines import RequirementLine

FACTS: dict[str, Any] = {
    "implementation": "stdlib", "implementation_version": "", "title": "the standard library",
    "homepage": "https://docs.python.org/3/library/mmap.html", "issues": "https://github.com/python/cpython/issues",
    "python": "cpython", "python_version": "3.12.1", "version_text": "3.12.1 (main)", "platform": "linux",
    "system": "Linux 6.1 x86_64", "pointer_bits": 64, "byte_order": "little", "page_size": 4096,
    "granularity": 4096, "edition": "3.12", "files": "", "build": "",
}  # fmt: skip
FAILURE = {
    "verdict": "fail", "kind": "fail:value", "call": "m1.find(b'never')", "expected": "-1", "got": "0",
    "message": "assert 0 == -1", "witness": "",
}  # fmt: skip


def by_name(read: Results) -> dict[str, RequirementLine]:
    """The lines of a results file, by requirement."""
    return {line["requirement"]: line for line in read.lines()}


def header(**changes: Any) -> dict[str, Any]:
    facts = {**FACTS, **{name: value for name, value in changes.items() if name in FACTS}}
    rest = {name: value for name, value in changes.items() if name not in FACTS}
    return {
        "type": "header", "schema": 1, "suite": __version__, "commit": "", "edition": facts["edition"],
        "profile": "gate", "levels": list(spec.LEVELS), "selected": len(testable()),
        "requirements": len(spec.load()), "hypothesis": "6.0", "seed": "derandomized",
        "given": {"impl": facts["implementation"]},
        "started": "2026-11-24T10:00:00Z", "subject": facts, "host": {"python": "3.12.1"}, **rest,
    }  # fmt: skip


def testable() -> list[str]:
    return [name for name, one in spec.load().items() if not one.unspecified]


def line(name: str, verdict: str = "pass", **changes: Any) -> dict[str, Any]:
    failing = verdict not in ("pass", "inapplicable")
    failure = {**FAILURE, "verdict": verdict if verdict != "deviates" else "fail"}
    return {
        "type": "requirement", "requirement": name, "verdict": verdict, "duration": 0.01, "examples": 20,
        "reason": "in force since edition 3.13; this is 3.12" if verdict == "inapplicable" else "",
        "properties": ["test_search::test_find"], "failures": [failure] if failing else [], **changes,
    }  # fmt: skip


def lines(verdicts: dict[str, str] | None = None, **changes: Any) -> list[dict[str, Any]]:
    """A whole file: every requirement passes but for those in ``verdicts``."""
    found = [line(name, (verdicts or {}).get(name, "pass")) for name in testable()]
    counts = Counter(one["verdict"] for one in found)
    footer = {"type": "footer", "counts": dict(counts), "duration": 1.0, "problems": []}
    return [header(**changes), *found, footer]


def write(path: Path, content: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in content), "utf-8")
    return path


def results(path: Path, verdicts: dict[str, str] | None = None, **changes: Any) -> Path:
    """Write a whole file."""
    return write(path, lines(verdicts, **changes))
