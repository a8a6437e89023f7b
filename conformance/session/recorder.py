"""Collects what became of properties into one line a requirement, written as soon as it is complete."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from conformance.exits import Refusal
from conformance.harness.proving.verify import key_of
from conformance.results.lines import Coverage, FailureLine, Footer, Header, RequirementLine
from conformance.results.writing import ResultsFile
from conformance.session.outcomes import Outcome, Part, broken
from conformance.verdicts import EXPECTED, worst

_MOST_SHAPES = 4000
"""Of a requirement in a line of results: what the schema allows."""


class Display(Protocol):
    """Whoever shows a run while it goes on."""

    def began(self, header: Header, properties: int) -> None: ...
    def warned(self, text: str) -> None: ...
    def started(self, nodeid: str) -> None: ...
    def advanced(self, properties: int) -> None: ...
    def decided(self, line: RequirementLine) -> None: ...
    def ended(self, footer: Footer | None, problems: Sequence[str]) -> None: ...


class Recorder:
    """The results of one session, in a folder or only shown. Raises UnwritableReport.

    ``outstanding``: by requirement, the node ids of the properties that decide it together; ``left_out``: those of
    its properties that will not run, because somebody selected properties and not requirements. ``began`` is when the
    session did, of ``time.monotonic``.
    """

    def __init__(
        self,
        folder: Path | None,
        header: Header,
        outstanding: Mapping[str, set[str]],
        left_out: Mapping[str, list[str]],
        display: Display | None,
        began: float,
    ) -> None:
        self._display, self._began = display, began
        self._outstanding = {name: set(nodeids) for name, nodeids in outstanding.items()}
        self._left_out = left_out
        self._parts: dict[str, list[tuple[str, Part, Outcome]]] = {}
        self._done: set[str] = set()
        self._warned = False
        self.lines: dict[str, RequirementLine] = {}
        self._results = ResultsFile(folder) if folder is not None else None
        if self._results is not None:
            self._results.write(header)
        if self._display is not None:
            self._display.began(header, len(set().union(*outstanding.values())))

    def started(self, nodeid: str) -> None:
        """A property begins."""
        if self._display is not None:
            self._display.started(nodeid)

    def record(self, nodeid: str, outcome: Outcome | None, *, failed: bool) -> None:
        """Take in one property's outcome; a failure without one is our own fault."""
        ids = [name for name, waiting in self._outstanding.items() if nodeid in waiting]
        if outcome is None:
            if not failed or not ids:
                return
            outcome = broken(ids, "the process that ran the property ended")
        self._done.add(nodeid)
        if self._display is not None and outcome.get("warning") and not self._warned:
            self._warned = True
            self._display.warned(outcome["warning"])
        if self._display is not None:
            self._display.advanced(len(self._done))
        for name in ids:
            part = outcome["requirements"].get(name)
            if part is None:
                continue
            self._parts.setdefault(name, []).append((nodeid, part, outcome))
            self._outstanding[name].discard(nodeid)
            if not self._outstanding[name]:
                self._decide(name)

    def _decide(self, name: str) -> None:
        parts = self._parts[name]
        verdict = worst(part["verdict"] for _, part, _ in parts)
        line: RequirementLine = {
            "type": "requirement",
            "requirement": name,
            "verdict": verdict,
            "reason": next((part["reason"] for _, part, _ in parts if part["verdict"] == verdict), ""),
            "duration": round(max(0.0, sum(outcome["duration"] for *_, outcome in parts)), 6),
            "examples": sum(outcome["examples"] for *_, outcome in parts),
            "properties": [key(nodeid) for nodeid, *_ in parts],
            "failures": [self._kept(name, failure) for _, part, _ in parts for failure in part["failures"]],
        }
        issue = next((part["issue"] for _, part, _ in parts if part.get("issue")), "")
        if issue:
            line["issue"] = issue
        played = sum(outcome.get("played", False) for *_, outcome in parts)
        if played:
            line["played"] = played
        shapes = sorted({shape for *_, outcome in parts for shape in outcome.get("shapes", ())})
        if shapes:
            line["shapes"] = shapes[:_MOST_SHAPES]
        if name in self._left_out:
            line["left_out"] = self._left_out[name]
        self.lines[name] = line
        if self._results is not None:
            self._results.write(line)
        if self._display is not None:
            self._display.decided(line)

    def _kept(self, name: str, failure: FailureLine) -> FailureLine:
        if self._results is None:
            return {**failure, "witness": ""}
        return self._results.keep_witness(name, failure)

    def finish(self, problems: Sequence[str], coverage: Coverage | None) -> None:
        """End the results: with a footer if everything selected was decided."""
        footer: Footer | None = None
        for name, waiting in self._outstanding.items():
            # Where the run was stopped at a failure (-x), the failure is told, as a verdict from a part.
            if waiting and any(part["verdict"] not in EXPECTED for _, part, _ in self._parts.get(name, ())):
                self._left_out = {**self._left_out, name: [*self._left_out.get(name, ()), *sorted(map(key, waiting))]}
                self._decide(name)
        if not any(self._outstanding.values()):
            verdicts = [line["verdict"] for line in self.lines.values()]
            footer = {
                "type": "footer",
                "counts": {verdict: verdicts.count(verdict) for verdict in dict.fromkeys(verdicts)},
                "duration": round(time.monotonic() - self._began, 3),
                "problems": list(problems),
            }
            if coverage is not None:
                footer["coverage"] = coverage
        try:
            if self._results is not None:
                self._results.close(footer)
        except Refusal:
            footer = None
            raise
        finally:
            if self._display is not None:
                self._display.ended(footer, problems)


def key(nodeid: str) -> str:
    """``test_search_find::test_it`` from a node id, wherever the suite stands and whatever the parameters."""
    path, _, name = nodeid.partition("::")
    return key_of(Path(path).parent.name, Path(path).stem, name.partition("[")[0])
