"""What changed between two reports, by subject: regressions first, because a gate asks for nothing else.

It looks at what a subject does, not at what is recorded of it: a failure is a failure, known or not. Only a new
failure that the implementation's author has recorded is told apart, as a decision of theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance import spec
from conformance.report.markdown import quoted
from conformance.report.merge import Merged
from conformance.report.summary import counted
from conformance.results.reading import Results
from conformance.verdicts import DIED, FINE

CATEGORIES = {
    "regression": "fails now",
    "worse": "fails in a worse way",
    "changed": "fails in another way",
    "recorded": "fails now, and is recorded as a deviation",
    "fix": "holds now",
    "lost": "is no longer in force or possible",
    "unmet": "is in force now, in another edition, and fails",
    "begun": "is in force now, and holds",
    "new": "is new",
    "removed": "is gone",
}
"""What can become of a requirement, the worst first."""
REGRESSIONS = ("regression", "worse")


@dataclass(frozen=True)
class Change:
    """One requirement of one subject, before and after."""

    category: str
    requirement: str
    old: str
    new: str


@dataclass(frozen=True)
class Compared:
    """One subject in both reports, or in one of them: ``old`` or ``new`` is None then."""

    old: Results | None
    new: Results | None
    changes: tuple[Change, ...] = ()

    @property
    def label(self) -> str:
        if self.old is not None and self.new is not None and self.old.label != self.new.label:
            return f"{self.old.label} -> {self.new.label}"
        one = self.new or self.old
        assert one is not None
        return one.label

    @property
    def remarks(self) -> list[str]:
        """What keeps the comparison from being one of two whole runs."""
        if self.old is None:
            return ["a new subject"]
        if self.new is None:
            return ["no longer in the report"]
        absent = [name for name in self.old.verdicts if name not in self.new.verdicts and name in spec.load()]
        said = []
        if absent:
            said.append(f"of before: {counted(len(absent), 'requirement')} not selected now")
        if self.old.edition != self.new.edition:
            said.append(f"edition {self.old.edition} before, {self.new.edition} now: not the same is in force")
        said += [f"before: {note}" for note in self.old.notes] + [f"now: {note}" for note in self.new.notes]
        if self.old.header["suite"] != self.new.header["suite"]:
            said.append("two versions of the suite")
        return said

    @property
    def regressed(self) -> bool:
        """Whether something is worse; a run that did not come to its end counts, whatever it says."""
        broken_off = self.new is not None and self.new.footer is None
        return broken_off or any(change.category in REGRESSIONS for change in self.changes)


def compare(old: Merged, new: Merged) -> list[Compared]:
    """Every subject of either report, each with its changes."""
    return [
        Compared(before, after, tuple(_changes(before, after) if before and after else ()))
        for before, after in _paired(list(old.subjects), list(new.subjects))
    ]


def _paired(old: list[Results], new: list[Results]) -> Iterator[tuple[Results | None, Results | None]]:
    """By label; then by all but versions, where that is unambiguous; then the only one on either side."""
    waiting = list(old)
    pairs: dict[int, Results] = {}
    for key in (lambda one: one.label, _without_versions, lambda one: "any"):
        left = [at for at in range(len(new)) if at not in pairs]
        keys_old, keys_new = [key(one) for one in waiting], [key(new[at]) for at in left]
        for at, name in zip(left, keys_new, strict=True):
            if keys_old.count(name) == 1 and keys_new.count(name) == 1:
                pairs[at] = waiting[keys_old.index(name)]
        taken = {id(one) for one in pairs.values()}
        waiting = [one for one in waiting if id(one) not in taken]
    for at, after in enumerate(new):
        yield pairs.get(at), after
    for before in waiting:
        yield before, None


def _without_versions(one: Results) -> str:
    facts = one.facts
    return "\0".join((str(facts["implementation"]), str(facts["python"]), one.platform, one.edition))


def _changes(old: Results, new: Results) -> Iterator[Change]:
    found = []
    for name in dict.fromkeys((*new.verdicts, *old.verdicts)):
        category = _category(old, new, name)
        if category:
            found.append(Change(category, name, _said(old, name), _said(new, name)))
    yield from sorted(found, key=lambda change: list(CATEGORIES).index(change.category))


def _category(old: Results, new: Results, name: str) -> str:
    before, after = old.verdicts.get(name, ""), new.verdicts.get(name, "")
    fine = FINE | {""}
    if not after:
        return "removed" if new.footer is not None and name not in spec.load() else ""
    if not before:
        return "new"
    if after not in fine:
        if before == "inapplicable" and old.edition != new.edition and after != "deviates":
            return "unmet"
        if before in fine:
            return "recorded" if after == "deviates" else "regression"
        kinds, were = set(new.kinds.get(name, ())), set(old.kinds.get(name, ()))
        if kinds == were:
            return ""
        worse = any(kind.partition(":")[0] in DIED for kind in kinds - were)
        return "worse" if worse and after != "deviates" else "changed"
    if after == "pass":
        if before == "inapplicable":
            return "begun"
        return "" if before in fine else "fix"
    return "lost" if before != "inapplicable" else ""


def _said(subject: Results, name: str) -> str:
    verdict = subject.verdicts.get(name, "absent")
    kinds = ", ".join(subject.kinds.get(name, ()))
    return f"{verdict} ({kinds})" if kinds else verdict


def counts(compared: list[Compared]) -> dict[str, int]:
    """How many changes of each category there are."""
    every = [change.category for one in compared for change in one.changes]
    return {category: every.count(category) for category in CATEGORIES}


def in_words(compared: list[Compared]) -> str:
    """The verdict in a line."""
    found = counts(compared)
    regressions = sum(found[category] for category in REGRESSIONS)
    said = [f"{regressions} regression{'' if regressions == 1 else 's'}"]
    said += [f"{count} {category}" for category, count in found.items() if count and category not in REGRESSIONS]
    ended = [one.label for one in compared if one.new is not None and one.new.footer is None]
    said += [f"incomplete: {label}" for label in ended]
    return ", ".join(said)


def text(compared: list[Compared]) -> str:
    """For a terminal."""
    lines = []
    for one in compared:
        if one.changes or one.remarks:
            lines.append(one.label)
            lines += [f"  {remark}" for remark in one.remarks]
            lines += [
                f"  {change.category:10}  {change.requirement}  {change.old} -> {change.new}" for change in one.changes
            ]
    return "\n".join([*lines, in_words(compared)])


def markdown(compared: list[Compared]) -> str:
    """For the summary of a CI job or a comment."""
    lines = ["## mmap conformance, compared", "", in_words(compared), ""]
    for one in compared:
        if not (one.changes or one.remarks):
            continue
        lines += [f"### {quoted(one.label)}", ""]
        lines += [f"* {quoted(remark)}" for remark in one.remarks]
        if one.changes:
            lines += ["", "| change | requirement | before | now |", "|---|---|---|---|"]
            lines += [
                f"| {change.category} | {change.requirement} | {quoted(change.old)} | {quoted(change.new)} |"
                for change in one.changes
            ]
        lines.append("")
    return "\n".join(lines)


def as_json(compared: list[Compared]) -> str:
    """For programs."""
    subjects: list[dict[str, Any]] = [
        {
            "subject": one.label,
            "old": str(one.old.path) if one.old is not None else None,
            "new": str(one.new.path) if one.new is not None else None,
            "remarks": one.remarks,
            "regressed": one.regressed,
            "changes": [vars(change) for change in one.changes],
        }
        for one in compared
    ]
    return json.dumps({"schema": 1, "counts": counts(compared), "subjects": subjects}, indent=1)


FORMS = {"text": text, "markdown": markdown, "json": as_json}
