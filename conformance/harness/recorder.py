"""Collects what became of properties into one line a requirement, written as soon as it is complete."""

from __future__ import annotations

import datetime
import importlib.metadata
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import conformance
from conformance import __version__, spec
from conformance.harness import deviations
from conformance.harness.verdict import EXPECTED, worst
from conformance.harness.verify import key_of
from conformance.properties import all_properties
from conformance.report.results import SCHEMA_VERSION, ResultsFile

if TYPE_CHECKING:
    from conformance.harness.session import Conformance


class Display(Protocol):
    """Whoever shows a run while it goes on."""

    def began(self, header: dict[str, Any], properties: int) -> None: ...
    def started(self, nodeid: str) -> None: ...
    def advanced(self, properties: int) -> None: ...
    def decided(self, line: dict[str, Any]) -> None: ...
    def ended(self, footer: dict[str, Any] | None, problems: Sequence[str]) -> None: ...


class Recorder:
    """The results of one session. Raises UnwritableReport where the folder cannot be written."""

    def __init__(
        self, folder: Path | None, session: Conformance, nodeids: Sequence[str], display: Display | None
    ) -> None:
        self._session, self._display = session, display
        self.problems: list[str] = []
        self.coverage: dict[str, Any] | None = None
        self.lines: dict[str, dict[str, Any]] = {}
        self._done: set[str] = set()
        self._reports: dict[str, list[tuple[str, dict[str, Any], dict[str, Any]]]] = {}
        self._outstanding: dict[str, set[str]] = {}
        levels = session.config.getoption("--level")
        known = spec.load()
        properties = all_properties()
        for nodeid in nodeids:
            for name in properties.get(_key(nodeid), ()):
                if not levels or known[name].level in levels:
                    self._outstanding.setdefault(name, set()).add(nodeid)
        self._results = ResultsFile(folder) if folder is not None else None
        self.header = self._header(len(known))
        if self._results is not None:
            self._results.write(self.header)
        if self._display is not None:
            self._display.began(self.header, len(nodeids))

    def _header(self, known: int) -> dict[str, Any]:
        session = self._session
        option = session.config.getoption
        profile = option("--conformance-profile")
        return {
            "type": "header",
            "schema": SCHEMA_VERSION,
            "suite": __version__,
            "commit": _commit(),
            "edition": session.facts().edition,
            "profile": profile,
            "levels": option("--level") or list(spec.LEVELS),
            "selected": len(self._outstanding),
            "requirements": known,
            "hypothesis": importlib.metadata.version("hypothesis"),
            "rerun": _rerun(option),
            "seed": "derandomized" if profile == "gate" else str(option("hypothesis_seed", None)),
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(session.began)),
            "subject": {
                **session.facts().as_json(),
                "title": session.implementation.title,
                "homepage": session.implementation.homepage,
                "issues": session.implementation.issues,
            },
            "host": session.host_facts(),
        }

    def started(self, nodeid: str) -> None:
        """A property begins."""
        if self._display is not None:
            self._display.started(nodeid)

    def record(self, nodeid: str, outcome: dict[str, Any] | None, *, failed: bool) -> None:
        """Take in one property's outcome; a failure without one is a worker that died, which is our own fault."""
        ids = [name for name, waiting in self._outstanding.items() if nodeid in waiting]
        if outcome is None:
            if not failed or not ids:
                return
            broken = {"verdict": "broken", "reason": "the process that ran the property ended", "failures": []}
            outcome = {"requirements": dict.fromkeys(ids, broken), "examples": 0, "duration": 0.0}
        self._done.add(nodeid)
        if self._display is not None:
            self._display.advanced(len(self._done))
        for name in ids:
            line = outcome["requirements"].get(name)
            if line is None:
                continue
            self._reports.setdefault(name, []).append((nodeid, line, outcome))
            self._outstanding[name].discard(nodeid)
            if not self._outstanding[name]:
                self._decide(name)

    def _decide(self, name: str) -> None:
        reports = self._reports[name]
        verdict = worst(line["verdict"] for _, line, _ in reports)
        failures = [failure for _, line, _ in reports for failure in line["failures"]]
        if self._results is not None:
            failures = [self._results.keep_witness(name, failure) for failure in failures]
        else:
            failures = [{**failure, "witness": ""} for failure in failures]
        line = {
            "type": "requirement",
            "requirement": name,
            "verdict": verdict,
            "reason": next((line["reason"] for _, line, _ in reports if line["verdict"] == verdict), ""),
            **(
                {"issue": issue}
                if (issue := next((one["issue"] for _, one, _ in reports if one.get("issue")), ""))
                else {}
            ),
            "duration": round(sum(outcome["duration"] for *_, outcome in reports), 6),
            "examples": sum(outcome["examples"] for *_, outcome in reports),
            "properties": [_key(nodeid) for nodeid, *_ in reports],
            "failures": failures,
        }
        self.lines[name] = line
        if self._results is not None:
            self._results.write(line)
        if self._display is not None:
            self._display.decided(line)

    def finish(self) -> list[str]:
        """End the results: with a footer if everything selected was decided. Returns what is wrong besides."""
        missing = [name for name, waiting in self._outstanding.items() if waiting]
        session = self._session
        file = session.deviations_file.name if session.deviations_file is not None else ""
        found = deviations.problems(session.deviations, self.lines, session.facts(), datetime.date.today())
        self.problems = [f"{file}: {problem}" for problem in found]
        footer = None
        if not missing:
            verdicts = [line["verdict"] for line in self.lines.values()]
            footer = {
                "type": "footer",
                "counts": {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)},
                "duration": round(time.time() - self._session.began, 3),
                "problems": self.problems,
                **({"coverage": self.coverage} if self.coverage is not None else {}),
            }
        if self._results is not None:
            self._results.close(footer)
        if self._display is not None:
            self._display.ended(footer, self.problems)
        return self.problems

    @property
    def unexpected(self) -> list[str]:
        """The requirements whose verdict is not as it should be."""
        return [name for name, line in self.lines.items() if line["verdict"] not in EXPECTED]


def _rerun(option: Callable[[str], Any]) -> list[str]:
    """The command that checks the same subject in the same way."""
    given = ["mmap-conformance", "run", "--impl", option("--impl") or "stdlib"]
    for flag in ("--python", "--edition", "--files"):
        given += [flag, str(option(flag))] if option(flag) else []
    for path in option("--path"):
        given += ["--path", str(path)]
    return given


def _key(nodeid: str) -> str:
    """``test_search_find::test_it`` from a node id, wherever the suite stands and whatever the parameters."""
    path, _, name = nodeid.partition("::")
    return key_of(Path(path).parent.name, Path(path).stem, name.partition("[")[0])


def _commit() -> str:
    """The commit of a checkout that the suite runs from; empty for an installed one."""
    top = Path(conformance.__file__).parent.parent
    if not (top / ".git").exists():
        return ""
    try:
        said = subprocess.run(
            ["git", "-C", str(top), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip()
