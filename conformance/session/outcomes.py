"""From pytest's outcome of one property to what it says of each of its requirements.

An ``Outcome`` is made where the property ran and travels to whoever records, so it is made of plain values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NotRequired, TypedDict

import pytest

from conformance.deviations.known import Deviation, kinds_of
from conformance.harness.judging.failure import Failure, failures, worst_verdict
from conformance.results.lines import FailureLine
from conformance.session.setting import Setting


class Part(TypedDict):
    """What one property says of one requirement."""

    verdict: str
    reason: str
    issue: NotRequired[str]
    failures: list[FailureLine]


class Outcome(TypedDict):
    """What came of one property. ``duration`` in seconds; ``played``: from a recording; ``warning``: of recordings.

    ``shapes``: the answers of an exploring run.
    """

    requirements: dict[str, Part]
    examples: int
    duration: float
    played: NotRequired[bool]
    warning: NotRequired[str]
    shapes: NotRequired[list[int]]


class Judged:
    """A property's end, judged. ``expected_by`` is a recorded deviation, if they expect all of its failures."""

    def __init__(self, setting: Setting, ids: Sequence[str], error: BaseException | None) -> None:
        reasons = setting.reasons(ids)
        in_force = [name for name in ids if not reasons[name]]
        self.failures: list[Failure] = []
        verdict, reason = "pass", ""
        if isinstance(error, pytest.skip.Exception):
            verdict, reason = "inapplicable", str(error)
        elif error is not None:
            about = setting.requirements[in_force[0] if in_force else ids[0]]
            self.failures = failures(error, replace(setting.launch, edition=setting.facts.edition), about)
            verdict = worst_verdict(self.failures)
        lines = [failure.line() for failure in self.failures]
        kinds = kinds_of(lines)
        self.parts: dict[str, Part] = {
            name: {"verdict": "inapplicable", "reason": why, "failures": []} for name, why in reasons.items()
        }
        entries: list[Deviation] = []
        for name in in_force:
            entry = setting.expected(name, kinds)
            if self.failures and entry is not None and verdict != "broken":
                entries.append(entry)
                self.parts[name] = _recorded(entry, lines)
            else:
                self.parts[name] = {"verdict": verdict, "reason": reason, "failures": lines}
        self.expected_by = entries[0] if self.failures and len(entries) == len(in_force) else None

    def outcome(self, *, examples: int, duration: float) -> Outcome:
        """The same with what it took."""
        return {"requirements": self.parts, "examples": examples, "duration": duration}


def _recorded(entry: Deviation, lines: list[FailureLine]) -> Part:
    return {"verdict": "deviates", "reason": entry.reason, "issue": entry.issue, "failures": lines}


def broken(ids: Sequence[str], message: str) -> Outcome:
    """The outcome of a property that our own fault kept from being judged."""
    part: Part = {"verdict": "broken", "reason": message.strip().splitlines()[-1][:400], "failures": []}
    return {"requirements": dict.fromkeys(ids, part), "examples": 0, "duration": 0.0}


def killed(setting: Setting, ids: Sequence[str]) -> Outcome:
    """The outcome of a property whose worker died each time that it ran."""
    message = "the process that ran the property was ended from outside, or had no memory left, twice"
    line: FailureLine = {
        "verdict": "killed", "kind": "killed:worker", "call": "", "expected": "", "got": "", "message": message,
        "witness": "",
    }  # fmt: skip
    parts: dict[str, Part] = {}
    for name, why in setting.reasons(ids).items():
        entry = setting.expected(name, {line["kind"]})
        if why:
            parts[name] = {"verdict": "inapplicable", "reason": why, "failures": []}
        elif entry is not None:
            parts[name] = _recorded(entry, [line])
        else:
            parts[name] = {"verdict": "killed", "reason": message, "failures": [line]}
    return {"requirements": parts, "examples": 0, "duration": 0.0}


def worth_running(setting: Setting, ids: Sequence[str], examples: int) -> int | None:
    """How many examples of a property are worth running if it fails: as many as it has, where that is known."""
    in_force = [name for name, reason in setting.reasons(ids).items() if not reason]
    return examples if in_force and all(map(setting.known_failures, in_force)) else None


def is_expected(setting: Setting, ids: Sequence[str], error: BaseException) -> bool:
    """Whether recorded deviations expect what a property raised."""
    kinds = kinds_of(one.line() for one in failures(error, setting.launch, setting.requirements[ids[0]]))
    reasons = setting.reasons(ids)
    return all(reasons[name] or setting.expected(name, kinds) for name in ids)
